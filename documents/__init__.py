"""What every paper, page and download is made of: documents, tables, and how each format writes."""

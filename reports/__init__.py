"""Reports: what leaves the house by mail."""

"""What staff enter on the page: forms, who may send them, and the process that alone writes."""

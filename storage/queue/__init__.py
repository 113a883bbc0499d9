"""What is on file of the queue that several workers share, and who keeps a database now."""

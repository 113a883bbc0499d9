"""What is kept of the page's door: who came in, and who was turned away."""

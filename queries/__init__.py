"""Questions about what is on file, each a function that returns a typed answer."""

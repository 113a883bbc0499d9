"""Texts: sentences with their facts; what texts of posts and registers may not hold of a person."""

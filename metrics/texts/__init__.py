"""Texts of posts and registers: what they may not hold of a person."""

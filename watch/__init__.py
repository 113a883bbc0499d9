"""Rounds: one visit whole, from what is on file to what is kept."""

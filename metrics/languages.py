"""The languages of those who read what the program writes, by their codes."""

LANGUAGES = ("ar", "fr", "en")
"""In the order in which one stands in for another. words/language.py says how Babel calls each."""

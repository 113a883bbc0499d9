"""Arabic, French and English: the program's sentences, numbers and dates."""

from words.language import CODES, Language, language

__all__ = ["CODES", "Language", "language"]

"""Arabic, French and English: the program's sentences, numbers and dates."""

from words.language import CODES, Language, language
from words.vocabulary import age, count_name

__all__ = ["CODES", "Language", "age", "count_name", "language"]

"""Arabic, French and English: the program's sentences, numbers and dates."""

from words.language import CODES, Case, Language, language
from words.names import age, count_name, network_name, wordless
from words.nouns import Noun, counted

__all__ = [
    "CODES",
    "Case",
    "Language",
    "Noun",
    "age",
    "count_name",
    "counted",
    "language",
    "network_name",
    "wordless",
]

"""Arabic, French and English: the program's sentences, numbers and dates."""

from words.language import CODES, Case, Language, language
from words.nouns import Noun, counted
from words.vocabulary import age, count_name, form_name, network_name

__all__ = [
    "CODES",
    "Case",
    "Language",
    "Noun",
    "age",
    "count_name",
    "counted",
    "form_name",
    "language",
    "network_name",
]

"""Arabic, French and English: the program's sentences, numbers and dates."""

from words.language import CODES, Case, Language, language
from words.lengths import age
from words.names import count_name, platform_name, wordless
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
    "platform_name",
    "wordless",
]

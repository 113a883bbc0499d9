"""A reader's language with what the office says of its registers' texts in it."""

from __future__ import annotations

from dataclasses import replace

from storage import Store
from storage.registers.wordings import words_by_text
from words import Language


def of_the_office(language: Language, store: Store) -> Language:
    """The language, in which sources and notes are worded as the office has given them.

    Raises:
        StorageError: the database could not answer.
    """
    return replace(language, texts=words_by_text(store))

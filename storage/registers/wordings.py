"""What the texts of the registers say in other languages: kept once by text, whatever entry has it.

A source that stands in fifty entries, and in a year that was closed, is worded for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Connection, select

from metrics.texts.wordings import Wording
from storage.registers.supersede import Added, Register, Signature, Terms, Values, in_force, record
from storage.schema import wording
from storage.store import Store


class Wordable(Protocol):
    """An entry whose texts may be given in other languages."""

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """What they are there."""


def with_wordings(
    connection: Connection, added: Added, entries: Iterable[Wordable], signed: Signature
) -> Added:
    """Put the wordings of entries on file in the transaction that added the entries.

    Raises:
        NeedsReason: a text is worded otherwise on file and no reason is given.
        RefusedValue: a text is worded twice, differently.
    """
    rows = [_row(each) for entry in entries for each in entry.wordings]
    if not rows:
        return added
    # What was seen and what is kept knowingly are the entry's: its row tells of both.
    own = replace(signed, terms=Terms(dry=signed.terms.dry))
    kept = record(connection, WORDINGS, rows, own)
    return replace(added, wordings=kept.new + kept.superseded)


def wordings(store: Store) -> Sequence[Wording]:
    """The wordings in force, in the order in which they were entered."""
    columns = (wording.c.text, wording.c.language, wording.c.words)
    query = select(*columns).where(in_force(wording)).order_by(wording.c.id)
    with store.read() as connection:
        return [Wording(*row) for row in connection.execute(query)]


def words_by_text(store: Store) -> Mapping[str, Mapping[str, str]]:
    """Of each text that is worded, its words by language."""
    words: dict[str, dict[str, str]] = {}
    for each in wordings(store):
        words.setdefault(each.text, {})[each.language] = each.words
    return words


def _row(each: Wording) -> Values:
    return {"text": each.text, "language": each.language, "words": each.words}


def _subjects(row: Values) -> Collection[Hashable]:
    return [(row["text"], row["language"])]


def _title(row: Values) -> str:
    return f"{row['text']} ({row['language']}): {row['words']}"


WORDINGS = Register(wording, _subjects, _title)

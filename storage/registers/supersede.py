"""Rows that staff bring: added once, corrected only with a reason, never overwritten.

A correction is a row that names the one it supersedes; a row that none supersedes is in force.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select

from metrics.texts.phrases import Phrase
from storage.changes import Change, log_all
from storage.errors import NeedsReason, NotAsSeen, RefusedValue

Values = Mapping[str, Any]
KNOWINGLY = "privacy"
"""What a line of `change` is of that says why something was kept all the same."""


@dataclass(frozen=True, slots=True)
class Added:
    """What an import did: rows that are new, that were there already, that correct another."""

    new: int = 0
    same: int = 0
    superseded: int = 0
    wordings: int = 0
    """Texts of entries, given or corrected in a language."""

    @property
    def has_any(self) -> bool:
        """Whether anything was kept that was not there already."""
        return self.new + self.superseded + self.wordings > 0


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of row that staff bring."""

    table: Table
    subjects: Callable[[Values], Collection[Hashable]]
    """What a row tells of: rows that share a subject tell of the same, perhaps otherwise."""
    title: Callable[[Values], str]
    """A row in a few words, for people."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms rows are kept."""

    seen: int | None = None
    """The row that they had before their eyes, 0 where there was none; None: any is corrected."""
    dry: bool = False
    """Whether nothing is written, and only what would be is told."""
    knowingly: str | None = None
    """Why rows are kept although a text of them looks as if it told of a person."""


ANY_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who brings rows, when, and why they may correct others."""

    who: str
    now: datetime
    reason: str | None
    terms: Terms = ANY_TERMS


@dataclass(frozen=True, slots=True)
class Why:
    """Why a row stands in another's place, and since when."""

    at: datetime
    reason: str


class _Outcome(StrEnum):
    NEW = "new"
    SAME = "same"
    SUPERSEDED = "superseded"


def in_force(table: Table) -> ColumnElement[bool]:
    """Whether no other row supersedes a row, in SQL."""
    later = table.alias("later")
    return ~select(later.c.id).where(later.c.supersedes == table.c.id).exists()


def superseding(table: Table, since: datetime) -> ColumnElement[bool]:
    """Whether a row in force has stood in another's place since an instant, in SQL."""
    recent = table.c.supersedes.is_not(None) & (table.c.recorded_at >= since)
    return in_force(table) & recent


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is to be written of the rows that somebody brings."""

    rows: tuple[Values, ...]
    """Signed; a correction names the row that it supersedes."""
    changes: tuple[Change, ...]
    """A line for each correction, and one where something is kept knowingly."""
    added: Added


def record(
    connection: Connection, register: Register, rows: Sequence[Values], signed: Signature
) -> Added:
    """Add what is new, supersede what is corrected, leave what is the same.

    Raises:
        NeedsReason: a row corrects another and no reason is given.
        NotAsSeen: what is on file is not what they had before their eyes.
        RefusedValue: the same thing is given twice, differently.
    """
    table = register.table
    query = select(table).where(in_force(table)).order_by(table.c.id)
    on_file = [dict(row) for row in connection.execute(query).mappings()]
    sorted_out = sort_out(register, on_file, rows, signed)
    if sorted_out.rows and not signed.terms.dry:
        connection.execute(insert(register.table), sorted_out.rows)
    log_all(connection, () if signed.terms.dry else sorted_out.changes)
    return sorted_out.added


def sort_out(
    register: Register, on_file: Iterable[Values], rows: Sequence[Values], signed: Signature
) -> Sorted:
    """Tell what is new, what corrects another, and what is the same as a row on file.

    Args:
        register: How rows are compared.
        on_file: The rows in force, the oldest first, each with its `id`.
        rows: What somebody brings.
        signed: Who, when and why.

    Raises:
        NeedsReason: a row corrects another and no reason is given.
        NotAsSeen: what is on file is not what they had before their eyes.
        RefusedValue: the same thing is given twice, differently.
    """
    signed = replace(signed, reason=(signed.reason or "").strip() or None)
    shelf = _Shelf(register.subjects)
    for there in on_file:
        shelf.put(there, there["id"])
    counted = dict.fromkeys(_Outcome, 0)
    new: list[Values] = []
    corrections: list[Change] = []
    for row in rows:
        before = shelf.find(row)
        outcome = _compare(register, before, row, signed)
        counted[outcome] += 1
        if outcome is _Outcome.SAME:
            continue
        new.append(_signed_row(row, before, signed))
        if before is not None:
            corrections.append(_correction(register, before, row, signed))
            shelf.take_away(before)
        shelf.put(row, None)
    if new and signed.terms.knowingly:
        corrections.append(_knowingly(register, new, signed))
    return Sorted(tuple(new), tuple(corrections), Added(**counted))


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """A row in force."""

    place: int
    """The rows on file come first, by their age."""
    key: int | None
    """None: given just now."""
    values: Values


class _Shelf:
    """The rows in force by what they tell of: read once, for a scan for each row takes minutes."""

    def __init__(self, subjects: Callable[[Values], Collection[Hashable]]) -> None:
        self.subjects = subjects
        self.places = count()
        self.entries: dict[Hashable, list[_Entry]] = defaultdict(list)

    def put(self, values: Values, key: int | None) -> None:
        entry = _Entry(next(self.places), key, values)
        for subject in self.subjects(values):
            self.entries[subject].append(entry)

    def take_away(self, entry: _Entry) -> None:
        for subject in self.subjects(entry.values):
            self.entries[subject].remove(entry)

    def find(self, values: Values) -> _Entry | None:
        """The first row that tells of the same thing, perhaps with another value."""
        subjects = self.subjects(values)
        fitting = (entry for subject in subjects for entry in self.entries.get(subject, ()))
        return min(fitting, key=lambda entry: entry.place, default=None)


def _compare(register: Register, before: _Entry | None, row: Values, signed: Signature) -> _Outcome:
    if before is None:
        if signed.terms.seen:
            raise NotAsSeen(
                Phrase(
                    "{title}: none such is on file; nothing was kept", title=register.title(row)
                ),
                0,
            )
        return _Outcome.NEW
    if all(before.values[name] == value for name, value in row.items()):
        return _Outcome.SAME
    if before.key is None:
        raise RefusedValue(
            Phrase("{title}: given twice, differently; nothing was kept", title=register.title(row))
        )
    if signed.terms.seen is not None and signed.terms.seen != before.key:
        raise NotAsSeen(
            Phrase(
                "{title}: on file is by now {before}; nothing was kept",
                title=register.title(row),
                before=register.title(before.values),
            ),
            before.key,
        )
    if not signed.reason:
        raise NeedsReason(
            Phrase(
                "{title}: on file is {before}; a correction needs a reason; nothing was kept",
                title=register.title(row),
                before=register.title(before.values),
            )
        )
    return _Outcome.SUPERSEDED


def _signed_row(row: Values, before: _Entry | None, signed: Signature) -> Values:
    return {
        **row,
        "recorded_at": signed.now,
        "recorded_by": signed.who,
        "supersedes": None if before is None else before.key,
        "reason": None if before is None else signed.reason,
    }


def _correction(register: Register, before: _Entry, row: Values, signed: Signature) -> Change:
    former, title = register.title(before.values), register.title(row)
    return Change(signed.now, signed.who, register.table.name, former, title, signed.reason)


def _knowingly(register: Register, rows: Sequence[Values], signed: Signature) -> Change:
    """That something was kept which looks as if it told of a person, and why; not what it says."""
    after = f"{register.table.name} \u00d7 {len(rows)}"
    return Change(signed.now, signed.who, KNOWINGLY, after=after, why=signed.terms.knowingly)

"""Whether what staff enter tells of a person: it warns while they can still mend it.

Statements refuse what `imports.privacy` finds. The other registers hold sources, names of events
and notes of all kinds, of which a program cannot be sure: there, and where a child seems to be
named, the entry is kept if somebody says why, and the log of changes holds that reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import imports
from entries.hand import Hand, own_accounts
from imports import FileProblem, ImportRefused
from metrics.texts.phrases import Phrase
from metrics.texts.wordings import WORDED, wording_columns
from storage.registers.supersede import Terms

FREE = ("key", *wording_columns("name"), *WORDED, *wording_columns(*WORDED))
"""The columns in which anything may be written."""
ABOUT = ("period", "kind", "season", "label", "first_day", "metric")
"""The columns by which one entry of many is known."""
MOST_WARNINGS = 20


class MayBePersonal(ImportRefused):
    """Something looks as if it told of a person; it is kept if somebody says why."""


def cleared(
    hand: Hand, entries: Sequence[Mapping[str, str]], reason: str | None, *, dry: bool = False
) -> Terms:
    """On what terms entries are kept: with a reason those that may tell of a person.

    Args:
        hand: Who enters them, and why they are kept all the same, if they said so.
        entries: What is entered, by the columns of a file.
        reason: That of a correction.
        dry: Whether nothing is written.

    Raises:
        MayBePersonal: one may tell of a person, and nobody has said why it is kept.
        ImportRefused: why it is kept cannot be read.
    """
    signs = list(_signs(hand, entries, reason))
    if not signs:
        return Terms(hand.seen, dry)
    why = imports.as_reason(hand.knowingly)
    if why is None:
        raise MayBePersonal(signs[:MOST_WARNINGS])
    return Terms(hand.seen, dry, why)


def _signs(
    hand: Hand, entries: Sequence[Mapping[str, str]], reason: str | None
) -> Iterator[FileProblem]:
    accounts = own_accounts(hand.store, hand.settings)
    for entry in entries:
        for column in FREE:
            sign = imports.sign_of_person(entry.get(column, ""), accounts)
            if sign:
                message = _warning(sign)
                if len(entries) > 1:
                    about = ", ".join(entry[name] for name in ABOUT if name in entry)
                    message = Phrase("{entry}: {message}", entry=about, message=message)
                yield FileProblem(None, message, column)
    sign = imports.sign_of_person(reason or "", accounts)
    if sign:
        yield FileProblem(None, _warning(sign), "reason")


def _warning(sign: str) -> str:
    return Phrase(
        "holds what looks like {trouble}: leave it out, or say why it is kept all the same",
        trouble=sign,
    )

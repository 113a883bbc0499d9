"""Composing: a balance and a reader become a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.periods import local_day
from reports.balance import appendix, chapters, publications, registers
from reports.balance.document import Document, Heading, Paragraph, Part, Picture
from reports.balance.facts import Balance
from reports.balance.reader import Reader
from reports.balance.sentences import sentences

FOLLOWERS, GROWTH, ACTIVITIES = "followers", "net-growth", "activities"
LAUNCH, MONTHS = "launch/", "months/"
"""The names of the pictures that have a place in the paper."""


def compose(balance: Balance, reader: Reader, pictures: Sequence[Picture] = ()) -> Document:
    """The paper of a balance. `pictures` stand after the chapter of their name."""
    language = reader.language
    return Document(
        language=language,
        institution=reader.institution,
        title=language.say("Yearly balance {year}", year=balance.year),
        lines=tuple(_cover(balance, reader)),
        parts=tuple(_parts(balance, reader, {one.name: one for one in pictures})),
        warning=reader.warning,
    )


def _cover(balance: Balance, reader: Reader) -> Iterator[str]:
    """How far the paper may be relied on: closed or not, and up to which day."""
    language = reader.language
    say = language.say
    if balance.closed_at is not None:
        day = language.date(local_day(balance.closed_at, reader.zone))
        yield say("Closed on {day}; later corrections stand beside its figures.", day=day)
    else:
        yield say("Provisional: the year is not closed.")
    if balance.is_measured:
        yield say("Readings until {day}.", day=language.date(balance.as_of))
    elif not balance.is_empty:
        yield say("From printed figures alone: they are of the year, no day is known.")


def _parts(balance: Balance, reader: Reader, pictures: dict[str, Picture]) -> Iterator[Part]:
    say = reader.language.say
    if balance.is_empty:
        yield Paragraph(
            say(
                "Nothing is on file for the year {year}: no reading, no printed figure, no"
                " activity. Nothing is therefore told of it.",
                year=balance.year,
            )
        )
        return
    told = sentences(balance, reader)
    if told:
        yield Heading(say("In sentences"))
        yield from (Paragraph(one.text) for one in told)
    yield from appendix.corrections(balance, reader)
    yield from chapters.followers(balance, reader)
    yield from (pictures[name] for name in (FOLLOWERS, GROWTH) if name in pictures)
    yield from chapters.launches(balance, reader)
    yield from (one for name, one in pictures.items() if name.startswith(LAUNCH))
    yield from publications.publications(balance, reader)
    yield from (one for name, one in pictures.items() if name.startswith(MONTHS))
    yield from publications.best(balance, reader)
    yield from publications.topics(balance, reader)
    yield from registers.activities(balance, reader)
    yield from (pictures[name] for name in (ACTIVITIES,) if name in pictures)
    for chapter in (
        registers.statements,
        registers.happenings,
        registers.others,
        appendix.completeness,
        appendix.definitions,
        appendix.sources,
    ):
        yield from chapter(balance, reader)

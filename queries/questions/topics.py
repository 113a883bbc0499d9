"""`topics`: how many posts each topic had, and what they drew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from documents.model import Column, Row, Table, ValueKind
from metrics.periods import Period
from metrics.posts import INTERACTIONS, Tally
from metrics.quantity import Evidence, weakest
from queries.columns import tally, tally_columns, when, when_columns
from queries.posts import published_counts
from queries.request import Asked, Question
from queries.reservations import (
    PostsKnown,
    breaks,
    from_files,
    lists,
    partial_sums,
    qualifier_columns,
)
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, counts_by_topic, posts_with_topic
from words.names import topic_name

COUNTED = ("views", INTERACTIONS)


@dataclass(frozen=True, slots=True)
class _Line:
    """The posts on one topic in one period, of all accounts asked for."""

    period: Period
    topic: str
    posts: int
    tallies: Mapping[str, Tally]
    from_files: int = 0
    """Of how many of the posts files alone tell."""


def ask_topics(asked: Asked) -> Table:
    """How many own posts each topic had in each period, and what they have drawn until today.

    A post of two topics counts under both, so topics do not add up.
    """
    lines, known = _lines(asked), PostsKnown(asked)
    say = asked.language.say
    columns = (
        *when_columns(asked.language, is_cut=asked.by is not None),
        Column("topic", say("topic"), is_detail=True),
        Column("name", say("topic")),
        Column("posts", say("posts"), ValueKind.COUNT),
        *(column for name in COUNTED for column in tally_columns(name, asked.language)),
        *qualifier_columns(asked.language),
        Column("evidence", say("evidence"), is_detail=True),
    )
    rows = tuple(_row(line, asked, known) for line in lines)
    caption = say("Posts by topic; what they drew until now")
    return Table("topics", caption, columns, rows, tuple(_notes(asked, lines, known)))


def _lines(asked: Asked) -> Sequence[_Line]:
    """By period, the topic with most posts first."""
    periods = asked.periods()
    if not periods:
        return ()
    starts = {period.instants(asked.zone)[0]: period for period in periods}
    bounds = [*starts, periods[-1].instants(asked.zone)[1]]
    lines: dict[tuple[Period, str], _Line] = {}
    for account in asked.accounts:
        ask = partial(counts_by_topic, asked.store, account.name, bounds, COUNTED)
        for counts in if_enrolled(ask) or []:
            key = (starts[counts.since], counts.topic)
            line = _Line(*key, counts.posts, counts.totals, counts.from_files)
            lines[key] = _joined(lines[key], line) if key in lines else line
    return sorted(lines.values(), key=lambda line: (line.period.since, -line.posts, line.topic))


def _joined(line: _Line, other: _Line) -> _Line:
    tallies = {name: tally + other.tallies[name] for name, tally in line.tallies.items()}
    from_files = line.from_files + other.from_files
    return _Line(line.period, line.topic, line.posts + other.posts, tallies, from_files)


def _row(line: _Line, asked: Asked, known: PostsKnown) -> Row:
    is_whole = all(known.holds_all(account, line.period) for account in asked.accounts)
    counts = [tally(name, line.tallies[name], is_whole=is_whole) for name in COUNTED]
    return {
        **when(line.period),
        "topic": line.topic,
        "name": topic_name(line.topic, asked.language, asked.settings.topic_names(line.topic)),
        "posts": known.shown_together(line.period, line.posts),
        **{key: value for count in counts for key, value in count.items()},
        **known.qualified_together(line.period, line.posts),
        "evidence": _evidence(line).value,
    }


def _evidence(line: _Line) -> Evidence:
    """The weakest of the posts and of what they drew."""
    own = Evidence.EXPORTED if line.from_files else Evidence.MEASURED
    return weakest([own, *(tally.evidence for tally in line.tallies.values())])


def _notes(asked: Asked, lines: Sequence[_Line], known: PostsKnown) -> Iterator[str]:
    if lines:
        yield asked.language.say("A post on two topics counts under both: topics do not add up.")
    untagged = _untagged(asked)
    if untagged:
        yield asked.language.count(
            "{n} post of these days has no topic",
            "{n} posts of these days have no topic",
            untagged,
        )
    yield from from_files(asked.language, sum(line.from_files for line in lines))
    yield from partial_sums(asked, (tally for line in lines for tally in line.tallies.values()))
    yield from lists(asked)
    yield from breaks(asked, COUNTED)
    yield from known.notes()


def _untagged(asked: Asked) -> int:
    periods = asked.periods()
    if not periods:
        return 0
    instants = periods[0].instants(asked.zone)[0], periods[-1].instants(asked.zone)[1]
    untagged = 0
    for account in asked.accounts:
        published = published_counts(asked.store, account, periods, asked.zone)
        ask = partial(
            posts_with_topic, asked.store, PostQuery(account.name, *instants, in_files=True)
        )
        tagged = if_enrolled(ask) or 0
        untagged += sum(counts.posts for counts in published) - tagged
    return untagged


TOPICS = Question(
    "topics",
    lambda language: language.say("How did the topics do?"),
    frozenset({"by"}),
    ask_topics,
)

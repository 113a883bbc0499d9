"""`best-times`: on which weekday and at which hour posts were published that drew most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from documents.model import Column, Row, Table, ValueKind
from metrics.model import Account
from metrics.periods import Period, Span
from metrics.posts import INTERACTIONS
from metrics.quantity import Evidence, Precision
from queries.columns import whose_cells, whose_columns
from queries.request import Asked, Question, topic_of
from queries.reservations import PostsKnown, breaks, lists, qualifier_columns
from storage.accounts import if_enrolled
from storage.post_query import LatestCount, PostQuery, latest_counts
from words.names import weekday

FEWEST = 3
"""Fewer posts than this behind a cell say nothing about its hour."""


@dataclass(frozen=True, slots=True)
class HourCell:
    """The posts of one hour of one weekday, on the institution's clock."""

    day: int
    """1 is Monday, as in ISO 8601."""
    hour: int
    posts: int
    counts: tuple[int, ...]
    """Of those posts that told it."""
    exported: int
    """Of how many of the counts some was never read, and stands in a file."""

    @property
    def median(self) -> float | None:
        """One post that went round the world does not move it, as it would a mean."""
        return median(self.counts) if self.counts else None

    @property
    def evidence(self) -> Evidence:
        """The weakest of the counts."""
        return Evidence.EXPORTED if self.exported else Evidence.MEASURED

    @property
    def is_thin(self) -> bool:
        """Whether too few posts stand behind it."""
        return len(self.counts) < FEWEST


def ask_times(asked: Asked) -> Table:
    """The hours of the week with the highest median of interactions, by account, best first.

    Hours with fewer than three posts come last and say so. What draws is what is published at an
    hour, not the hour alone: the answer shows what was, and proves no cause.
    """
    hour_cells = {account: _cells(asked, account) for account in asked.accounts}
    shown = {account: cells[: asked.limit] for account, cells in hour_cells.items()}
    known = PostsKnown(asked)
    rows = tuple(
        _row(account, cell, asked, known) for account, cells in shown.items() for cell in cells
    )
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("weekday", say("weekday, from Monday as 1"), ValueKind.COUNT, is_detail=True),
        Column("day", say("day")),
        Column("hour", say("hour"), ValueKind.COUNT),
        Column("posts", say("posts"), ValueKind.COUNT),
        Column("counted", say("of them told"), ValueKind.COUNT, is_detail=True),
        Column("median", say("median of interactions"), ValueKind.COUNT),
        Column("median_precision", say("precision"), is_detail=True),
        Column("remark", say("remark")),
        *qualifier_columns(asked.language),
        Column("evidence", say("evidence"), is_detail=True),
    )
    hidden = sum(len(cells) for cells in hour_cells.values()) - len(rows)
    caption = say("When posts drew most, by the institution’s clock")
    return Table("best-times", caption, columns, rows, tuple(_notes(asked, hidden, known)))


def _cells(asked: Asked, account: Account) -> Sequence[HourCell]:
    """Those with posts, the best first, thin ones last."""
    posts: dict[tuple[int, int], list[LatestCount]] = defaultdict(list)
    wanted = PostQuery(account.name, *asked.instants(), topic=topic_of(asked), in_files=True)
    zone = asked.zone
    for row in if_enrolled(lambda: latest_counts(asked.store, wanted, INTERACTIONS)) or []:
        local = row.published_at.astimezone(zone)
        posts[local.isoweekday(), local.hour].append(row)
    cells = [_cell(day, hour, rows) for (day, hour), rows in posts.items()]
    return sorted(cells, key=lambda cell: (cell.is_thin, -(cell.median or 0), cell.day, cell.hour))


def _cell(day: int, hour: int, rows: Sequence[LatestCount]) -> HourCell:
    counts = tuple(row.number for row in rows if row.number is not None)
    exported = sum(row.is_of_file for row in rows if row.number is not None)
    return HourCell(day, hour, len(rows), counts, exported)


def _row(account: Account, cell: HourCell, asked: Asked, known: PostsKnown) -> Row:
    """A median is about so much where posts of the hour are missing from it."""
    days = Period(asked.first_day, asked.last_day, Span.DAY)
    is_of_all = len(cell.counts) == cell.posts and known.holds_all(account, days)
    precision = (Precision.EXACT if is_of_all else Precision.ABOUT).value
    return {
        **whose_cells(account),
        "weekday": cell.day,
        "day": weekday(cell.day, asked.language),
        "hour": cell.hour,
        "posts": known.shown(account, days, cell.posts, evidence=cell.evidence),
        "counted": len(cell.counts),
        "median": cell.median,
        "median_precision": precision if cell.counts else None,
        "remark": asked.language.say("too few posts") if cell.is_thin else "",
        **known.qualified(account, days, cell.posts, cell.evidence),
        "evidence": cell.evidence.value,
    }


def _notes(asked: Asked, hidden: int, known: PostsKnown) -> Iterator[str]:
    say = asked.language.say
    yield say("An hour shows what was published in it and drew so much; it proves no cause.")
    yield say("Fewer than three posts behind an hour say nothing about it.")
    if hidden:
        yield asked.language.count(
            "{n} more hour has posts; a higher limit tells it",
            "{n} more hours have posts; a higher limit tells them",
            hidden,
        )
    yield from lists(asked)
    yield from breaks(asked, [INTERACTIONS])
    yield from known.notes()


BEST_TIMES = Question(
    "best-times",
    lambda language: language.say("At which hours did posts draw most?"),
    frozenset({"topic", "limit"}),
    ask_times,
)

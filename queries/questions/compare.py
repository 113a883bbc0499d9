"""`compare`: two periods side by side, like with like, or it says why they cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from documents.model import Cell, Column, Row, Table, ValueKind
from documents.wording import change_in_words
from metrics.falls import Fall
from metrics.model import Account
from metrics.periods import Period, Span, period_of
from metrics.platforms import Break, breaks_between
from metrics.posts import INTERACTIONS
from metrics.quantity import (
    Quantity,
    at_least,
    derived,
    growth_rate,
    known_by,
    measured,
    middle_number,
    ratio,
    total,
)
from metrics.texts.phrases import Phrase, said_by
from queries.calendar import is_named, period_meant, ramadan_moves
from queries.columns import (
    bound_columns,
    bounds,
    not_over,
    source_in_words,
    whose_cells,
    whose_columns,
)
from queries.growth import AccountGrowth, growth_by_account
from queries.posts import drawn_by_metric, published_counts
from queries.request import A_DAY, Asked, CannotAnswer, Question, age_of, topic_of
from queries.reservations import PostsKnown, known_growths, lists, uncounted
from storage.post_query import DrawnAtAge, PostQuery
from words import Language, Noun, counted, notices, platform_name
from words.names import metric_name

NET_GROWTH, POSTS = "net_growth", "posts"
SUMMED = ("views", INTERACTIONS)
"""The sums over posts; beside each the mean and the median of a post, by which months of unlike
length compare."""


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One number of one account in both periods, as closely as each is known."""

    account: Account
    metric: str
    before: Quantity | None
    after: Quantity | None
    before_of: int | None = None
    """Of how many posts it is, where it is of posts."""
    after_of: int | None = None
    breaks: Sequence[Break] = ()
    is_part: bool = False
    """Whether posts are missing from it in one of the periods, or from what it is a mean of."""
    before_falls: Sequence[Fall] = ()
    """The falls in one step that a net growth of followers holds."""
    after_falls: Sequence[Fall] = ()

    @property
    def change(self) -> Quantity | None:
        """None where one is not known, where both do not count alike, or without any bound.

        The change of a lower bound is a bound; between two of them anything may lie. An estimate,
        such as a count interpolated at an age, has a change where no post is missing from it.
        """
        if self.before is None or self.after is None or self.breaks:
            return None
        change = self.after - self.before
        has_bound = change.low is not None or change.high is not None
        return change if has_bound or not self.is_part else None

    @property
    def rate(self) -> Quantity | None:
        """The change over the earlier number; None where that is nothing, or a loss."""
        if self.change is None or self.before is None or self.after is None:
            return None
        return growth_rate(self.before, self.after)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one count of the posts of a period is: of those that told it, and of all."""

    of_posts: DrawnAtAge
    is_whole: bool
    """Whether every post of the period is on file."""

    @property
    def counts(self) -> Sequence[int]:
        """Those that are known."""
        return self.of_posts.counts

    @property
    def is_part(self) -> bool:
        """Whether it is not known of some post."""
        return len(self.counts) < self.of_posts.posts or not self.is_whole

    @property
    def sum(self) -> Quantity | None:
        """At least so much where it is not known of some post."""
        known = self._known()
        return known + at_least(0) if known and self.is_part else known

    def _known(self) -> Quantity | None:
        """The sum of what is known, an estimate where one of the counts is."""
        if not self.counts:
            return None
        known = known_by(sum(self.counts), self.of_posts.evidence)
        return derived(known.value) if self.of_posts.estimated else known

    def mean(self) -> Quantity | None:
        """Of a post; an estimate where it is not known of some."""
        known = self._known()
        mean = known and ratio(known, measured(len(self.counts)))
        return derived(mean.value) if mean and self.is_part else mean

    def median(self) -> Quantity | None:
        """Of the posts; an estimate where it is not known of some, or estimated of one."""
        if not self.counts:
            return None
        value = middle_number(self.counts)
        is_exact = not (self.is_part or self.of_posts.estimated)
        return known_by(value, self.of_posts.evidence) if is_exact else derived(value)


@dataclass(frozen=True, slots=True)
class _Side:
    """The posts of one period, and what they drew by each summed count."""

    posts: Quantity | None
    drawn: Mapping[str, _Drawn]


def compared_periods(asked: Asked) -> tuple[Period, Period]:
    """The earlier and the later period.

    Asked without days: this month to date, and the same days of the last one. The later one ends
    today at most. Unless told, the earlier one is as many days just before it; one that is told is
    cut to as many days where the later one is not over; against a period of the calendar, such as
    the last Ramadan, both are cut to the same days of it.

    Raises:
        CannotAnswer: the days have not begun, or what they are compared with is no period.
    """
    has_days = asked.since is not None or asked.until is not None
    first_day = asked.first_day if has_days else period_of(asked.today, Span.MONTH).since
    until = min(asked.last_day, asked.today + A_DAY)
    if until <= first_day:
        raise CannotAnswer(Phrase("these days have not begun: there is nothing to compare yet"))
    after = Period(first_day, until, Span.DAY)
    length = until - first_day
    if asked.versus is None and not has_days:
        last_month = period_of(first_day - A_DAY, Span.MONTH)
        end = min(last_month.since + length, last_month.until)
        return Period(last_month.since, end, Span.DAY), after
    if asked.versus is None:
        return Period(after.since - length, after.since, Span.DAY), after
    try:
        period = period_meant(asked.versus, asked.today, asked.calendar)
    except ValueError as error:
        raise CannotAnswer(said_by(error)) from None
    if is_named(asked.versus, asked.today):
        same = min(length, period.until - period.since)
        return _first_days(period, same), _first_days(after, same)
    is_over = asked.until is not None and asked.until <= asked.today
    end = period.until if is_over else min(period.until, period.since + length)
    return Period(period.since, end, Span.DAY), after


def _first_days(period: Period, length: timedelta) -> Period:
    return Period(period.since, period.since + length, Span.DAY)


def compared_figures(
    asked: Asked, known: PostsKnown, account: Account, before: Period, after: Period
) -> Iterator[ComparedFigure]:
    """Every number of an account in both periods; with a topic, of the posts on it alone."""
    if asked.topic is None:
        gains = [_gain(asked, account, period) for period in (before, after)]
        nets = [gain.growth.net if gain else None for gain in gains]
        falls = [gain.falls if gain else () for gain in gains]
        yield ComparedFigure(
            account, NET_GROWTH, nets[0], nets[1], before_falls=falls[0], after_falls=falls[1]
        )
    sides = [_side(asked, known, account, period) for period in (before, after)]
    is_cut = not all(known.holds_all(account, period) for period in (before, after))
    earlier, later = (side.posts if side else None for side in sides)
    yield ComparedFigure(account, POSTS, earlier, later, is_part=is_cut)
    for metric in SUMMED:
        changes = breaks_between(account.platform, metric, before.since, after.until - A_DAY)
        drawn = [side.drawn[metric] if side else None for side in sides]
        yield from _of_metric(account, metric, drawn, changes)


def _of_metric(
    account: Account, metric: str, sides: Sequence[_Drawn | None], changes: Sequence[Break]
) -> Iterator[ComparedFigure]:
    """The sum, the mean and the median of one count of the posts of both periods."""
    before, after = sides
    is_cut = not all(side and side.is_whole for side in sides)
    figure = ComparedFigure(
        account,
        metric,
        before.sum if before else None,
        after.sum if after else None,
        len(before.counts) if before else None,
        len(after.counts) if after else None,
        breaks=changes,
        is_part=any(side and side.is_part for side in sides),
    )
    yield figure
    means = {"per_post": _Drawn.mean, "median": _Drawn.median}
    for name, of in means.items():
        yield replace(
            figure,
            metric=f"{metric}_{name}",
            before=of(before) if before else None,
            after=of(after) if after else None,
            is_part=is_cut,
        )


def _gain(asked: Asked, account: Account, period: Period) -> AccountGrowth | None:
    """The growth of a period, unless it is that of more days."""
    (growth,) = growth_by_account(asked.store, [account], [period], asked.zone, asked.now)
    return None if growth.growth.is_longer else growth


def _side(asked: Asked, known: PostsKnown, account: Account, period: Period) -> _Side | None:
    """The posts of a period and what they drew, by now or at an age; None where none is known."""
    (published,) = published_counts(asked.store, account, [period], asked.zone, topic_of(asked))
    if not known.holds(account, period) and not published.from_files:
        return None
    wanted = PostQuery(account.name, *period.instants(asked.zone), topic=topic_of(asked))
    age, is_whole = age_of(asked), known.holds_all(account, period)
    found = drawn_by_metric(asked.store, wanted, SUMMED, age)
    drawn = {metric: _Drawn(of_posts, is_whole) for metric, of_posts in found.items()}
    posts = known_by(published.posts, published.evidence)
    return _Side(known.bounded(account, period, posts), drawn)


def ask_compare(asked: Asked) -> Table:
    """Growth, posts, views and interactions of two periods, account by account.

    Like with like: days that have not come are not compared with days that have; a number whose
    definition changed in between is shown and not compared; what is known in one period alone
    has no change, and the change of a bound is a bound. The mean and the median of a post stand
    beside each sum. With an age, posts are compared as they were so many days after publication.
    """
    before, after = compared_periods(asked)
    known = PostsKnown(asked)
    lines = [
        figure
        for account in asked.accounts
        for figure in compared_figures(asked, known, account, before, after)
    ]
    so_far = {"after_so_far": asked.today if asked.today in after else None}
    rows = tuple({**_row(row, known, before, after, asked.language), **so_far} for row in lines)
    caption = asked.language.say(
        "{later}, compared with {earlier}",
        later=_days(after, asked.language),
        earlier=_days(before, asked.language),
    )
    running = [not_over(asked)] if asked.today in after else []
    notes = (*running, *_notes(asked, known, before, after, lines))
    return Table("compare", caption, _columns(asked.language), rows, notes)


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        *whose_columns(language),
        Column("metric", say("number"), is_detail=True),
        Column("name", say("number")),
        Column("before_since", say("earlier, from"), ValueKind.DAY, is_detail=True),
        Column("before_until", say("earlier, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("before", say("earlier"), ValueKind.COUNT),
        *_side_columns("before", language),
        Column("after_since", say("later, from"), ValueKind.DAY, is_detail=True),
        Column("after_until", say("later, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("after", say("later"), ValueKind.COUNT),
        *_side_columns("after", language),
        Column("after_so_far", say("so far, until"), ValueKind.DAY, is_detail=True),
        Column("change", say("change"), ValueKind.COUNT, is_signed=True),
        *bound_columns("change_", language),
        Column("rate", say("in percent"), ValueKind.RATE, is_signed=True),
        Column("remark", say("remark")),
    )


def _side_columns(side: str, language: Language) -> tuple[Column, ...]:
    """How the number of one period is known, and of how many posts it is."""
    say = language.say
    return (
        Column(f"{side}_of", say("of so many posts"), ValueKind.COUNT, is_detail=True),
        Column(f"{side}_fell", say("fell in one step by"), ValueKind.COUNT, is_detail=True),
        *bound_columns(f"{side}_", language),
        Column(f"{side}_evidence", say("evidence"), is_detail=True),
        Column(f"{side}_source", say("source"), is_detail=True),
        Column(f"{side}_known_since", say("known since"), ValueKind.DAY, is_detail=True),
    )


def _row(
    figure: ComparedFigure, known: PostsKnown, before: Period, after: Period, language: Language
) -> Row:
    is_of_posts = figure.metric != NET_GROWTH
    return {
        **whose_cells(figure.account),
        "metric": figure.metric,
        "name": metric_name(figure.metric, language),
        "before_since": before.since,
        "before_until": before.until,
        "before": _side_cell(figure, figure.before, figure.before_falls, language),
        "before_of": figure.before_of,
        "before_fell": sum(fall.lost for fall in figure.before_falls) or None,
        **bounds("before_", figure.before),
        "before_evidence": figure.before.evidence.value if figure.before else None,
        "before_source": figure.before.source if figure.before else None,
        "before_known_since": known.since(figure.account, before) if is_of_posts else None,
        "after_since": after.since,
        "after_until": after.until,
        "after": _side_cell(figure, figure.after, figure.after_falls, language),
        "after_of": figure.after_of,
        "after_fell": sum(fall.lost for fall in figure.after_falls) or None,
        **bounds("after_", figure.after),
        "after_evidence": figure.after.evidence.value if figure.after else None,
        "after_source": figure.after.source if figure.after else None,
        "after_known_since": known.since(figure.account, after) if is_of_posts else None,
        "change": figure.change,
        **bounds("change_", figure.change),
        "rate": figure.rate,
        "remark": " ".join(_remarks(figure)),
    }


def _side_cell(
    figure: ComparedFigure, number: Quantity | None, falls: Sequence[Fall], language: Language
) -> Cell:
    """A number of one period; a growth with its sign, its falls and what it was printed in."""
    if figure.metric != NET_GROWTH or number is None:
        return Cell(number)
    fallen = language.say("with a fall in one step") if falls else None
    printed = number.source and language.say(
        "from printed figures ({source})",
        source=source_in_words(number, language),
    )
    note = " · ".join(filter(None, (fallen, printed))) or None
    return Cell(number, words=change_in_words(number, language), note=note)


def _remarks(figure: ComparedFigure) -> Iterator[str]:
    """Short, for the notes say it in full."""
    yield from ["≠"] if figure.breaks else []
    yield from ["≥"] if figure.is_part else []


def _days(period: Period, language: Language) -> str:
    first, last = language.date(period.since), language.date(period.until - A_DAY)
    return language.say("{first} to {last}", first=first, last=last)


def _notes(
    asked: Asked,
    known: PostsKnown,
    before: Period,
    after: Period,
    figures: Sequence[ComparedFigure],
) -> Iterator[str]:
    say = asked.language.say
    days = [(period.until - period.since).days for period in (before, after)]
    if days[0] != days[1]:
        yield say(
            "The periods are of unlike length: {earlier} and {later}.",
            earlier=counted(Noun.DAY, days[0], asked.language),
            later=counted(Noun.DAY, days[1], asked.language),
        )
    yield from ramadan_moves(asked.seasons(), before, after, asked.language)
    if asked.age_days is None:
        yield say("Older posts have had more time to draw; an equal age compares them fairly.")
    else:
        yield say("Posts whose number at that age is not known are left out.")
    yield from _broken(asked, figures)
    for figure in figures:
        for fall in (*figure.before_falls, *figure.after_falls):
            name = asked.called(figure.account.name)
            yield notices.fall_in_one_step(name, fall, asked.zone, asked.language)
    yield from uncounted(asked, SUMMED, before.since)
    if any(figure.is_part for figure in figures):
        yield say(
            "≥ Some posts did not tell the number, or are not on file: the sum is at least so much,"
            " and its change a bound or not known; means of a post are estimates."
        )
    for account in asked.accounts:
        for period in (before, after):
            yield from known.partly(account, period)
    yield from known_growths(asked, Period(before.since, after.until, Span.DAY))
    yield from _together(asked, figures)
    yield from lists(asked)


def _broken(asked: Asked, figures: Sequence[ComparedFigure]) -> Iterator[str]:
    breaks = dict.fromkeys(
        (figure.account.platform, each) for figure in figures for each in figure.breaks
    )
    for platform, each in breaks:
        yield asked.language.say(
            "≠ {platform}: another thing is counted since {day} ({what}); it is not compared",
            platform=platform_name(platform, asked.language),
            day=asked.language.date(each.on),
            what=asked.language.names(each.names),
        )


def _together(asked: Asked, rows: Sequence[ComparedFigure]) -> Iterator[str]:
    """Sums of the same accounts on both sides; those opened for an event are in no total."""
    language = asked.language
    for metric in (NET_GROWTH, POSTS, *SUMMED):
        same = [row for row in rows if row.metric == metric and row.change is not None]
        same = [row for row in same if not row.account.event]
        if len(same) > 1:
            earlier = total([row.before for row in same if row.before is not None])
            later = total([row.after for row in same if row.after is not None])
            yield language.say(
                "{number}, {accounts} together: {earlier}, then {later}",
                number=metric_name(metric, language),
                accounts=language.listed([asked.called(row.account.name) for row in same]),
                earlier=language.quantity(earlier),
                later=language.quantity(later),
            )


COMPARE = Question(
    "compare",
    lambda language: language.say("How does one period compare with another?"),
    frozenset({"versus", "age", "topic"}),
    ask_compare,
    counts_growth=True,
)

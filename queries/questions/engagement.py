"""`engagement`: what each account's posts drew, with rates by followers and by views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from zoneinfo import ZoneInfo

from documents.model import Column, Content, Row, Table, ValueKind
from metrics.equal_age import drawn_within
from metrics.model import Account
from metrics.periods import Period
from metrics.platforms import NEVER_SUMMED, PLATFORMS, platforms_of
from metrics.posts import INTERACTIONS, Tally, last_reading
from metrics.quantity import (
    Evidence,
    Number,
    Quantity,
    at_least,
    derived,
    known_by,
    measured,
    total,
    weakest,
)
from metrics.rates import Of
from metrics.series import Post
from queries.account_days import PeriodSum, period_sums, views_and_visits
from queries.columns import tally, tally_columns, when, when_columns, whose_cells, whose_columns
from queries.posts import PublishedCounts, published_counts
from queries.request import Asked, Question, topic_of
from queries.reservations import (
    PostsKnown,
    breaks,
    from_files,
    lists,
    partial_sums,
    qualifier_columns,
)
from storage import Store
from storage.accounts import if_enrolled
from storage.post_query import (
    PostQuery,
    RateSums,
    posts_across,
    rates_by_period,
    totals_read_before,
)
from words import Language
from words.names import day_metric_name, figure_name


@dataclass(frozen=True, slots=True)
class PeriodGain:
    """Both answers, of one count of an account's own posts."""

    account: Account
    period: Period
    metric: str
    within: Quantity | None
    """What came within the period: measured where a look fell on both ends, else derived along
    the platform's mean curve; at least so much where it is not known of some post, or of some as
    far as the last look alone. None where it is known of no post."""
    posts: int
    """How many posts `within` is of: those looked at after the period began, whatever their age."""
    unfinished: int
    """Of how many of them the last look lies before the period's end: counted as far as it."""
    unknown: int
    """How many more were published in the period or looked at after it began, of which nobody
    knows what they gained in it."""
    lifetime: Tally
    """What the posts published in the period have drawn until today."""


def gained(
    store: Store, account: Account, period: Period, zone: ZoneInfo, metric: str
) -> PeriodGain:
    """What an account's own posts gained within a period, and what those of the period drew.

    `metric` is a count's name or `interactions`; not reach, which does not add up. Posts that
    nobody was to look at any more when the period began are in neither number.

    Raises:
        KeyError: the platform does not tell such a count, or it does not add up.
    """
    lifetimes = {metric: _lifetime(store, account, period, zone, metric)}
    return period_gains(store, account, period, zone, lifetimes)[metric]


def period_gains(
    store: Store,
    account: Account,
    period: Period,
    zone: ZoneInfo,
    lifetimes: Mapping[str, Tally],
) -> dict[str, PeriodGain]:
    """The same of several counts at once, whose lifetimes were counted already."""
    since, until = period.instants(zone)
    metrics = tuple(lifetimes)
    wanted = PostQuery(account.name, since, until)
    posts = if_enrolled(lambda: posts_across(store, account.name, since, until, metrics)) or []
    nothing = dict.fromkeys(metrics, Tally(None, 0, 0))
    inside = if_enrolled(lambda: totals_read_before(store, wanted, metrics, until)) or nothing
    return {
        metric: _gained(_Asked(account, period, metric, since, until), posts, inside[metric], tally)
        for metric, tally in lifetimes.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    account: Account
    period: Period
    metric: str
    since: datetime
    until: datetime


def _gained(asked: _Asked, posts: Sequence[Post], inside: Tally, lifetime: Tally) -> PeriodGain:
    metric, until = asked.metric, asked.until
    ends = {post.id: _end(post, metric, until) for post in posts}
    by_post = {post.id: _gain(post, metric, asked.since, ends[post.id]) for post in posts}
    known = [gain for gain in by_post.values() if gain is not None]
    sums = known if inside.total is None else [*known, measured(inside.total)]
    cut = sum(ends[post.id] < until for post in posts if by_post[post.id] is not None)
    unfinished = inside.counted + cut
    unknown = len(posts) - len(known) + inside.posts - inside.counted
    more = [at_least(0)] if unfinished or unknown else []
    return PeriodGain(
        account=asked.account,
        period=asked.period,
        metric=metric,
        within=total([*sums, *more]) if sums else None,
        posts=len(known) + inside.counted,
        unfinished=unfinished,
        unknown=unknown,
        lifetime=lifetime,
    )


def _lifetime(store: Store, account: Account, period: Period, zone: ZoneInfo, metric: str) -> Tally:
    (counts,) = published_counts(store, account, [period], zone)
    named = {"views": counts.views, INTERACTIONS: counts.interactions, **counts.by_kind}
    return named[metric]


def _end(post: Post, metric: str, until: datetime) -> datetime:
    """Until when it is known what a post gained: the end, or the last look that told the count."""
    last = last_reading(post, metric)
    return min(until, last[0].at if last else post.published_at)


def _gain(post: Post, metric: str, since: datetime, until: datetime) -> Quantity | None:
    """None where nobody looked after the beginning, or the count was never told."""
    if until <= max(since, post.published_at):
        return None
    return drawn_within(post, metric, since, until)


OWN = ("views", "visits", "engagements")
"""What is told of the account's own days beside what its posts drew."""
MOST_GAINS = 24
"""Rows for which it is also worked out what was gained within their days."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What the posts of one account and period drew."""

    account: Account
    period: Period
    counts: PublishedCounts | None
    """None where nobody knows what was published."""
    rates: Mapping[Of, RateSums]
    gains: Mapping[str, PeriodGain]
    is_whole: bool
    """Whether every post of the period is on file."""
    own: Mapping[str, PeriodSum]
    """What the account as a whole drew in the days, posts and all else, as the platform tells."""


def ask_engagement(asked: Asked) -> Table:
    """What the own posts of each period have drawn until today, by kind, and their rates.

    Rates are interactions over the followers at publication, and over views: as the mean of the
    posts' rates, and pooled (all interactions over all followers or views), each with how many
    posts it is of, its numerator and its denominator. Formulas, sources: `metrics.rates`.
    Beside it stands what was gained within the days, by posts of any age, and what the platform
    tells of the account as a whole in these days (its own days), whatever drew it.
    """
    known = PostsKnown(asked)
    lines = _lines(asked, known)
    kinds = _kinds(asked)
    columns = (
        *whose_columns(asked.language),
        *when_columns(asked.language, is_cut=asked.by is not None),
        *_count_columns(kinds, asked),
        *_rate_columns(asked.language),
        *_gain_columns(asked.language),
        *_own_columns(asked.language),
        *qualifier_columns(asked.language),
        Column("evidence", asked.language.say("evidence"), is_detail=True),
    )
    caption = asked.language.say("What the posts drew, and rates of engagement")
    rows = tuple(_row(line, kinds, known) for line in lines)
    return Table("engagement", caption, columns, rows, tuple(_notes(asked, lines, known)))


def _kinds(asked: Asked) -> Sequence[str]:
    """Each count that some of the accounts' platforms tell and that adds up, but views."""
    names = (name for account in asked.accounts for name in PLATFORMS[account.platform].counts)
    return [name for name in dict.fromkeys(names) if name not in {"views", *NEVER_SUMMED}]


def _lines(asked: Asked, known: PostsKnown) -> Sequence[_Line]:
    periods, topic = asked.periods(), topic_of(asked)
    has_gains = topic is None and len(periods) * len(asked.accounts) <= MOST_GAINS
    lines = []
    for account in asked.accounts:
        instants = [period.instants(asked.zone) for period in periods]
        bounds = [since for since, _ in instants] + [until for _, until in instants[-1:]]
        ask = partial(rates_by_period, asked.store, account.name, bounds, topic, in_files=True)
        rates = (if_enrolled(ask) or {}) if periods else {}
        counts = published_counts(asked.store, account, periods, asked.zone, topic)
        own = period_sums(asked.store, account, periods if topic is None else (), OWN, asked.today)
        for place, (period, counted, since) in enumerate(
            zip(periods, counts, bounds, strict=False)
        ):
            is_known = known.holds(account, period)
            gained = _gains(asked, counted) if has_gains and is_known else {}
            is_told = is_known or bool(counted.from_files)
            line_counts = counted if is_told else None
            is_whole = known.holds_all(account, period)
            line_rates = rates.get(since, {}) if is_told else {}
            sums = own[place] if own else {}
            lines.append(_Line(account, period, line_counts, line_rates, gained, is_whole, sums))
    return lines


def _gains(asked: Asked, counts: PublishedCounts) -> Mapping[str, PeriodGain]:
    lifetimes = {"views": counts.views, INTERACTIONS: counts.interactions}
    return period_gains(asked.store, counts.account, counts.period, asked.zone, lifetimes)


def _count_columns(kinds: Sequence[str], asked: Asked) -> Iterator[Column]:
    language = asked.language
    yield Column("posts", language.say("posts"), ValueKind.COUNT)
    yield from tally_columns("views", language)
    yield from tally_columns(INTERACTIONS, language)
    for name in kinds:
        tellers = [
            account for account in asked.accounts if name in PLATFORMS[account.platform].counts
        ]
        yield from tally_columns(name, language, platforms_of(tellers), is_detail=True)


def _rate_columns(language: Language) -> Sequence[Column]:
    say = language.say
    return (
        Column("rate", say("mean rate by followers"), ValueKind.RATE),
        Column("rate_of", say("posts with a rate by followers"), ValueKind.COUNT, is_detail=True),
        Column("rate_precision", say("precision"), is_detail=True),
        Column("rate_pooled", say("pooled rate by followers"), ValueKind.RATE, is_detail=True),
        Column("rate_interactions", say("interactions in it"), ValueKind.COUNT, is_detail=True),
        Column("rate_followers", say("followers in it"), ValueKind.COUNT, is_detail=True),
        Column("rate_by_views", say("mean rate by views"), ValueKind.RATE),
        Column(
            "rate_by_views_of", say("posts with a rate by views"), ValueKind.COUNT, is_detail=True
        ),
        Column("rate_by_views_precision", say("precision"), is_detail=True),
        Column("rate_by_views_pooled", say("pooled rate by views"), ValueKind.RATE, is_detail=True),
        Column(
            "rate_by_views_interactions", say("interactions in it"), ValueKind.COUNT, is_detail=True
        ),
        Column("rate_by_views_views", say("views in it"), ValueKind.COUNT, is_detail=True),
    )


def _gain_columns(language: Language) -> Sequence[Column]:
    say = language.say
    return (
        Column("views_within", say("views gained in these days"), ValueKind.COUNT, is_detail=True),
        Column(
            "interactions_within",
            say("interactions gained in these days"),
            ValueKind.COUNT,
            is_detail=True,
        ),
        Column("within_evidence", say("evidence of the gains"), is_detail=True),
        Column("within_of", say("posts in the gains"), ValueKind.COUNT, is_detail=True),
        Column(
            "within_unknown", say("posts whose gain is unknown"), ValueKind.COUNT, is_detail=True
        ),
    )


def _own_columns(language: Language) -> Iterator[Column]:
    for metric in OWN:
        name = day_metric_name(metric, language)
        yield Column(f"account_{metric}", name, ValueKind.COUNT, is_detail=metric != "views")
        days = language.say("days that told: {count}", count=name)
        yield Column(f"account_{metric}_days", days, ValueKind.COUNT, is_detail=True)
        yield Column(f"account_{metric}_evidence", language.say("evidence"), is_detail=True)
    name = figure_name("visits_and_views", language)
    yield Column("account_visits_and_views", name, ValueKind.COUNT, is_detail=True)
    yield Column("account_visits_and_views_precision", language.say("precision"), is_detail=True)


def _own(line: _Line) -> Row:
    """The values under `_own_columns`; None where no day of the period is told."""
    cells: dict[str, Content] = {}
    for metric in OWN:
        day_sum = line.own.get(metric)
        quantity = day_sum.quantity if day_sum else None
        cells[f"account_{metric}"] = quantity
        cells[f"account_{metric}_days"] = day_sum.days if day_sum and quantity else None
        cells[f"account_{metric}_evidence"] = quantity.evidence.value if quantity else None
    own = {metric: day_sum.quantity for metric, day_sum in line.own.items()}
    both = views_and_visits({line.account.name: own})
    cells["account_visits_and_views"] = both.together if both else None
    cells["account_visits_and_views_precision"] = both.together.precision.value if both else None
    return cells


def _row(line: _Line, kinds: Sequence[str], known: PostsKnown) -> Row:
    counts = line.counts
    by_kind: Mapping[str, Tally] = counts.by_kind if counts else {}
    cells = (
        tally("views", counts.views if counts else None, is_whole=line.is_whole),
        tally(INTERACTIONS, counts.interactions if counts else None, is_whole=line.is_whole),
        *(tally(name, by_kind.get(name), is_whole=line.is_whole) for name in kinds),
    )
    posts, evidence = (counts.posts, counts.evidence) if counts else (None, Evidence.MEASURED)
    return {
        **whose_cells(line.account),
        **when(line.period),
        "posts": known.shown(line.account, line.period, posts, evidence=evidence),
        **{key: value for part in cells for key, value in part.items()},
        **_rates("rate", "followers", line, Of.FOLLOWERS),
        **_rates("rate_by_views", "views", line, Of.VIEWS),
        **_within(line),
        **_own(line),
        **known.qualified(line.account, line.period, posts, evidence),
        "evidence": _evidence(counts).value if counts else None,
    }


def _evidence(counts: PublishedCounts) -> Evidence:
    """The weakest of the posts and of all that they drew."""
    sums = (counts.views, counts.interactions, *counts.by_kind.values())
    return weakest([counts.evidence, *(each.evidence for each in sums)])


def _rates(key: str, among: str, line: _Line, of: Of) -> Row:
    """A rate with its parts: about so much where posts are missing from it."""
    rate = line.rates.get(of)
    if rate is None or rate.mean is None or not rate.posts:
        parts = ("", "_precision", "_pooled", "_interactions", f"_{among}")
        return {
            f"{key}_of": 0 if rate else None,
            **dict.fromkeys(f"{key}{part}" for part in parts),
        }
    is_of_all = line.is_whole and line.counts is not None and rate.posts == line.counts.posts
    known: Callable[[Number], Quantity] = measured if is_of_all else derived
    if is_of_all and rate.exported:
        known = partial(known_by, evidence=Evidence.EXPORTED)
    mean = known(Fraction(rate.mean))
    return {
        key: mean,
        f"{key}_of": rate.posts,
        f"{key}_precision": mean.precision.value,
        f"{key}_pooled": known(Fraction(rate.numerator, rate.denominator)),
        f"{key}_interactions": rate.numerator,
        f"{key}_{among}": rate.denominator,
    }


def _within(line: _Line) -> Row:
    gains = line.gains
    known = {name: gain.within for name, gain in gains.items()}
    if not line.is_whole:
        known = {name: gain and gain + at_least(0) for name, gain in known.items()}
    drawn, evidence = known.get(INTERACTIONS), gains.get(INTERACTIONS)
    return {
        "views_within": known.get("views"),
        "interactions_within": drawn,
        "within_evidence": drawn.evidence.value if drawn else None,
        "within_of": evidence.posts if evidence else None,
        "within_unknown": evidence.unknown if evidence else None,
    }


def _notes(asked: Asked, lines: Sequence[_Line], known: PostsKnown) -> Iterator[str]:
    say = asked.language.say
    yield say(
        "What posts drew is of their whole life until today; what was gained in these days, by"
        " posts of any age, is another number and stands in the files."
    )
    if any(day_sum.quantity for line in lines for day_sum in line.own.values()):
        yield say(
            "Views of the account are of all that it showed in these days, as its platform reports"
            " them later or as a file tells: they hold the views of its posts, and never add to"
            " them."
        )
    yield from from_files(
        asked.language, sum(line.counts.from_files for line in lines if line.counts)
    )
    yield say("The mean of rates weighs each post alike, the pooled rate each follower or view.")
    if any(line.counts and not line.gains for line in lines):
        yield say("Gains within the days are told for a few rows, and not for a single topic.")
    yield from partial_sums(asked, _tallies(lines))
    yield from lists(asked)
    yield from breaks(asked, ("views", INTERACTIONS))
    yield from known.notes()


def _tallies(lines: Sequence[_Line]) -> Iterator[Tally]:
    for line in lines:
        if line.counts:
            yield from (line.counts.views, line.counts.interactions, *line.counts.by_kind.values())


ENGAGEMENT = Question(
    "engagement",
    lambda language: language.say("What did the posts draw, for how many followers and views?"),
    frozenset({"by", "topic"}),
    ask_engagement,
)

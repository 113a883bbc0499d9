"""`account-days` and `sources`: what is known of an account's days, and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.model import Column, Content, Foreign, Row, Table, ValueKind
from documents.wording import change_in_words
from metrics.history.account_days import AccountDay
from metrics.history.anchors import AnchoredCurve
from metrics.model import Account
from metrics.periods import A_DAY, local_day
from metrics.quantity import Evidence, Quantity
from metrics.series import Point
from queries.columns import printed_source, whose_cells, whose_columns
from queries.growth import printed_followers
from queries.request import Asked, Question
from queries.reservations import changed_meanings, files_to_bring_again
from storage.accounts import if_enrolled
from storage.followers import follower_days, last_followers_before
from storage.history.account_days import DayOnFile, account_days
from storage.history.between import curves_between
from storage.history.source_files import FileOnRecord, files_taken
from words import Language
from words.names import day_metric_name, evidence_name

FOLLOWERS = "followers"


@dataclass(frozen=True, slots=True)
class _Day:
    """One metric of one day: what counts, where it comes from, and what else is told of it."""

    day: date
    zone: str
    metric: str
    quantity: Quantity
    source: str
    other: Quantity | None = None
    """The next weaker word, where it is another number."""


def ask_account_days(asked: Asked) -> Table:
    """What is known of each day of each account, metric by metric, each with its evidence.

    Days are the platform's own; of followers that were read and of which no platform told a day,
    the institution's. A reading of a day stands before what was told of it later, and the
    difference is shown. People (accounts reached) are never summed over days.
    """
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("day", say("day"), ValueKind.DAY),
        Column("zone", say("whose day"), is_detail=True),
        Column("metric", say("count"), is_detail=True),
        Column("metric_name", say("count"), is_wording=True),
        Column("value", say("number"), ValueKind.COUNT),
        Column("low", say("lowest"), ValueKind.COUNT, is_detail=True),
        Column("high", say("highest"), ValueKind.COUNT, is_detail=True),
        Column("evidence", say("evidence"), is_detail=True),
        Column("evidence_name", say("evidence"), is_wording=True),
        Column("source", say("source")),
        Column("other", say("told otherwise"), ValueKind.COUNT),
        Column("other_evidence", say("evidence of that"), is_detail=True),
        Column("difference", say("difference"), ValueKind.COUNT, is_signed=True),
    )
    days = [(account, each) for account in asked.accounts for each in _days_of(account, asked)]
    rows = tuple(_day_row(account, each, asked.language) for account, each in days)
    between = [note for account in asked.accounts for note in _disagreements(account, asked)]
    caption = say("The accounts’ days, and where each number comes from")
    return Table("account-days", caption, columns, rows, (*_notes(rows, asked), *between))


def _notes(rows: Sequence[Row], asked: Asked) -> Iterator[str]:
    language = asked.language
    if not rows:
        yield language.say("Nothing is on file of these days.")
        return
    metrics = {row["metric"] for row in rows}
    if {"reach", "engaged"} & metrics:
        yield language.say(
            "Accounts reached and people who engaged are people: they never add up over days."
        )
    if "new_followers" in metrics:
        yield language.say("New followers are told without those who left: they are no net growth.")
    if "page_likes" in metrics:
        yield language.say(
            "Likes of a Page are another measure than its followers: the one never goes on where"
            " the other ends."
        )
    yield from changed_meanings(asked, (name for name in ("views", "reach") if name in metrics))


def _days_of(account: Account, asked: Asked) -> Iterator[_Day]:
    """Of one account, by metric and day."""
    span = asked.first_day, asked.last_day
    told = if_enrolled(lambda: account_days(asked.store, account.name, *span)) or []
    followers = [each for each in told if each.told.metric == FOLLOWERS]
    days = [*_follower_days(account, followers, asked), *_reckoned_days(account, asked)]
    yield from sorted(days, key=lambda each: each.day)
    yield from (_as_told(each, asked) for each in told if each.told.metric != FOLLOWERS)


def _follower_days(account: Account, days: Sequence[DayOnFile], asked: Asked) -> Iterator[_Day]:
    read = _read_within(account, [each.told for each in days], asked)
    for each, point in zip(days, read, strict=True):
        if point is None or point.quantity is None or point.at is None:
            yield _as_told(each, asked)
        else:
            other = _unequal(point.quantity, each.told.quantity)
            source = _read_at(point, asked)
            yield _Day(each.told.day, each.told.zone, FOLLOWERS, point.quantity, source, other)
    spans = sorted((each.told.began_at, each.told.ended_at) for each in days)
    span = asked.first_day, asked.last_day
    points = if_enrolled(lambda: follower_days(asked.store, account.name, *span)) or []
    for point in points:
        at = point.at
        if at and point.quantity and not any(since <= at < until for since, until in spans):
            day = local_day(at, asked.zone)
            yield _Day(day, asked.zone.key, FOLLOWERS, point.quantity, _read_at(point, asked))


def _reckoned_days(account: Account, asked: Asked) -> Iterator[_Day]:
    """Totals of followers that nobody told, between two that are known."""
    for curve in _curves(account, asked):
        source = asked.language.say(
            "reckoned from the new and the lost followers of the days between {since} and {until}",
            since=asked.language.date(curve.first.day),
            until=asked.language.date(curve.last.day),
        )
        for day in curve.days:
            if asked.first_day <= day.day < asked.last_day:
                yield _Day(day.day, day.zone, FOLLOWERS, day.quantity, source)


def _disagreements(account: Account, asked: Asked) -> Iterator[str]:
    """By how much the days and the two totals around them disagree, and whether by too much."""
    language = asked.language
    for curve in _curves(account, asked):
        numbers = {
            "account": account.name,
            "since": language.date(curve.first.day),
            "until": language.date(curve.last.day),
            "difference": change_in_words(curve.disagreement, language),
        }
        if curve.is_refused:
            yield language.say(
                "{account}: from {since} to {until} the new and lost followers of the days and the"
                " two known totals disagree by {difference}: too much to reckon the days between",
                **numbers,
            )
        else:
            yield language.say(
                "{account}: from {since} to {until} the new and lost followers of the days sum to"
                " another total than the known one: {difference}; both lie in the bounds",
                **numbers,
            )


def _curves(account: Account, asked: Asked) -> list[AnchoredCurve]:
    """Those of which some day is asked for."""
    curves = if_enrolled(lambda: curves_between(asked.store, account.name)) or []
    return [
        curve
        for curve in curves
        if curve.first.day < asked.last_day and curve.last.day > asked.first_day
    ]


def _read_within(account: Account, days: Sequence[AccountDay], asked: Asked) -> list[Point | None]:
    """The last reading within each of the platform's days; None where there was none."""
    ends = [day.ended_at for day in days]
    points = if_enrolled(lambda: last_followers_before(asked.store, account.name, ends)) or []
    return [
        point if point and point.at and point.at >= day.began_at else None
        for day, point in zip(days, points, strict=True)
    ]


def _read_at(point: Point, asked: Asked) -> str:
    assert point.at is not None  # noqa: S101 - a reading is at an instant
    moment = asked.language.moment(point.at, asked.zone)
    return asked.language.say("read {moment}", moment=moment)


def _as_told(each: DayOnFile, asked: Asked) -> _Day:
    day = each.told
    others = (_unequal(day.quantity, other.quantity) for other in each.others)
    other = next((quantity for quantity in others if quantity), None)
    source = _source(each, asked)
    return _Day(day.day, day.zone, day.metric, day.quantity, source, other)


def _unequal(quantity: Quantity, other: Quantity) -> Quantity | None:
    return None if other.value == quantity.value else other


def _source(each: DayOnFile, asked: Asked) -> str:
    name = each.told.quantity.source
    if name is not None:
        return Foreign(name)
    return asked.language.say(
        "the platform ({word}), asked on {day}",
        word=each.told.told_as,
        day=asked.language.date(local_day(each.told_at, asked.zone)),
    )


def _day_row(account: Account, each: _Day, language: Language) -> Row:
    quantity, other = each.quantity, each.other
    return {
        **whose_cells(account),
        "day": each.day,
        "zone": each.zone,
        "metric": each.metric,
        "metric_name": day_metric_name(each.metric, language),
        "value": quantity,
        "low": quantity.low,
        "high": quantity.high,
        "evidence": quantity.evidence.value,
        "evidence_name": evidence_name(quantity.evidence, language),
        "source": each.source,
        "other": other,
        "other_evidence": other.evidence.value if other else None,
        "difference": other.value - quantity.value if other else None,
    }


@dataclass(slots=True)
class _Cover:
    """The days of one year that one source tells of, and what it tells."""

    days: set[date] = field(default_factory=set)
    metrics: dict[str, None] = field(default_factory=dict)


Where = tuple[int, Evidence, int | None]
"""A year, an evidence, and the number of the file, where it is one."""


def ask_sources(asked: Asked) -> Table:
    """For every account and year, which evidence covers which days, from which file or platform.

    Asked without days, of all time. The last row of a year says of how many of its days no
    follower count is on file from any source: what is left to look for.
    """
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("year", say("year"), is_line=True),
        Column("evidence", say("evidence"), is_detail=True),
        Column("evidence_name", say("evidence"), is_wording=True),
        Column("source", say("source")),
        Column("file", say("number of the file"), is_detail=True),
        Column("first", say("first day"), ValueKind.DAY),
        Column("last", say("last day"), ValueKind.DAY),
        Column("days", say("days"), ValueKind.COUNT),
        Column("metrics", say("count"), is_detail=True),
        Column("metric_names", say("counts"), is_wording=True),
    )
    rows = tuple(row for account in asked.accounts for row in _sources_of(account, asked))
    notes = (
        say(
            "The days without a follower count may still stand in a file that somebody downloaded"
            " once, or in print."
        ),
        *files_to_bring_again(asked),
    )
    return Table("sources", say("Which days are on file, and from where"), columns, rows, notes)


def _sources_of(account: Account, asked: Asked) -> Iterator[Row]:
    files = {each.id: each for each in files_taken(asked.store, account.name)}
    covers = _covers(account, files, asked)
    printed = _printed_years(account, asked)
    years = {year for year, _, _ in covers} | set(printed)
    if account.opened is not None:
        years |= set(range(account.opened.year, asked.today.year + 1))
    for year in range(min(years, default=asked.today.year), asked.today.year + 1):
        for where in sorted(covers, key=lambda where: (where[0], _strength(where), where[2] or 0)):
            if where[0] == year:
                yield _cover_row(account, where, covers[where], files, asked)
        for source in printed.get(year, ()):
            yield _row_of(
                account,
                year,
                Evidence.PUBLISHED,
                asked.language,
                source=printed_source(source, asked.language),
                metrics=(FOLLOWERS,),
            )
        yield from _missing(account, year, covers, asked)


def _strength(where: Where) -> int:
    return tuple(Evidence).index(where[1])


def _covers(
    account: Account, files: Mapping[int, FileOnRecord], asked: Asked
) -> dict[Where, _Cover]:
    """The days on file by year, evidence and file, within the days asked for."""
    covers: dict[Where, _Cover] = defaultdict(_Cover)
    span, zone = (asked.since, asked.until), asked.zone
    for point in if_enrolled(lambda: follower_days(asked.store, account.name, *span)) or []:
        if point.at is not None:
            day = local_day(point.at, zone)
            _add(covers[day.year, Evidence.MEASURED, None], day, FOLLOWERS)
    for each in if_enrolled(lambda: account_days(asked.store, account.name, *span)) or []:
        for told in (each.told, *each.others):
            number = each.file if told is each.told else _number(told, files)
            where = told.day.year, told.quantity.evidence, number
            _add(covers[where], told.day, told.metric)
    counted = {number for _, _, number in covers}
    for number, known in files.items():
        if number not in counted:
            for day in _days_between(known.file.since, known.file.until):
                covers[day.year, Evidence.EXPORTED, number].days.add(day)
    return covers


def _number(day: AccountDay, files: Mapping[int, FileOnRecord]) -> int | None:
    """The number of the file of a word that does not count, by the file's name."""
    name = day.quantity.source
    numbers = (number for number, known in files.items() if known.file.name == name)
    return None if name is None else next(numbers, None)


def _add(cover: _Cover, day: date, metric: str) -> None:
    cover.days.add(day)
    cover.metrics.setdefault(metric)


def _days_between(since: date | None, until: date | None) -> Iterator[date]:
    while since is not None and until is not None and since < until:
        yield since
        since += A_DAY


def _printed_years(account: Account, asked: Asked) -> dict[int, tuple[str, ...]]:
    """Where figures of followers were printed, by the year that they are of."""
    years: dict[int, dict[str, None]] = defaultdict(dict)
    for figure in printed_followers(asked.store, account):
        if figure.quantity.source:
            years[figure.period.since.year].setdefault(figure.quantity.source)
    return {year: tuple(sources) for year, sources in years.items()}


def _cover_row(
    account: Account, where: Where, cover: _Cover, files: Mapping[int, FileOnRecord], asked: Asked
) -> Row:
    year, evidence, number = where
    say = asked.language.say
    source: str = say("readings of Hasila")
    if evidence is Evidence.REPORTED:
        source = say("the platform, asked for its past")
    if number is not None:
        file = files[number].file
        source = say(
            "{name}, downloaded on {day} (file {number})",
            number=str(number),
            name=Foreign(file.name),
            day=asked.language.date(file.downloaded_on),
        )
    return _row_of(
        account,
        year,
        evidence,
        asked.language,
        source=source,
        file=number,
        days=cover.days,
        metrics=tuple(cover.metrics),
    )


def _missing(
    account: Account, year: int, covers: Mapping[Where, _Cover], asked: Asked
) -> Iterator[Row]:
    """The days of a year of which no follower count is on file, up to yesterday."""
    known = {
        day for where, cover in covers.items() if FOLLOWERS in cover.metrics for day in cover.days
    }
    opened = account.opened or date(year, 1, 1)
    since = max(date(year, 1, 1), opened, asked.since or opened)
    until = min(date(year + 1, 1, 1), asked.today, asked.until or asked.today)
    unknown = [day for day in _days_between(since, until) if day not in known]
    if unknown:
        source = asked.language.say("no follower count on file")
        yield _row_of(account, year, None, asked.language, source=source, days=unknown)


def _row_of(  # noqa: PLR0913 - a row has as many parts
    account: Account,
    year: int,
    evidence: Evidence | None,
    language: Language,
    *,
    source: Content,
    file: int | None = None,
    days: Iterable[date] = (),
    metrics: Sequence[str] = (),
) -> Row:
    known = sorted(days)
    kind = evidence_name(evidence, language) if evidence else language.say("not on file")
    return {
        **whose_cells(account),
        "year": str(year),
        "evidence": evidence.value if evidence else None,
        "evidence_name": kind,
        "source": source,
        "file": None if file is None else str(file),
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "days": len(known) or None,
        "metrics": ", ".join(metrics) or None,
        "metric_names": language.listed([day_metric_name(each, language) for each in metrics])
        if metrics
        else None,
    }


ACCOUNT_DAYS = Question(
    "account-days",
    lambda language: language.say("What is known of each day of an account, and from where?"),
    frozenset(),
    ask_account_days,
)
SOURCES = Question(
    "sources",
    lambda language: language.say("Which days are on file, from where, and what is missing?"),
    frozenset(),
    ask_sources,
)

"""The tables of a letter: for those who read it, and for the workbook that is attached to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from documents.model import (
    Cell,
    Column,
    Content,
    Paragraph,
    Part,
    Row,
    Table,
    Tone,
    ValueKind,
    rows_of,
)
from documents.xlsx import workbook
from metrics.growth import NO_READING_BEFORE
from metrics.periods import Period
from metrics.platforms import COUNT_NAMES, platforms_of
from metrics.post_coverage import Cover
from metrics.posts import INTERACTIONS, latest_count
from metrics.quantity import TOLD_LATER, Quantity
from metrics.series import Post
from queries.completeness import AccountCompleteness
from queries.growth import AccountGrowth
from queries.posts import Published
from queries.targets import targets_table
from reports.letter.facts import AdministratorFacts, Facts, OfficeFacts, OwnDays, WeekStanding
from reports.letter.wording import LetterWording
from words import count_name
from words.lengths import period_in_words
from words.names import (
    day_metric_name,
    evidence_name,
    reason_name,
    shared_count_name,
    slots_in_words,
)
from words.telling import tell

OLD_S = 36 * 3600
"""A count read longer than this before the week's end is told with its day."""


def figures(facts: Facts, teller: LetterWording) -> bytes:
    """Every figure of a letter, typed, a sheet for each of its tables."""
    readings = readings_table(facts, teller)
    if isinstance(facts, AdministratorFacts):
        tables = [readings, _gaps(facts, teller), _alerts(facts, teller)]
    else:
        tables = [
            standings_table(facts, teller, has_sum=False),
            _published(facts, teller),
            _posts(facts, teller),
            readings,
        ]
    sheets = [(table.caption, table) for table in tables]
    return workbook(sheets, teller.language, teller.zone)


def standings_table(facts: OfficeFacts, teller: LetterWording, *, has_sum: bool) -> Table:
    """Followers by account, and how they grew in the week and in the year; their total if asked."""
    say = teller.language.say
    year = teller.language.year(facts.year.since)
    columns = (
        Column("account", say("Account"), is_detail=True),
        Column("network", say("Network")),
        Column("followers", say("Followers"), ValueKind.COUNT),
        Column("read", say("Read at"), ValueKind.INSTANT, is_detail=True),
        Column("week", say("This week"), ValueKind.COUNT, is_signed=True),
        Column("week_rate", say("Rate of the week"), ValueKind.RATE, is_detail=True),
        Column("week_since", say("Since"), ValueKind.INSTANT, is_detail=True),
        Column("before", say("The week before"), ValueKind.COUNT, is_signed=True),
        Column("before_rate", say("Rate of the week before"), ValueKind.RATE, is_detail=True),
        Column("before_since", say("Since"), ValueKind.INSTANT, is_detail=True),
        Column("year", say("In {year}", year=year), ValueKind.COUNT, is_signed=True),
        Column("year_rate", say("Rate of {year}", year=year), ValueKind.RATE, is_detail=True),
        Column("year_since", say("Since"), ValueKind.INSTANT, is_detail=True),
    )
    rows = [_standing(standing, teller, facts.week) for standing in facts.standings]
    if has_sum:
        rows.append(_total(facts, teller))
    return Table("followers", say("Followers"), columns, tuple(rows), has_sum=has_sum)


def own_days_table(own: Sequence[OwnDays], teller: LetterWording) -> Table:
    """What the accounts as a whole drew in the week, by account."""
    language = teller.language
    metrics = tuple(own[0].sums)
    names = (day_metric_name(name, language) for name in metrics)
    columns = (
        Column("network", language.say("Network")),
        *(
            Column(key, name[:1].upper() + name[1:], ValueKind.COUNT)
            for key, name in zip(metrics, names, strict=True)
        ),
    )
    rows = rows_of(columns, [_own_row(account, teller) for account in own])
    return Table("own_days", language.say("What the accounts as a whole drew"), columns, rows)


def _own_row(own: OwnDays, teller: LetterWording) -> tuple[Cell, ...]:
    name = Cell(own.account.name, words=teller.account(own.account.name))
    return (name, *(Cell(day_sum.quantity) for day_sum in own.sums.values()))


def _standing(standing: WeekStanding, teller: LetterWording, week: Period) -> Row:
    end, account = standing.week.end, standing.account
    since, until = week.instants(teller.zone)
    note = None
    if end and end.at and (until - end.at).total_seconds() > OLD_S:
        note = teller.language.say("read on {day}", day=teller.day(end.at))
    quantity = end.quantity if end else None
    return {
        "account": account.name,
        "network": Cell(teller.platform(account.platform), words=teller.account(account.name)),
        "followers": Cell(quantity, words=teller.number(quantity), note=note),
        "read": end.at if end else None,
        "week": _growth(standing.week, teller, until),
        "week_rate": standing.week.rate,
        "week_since": _since(standing.week, teller),
        "before": _growth(standing.before, teller, since),
        "before_rate": standing.before.rate,
        "before_since": _since(standing.before, teller),
        "year": _growth(standing.year, teller, until),
        "year_rate": standing.year.rate,
        "year_since": _since(standing.year, teller),
    }


def _since(account_growth: AccountGrowth, teller: LetterWording) -> datetime | str | None:
    """From where on a growth is: a reading, or what a figure was printed for."""
    if account_growth.growth.net is None:
        return None
    printed = account_growth.start.period if account_growth.start else None
    return period_in_words(printed, teller.language) if printed else account_growth.growth.start_at


def _growth(account_growth: AccountGrowth, teller: LetterWording, until: datetime) -> Cell:
    growth = account_growth.growth
    if growth.net is None:
        why = " · ".join(_why_unknown(account_growth, teller))
        return Cell(None, words=teller.not_known(), note=why)
    notes = [teller.rate(account_growth.rate), *_qualifiers(account_growth, teller, until)]
    return _signed(growth.net, notes, teller)


def _why_unknown(account_growth: AccountGrowth, teller: LetterWording) -> Iterator[str]:
    """Why a growth is not known, and the nearest answer that is: since the first reading."""
    say, first = teller.language.say, account_growth.first
    if account_growth.growth.reason != NO_READING_BEFORE:
        yield say("no reading")
        return
    yield say("no reading before")
    if account_growth.since_first is not None and first and first.at:
        gain = teller.signed(account_growth.since_first)
        yield say("{gain} since {day}", gain=gain, day=teller.day(first.at))


def _qualifiers(
    account_growth: AccountGrowth, teller: LetterWording, until: datetime
) -> Iterator[str]:
    """From and until when a growth is, where it is not its days' own, and that it holds a fall."""
    say, growth = teller.language.say, account_growth.growth
    if growth.net is not None and growth.net.evidence in TOLD_LATER:
        yield evidence_name(growth.net.evidence, teller.language)
    if account_growth.start and account_growth.start.period:
        printed = period_in_words(account_growth.start.period, teller.language)
        yield say("since the figure printed for {period}", period=printed)
    if growth.is_longer and growth.start_at:
        yield say("since {day}", day=teller.day(growth.start_at))
    if account_growth.falls:
        yield say("with a fall in one step")
    if growth.end_at and (until - growth.end_at).total_seconds() > OLD_S:
        yield say("until {day}", day=teller.day(growth.end_at))


def _total(facts: OfficeFacts, teller: LetterWording) -> Row:
    """The accounts together, with what qualifies the growth of any of them."""
    together, standings = facts.together, facts.standings
    since, until = facts.week.instants(teller.zone)

    def notes(
        growths: Iterable[AccountGrowth], names: tuple[str, ...], end: datetime = until
    ) -> dict[str, None]:
        own = (growth for growth in growths if growth.account.name in names)
        return dict.fromkeys(note for growth in own for note in _qualifiers(growth, teller, end))

    of_week = notes((standing.week for standing in standings), together.week_of)
    of_before = notes((standing.before for standing in standings), together.before_of, since)
    of_year = notes((standing.year for standing in standings), together.year_of)
    return {
        "network": teller.language.say("Together"),
        "followers": Cell(together.followers, words=teller.number(together.followers)),
        "week": _signed(together.week, [teller.rate(together.week_rate), *of_week], teller),
        "before": _signed(together.before, [teller.rate(together.before_rate), *of_before], teller),
        "year": _signed(together.year, [teller.rate(together.year_rate), *of_year], teller),
    }


def _signed(net: Quantity | None, notes: Sequence[str | None], teller: LetterWording) -> Cell:
    note = " · ".join(note for note in notes if note) or None
    return Cell(net, words=teller.signed(net), note=note if net is not None else None)


def targets_parts(facts: OfficeFacts, teller: LetterWording) -> Iterator[Part]:
    """Path, share and pace of each target."""
    platforms = {standing.account.name: standing.account.platform for standing in facts.standings}
    called = {name: teller.account(name) for name in platforms}
    table = targets_table(facts.targets, platforms, teller.language, called)
    yield replace(table, notes=())
    yield from (Paragraph(note, Tone.FAINT) for note in table.notes)


def readings_table(facts: Facts, teller: LetterWording) -> Table:
    """How much of what was due was read, by account."""
    say = teller.language.say
    columns = (
        Column("account", say("Account"), is_detail=True),
        Column("network", say("Network"), is_wording=True),
        Column("days_kept", say("Days kept"), ValueKind.COUNT),
        Column("days_due", say("Days due"), ValueKind.COUNT, is_detail=True),
        Column("slots_kept", say("Slots kept"), ValueKind.COUNT),
        Column("slots_due", say("Slots due"), ValueKind.COUNT, is_detail=True),
        Column("slots_partial", say("Of those kept, in part"), ValueKind.COUNT, is_detail=True),
        Column("read_since", say("Read since"), ValueKind.INSTANT, is_detail=True),
        Column("longest", say("Longest gap"), is_wording=True),
    )
    rows = tuple(_kept(completeness, teller) for completeness in facts.kept)
    return Table("readings", say("Readings"), columns, rows)


def _kept(completeness: AccountCompleteness, teller: LetterWording) -> Row:
    account, kept = completeness.account, completeness.kept
    longest = teller.length(kept.longest.length) if kept.longest else teller.language.say("none")
    return {
        "account": account.name,
        "network": Cell(account.name, words=teller.account(account.name)),
        "days_kept": _of(kept.days_kept, kept.days_due, teller),
        "days_due": kept.days_due,
        "slots_kept": Cell(kept.slots_kept, words=slots_in_words(kept, teller.language)),
        "slots_due": kept.slots_due,
        "slots_partial": kept.slots_partial,
        "read_since": kept.begun,
        "longest": Cell(longest, words=longest),
    }


def _of(kept: int, due: int, teller: LetterWording) -> Cell:
    number = teller.language.number
    words = teller.language.say("{kept} of {due}", kept=number(kept), due=number(due))
    return Cell(kept, words=words)


def _published(facts: OfficeFacts, teller: LetterWording) -> Table:
    """How much each account published in the week and what that drew, a count a row."""
    say = teller.language.say
    columns = (
        Column("account", say("Account")),
        Column("network", say("Network")),
        Column("count", say("What is counted")),
        Column("number", say("Number"), ValueKind.COUNT),
        Column("told", say("Posts that told it"), ValueKind.COUNT),
        Column("known_since", say("known since"), ValueKind.DAY),
        Column("reason", say("Reason")),
    )
    lines = [
        (
            published.account.name,
            teller.platform(published.account.platform),
            *line,
            published.known_since,
            None if is_whole else reason_name(published.lost_by, teller.language),
        )
        for published in facts.published
        for is_whole in [published.cover is Cover.WHOLE]
        for line in _counts(published, teller)
    ]
    return Table("published", say("Publications"), columns, rows_of(columns, lines))


def _counts(
    published: Published, teller: LetterWording
) -> Iterator[tuple[str, Quantity | None, int | None]]:
    """Each count of what was published: its name, the number, how many of the posts told it."""
    say, platform = teller.language.say, published.account.platform
    yield say("posts published"), published.counted(len(published.posts)), None
    apart = {
        say("replies published"): published.replies,
        say("reposts published"): published.reposts,
    }
    for name, number in apart.items():
        if number:
            yield name, published.counted(number), None
    sums = {"views": published.views, INTERACTIONS: published.interactions, **published.by_kind}
    for key, tally in sums.items():
        known = published.summed(tally)
        yield (
            count_name(key, teller.language, platform),
            known,
            tally.counted if known else None,
        )


def _posts(facts: OfficeFacts, teller: LetterWording) -> Table:
    say = teller.language.say
    platforms = platforms_of(published.account for published in facts.published)
    columns = (
        Column("account", say("Account")),
        Column("network", say("Network")),
        Column("id", say("Id")),
        Column("published", say("Published at"), ValueKind.INSTANT),
        Column("text", say("Text")),
        Column("address", say("Address"), ValueKind.LINK),
        *(
            Column(name, shared_count_name(name, teller.language, platforms), ValueKind.COUNT)
            for name in (*COUNT_NAMES, INTERACTIONS)
        ),
        Column("read", say("Read at"), ValueKind.INSTANT),
        Column("gone", say("Gone since"), ValueKind.INSTANT),
    )
    lines = [_post(post, teller) for published in facts.published for post in published.posts]
    return Table("posts", say("Posts of the week"), columns, rows_of(columns, lines))


def _post(post: Post, teller: LetterWording) -> tuple[Content, ...]:
    last = post.readings[-1] if post.readings else None
    counts = [latest_count(post, name) for name in (*COUNT_NAMES, INTERACTIONS)]
    return (
        post.account,
        teller.platform(post.platform),
        post.id,
        post.published_at,
        post.text,
        post.url,
        *counts,
        last.at if last else None,
        post.vanished_at,
    )


def _gaps(facts: AdministratorFacts, teller: LetterWording) -> Table:
    say = teller.language.say
    columns = (
        Column("account", say("Account")),
        Column("since", say("Since"), ValueKind.INSTANT),
        Column("until", say("Until"), ValueKind.INSTANT),
        Column("reason", say("Reason")),
    )
    lines = [
        (entry.account.name, gap.since, gap.until, gap.reason.value if gap.reason else None)
        for entry in facts.kept
        for gap in entry.kept.gaps
    ]
    return Table("gaps", say("Gaps"), columns, rows_of(columns, lines))


def _alerts(facts: AdministratorFacts, teller: LetterWording) -> Table:
    say = teller.language.say
    columns = (
        Column("kind", say("Kind")),
        Column("subject", say("Subject")),
        Column("since", say("Since"), ValueKind.INSTANT),
        Column("until", say("Until"), ValueKind.INSTANT),
        Column("detail", say("Detail")),
    )
    records = {record.id: record for record in (*facts.still_open, *facts.opened, *facts.closed)}
    lines = [
        (
            record.kind,
            record.subject,
            record.opened_at,
            record.closed_at,
            tell(record.detail, teller.language),
        )
        for record in records.values()
    ]
    return Table("alerts", say("Alerts"), columns, rows_of(columns, lines))

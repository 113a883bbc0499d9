"""The figures of the office's letter as a workbook, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS, count_of
from metrics.quantity import Quantity
from metrics.series import Post
from queries.growth import AccountGrowth
from queries.workbook import Column, Kind, Sheet, Value, workbook
from reports.letter.facts import AdministratorFacts, Facts, OfficeFacts, WeekStanding
from reports.letter.telling import LetterWording
from words import count_name
from words.lengths import named


def figures(facts: Facts, teller: LetterWording) -> bytes:
    """Every figure of a letter, typed, a sheet for each of its tables."""
    if isinstance(facts, AdministratorFacts):
        return workbook([_kept(facts, teller), _gaps(facts, teller), _alerts(facts, teller)])
    return workbook([_followers(facts, teller), _posts(facts, teller), _kept(facts, teller)])


def _followers(facts: OfficeFacts, teller: LetterWording) -> Sheet:
    say = teller.language.say
    year = teller.language.year(facts.year.since)
    columns = (
        Column(say("Account")),
        Column(say("Network")),
        Column(say("Followers"), Kind.NUMBER),
        Column(say("Read at"), Kind.MOMENT),
        Column(say("This week"), Kind.NUMBER),
        Column(say("Rate of the week"), Kind.SHARE),
        Column(say("Since"), Kind.MOMENT),
        Column(say("In {year}", year=year), Kind.NUMBER),
        Column(say("Rate of {year}", year=year), Kind.SHARE),
        Column(say("Since"), Kind.MOMENT),
    )
    rows = [_row(standing, teller) for standing in facts.standings]
    return Sheet(say("Followers"), columns, rows, teller.language.rtl, teller.zone)


def _row(week_standing: WeekStanding, teller: LetterWording) -> tuple[Value, ...]:
    end = week_standing.week.end
    return (
        week_standing.account.name,
        teller.platform(week_standing.account.platform),
        _value(end.quantity if end else None),
        end.at if end else None,
        *_growth(week_standing.week, teller),
        *_growth(week_standing.year, teller),
    )


def _growth(account_growth: AccountGrowth, teller: LetterWording) -> tuple[Value, ...]:
    if account_growth.growth.net is None:
        return (None, None, None)
    printed = account_growth.start.period if account_growth.start else None
    since = named(printed, teller.language) if printed else account_growth.growth.start_at
    return (_value(account_growth.growth.net), _value(account_growth.rate), since)


def _value(quantity: Quantity | None) -> Value:
    return None if quantity is None else quantity.value


def _posts(facts: OfficeFacts, teller: LetterWording) -> Sheet:
    say = teller.language.say
    columns = (
        Column(say("Account")),
        Column(say("Network")),
        Column(say("Id")),
        Column(say("Published at"), Kind.MOMENT),
        Column(say("Text")),
        Column(say("Address")),
        *(Column(count_name(name, teller.language), Kind.NUMBER) for name in COUNT_NAMES),
        Column(count_name(INTERACTIONS, teller.language), Kind.NUMBER),
        Column(say("Read at"), Kind.MOMENT),
        Column(say("Gone since"), Kind.MOMENT),
    )
    rows = [_post(post, teller) for published in facts.published for post in published.posts]
    return Sheet(say("Posts of the week"), columns, rows, teller.language.rtl, teller.zone)


def _post(post: Post, teller: LetterWording) -> tuple[Value, ...]:
    last = post.readings[-1] if post.readings else None
    counts: Sequence[Value] = [
        count_of(last.counts, post.platform, name) if last else None
        for name in (*COUNT_NAMES, INTERACTIONS)
    ]
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


def _kept(facts: Facts, teller: LetterWording) -> Sheet:
    say = teller.language.say
    columns = (
        Column(say("Account")),
        Column(say("Days kept"), Kind.NUMBER),
        Column(say("Days due"), Kind.NUMBER),
        Column(say("Slots kept"), Kind.NUMBER),
        Column(say("Slots due"), Kind.NUMBER),
    )
    rows = [
        (
            completeness.account.name,
            completeness.kept.days_kept,
            completeness.kept.days_due,
            completeness.kept.slots_kept,
            completeness.kept.slots_due,
        )
        for completeness in facts.kept
    ]
    return Sheet(say("Readings"), columns, rows, teller.language.rtl, teller.zone)


def _gaps(facts: AdministratorFacts, teller: LetterWording) -> Sheet:
    say = teller.language.say
    columns = (
        Column(say("Account")),
        Column(say("Since"), Kind.MOMENT),
        Column(say("Until"), Kind.MOMENT),
        Column(say("Reason")),
    )
    rows = [
        (hole.account.name, gap.since, gap.until, gap.reason.value if gap.reason else None)
        for hole in facts.holes
        for gap in hole.gaps
    ]
    return Sheet(say("Gaps"), columns, rows, teller.language.rtl, teller.zone)


def _alerts(facts: AdministratorFacts, teller: LetterWording) -> Sheet:
    say = teller.language.say
    columns = (
        Column(say("Kind")),
        Column(say("Subject")),
        Column(say("Since"), Kind.MOMENT),
        Column(say("Until"), Kind.MOMENT),
        Column(say("Detail")),
    )
    records = {record.id: record for record in (*facts.still_open, *facts.opened, *facts.closed)}
    rows = [
        (one.kind, one.subject, one.opened_at, one.closed_at, one.detail)
        for one in records.values()
    ]
    return Sheet(say("Alerts"), columns, rows, teller.language.rtl, teller.zone)

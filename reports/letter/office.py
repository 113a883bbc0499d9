"""The office's letter in words: followers, posts, what is unusual, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from metrics.completeness import Completeness
from metrics.growth import NO_READING_BEFORE
from queries.growth import AccountGrowth
from reports.balance.labels import reason_name
from reports.letter import posts
from reports.letter.blocks import Block, Cell, Line, Picture, Section, Table, Tone
from reports.letter.facts import OfficeFacts, Standing, Together
from reports.letter.telling import Teller
from reports.letter.unusual import told
from words.lengths import named

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
OLD_S = 36 * 3600
"""A count read longer than this before the week's end is told with its day."""


def sections(facts: OfficeFacts, teller: Teller, chart: Picture | None) -> Iterator[Section]:
    """The letter's sections, in their order. Without a chart it says that there is none."""
    say = teller.language.say
    yield Section(say("Followers"), tuple(_followers(facts, teller, chart)))
    yield Section(say("Posts of the week"), tuple(posts.table(facts.published, teller)))
    if facts.best:
        yield Section(say("Best posts"), tuple(posts.best(facts, teller)))
    yield Section(say("What is unusual"), tuple(_unusual(facts, teller)))
    yield Section(say("Reservations"), (Line(reservations(facts, teller)),))


def reservations(facts: OfficeFacts, teller: Teller) -> str:
    """What is missing, in one line; accounts of which the same is missing are told together."""
    alike: dict[Completeness, list[str]] = {}
    for one in facts.kept:
        alike.setdefault(_without_instants(one.kept), []).append(one.account.name)
    parts = [_kept(kept, teller.listed(names), teller) for kept, names in alike.items()]
    parts += [teller.language.names(found.names) for found in facts.breaks]
    return teller.language.say("; ").join(parts) if parts else teller.not_known()


def _without_instants(kept: Completeness) -> Completeness:
    """The same, with its longest hole moved to where all holes begin."""
    hole = kept.longest
    moved = hole and replace(hole, since=NEVER, until=NEVER + hole.length)
    return replace(kept, longest=moved)


def _kept(kept: Completeness, accounts: str, teller: Teller) -> str:
    say = teller.language.say
    if kept.is_whole:
        return say("every reading kept: {accounts}", accounts=accounts)
    part = say(
        "{account}: {kept} of {due} days, {slots} of {slots_due} readings",
        account=accounts,
        kept=kept.days_kept,
        due=kept.days_due,
        slots=kept.slots_kept,
        slots_due=kept.slots_due,
    )
    if kept.longest is None:
        return part
    reason = kept.longest.reason
    gap = say(
        "longest gap {length} ({reason})",
        length=teller.length(kept.longest.length),
        reason=reason_name(reason.value if reason else None, teller.language),
    )
    return say("{one}, {other}", one=part, other=gap)


def _followers(facts: OfficeFacts, teller: Teller, chart: Picture | None) -> Iterator[Block]:
    say = teller.language.say
    rows = [_row(one, facts, teller) for one in facts.standings]
    has_total = len(facts.together.accounts) > 1
    if has_total:
        rows.append(_total(facts.together, teller))
    year = teller.language.year(facts.year.since)
    heads = (say("Network"), say("Followers"), say("This week"), say("In {year}", year=year))
    yield Table(heads, tuple(rows), ends_in_total=has_total)
    yield from (Line(words, Tone.FAINT) for words in _on_total(facts, teller))
    if chart is not None:
        yield chart
    elif facts.drawn_since is None:
        yield Line(say("There is no chart: nothing has been read yet."), Tone.FAINT)
    else:
        yield Line(say("There is no chart: it could not be drawn."), Tone.LOUD)


def _row(one: Standing, facts: OfficeFacts, teller: Teller) -> tuple[Cell, ...]:
    _, until = facts.week.instants(teller.zone)
    end = one.week.end
    when = None
    if end and end.at and (until - end.at).total_seconds() > OLD_S:
        when = teller.language.say("read on {day}", day=teller.day(end.at))
    return (
        Cell(teller.account(one.account.name)),
        Cell(teller.number(end.quantity if end else None), when),
        _growth(one.week, teller, until),
        _growth(one.year, teller, until),
    )


def _growth(one: AccountGrowth, teller: Teller, until: datetime) -> Cell:
    say, net = teller.language.say, one.growth.net
    if net is None:
        before = one.growth.reason == NO_READING_BEFORE
        return Cell(teller.not_known(), say("no reading before") if before else say("no reading"))
    notes = [teller.rate(one.rate)]
    if one.start and one.start.period:
        printed = named(one.start.period, teller.language)
        notes.append(say("since the figure printed for {period}", period=printed))
    if one.growth.is_longer and one.growth.start_at:
        notes.append(say("since {day}", day=teller.day(one.growth.start_at)))
    if one.growth.end_at and (until - one.growth.end_at).total_seconds() > OLD_S:
        notes.append(say("until {day}", day=teller.day(one.growth.end_at)))
    return Cell(teller.signed(net), " · ".join(note for note in notes if note) or None)


def _total(together: Together, teller: Teller) -> tuple[Cell, ...]:
    return (
        Cell(teller.language.say("Together")),
        Cell(teller.number(together.followers)),
        Cell(teller.signed(together.week), teller.rate(together.week_rate)),
        Cell(teller.signed(together.year), teller.rate(together.year_rate)),
    )


def _on_total(facts: OfficeFacts, teller: Teller) -> Iterator[str]:
    """Which accounts a total is of, where it is not of all."""
    say, together = teller.language.say, facts.together
    if len(together.accounts) < 2:  # noqa: PLR2004 - one account has no total
        return
    if together.left_out:
        names = teller.listed(together.left_out)
        yield say("The total is without {accounts}, of which nothing is known.", accounts=names)
    if together.week is not None and together.week_of != together.accounts:
        names = teller.listed(together.week_of)
        yield say("The week’s total growth is that of {accounts} alone.", accounts=names)
    if together.year is not None and together.year_of != together.accounts:
        names = teller.listed(together.year_of)
        yield say("The year’s total growth is that of {accounts} alone.", accounts=names)
    events = [one.account.name for one in facts.standings if one.account.event]
    if events:
        names = teller.listed(events)
        yield say("Accounts opened for an event are outside the total: {accounts}.", accounts=names)


def _unusual(facts: OfficeFacts, teller: Teller) -> Iterator[Block]:
    if not facts.unusual:
        yield Line(teller.language.say("Nothing unusual was seen in the figures of this week."))
    for found in facts.unusual:
        yield told(found, teller)

"""The administrator's letter in words: what to do, what was kept, tokens, money, alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from metrics.snapshot import Outcome
from reports.alarm_names import kind_name
from reports.balance.labels import reason_name
from reports.letter.actions import actions
from reports.letter.blocks import Block, Cell, Item, Line, Section, Table, Tone
from reports.letter.facts import AdministratorFacts, ChoreFacts, Holes, Spending
from reports.letter.keeping import is_news
from reports.letter.telling import Teller, foreign
from storage.alerts import AlertRecord
from storage.letters import LetterRecord
from storage.papers import State

MOST_GAPS, MOST_ALERTS = 8, 12
"""So many are told one by one; of the others it is said how many they are."""


def sections(facts: AdministratorFacts, teller: Teller) -> Iterator[Section]:
    """The letter's sections, in their order."""
    say = teller.language.say
    yield Section(say("What to do"), tuple(_to_do(facts, teller)))
    yield Section(say("Readings"), tuple(_readings(facts, teller)))
    yield Section(say("Tokens and backup"), tuple(_tokens(facts, teller)))
    yield Section(say("Money"), tuple(_money(facts.spending, teller)))
    yield Section(say("Alerts"), tuple(_alerts(facts, teller)))
    if facts.letters:
        yield Section(say("Letters"), tuple(_letter(one, teller) for one in facts.letters))


def _to_do(facts: AdministratorFacts, teller: Teller) -> Iterator[Block]:
    say, found = teller.language.say, list(dict.fromkeys(actions(facts, teller)))
    if not found and all(one.kept.is_whole for one in facts.kept):
        yield Line(say("Nothing: all is well."))
    elif not found:
        yield Line(say("Nothing is open; what was missed this week cannot be read again."))
    for sentence in found:
        yield Line(sentence, Tone.LOUD)


def _readings(facts: AdministratorFacts, teller: Teller) -> Iterator[Block]:
    say = teller.language.say
    if not facts.kept:
        yield Line(say("No account is read: there is none in config.toml."), Tone.LOUD)
        return
    rows = tuple(
        (
            Cell(teller.account(one.account.name)),
            Cell(_of(one.kept.days_kept, one.kept.days_due, teller)),
            Cell(_of(one.kept.slots_kept, one.kept.slots_due, teller)),
            Cell(teller.length(one.kept.longest.length) if one.kept.longest else say("none")),
        )
        for one in facts.kept
    )
    heads = (say("Network"), say("Days kept"), say("Slots kept"), say("Longest gap"))
    yield Table(heads, rows)
    for one in facts.holes:
        yield from _gaps(one, teller)


def _of(kept: int, due: int, teller: Teller) -> str:
    number = teller.language.number
    return teller.language.say("{kept} of {due}", kept=number(kept), due=number(due))


def _gaps(found: Holes, teller: Teller) -> Iterator[Block]:
    if not found.gaps:
        return
    longest = sorted(found.gaps, key=lambda gap: gap.since - gap.until)[:MOST_GAPS]
    lines = [
        teller.language.say(
            "{since}, {length}: {reason}",
            since=teller.moment(gap.since),
            length=teller.length(gap.until - gap.since),
            reason=reason_name(gap.reason.value if gap.reason else None, teller.language),
        )
        for gap in sorted(longest, key=lambda gap: gap.since)
    ]
    if more := len(found.gaps) - len(longest):
        lines.append(
            teller.language.count(
                "{n} shorter gap is not listed here.", "{n} shorter gaps are not listed here.", more
            )
        )
    head = teller.language.say(
        "{account}: gaps in the readings", account=teller.account(found.account.name)
    )
    yield Item(head, tuple(lines))


def _tokens(facts: AdministratorFacts, teller: Teller) -> Iterator[Block]:
    say = teller.language.say
    for alert in facts.tokens:
        yield _alert(alert, teller)
    if not facts.tokens:
        yield Line(say("No token is known to end soon or to be refused."))
    checked, backup = facts.tokens_checked, facts.backup
    yield _chore(
        say("Tokens were last looked at on {moment}.", moment=teller.moment(checked.at))
        if checked
        else say("Tokens were never looked at: the daemon does so every day."),
        checked,
        teller,
    )
    yield _chore(
        say("The night’s work was last done on {moment}.", moment=teller.moment(backup.at))
        if backup
        else say("No backup was made yet: the daemon makes one every night."),
        backup,
        teller,
    )


def _chore(words: str, chore: ChoreFacts | None, teller: Teller) -> Line:
    if chore is None or chore.outcome is Outcome.OK:
        return Line(words)
    why = foreign(chore.reason) if chore.reason else teller.not_known()
    failed = teller.language.say("It did not end well: {reason}", reason=why)
    return Line(f"{words} {failed}", Tone.LOUD)


def _money(spending: Sequence[Spending], teller: Teller) -> Iterator[Block]:
    say = teller.language.say
    if not spending:
        yield Line(say("Nothing that is read costs money."))
        return
    heads = (say("Platform"), say("Today"), say("This month"), say("In the week"))
    rows = tuple(
        (
            Cell(teller.platform(one.platform)),
            Cell(_dollars(one.today, teller), _ceiling(one.day_limit, teller)),
            Cell(_dollars(one.month, teller), _ceiling(one.month_limit, teller)),
            Cell(_dollars(one.week, teller)),
        )
        for one in spending
    )
    yield Table(heads, rows)
    yield Line(say("US dollars, by UTC days, as the platform bills."), Tone.FAINT)


def _dollars(amount: Decimal, teller: Teller) -> str:
    return foreign(teller.language.dollars(amount, 3))


def _ceiling(limit: Decimal, teller: Teller) -> str:
    return teller.language.say("of {limit} at most", limit=foreign(teller.language.dollars(limit)))


def _alerts(facts: AdministratorFacts, teller: Teller) -> Iterator[Block]:
    say = teller.language.say
    yield Line(
        say(
            "Opened in the week: {opened}; closed: {closed}; open now: {open}.",
            opened=teller.language.number(len(facts.opened)),
            closed=teller.language.number(_closed(facts, teller)),
            open=teller.language.number(len(facts.still_open)),
        )
    )
    above = {one.id for one in facts.tokens}
    every = (*facts.still_open, *facts.opened, *facts.closed)
    told = {one.id: one for one in every if one.id not in above}
    shown = list(told.values())[:MOST_ALERTS]
    for one in shown:
        yield _alert(one, teller)
    if more := len(told) - len(shown):
        words = teller.language.count(
            "{n} more alert: see `status`.", "{n} more alerts: see `status`.", more
        )
        yield Line(words, Tone.FAINT)


def _closed(facts: AdministratorFacts, teller: Teller) -> int:
    """How many lasting alerts ended within the week."""
    since, until = facts.week.instants(teller.zone)
    both = {one.id: one for one in (*facts.opened, *facts.closed)}.values()
    return sum(
        one.closed_at is not None and since <= one.closed_at < until and not is_news(one.kind)
        for one in both
    )


def _alert(one: AlertRecord, teller: Teller) -> Item:
    head = f"{kind_name(one.kind, teller.language)} · {foreign(one.subject)}"
    is_open = one.closed_at is None
    tone = Tone.LOUD if is_open else Tone.PLAIN
    return Item(head, (_lasting(one, teller),), quote=one.detail, tone=tone)


def _lasting(one: AlertRecord, teller: Teller) -> str:
    say, opened = teller.language.say, teller.moment(one.opened_at)
    if is_news(one.kind):
        return say("on {moment}", moment=opened)
    if one.closed_at is None:
        return say("since {moment}, still open", moment=opened)
    return say("from {since} to {until}", since=opened, until=teller.moment(one.closed_at))


def _letter(one: LetterRecord, teller: Teller) -> Item:
    say = teller.language.say
    head = say("{recipient}, week {week}", recipient=foreign(one.recipient), week=foreign(one.week))
    state = (
        say("may have arrived, or not: it is not sent again by itself")
        if one.state is State.UNSURE
        else say("was not delivered")
    )
    return Item(head, (state,), quote=one.detail, tone=Tone.LOUD)

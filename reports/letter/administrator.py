"""The administrator's letter in words: what to do, what was kept, tokens, money, alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from documents.model import (
    Cell,
    Column,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    Tone,
    ValueKind,
    rows_of,
)
from metrics.alerts import AlarmKind
from metrics.model import Outcome
from queries.completeness import AccountCompleteness
from reports.letter.facts import AdministratorFacts, ChoreFacts, Spending
from reports.letter.gather import is_news
from reports.letter.tables import readings_table
from reports.letter.wording import LetterWording, isolated_line
from storage.alerts import AlertRecord
from storage.outbox import LetterRecord
from storage.schema import State
from words import Language
from words.names import alert_name, reason_name
from words.telling import tell


def _actions(facts: AdministratorFacts, teller: LetterWording) -> Iterator[str]:
    """What is to be done, the oldest trouble first."""
    for alert in facts.still_open:
        sentence = _action(alert.kind, isolated_line(alert.subject), teller.language)
        if sentence is not None:
            yield sentence
    if facts.tokens_checked is None or facts.backup is None:
        yield teller.language.say(
            "See that the daemon runs: it checks the tokens, and makes a backup every night."
        )
    for letter in facts.letters:
        yield _about_letter(letter, teller.language)
    for end in facts.ends:
        yield tell(end.advice, teller.language)


def _action(kind: str, subject: str, language: Language) -> str | None:
    """What to do about an open alert; None where waiting is all."""
    say = language.say
    actions = {
        AlarmKind.ACCESS: say(
            "{subject}: see why the platform refuses it (a new token: docs/tokens.md).",
            subject=subject,
        ),
        AlarmKind.NOT_OURS: say(
            "{subject}: give it a token of the account itself (docs/tokens.md).", subject=subject
        ),
        AlarmKind.TOKEN_EXPIRY: say(
            "{subject}: renew it, or narrow what it may do (docs/tokens.md).", subject=subject
        ),
        AlarmKind.CREDIT: say("{subject}: buy credit, or read less.", subject=subject),
        AlarmKind.CEILING: say(
            "{subject}: the ceiling in config.toml is reached; raise it if that is meant.",
            subject=subject,
        ),
        AlarmKind.GAP: say("{subject}: find out why nothing is read.", subject=subject),
        AlarmKind.METRIC: say(
            "{subject}: the platform has withdrawn it; look for a newer version of Hasila.",
            subject=subject,
        ),
        AlarmKind.DISK: say("Make room on the disk of the database."),
        AlarmKind.CLOCK: say("Put the server’s clock or its time zone data right."),
        AlarmKind.DATABASE: say("Stop the daemon and restore a backup (docs/operations.md)."),
        AlarmKind.BACKUP: say("See why the backup failed, and run `backup` by hand."),
        AlarmKind.SETTINGS: say("Put config.toml right: the former settings are in force."),
    }
    return (actions | _on_losses(subject, language)).get(AlarmKind(kind))


def _on_losses(subject: str, language: Language) -> dict[AlarmKind, str]:
    """What to do where an account answers and does not tell everything."""
    say = language.say
    return {
        AlarmKind.FOLLOWERS: say(
            "{subject}: its followers are not told; see `check`, and whether the platform still"
            " shows them.",
            subject=subject,
        ),
        AlarmKind.POSTS: say(
            "{subject}: its posts are not read; see `check` for the permission that is missing.",
            subject=subject,
        ),
        AlarmKind.PROFILE: say(
            "{subject}: a name, badge, text or form is not told; `check` names what is refused.",
            subject=subject,
        ),
        AlarmKind.VERSION: say(
            "{subject}: the platform answers in another version; look for a newer Hasila.",
            subject=subject,
        ),
    }


def _about_letter(letter: LetterRecord, language: Language) -> str:
    names = {"recipient": isolated_line(letter.recipient), "week": isolated_line(letter.week)}
    if letter.state is State.UNSURE:
        return language.say("Ask {recipient} whether the letter of {week} has arrived.", **names)
    return language.say("See why {recipient} did not get the letter of {week}.", **names)


MOST_GAPS, MOST_ALERTS = 8, 12
"""So many are told one by one; of the others it is said how many they are."""


def administrator_chapters(facts: AdministratorFacts, teller: LetterWording) -> Iterator[Part]:
    """The letter's chapters, in their order."""
    say = teller.language.say
    yield Heading(say("What to do"))
    yield from _to_do(facts, teller)
    yield Heading(say("Readings"))
    yield from _readings(facts, teller)
    yield Heading(say("Tokens and backup"))
    yield from _tokens(facts, teller)
    yield Heading(say("Money"))
    yield from _money(facts.spending, teller)
    yield Heading(say("Alerts"))
    yield from _alerts(facts, teller)
    if facts.letters:
        yield Heading(say("Letters"))
        yield from (_letter(letter, teller) for letter in facts.letters)


def _to_do(facts: AdministratorFacts, teller: LetterWording) -> Iterator[Part]:
    say, sentences = teller.language.say, list(dict.fromkeys(_actions(facts, teller)))
    if not sentences and all(completeness.kept.is_whole for completeness in facts.kept):
        yield Paragraph(say("Nothing: all is well."))
    elif not sentences:
        yield Paragraph(say("Nothing is open; what was missed this week cannot be read again."))
    for sentence in sentences:
        yield Paragraph(sentence, Tone.LOUD)


def _readings(facts: AdministratorFacts, teller: LetterWording) -> Iterator[Part]:
    say = teller.language.say
    if not facts.kept:
        yield Paragraph(say("No account is read: there is none in config.toml."), Tone.LOUD)
        return
    yield readings_table(facts, teller)
    for completeness in facts.kept:
        yield from _gaps(completeness, teller)


def _gaps(completeness: AccountCompleteness, teller: LetterWording) -> Iterator[Part]:
    gaps = completeness.kept.gaps
    if not gaps:
        return
    longest = sorted(gaps, key=lambda gap: gap.since - gap.until)[:MOST_GAPS]
    lines = [
        teller.language.say(
            "{since}, {length}: {reason}",
            since=teller.moment(gap.since),
            length=teller.length(gap.until - gap.since),
            reason=reason_name(gap.reason.value if gap.reason else None, teller.language),
        )
        for gap in sorted(longest, key=lambda gap: gap.since)
    ]
    if more := len(gaps) - len(longest):
        lines.append(
            teller.language.count(
                "{n} shorter gap is not listed here.", "{n} shorter gaps are not listed here.", more
            )
        )
    head = teller.language.say(
        "{account}: gaps in the readings", account=teller.account(completeness.account.name)
    )
    yield Item(head, tuple(lines))


def _tokens(facts: AdministratorFacts, teller: LetterWording) -> Iterator[Part]:
    say = teller.language.say
    for alert in facts.tokens:
        yield _alert(alert, teller)
    if not facts.tokens:
        yield Paragraph(say("No token is known to end soon or to be refused."))
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


def _chore(words: str, chore: ChoreFacts | None, teller: LetterWording) -> Paragraph:
    if chore is None or chore.outcome is Outcome.OK:
        return Paragraph(words)
    why = isolated_line(chore.reason) if chore.reason else teller.not_known()
    failed = teller.language.say("It did not end well: {reason}", reason=why)
    return Paragraph(f"{words} {failed}", Tone.LOUD)


def _money(spending: Sequence[Spending], teller: LetterWording) -> Iterator[Part]:
    say = teller.language.say
    if not spending:
        yield Paragraph(say("Nothing that is read costs money."))
        return
    columns = (
        Column("platform", say("Platform")),
        Column("today", say("Today"), ValueKind.MONEY),
        Column("month", say("This month"), ValueKind.MONEY),
        Column("week", say("In the week"), ValueKind.MONEY),
    )
    lines = [
        (
            teller.platform(platform.platform),
            _dollars(platform.today, teller, platform.day_limit),
            _dollars(platform.month, teller, platform.month_limit),
            _dollars(platform.week, teller),
        )
        for platform in spending
    ]
    yield Table("money", say("Money"), columns, rows_of(columns, lines))
    yield Paragraph(say("US dollars, by UTC days, as the platform bills."), Tone.FAINT)


def _dollars(amount: Decimal, teller: LetterWording, limit: Decimal | None = None) -> Cell:
    """What was spent, and the ceiling that it may reach."""
    dollars = teller.language.dollars
    note = None
    if limit is not None:
        note = teller.language.say("of {limit} at most", limit=isolated_line(dollars(limit)))
    return Cell(amount, words=isolated_line(dollars(amount, 3)), note=note)


def _alerts(facts: AdministratorFacts, teller: LetterWording) -> Iterator[Part]:
    say = teller.language.say
    yield Paragraph(
        say(
            "Opened in the week: {opened}; closed: {closed}; open now: {open}.",
            opened=teller.language.number(len(facts.opened)),
            closed=teller.language.number(_closed(facts, teller)),
            open=teller.language.number(len(facts.still_open)),
        )
    )
    above = {token.id for token in facts.tokens}
    every = (*facts.still_open, *facts.opened, *facts.closed)
    records = {record.id: record for record in every if record.id not in above}
    shown = list(records.values())[:MOST_ALERTS]
    for record in shown:
        yield _alert(record, teller)
    if more := len(records) - len(shown):
        words = teller.language.count(
            "{n} more alert: see `status`.", "{n} more alerts: see `status`.", more
        )
        yield Paragraph(words, Tone.FAINT)


def _closed(facts: AdministratorFacts, teller: LetterWording) -> int:
    """How many lasting alerts ended within the week."""
    since, until = facts.week.instants(teller.zone)
    both = {record.id: record for record in (*facts.opened, *facts.closed)}.values()
    return sum(
        record.closed_at is not None
        and since <= record.closed_at < until
        and not is_news(record.kind)
        for record in both
    )


def _alert(record: AlertRecord, teller: LetterWording) -> Item:
    head = f"{alert_name(record.kind, teller.language)} · {isolated_line(record.subject)}"
    is_open = record.closed_at is None
    tone = Tone.LOUD if is_open else Tone.PLAIN
    return Item(
        head, (_lasting(record, teller),), quote=tell(record.detail, teller.language), tone=tone
    )


def _lasting(record: AlertRecord, teller: LetterWording) -> str:
    say, opened = teller.language.say, teller.moment(record.opened_at)
    if is_news(record.kind) and record.closed_at in {None, record.opened_at}:
        return say("on {moment}", moment=opened)
    if record.closed_at is None:
        return say("since {moment}, still open", moment=opened)
    return say("from {since} to {until}", since=opened, until=teller.moment(record.closed_at))


def _letter(letter_record: LetterRecord, teller: LetterWording) -> Item:
    say = teller.language.say
    head = say(
        "{recipient}, week {week}",
        recipient=isolated_line(letter_record.recipient),
        week=isolated_line(letter_record.week),
    )
    state = (
        say("may have arrived, or not: it is not sent again by itself")
        if letter_record.state is State.UNSURE
        else say("was not delivered")
    )
    return Item(head, (state,), quote=letter_record.detail, tone=Tone.LOUD)

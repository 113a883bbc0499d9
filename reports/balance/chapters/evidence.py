"""The chapters on how far everything may be relied on: corrections, gaps, meanings, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from documents.model import (
    Cell,
    Column,
    Content,
    Foreign,
    Heading,
    Notes,
    Part,
    Row,
    Table,
    ValueKind,
    captioned,
    foreign_line,
    rows_of,
)
from metrics.model import Reason
from metrics.periods import local_day
from metrics.platforms import PLATFORMS, counts_lacking
from queries.reservations import lasting_loss, unknown_stretch, what_is_lost
from reports.balance.facts import (
    Balance,
    Coverage,
)
from reports.balance.figure import Figure
from reports.balance.references import reference_in_words
from reports.balance.sentences import sentences
from reports.balance.wording import (
    DASH,
    Reader,
    inset_foreign,
    listed,
    number,
    quoted,
    source,
)
from words import age, count_name, platform_name
from words.names import evidence_name, precision_name, reason_name
from words.registers import register_text


def told_table(balance: Balance, reader: Reader) -> Table:
    """The sentences, with the figures that each tells: a table of the workbook."""
    say = reader.language.say
    columns = (
        Column("model", say("Model")),
        Column("sentence", say("Sentence")),
        Column("figures", say("Figures")),
    )
    lines = [
        (sentence.id, sentence.text, ", ".join(sentence.figures))
        for sentence in sentences(balance, reader)
    ]
    return Table("sentences", say("In sentences"), columns, rows_of(columns, lines))


def corrections_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What was sealed and is known otherwise now: beside the sealed figures, never over them."""
    language = reader.language
    if not balance.corrections:
        return
    columns = (
        Column("reference", language.say("Reference")),
        Column("old", language.say("As closed"), ValueKind.COUNT),
        Column("new", language.say("Known now"), ValueKind.COUNT),
        Column("closed", language.say("Closed on"), ValueKind.DAY),
        Column("corrected", language.say("Corrected on"), ValueKind.DAY),
        Column("reason", language.say("Reason")),
    )
    lines = [
        (
            foreign_line(correction.id),
            Cell(correction.old, words=number(correction.old, correction.id, language)),
            Cell(correction.new, words=number(correction.new, correction.id, language))
            if correction.new
            else None,
            correction.printed_on,
            local_day(correction.corrected_at, reader.zone)
            if correction.corrected_at
            else Cell(None, words=""),
            quoted(correction.reason, reader.language),
        )
        for correction in balance.corrections
    ]
    caption = language.say("Corrections since the year was closed")
    yield from captioned(Table("corrections", caption, columns, rows_of(columns, lines)))


def completeness_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """How much of what was due was read, and the longest hole of each account."""
    table = completeness_table(balance, reader)
    if balance.coverage:
        yield from captioned(table, *reservations_in_words(balance, reader))
        return
    say = reader.language.say
    yield Heading(table.caption)
    if balance.is_told_later:
        note = say("Nothing was read in this year: the figures were told later, or printed.")
    else:
        note = say("No account was read in this year: the figures are printed ones.")
    yield Notes((note,))


def reservations_in_words(balance: Balance, reader: Reader) -> Iterator[str]:
    """Which figures are missing and why, and why the year was closed all the same."""
    for hole in balance.post_holes:
        first, last = hole.days(reader.zone)
        reason = Reason(hole.reason) if hole.reason else None
        yield unknown_stretch(reader.language, reader.name(hole.account), first, last, reason)
    for loss in balance.losses:
        ended = loss.until and local_day(loss.until, reader.zone)
        days = (local_day(loss.since, reader.zone), ended)
        yield lasting_loss(reader.language, reader.name(loss.account), loss.kind, loss.count, days)
    if balance.as_it_is:
        yield reader.language.say(
            "The year was closed although it is known in part alone; the reason given: {reason}.",
            reason=inset_foreign(balance.as_it_is, reader.language),
        )


def reservations_table(balance: Balance, reader: Reader) -> Table:
    """Which figures of the year are missing, since when, until when and why: of the workbook."""
    language, say = reader.language, reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("what", say("What is missing")),
        Column("since", say("Since"), ValueKind.INSTANT),
        Column("until", say("Until"), ValueKind.INSTANT),
        Column("reason", say("Reason")),
    )
    posts = say("number of posts")
    lines: list[tuple[Content, ...]] = [
        (
            reader.name(hole.account),
            posts,
            hole.since,
            hole.until,
            reason_name(hole.reason, language, foreign_line),
        )
        for hole in balance.post_holes
    ]
    lines += [
        (
            reader.name(loss.account),
            what_is_lost(language, loss.kind, loss.count),
            loss.since,
            loss.until,
            None,
        )
        for loss in balance.losses
    ]
    lines += _not_counted(balance, reader)
    return Table("reservations", say("Reservations"), columns, rows_of(columns, lines))


def _not_counted(balance: Balance, reader: Reader) -> Iterator[tuple[Content, ...]]:
    """The counts that posts of the year lack, for their platform began to count them later."""
    platforms = (output.platform for output in balance.outputs)
    first_day, reason = date(balance.year, 1, 1), reader.language.say("not counted yet")
    for platform, metric, day in counts_lacking(platforms, ["views"], first_day):
        name = platform_name(platform, reader.language)
        begun = datetime(day.year, day.month, day.day, tzinfo=UTC)
        yield name, count_name(metric, reader.language, platform), None, begun, reason


def completeness_table(balance: Balance, reader: Reader) -> Table:
    """What was read of what was due."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("days_kept", say("Days read"), ValueKind.COUNT),
        Column("days_due", say("Days due"), ValueKind.COUNT, is_detail=True),
        Column("slots_kept", say("Readings"), ValueKind.COUNT),
        Column("slots_due", say("Readings due"), ValueKind.COUNT, is_detail=True),
        Column("slots_partial", say("Of those, in part"), ValueKind.COUNT, is_detail=True),
        Column("begun", say("Read since"), ValueKind.INSTANT),
        Column("hole", say("Longest hole"), is_wording=True),
        Column("hole_since", say("Hole from"), ValueKind.INSTANT, is_detail=True),
        Column("hole_until", say("Hole until"), ValueKind.INSTANT, is_detail=True),
        Column("reason", say("Reason")),
    )
    rows = tuple(_coverage(coverage, reader) for coverage in balance.coverage)
    return Table("completeness", say("Completeness"), columns, rows)


def _coverage(coverage: Coverage, reader: Reader) -> Row:
    language, gap = reader.language, coverage.hole
    hole = DASH
    if gap:
        hole = language.say(
            "{length}, from {moment}",
            length=age(gap.until - gap.since, language),
            moment=language.moment(gap.since, reader.zone),
        )
    return {
        "account": reader.name(coverage.account),
        "days_kept": _of(coverage.days_kept, coverage.days_due, reader),
        "days_due": coverage.days_due,
        "slots_kept": _of(coverage.slots_kept, coverage.slots_due, reader),
        "slots_due": coverage.slots_due,
        "slots_partial": coverage.slots_partial,
        "begun": coverage.begun,
        "hole": hole,
        "hole_since": gap.since if gap else None,
        "hole_until": gap.until if gap else None,
        "reason": reason_name(gap.reason, language, foreign_line) if gap else Cell(None, words=""),
    }


def _of(kept: int, due: int, reader: Reader) -> Cell:
    number = reader.language.number
    words = reader.language.say("{kept} of {due}", kept=number(kept), due=number(due))
    return Cell(kept, words=words)


def definitions_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What the numbers mean: formulas in words, and days on which a meaning changed."""
    say = reader.language.say
    lines = [
        say("Measured: read from the platform by this program. Printed: from the source named."),
        say("Growth: followers of the year less those of the year before, over the latter."),
        say(
            "A rounded figure may lie within 500 of what is printed, “about” has no known bound,"
            " “more than” and “at least” are lower bounds; what is computed from them carries their"
            " interval."
        ),
        say("Like for like: a total grows by the accounts alone that are known in both years."),
    ]
    for change in balance.breaks:
        platform = PLATFORMS.get(change.platform)
        own = change.platform if platform else None
        counts = [count_name(metric, reader.language, own) for metric in change.metrics]
        lines.append(
            say(
                "{platform}, {counts}: another definition from {day} on: {change}.",
                platform=reader.language.names(platform.names) if platform else change.platform,
                counts=listed(counts, reader.language),
                day=reader.language.date(change.on),
                change=reader.language.names(change.names),
            )
        )
    yield Heading(say("Definitions"))
    yield Notes(tuple(lines))


def sources_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Every number of the paper with its evidence, its precision and what it rests on."""
    if balance.figures():
        yield from captioned(sources_table(balance, reader))


def sources_table(balance: Balance, reader: Reader) -> Table:
    """Every number with all that is known of it; rates are shares of one."""
    say = reader.language.say
    columns = (
        Column("reference", say("Reference"), is_detail=True),
        Column("about", say("What is counted")),
        Column("number", say("Number"), ValueKind.COUNT),
        Column("evidence", say("Evidence"), is_detail=True),
        Column("precision", say("Precision"), is_detail=True),
        Column("low", say("Lowest"), ValueKind.COUNT, is_detail=True),
        Column("high", say("Highest"), ValueKind.COUNT, is_detail=True),
        Column("printed_as", say("As it is printed"), is_detail=True),
        Column("rests_on", say("Rests on"), is_wording=True),
        Column("readings", say("Readings"), ValueKind.COUNT, is_detail=True),
        Column("latest", say("Latest reading"), ValueKind.INSTANT, is_detail=True),
        Column("source", say("Source"), is_detail=True),
        Column("parts", say("Computed from"), is_detail=True),
    )
    rows = tuple(_source(figure, balance, reader) for figure in balance.figures().values())
    return Table("figures", say("Where each number comes from"), columns, rows, is_annex=True)


def _source(figure: Figure, balance: Balance, reader: Reader) -> Row:
    language, known = reader.language, figure.quantity
    return {
        "reference": quoted(figure.id, reader.language),
        "about": reference_in_words(figure.id, balance, reader),
        "number": Cell(known.value, words=number(known, figure.id, language)),
        "printed_as": number(known, figure.id, language),
        "evidence": evidence_name(known.evidence, language),
        "precision": precision_name(known.precision, language),
        "low": known.low,
        "high": known.high,
        "rests_on": _rests_on(figure, reader),
        "readings": len(figure.readings),
        "latest": figure.readings[-1].at if figure.readings else None,
        "source": register_text(known.source, language) or None,
        "parts": ", ".join(figure.parts),
    }


def _rests_on(figure: Figure, reader: Reader) -> str:
    """Its evidence, and its readings or its source, or of how many numbers it was computed."""
    language = reader.language
    words = evidence_name(figure.quantity.evidence, language)
    rests = source(figure, reader.zone, language)
    if figure.parts:
        rests = language.count(
            "computed from {n} number of this list",
            "computed from {n} numbers of this list",
            len(figure.parts),
        )
    rests = language.inset(rests) if isinstance(rests, Foreign) else rests
    return f"{words} · {rests}" if rests else words

"""`growth`: what each account gained in each period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics.growth import NO_READING_BEFORE, NO_READING_WITHIN
from queries.columns import (
    printed_cells,
    printed_columns,
    standing_cell,
    whose_cells,
    whose_columns,
)
from queries.growth import AccountGrowth, grown_together, growth_by_account
from queries.request import Asked, Question
from queries.reservations import known_growth
from queries.totals import members_by_period, notes_on_events, total_cell, total_row, without
from words import Language, notices

ONE_DAY = timedelta(days=1)


def ask_growth(asked: Asked) -> Table:
    """What each account gained: the last reading before the end less that before the beginning.

    Where nothing was read a printed figure stands, and the growth is an interval
    (`metrics.printed`). A row for each account and period. `rate` is a fraction of the followers
    at the start. Formulas and their sources: `metrics.growth`, `metrics.quantity.growth_rate`.
    """
    growths = growth_by_account(asked.store, asked.accounts, asked.periods(), asked.zone, asked.now)
    say = asked.language.say
    first, last = asked.first_day, max(asked.first_day, asked.last_day - ONE_DAY)
    caption = say(
        "Net growth of followers, {first} to {last}",
        first=asked.language.date(first),
        last=asked.language.date(last),
    )
    notes = tuple(dict.fromkeys(_notes(growths, asked)))
    columns, rows = _columns(asked.language), _rows(growths, asked.language)
    totals = tuple(_totals(growths, asked))
    if totals:
        notes = (*notes, *notes_on_events(asked.accounts, asked))
    return Table("growth", caption, columns, rows, notes, totals)


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        *whose_columns(language),
        Column("since", say("from"), ValueKind.DAY),
        Column("until", say("until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("start", say("followers before"), ValueKind.COUNT),
        Column("start_at", say("read at"), ValueKind.INSTANT, is_detail=True),
        *printed_columns("start_", language),
        Column("end", say("followers at the end"), ValueKind.COUNT),
        Column("end_at", say("read at"), ValueKind.INSTANT, is_detail=True),
        *printed_columns("end_", language),
        Column("net", say("net growth"), ValueKind.COUNT, is_signed=True),
        Column("rate", say("growth rate"), ValueKind.RATE, is_signed=True),
        Column("evidence", say("evidence"), is_detail=True),
        Column(
            "net_without_falls",
            say("net growth without falls in one step"),
            ValueKind.COUNT,
            is_detail=True,
            is_signed=True,
        ),
        Column("fell", say("fell in one step by"), ValueKind.COUNT, is_detail=True),
        Column("days_kept", say("days read"), ValueKind.COUNT),
        Column("days_due", say("days due"), ValueKind.COUNT, is_detail=True),
        *_nearest_columns(language),
    )


def _nearest_columns(language: Language) -> tuple[Column, ...]:
    """What is known where a growth is not, for want of a start."""
    say = language.say
    since_first, since_printed = (
        Column(key, title, ValueKind.COUNT, is_detail=True, is_signed=True)
        for key, title in (
            ("net_since_first", say("gained since the first reading")),
            ("net_since_printed", say("gained since the last printed figure")),
        )
    )
    first_at = Column("first_at", say("first reading"), ValueKind.INSTANT, is_detail=True)
    return (since_first, first_at, since_printed, *printed_columns("since_", language))


def _rows(growths: Sequence[AccountGrowth], language: Language) -> tuple[Row, ...]:
    return tuple(
        {
            **whose_cells(entry.account),
            "since": entry.growth.period.since,
            "until": entry.growth.period.until,
            "start": standing_cell(entry.start, language),
            "start_at": entry.start.at if entry.start else None,
            **printed_cells("start_", entry.start),
            "end": standing_cell(entry.end, language),
            "end_at": entry.end.at if entry.end else None,
            **printed_cells("end_", entry.end),
            "net": _net(entry, language),
            "rate": entry.rate,
            "evidence": entry.growth.net.evidence.value if entry.growth.net else None,
            "net_without_falls": entry.without_falls,
            "fell": sum(fall.lost for fall in entry.falls) or None,
            "days_kept": entry.growth.days_kept,
            "days_due": entry.growth.days_due,
            "net_since_first": entry.since_first,
            "first_at": entry.first.at if entry.first else None,
            "net_since_printed": entry.since_printed,
            **printed_cells("since_", entry.printed),
        }
        for entry in growths
    )


def _totals(growths: Sequence[AccountGrowth], asked: Asked) -> Iterator[Row]:
    """What all accounts gained in each period, of those that are known at both of its ends."""
    language = asked.language
    columns = _columns(language)
    for period, entries in members_by_period((e.account, e.growth.period, e) for e in growths):
        end = total_cell(
            {e.account.name: e.end.quantity if e.end else None for e in entries}, asked
        )
        if end is None:
            continue
        grown = grown_together(entries)
        known = [entry for entry in entries if entry.account.name in grown.accounts]
        fallen = language.say("with a fall in one step") if any(e.falls for e in known) else None
        left_out = without(grown.left_out, asked) if grown.net else None
        notes = [*filter(None, (fallen, left_out))]
        yield total_row(
            columns,
            period,
            language,
            start=Cell(grown.start, note=left_out),
            end=Cell(grown.end, note=left_out) if grown.net else end,
            net=Cell(grown.net, note=language.listed(notes) or None),
            rate=grown.growth,
            evidence=grown.net.evidence.value if grown.net else None,
        )


def _net(entry: AccountGrowth, language: Language) -> Cell:
    note = language.say("with a fall in one step") if entry.falls else None
    return Cell(entry.growth.net, note=note)


def _notes(growths: Sequence[AccountGrowth], asked: Asked) -> Iterator[str]:
    """Why a growth is not known and what is, and where it holds more than its period."""
    language = asked.language
    for name, entries in groupby(growths, key=lambda entry: entry.account.name):
        listed = list(entries)
        unread = sum(1 for entry in listed if entry.growth.reason == NO_READING_WITHIN)
        if unread:
            yield language.count(
                "{account}: nothing was read in {n} of the periods, so its growth is not known",
                "{account}: nothing was read in {n} of the periods, so their growth is not known",
                unread,
                account=asked.called(name),
            )
        for entry in listed:
            yield from (
                notices.fall_in_one_step(asked.called(name), fall, asked.zone, language)
                for fall in entry.falls
            )
            day = language.date(entry.growth.period.since)
            if entry.growth.reason == NO_READING_BEFORE:
                yield language.say(
                    "{account}: not known, for there is no reading before {day}",
                    account=asked.called(name),
                    day=day,
                )
                yield from known_growth(entry, asked)
            if entry.growth.is_longer and entry.start and entry.start.at:
                yield language.say(
                    "{account}: the growth told from {day} on is that since the reading of {read}",
                    account=asked.called(name),
                    day=day,
                    read=language.date(entry.start.at.date()),
                )


GROWTH = Question(
    "growth",
    lambda language: language.say("What did each account gain?"),
    frozenset({"by"}),
    ask_growth,
    counts_growth=True,
)

"""Tables that staff keep: figures, activities, statements, events, periods, from CSV and XLSX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import imports
from entries.hand import Hand, event_accounts
from entries.persons import cleared
from entries.texts import (
    activity_texts,
    event_texts,
    figure_texts,
    period_texts,
    statement_texts,
)
from storage.registers.activities import add_activities
from storage.registers.periods import add_calendar_periods
from storage.registers.printed import add_events, add_figures
from storage.registers.statements import add_statements
from storage.registers.supersede import Added

Strangers = Mapping[str, str | None]
"""Names of accounts that the settings do not have, each with the one that it resembles."""
KINDS = ("figures", "activities", "statements", "events", "periods")


def take_table(
    hand: Hand, kind: str, file: Path, reason: str | None, *, dry: bool = False
) -> tuple[Added, Strangers]:
    """Take in a file of one of `KINDS`, whole or not at all; with `dry` only tell what it would do.

    Raises:
        ImportRefused: with every problem of the file.
        StorageError: a row corrects another without a reason, or the database could not keep it.
    """
    return TAKERS[kind](hand, file, reason, dry=dry)


def _figures(hand: Hand, file: Path, reason: str | None, *, dry: bool) -> tuple[Added, Strangers]:
    names = [account.name for account in hand.settings.accounts]
    figures = imports.read_figures(file, today=hand.today, accounts=names)
    why = imports.as_reason(reason)
    terms = cleared(hand, [figure_texts(each) for each in figures], why, dry=dry)
    added = add_figures(hand.store, figures, who=hand.who, now=hand.now, reason=why, terms=terms)
    return added, imports.unknown_accounts(figures, names)


def _activities(
    hand: Hand, file: Path, reason: str | None, *, dry: bool
) -> tuple[Added, Strangers]:
    kinds = hand.settings.activity_kinds()
    rows = imports.read_activities(file, today=hand.today, kinds=kinds)
    why = imports.as_reason(reason)
    terms = cleared(hand, [activity_texts(each) for each in rows], why, dry=dry)
    added = add_activities(hand.store, rows, who=hand.who, now=hand.now, reason=why, terms=terms)
    return added, {}


def _statements(
    hand: Hand, file: Path, reason: str | None, *, dry: bool
) -> tuple[Added, Strangers]:
    rules = hand.statement_rules()
    why = imports.as_safe_reason(reason, rules.accounts)
    rows = imports.read_statements(file, rules)
    zone = hand.settings.zone()
    terms = cleared(hand, [statement_texts(each, zone) for each in rows], why, dry=dry)
    added = add_statements(hand.store, rows, who=hand.who, now=hand.now, reason=why, terms=terms)
    return added, {}


def _events(hand: Hand, file: Path, reason: str | None, *, dry: bool) -> tuple[Added, Strangers]:
    events = imports.read_events(file, accounts=event_accounts(hand.settings))
    why = imports.as_reason(reason)
    terms = cleared(hand, [event_texts(each) for each in events], why, dry=dry)
    added = add_events(hand.store, events, who=hand.who, now=hand.now, reason=why, terms=terms)
    return added, {}


def _periods(hand: Hand, file: Path, reason: str | None, *, dry: bool) -> tuple[Added, Strangers]:
    rows = imports.read_calendar_periods(file, seasons=hand.seasons())
    why = imports.as_reason(reason)
    terms = cleared(hand, [period_texts(each) for each in rows], why, dry=dry)
    added = add_calendar_periods(
        hand.store, rows, who=hand.who, now=hand.now, reason=why, terms=terms
    )
    return added, {}


TAKERS: Mapping[str, Callable[..., tuple[Added, Strangers]]] = {
    "figures": _figures,
    "activities": _activities,
    "statements": _statements,
    "events": _events,
    "periods": _periods,
}

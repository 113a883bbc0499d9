"""A single entry of a register, of the texts that somebody typed: judged, and kept or refused."""

from __future__ import annotations

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


def record_activity(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record how many activities of a kind a period saw; `texts` by the columns of a file.

    Raises:
        ImportRefused: what was typed cannot be taken; with every problem.
        StorageError: it is on file otherwise, or the database could not keep it.
    """
    why, kinds = imports.as_reason(reason), hand.settings.activity_kinds()
    entry = imports.make_activity(today=hand.today, kinds=kinds, **texts)
    terms = cleared(hand, [activity_texts(entry)], why)
    return add_activities(hand.store, [entry], who=hand.who, now=hand.now, reason=why, terms=terms)


def record_event(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record an event that charts mark. As `record_activity`."""
    entry = imports.make_event(accounts=event_accounts(hand.settings), **texts)
    why = imports.as_reason(reason)
    terms = cleared(hand, [event_texts(entry)], why)
    return add_events(hand.store, [entry], who=hand.who, now=hand.now, reason=why, terms=terms)


def record_period(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record on which days a period of the calendar falls. As `record_activity`."""
    entry = imports.make_calendar_period(seasons=hand.seasons(), **texts)
    why = imports.as_reason(reason)
    terms = cleared(hand, [period_texts(entry)], why)
    return add_calendar_periods(
        hand.store, [entry], who=hand.who, now=hand.now, reason=why, terms=terms
    )


def record_statement(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record one content on which the public was informed. As `record_activity`."""
    rules = hand.statement_rules()
    why = imports.as_safe_reason(reason, rules.accounts)
    entry = imports.make_statement(rules, **texts)
    terms = cleared(hand, [statement_texts(entry, hand.settings.zone())], why)
    return add_statements(hand.store, [entry], who=hand.who, now=hand.now, reason=why, terms=terms)


def record_figure(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record a figure that somebody printed. As `record_activity`."""
    names = [account.name for account in hand.settings.accounts]
    entry = imports.make_figure(today=hand.today, accounts=names, **texts)
    why = imports.as_reason(reason)
    terms = cleared(hand, [figure_texts(entry)], why)
    return add_figures(hand.store, [entry], who=hand.who, now=hand.now, reason=why, terms=terms)

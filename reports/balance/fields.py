"""The balance as JSON that scripts may rely on: keys are added, never removed.

Counts are whole numbers, growths fractions of one; a bound that is open or not known is null.
"""

from __future__ import annotations

import json

from reports.balance.entries import (
    Fields,
    activity,
    best,
    broken,
    correction,
    coverage,
    fall,
    happening,
    launch,
    number,
    other,
    output,
    quantity_fields,
    statements,
    topic,
    value_of,
)
from reports.balance.facts import Balance, Standing, Together
from reports.balance.figures import Figure
from reports.balance.reader import Reader
from reports.balance.sentences import sentences


def as_json(balance: Balance, reader: Reader) -> bytes:
    """The balance as JSON in UTF-8."""
    text = json.dumps(fields(balance, reader), ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")


def fields(balance: Balance, reader: Reader) -> Fields:
    """The balance as what JSON can hold."""
    found = balance.activities
    return {
        "year": balance.year,
        "as_of": balance.as_of.isoformat(),
        "state": "closed" if balance.closed_at else "provisional",
        "language": reader.language.code,
        "institution": reader.institution,
        "warning": reader.warning,
        "followers": [_standing(one) for one in balance.standings],
        "total": _total(balance.total),
        "activities": [activity(line) for line in found.lines],
        "activities_total": {
            **quantity_fields(found.total, "value"),
            "printed": value_of(found.printed),
            "figure": found.total.id if found.total else None,
        },
        "launches": [launch(one) for one in balance.launches],
        "posts": [output(one) for one in balance.outputs],
        "best_posts": [best(one) for one in balance.best],
        "topics": [topic(one) for one in balance.topics],
        "statements": statements(balance),
        "events": [happening(one) for one in balance.happenings],
        "completeness": [coverage(one) for one in balance.coverage],
        "also_printed": [other(one) for one in balance.others],
        "breaks": [broken(one) for one in balance.breaks],
        "closed_at": balance.closed_at.isoformat() if balance.closed_at else None,
        "digest": balance.digest,
        "corrections": [correction(one) for one in balance.corrections],
        "figures": {name: figure_fields(one) for name, one in balance.figures().items()},
        "sentences": [
            {"id": one.id, "text": one.text, "figures": list(one.figures)}
            for one in sentences(balance, reader)
        ],
    }


def figure_fields(figure: Figure) -> Fields:
    """One number with everything that it rests on."""
    quantity = figure.quantity
    return {
        "value": number(quantity.value),
        "evidence": quantity.evidence.value,
        "precision": quantity.precision.value,
        "low": number(quantity.low),
        "high": number(quantity.high),
        "source": quantity.source,
        "period": figure.period.label if figure.period else None,
        "as_of": figure.as_of.isoformat() if figure.as_of else None,
        "readings": [[look.account, look.at.isoformat()] for look in figure.readings],
        "parts": list(figure.parts),
    }


def _standing(one: Standing) -> Fields:
    value = one.value
    printed = value is not None and not value.readings
    return {
        "account": one.account,
        "platform": one.platform,
        "value": value_of(value),
        "period": value.period.label if value and value.period else None,
        "as_of": _as_of(value),
        "evidence": value.quantity.evidence.value if value else None,
        "precision": value.quantity.precision.value if value else None,
        "source": value.quantity.source if value and printed else None,
        "previous": value_of(one.previous),
        "net": value_of(one.net),
        **_growth(one.growth),
        "falls": [fall(step) for step in one.falls],
        "net_without_falls": value_of(one.without_falls),
        "event": one.is_event,
        "low": number(value.quantity.low) if value else None,
        "high": number(value.quantity.high) if value else None,
        "printed_beside": value_of(one.beside),
        "printed_difference": number(one.difference.value) if one.difference else None,
        "printed_growth": value_of(one.printed_rate),
        "figure": value.id if value else None,
    }


def _as_of(figure: Figure | None) -> str | None:
    """The instant of a reading, or the day that was printed; none is made up."""
    if figure is None:
        return None
    if figure.at is not None:
        return figure.at.isoformat()
    return figure.as_of.isoformat() if figure.as_of else None


def _total(total: Together) -> Fields:
    value = total.value
    return {
        "value": value_of(value),
        "accounts": list(total.accounts),
        "evidence": value.quantity.evidence.value if value else None,
        "precision": value.quantity.precision.value if value else None,
        "low": number(value.quantity.low) if value else None,
        "high": number(value.quantity.high) if value else None,
        **_growth(total.growth),
        "growth_accounts": list(total.same_accounts),
        "left_out": list(total.left_out),
        "printed": value_of(total.printed),
        "figure": value.id if value else None,
    }


def _growth(figure: Figure | None) -> Fields:
    quantity = figure.quantity if figure else None
    return {
        "growth": number(quantity.value) if quantity else None,
        "growth_low": number(quantity.low) if quantity else None,
        "growth_high": number(quantity.high) if quantity else None,
        "growth_precision": quantity.precision.value if quantity else None,
    }

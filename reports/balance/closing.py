"""Closing a year: its figures are sealed, and what is known otherwise later stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from metrics.activity import Stand
from metrics.errors import HasilaError
from metrics.periods import local_day
from metrics.quantity import Evidence
from reports.balance.facts import Balance
from reports.balance.figures import Correction, Figure, WrongDay
from reports.balance.followers import FOLLOWERS, names_of
from reports.balance.gather import PLACE_OF_TOTAL, STATEMENTS, gather, under_present_name
from reports.balance.seal import opened, readings_of, write
from settings import Settings
from storage import Store
from storage.registers.activities import corrected_activities
from storage.registers.printed import corrected_figures
from storage.registers.statements import corrected_statements
from storage.registers.supersede import Why
from storage.sealed_years import draft, recorded_digest, seal, sealed


class NothingToClose(HasilaError):
    """Nothing is on file of the year, so that there is nothing to seal."""


def draw(store: Store, settings: Settings, year: int, as_of: date | None, now: datetime) -> Balance:
    """The balance of a year: of a closed one as it was sealed, with later corrections beside it.

    Raises:
        WrongDay: `as_of` is no day of the year that has come, or the year is closed as of another.
        SealBroken: the figures on file are not those that were sealed, or cannot be read.
    """
    kept = sealed(store, year)
    if kept is None:
        return gather(store, settings, year, as_of, now)
    balance = opened(kept, recorded_digest(store, year))
    if as_of not in {None, kept.as_of}:
        raise WrongDay(f"{year} is closed as of {kept.as_of}: ask for it without another --as-of")
    known = gather(store, settings, year, kept.as_of, now)
    closed_at = balance.closed_at or balance.drawn_at
    corrections = _corrections(balance, known, local_day(closed_at, settings.zone()))
    reasons = dict(_reasons(store, settings, year, closed_at))
    return replace(
        balance, corrections=tuple(_explained(correction, reasons) for correction in corrections)
    )


def close(
    store: Store, settings: Settings, year: int, as_of: date | None, *, who: str, now: datetime
) -> Balance:
    """Seal the balance of a year that is over, once and for all.

    Raises:
        WrongDay: the year is not over.
        NothingToClose: nothing is on file of it.
        AlreadySealed: it is closed.
    """
    today = local_day(now, settings.zone())
    if today.year <= year:
        raise WrongDay(f"{year} is not over: close it from {year + 1}-01-01 on")
    balance = replace(gather(store, settings, year, as_of, now), closed_at=now)
    if balance.is_empty:
        raise NothingToClose(f"{year}: nothing is on file, so there is nothing to close")
    closed = draft(year, balance.as_of, write(balance), readings_of(balance))
    again = opened(closed, closed.digest)  # what could not be read back is never sealed
    seal(store, closed, who=who, now=now)
    return again


def _corrections(old: Balance, new: Balance, printed_on: date) -> Iterator[Correction]:
    """What was sealed and is known otherwise now. What is new altogether corrects nothing."""
    later = _comparable(new)
    for name, figure in _comparable(old).items():
        known = later.get(name)
        if known is None or known.quantity != figure.quantity:
            yield Correction(
                name,
                figure.quantity,
                known.quantity if known else None,
                printed_on,
                is_base=not figure.parts,
            )


def _comparable(balance: Balance) -> dict[str, Figure]:
    """The figures that a correction may be of: those of best posts are places, and may move."""
    return {
        name: figure for name, figure in balance.figures().items() if not name.startswith("best/")
    }


def _explained(correction: Correction, reasons: Mapping[str, Why]) -> Correction:
    """When and why somebody corrected it by hand; that a reading came in late has no reason."""
    why = reasons.get(correction.id) or reasons.get(correction.id.partition("/")[0])
    if why is None or (
        correction.new and correction.new.evidence is Evidence.MEASURED and _is_read(correction.id)
    ):
        return correction
    return replace(correction, corrected_at=why.at, reason=why.reason)


def _is_read(name: str) -> bool:
    """Whether a figure of this id can be a reading: registers are counted by the office."""
    return name.startswith(f"{FOLLOWERS}/")


def _reasons(
    store: Store, settings: Settings, year: int, since: datetime
) -> Iterator[tuple[str, Why]]:
    """Why rows of the registers were corrected since an instant, by the figures that they are."""
    for figure, why in corrected_figures(store, since):
        yield from ((name, why) for name in names_of(under_present_name(figure, settings.accounts)))
    for row, why in corrected_activities(store, since):
        is_printed = row.in_total is Stand.CHECK
        place = f"printed/{PLACE_OF_TOTAL}" if is_printed else f"activities/{row.kind}"
        yield f"{place}/{row.period.since.year}", why
    for day, why in corrected_statements(store, since):
        if day.year == year:
            yield STATEMENTS, why

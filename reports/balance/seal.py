"""Closing a year: its balance is sealed once, and read back by every later version.

What is known otherwise later stands beside the sealed figures, never over them. What is sealed is
the balance as JSON, of which the dataclasses of the balance are the schema; pydantic reads it by
them, strictly. What is read is then written again and compared with what was on file, so that
nothing takes a default, or another type, in silence. Fractions are written as `n/d`, lengths in
seconds, instants with their offset. No text of a post is among it.

The keys are a promise to years that are closed already. A field that is renamed keeps its key
(`Annotated[…, pydantic.Field(alias="key")]`). A field that is new makes a new form: raise
`VERSION`, and name its key in what the older forms lack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from itertools import islice
from typing import Any

from pydantic import TypeAdapter, ValidationError

from metrics.activity import Stand
from metrics.errors import HasilaError
from metrics.model import Reason
from metrics.periods import local_day
from metrics.quantity import Evidence, Precision, Quantity
from metrics.texts.phrases import Phrase, said_by
from queries.filling import cost_of_reading
from queries.posts import posts_to_read
from reports.balance.facts import (
    Balance,
    Correction,
    PostHole,
)
from reports.balance.figure import Figure
from reports.balance.followers import FOLLOWERS, names_of
from reports.balance.gather import PLACE_OF_TOTAL, STATEMENTS, gather, under_present_name
from reports.balance.window import WrongDay, why_not_yet_closable
from settings import Settings
from storage import Store
from storage.registers.activities import corrected_activities
from storage.registers.printed import corrected_figures
from storage.registers.statements import corrected_statements
from storage.registers.supersede import Why
from storage.sealed_years import Reading, Sealed, draft, recorded_digest, seal, sealed

VERSION = 7
"""The form in which years are sealed now."""
SINCE_FORM_3 = frozenset({"known_since", "lost_by", "post_holes", "as_it_is"})
SINCE_FORM_4 = frozenset({"losses"})
SINCE_FORM_5 = frozenset({"targets"})
SINCE_FORM_6 = frozenset({"account_years"})
SINCE_FORM_7 = frozenset({"exported", "from_files"})
SINCE_FORM_2 = frozenset({"most_viewed", "slots_partial", "begun"})
SINCE = {
    2: SINCE_FORM_2,
    3: SINCE_FORM_3,
    4: SINCE_FORM_4,
    5: SINCE_FORM_5,
    6: SINCE_FORM_6,
    7: SINCE_FORM_7,
}
FORMS: Mapping[int, frozenset[str]] = {
    form: frozenset[str]().union(*(keys for since, keys in SINCE.items() if since > form))
    for form in range(1, VERSION + 1)
}
"""Every form that can be read, with the keys that came later and are not in it."""
VERSION_KEY = "version"
"""Names the form. Years that were sealed before there was the key are of form 1."""
MOST_TOLD = 3
"""Problems that are told of one year; where one key is wrong, many may follow."""
PROBLEMS = {"missing": "is missing", "unexpected_keyword_argument": "is not known"}
"""What is told for the types of pydantic's errors; for others, that the value cannot be."""
WIDEST = 40
"""Characters of a wrong value that are told."""


class SealUnreadable(HasilaError):
    """A sealed year is not in the form that it claims to be in."""


class SealBroken(HasilaError):
    """What was sealed of a year was changed since, or cannot be read as it was sealed."""


def write(balance: Balance, version: int = VERSION) -> dict[str, Any]:
    """The balance as what JSON can hold, every number exactly, with the version of its form."""
    return {VERSION_KEY: version, **_plain(balance, FORMS[version])}


def read(plain: Mapping[str, Any], forms: Mapping[int, frozenset[str]] = FORMS) -> Balance:
    """The balance that `write` wrote, in any of the forms.

    Raises:
        SealUnreadable: it is not one; says which keys are unknown, missing or of a wrong type.
    """
    version = plain.get(VERSION_KEY, 1)
    if type(version) is not int or version not in forms:
        known = ", ".join(str(form) for form in forms)
        raise SealUnreadable(
            Phrase(
                "it has the form {version}, and this version of Hasila reads: {known}",
                version=repr(version),
                known=known,
            )
        )
    content = {key: value for key, value in plain.items() if key != VERSION_KEY}
    try:
        balance = schema().validate_json(json.dumps(content))
    except ValidationError as error:
        raise SealUnreadable(_first(_problems(error, content))) from error
    problems = _first(_differences(content, _plain(balance, forms[version])))
    if problems:
        raise SealUnreadable(problems)
    return balance


def opened(kept: Sealed, recorded: str | None) -> Balance:
    """The balance of a closed year, once its digest and its content are found to be whole.

    `recorded` is the digest that was written down when the year was closed.

    Raises:
        SealBroken: something of it was changed, or cannot be read.
    """
    year = str(kept.year)
    if not kept.is_intact:
        raise SealBroken(
            Phrase("{year}: the sealed figures were changed since; restore a backup", year=year)
        )
    if kept.digest != recorded:
        replaced = Phrase(
            "{year}: the sealed figures were changed since: their digest is not the one that was"
            " recorded when the year was closed; restore a backup",
            year=year,
        )
        raise SealBroken(replaced)
    try:
        balance = read(kept.figures)
    except SealUnreadable as error:
        unreadable = Phrase(
            "{year}: the sealed figures cannot be read: {error}; restore a backup, or use the"
            " version of Hasila that closed the year",
            year=year,
            error=said_by(error),
        )
        raise SealBroken(unreadable) from error
    if problems := _first(_contradictions(kept, balance)):
        contradiction = Phrase(
            "{year}: what is sealed contradicts itself: {problems}; restore a backup",
            year=year,
            problems=problems,
        )
        raise SealBroken(contradiction)
    return replace(balance, digest=kept.digest)


def readings_of(balance: Balance) -> tuple[Reading, ...]:
    """The readings that the figures rest on, by account and time, to the second."""
    looks = {look for figure in balance.figures().values() for look in figure.readings}
    return tuple(
        sorted({(look.account, look.at.astimezone(UTC).replace(microsecond=0)) for look in looks})
    )


@cache
def schema() -> TypeAdapter[Balance]:
    """What a sealed year must look like; made when the first one is read."""
    return TypeAdapter(Balance)


def _plain(balance: Balance, lacks: frozenset[str]) -> dict[str, Any]:
    """The balance as JSON holds it, without keys that its form lacks."""
    text = json.dumps(schema().dump_python(balance, by_alias=True), default=_scalar)
    plain: dict[str, Any] = json.loads(
        text,
        object_hook=lambda part: {key: part[key] for key in part if key not in lacks},
    )
    return plain


def _scalar(value: object) -> str | float:
    """What JSON has no type for: days, instants, lengths and fractions."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise SealUnreadable(Phrase("{value} is no instant: it has no offset", value=str(value)))
    if isinstance(value, date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def _problems(error: ValidationError, content: object) -> Iterator[str]:
    """Each problem that pydantic found, by the place where it stands; a place once."""
    problems = error.errors(include_url=False)
    places = {_place(content, problem["loc"]): problem for problem in reversed(problems)}
    for place, problem in reversed(places.items()):
        what = PROBLEMS.get(problem["type"]) or f"cannot be {_short(problem['input'])}"
        yield f"{place} {what}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"


def _place(content: object, loc: Sequence[int | str]) -> str:
    """Where in a year a problem stands, as far as the year goes: pydantic names types below it."""
    place = ""
    for key in loc:
        if isinstance(content, list) and isinstance(key, int):
            place += f"[{key}]"
            content = content[key] if key < len(content) else None
        elif isinstance(content, dict):
            place += f".{key}"
            content = content.get(key)
    return place.lstrip(".")


def _differences(sealed: Any, again: Any, place: str = "") -> Iterator[str]:
    """Where a year that was read and written again is not as it was sealed."""
    if isinstance(sealed, dict) and isinstance(again, dict):
        for key in sorted({*sealed, *again}):
            inner = f"{place}.{key}".lstrip(".")
            if key not in sealed:
                yield f"{inner} is missing"
            elif key not in again:
                yield f"{inner} is not known"
            else:
                yield from _differences(sealed[key], again[key], inner)
    elif isinstance(sealed, list) and isinstance(again, list) and len(sealed) == len(again):
        for number, (old, new) in enumerate(zip(sealed, again, strict=True)):
            yield from _differences(old, new, f"{place}[{number}]")
    elif type(sealed) is not type(again) or sealed != again:
        yield f"{place} cannot be {_short(sealed)}"


def _contradictions(kept: Sealed, balance: Balance) -> Iterator[str]:
    """Where the parts of a sealed year do not agree."""
    if (balance.year, balance.as_of) != (kept.year, kept.as_of):
        yield f"its figures are of {balance.year} as of {balance.as_of}, and not as of {kept.as_of}"
    if balance.closed_at is None:
        yield "its figures are provisional"
    if balance.digest is not None or balance.corrections:
        yield "its figures hold what is only known after a year is closed"
    if set(readings_of(balance)) != set(kept.readings):
        yield "its figures rest on other readings than those beside them"
    for figure in balance.figures().values():
        if not _is_consistent(figure.quantity):
            yield f"{figure.id} lies outside its own bounds"


def _is_consistent(quantity: Quantity) -> bool:
    """Whether the value lies within its bounds; of an exact one, whether they are the value."""
    low, high = quantity.low, quantity.high
    if quantity.precision is Precision.EXACT:
        return quantity.is_exact
    return (low is None or low <= quantity.value) and (high is None or quantity.value <= high)


def _first(problems: Iterator[str]) -> str:
    """The first few problems in a line; empty where there are none."""
    first = list(islice(problems, MOST_TOLD))
    return ", ".join([*first, "…"]) if next(problems, None) else ", ".join(first)


class NothingToClose(HasilaError):
    """Nothing is on file of the year, so that there is nothing to seal."""


class KnownInPart(HasilaError):
    """A year is known in part, and nobody has said that it is to be closed as it is."""


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
        raise WrongDay(
            Phrase(
                "{year} is closed as of {as_of}: ask for it without another --as-of",
                year=str(year),
                as_of=kept.as_of,
            )
        )
    known = gather(store, settings, year, kept.as_of, now)
    closed_at = balance.closed_at or balance.drawn_at
    corrections = _corrections(balance, known, local_day(closed_at, settings.zone()))
    reasons = dict(_reasons(store, settings, year, closed_at))
    return replace(
        balance, corrections=tuple(_explained(correction, reasons) for correction in corrections)
    )


def close(
    store: Store,
    settings: Settings,
    year: int,
    as_of: date | None,
    *,
    who: str,
    now: datetime,
    as_it_is: str | None = None,
) -> Balance:
    """Seal the balance of a year that is over, once and for all.

    `as_it_is` is why a year is closed that is known in part; it is kept where it is needed.

    Raises:
        WrongDay: the year is not over.
        NothingToClose: nothing is on file of it.
        KnownInPart: not all that was published is on file, and no reason was given.
        AlreadySealed: it is closed.
    """
    _require_over(year, local_day(now, settings.zone()))
    balance = replace(gather(store, settings, year, as_of, now), closed_at=now)
    if balance.is_empty:
        raise NothingToClose(
            Phrase("{year}: nothing is on file, so there is nothing to close", year=str(year))
        )
    holes = balance.post_holes
    if holes and sealed(store, year) is None:
        if as_it_is is None:
            raise KnownInPart(reduce(_below, _missing(holes, year, store, settings, now)))
        balance = replace(balance, as_it_is=as_it_is)
    closed = draft(year, balance.as_of, write(balance), readings_of(balance))
    again = opened(closed, closed.digest)  # what could not be read back is never sealed
    seal(store, closed, who=who, now=now)
    return again


def _require_over(year: int, today: date) -> None:
    why = why_not_yet_closable(year, today)
    if why is not None:
        raise WrongDay(why)


def _below(lines: Phrase, line: Phrase) -> Phrase:
    return Phrase("{lines}\n{line}", lines=lines, line=line)


def _missing(
    holes: Sequence[PostHole], year: int, store: Store, settings: Settings, now: datetime
) -> Iterator[Phrase]:
    """What is not on file of a year, and how to fill it."""
    zone = settings.zone()
    accounts = {account.name: account for account in settings.accounts}
    yield Phrase(
        "{year} is known in part. Of these days not every post is on file:", year=str(year)
    )
    for hole in holes:
        first, last = hole.days(zone)
        values = {"account": hole.account, "first": first, "last": last}
        reason = Reason(hole.reason) if hole.reason else Phrase("nobody looked")
        yield Phrase("  {account}: {first} to {last} ({reason})", reason=reason, **values)
    yield Phrase(
        "To fill it, read so many past posts that they reach back to the first of these days:"
    )
    firsts = {hole.account: hole.since for hole in reversed(holes)}
    for name in dict.fromkeys(hole.account for hole in holes):
        number = posts_to_read(store, accounts[name], firsts[name], now)
        values = {"command": f"collect --account {name} --backfill {number or 'N'}"}
        cost = cost_of_reading(number, accounts[name], settings)
        yield Phrase("  {command}    ({cost})", cost=cost, **values)
    figures = "import FILE --kind figures"
    yield Phrase("What no platform shows any more may be on paper: {command}", command=figures)
    yield Phrase(
        "To close it all the same: {command}; the balance prints it.",
        command='bilan --close --as-it-is "REASON"',
    )


def _corrections(old: Balance, new: Balance, printed_on: date) -> Iterator[Correction]:
    """What was sealed and is known otherwise now. What is new altogether corrects nothing."""
    later = _comparable(new)
    for name, figure in _comparable(old).items():
        known = later.get(name)
        if not _is_as_sealed(name, known.quantity if known else None, figure.quantity):
            yield Correction(
                name,
                figure.quantity,
                known.quantity if known else None,
                printed_on,
                is_base=not figure.parts,
            )


def _is_as_sealed(name: str, known: Quantity | None, sealed: Quantity) -> bool:
    """Whether a number is still what was sealed.

    Older seals took a sum over known posts for the whole of it: that the same number is now known
    to be a bound corrects nothing. Nor does it that "at least 0" is now told as not known; of
    a sum the number of its posts tells whether it is.
    """
    if known is None:
        is_sum = name.startswith("published/") and not name.rpartition("/")[2].isdecimal()
        return not sealed.value and (sealed.is_measured_bound or is_sum)
    return known == sealed or (known.is_measured_bound and known.value == sealed.value)


def _comparable(balance: Balance) -> dict[str, Figure]:
    """The figures that a correction may be of: those of best posts are places, and may move."""
    return {
        name: figure
        for name, figure in balance.figures().items()
        if not name.startswith(("best/", "most_viewed/"))
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

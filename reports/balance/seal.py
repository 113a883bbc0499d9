"""The JSON of a sealed year: a balance written down once, and read back by every later version.

The dataclasses of the balance are its schema; pydantic reads it by them, strictly. What is read is
then written again and compared with what was on file, so that nothing takes a default, or another
type, in silence. Fractions are written as `n/d`, lengths in seconds, instants with their offset.
No text of a post is among it.

The keys are a promise to years that are closed already. A field that is renamed keeps its key
(`Annotated[…, pydantic.Field(alias="key")]`). A field that is new makes a new form: raise
`VERSION`, and name its key in what the older forms lack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from pydantic import TypeAdapter, ValidationError

from metrics.errors import HasilaError
from metrics.quantity import Precision, Quantity
from reports.balance.facts import Balance
from storage.sealed_years import Reading, Sealed

VERSION = 1
"""The form in which years are sealed now."""
FORMS: Mapping[int, frozenset[str]] = {1: frozenset()}
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


def write(balance: Balance) -> dict[str, Any]:
    """The balance as what JSON can hold, every number exactly, with the version of its form."""
    return {VERSION_KEY: VERSION, **_plain(balance, FORMS[VERSION])}


def read(plain: Mapping[str, Any], forms: Mapping[int, frozenset[str]] = FORMS) -> Balance:
    """The balance that `write` wrote, in any of the forms.

    Raises:
        SealUnreadable: it is not one; says which keys are unknown, missing or of a wrong type.
    """
    version = plain.get(VERSION_KEY, 1)
    if type(version) is not int or version not in forms:
        known = ", ".join(str(form) for form in forms)
        raise SealUnreadable(
            f"it has the form {version!r}, and this version of Hasila reads: {known}"
        )
    content = {key: value for key, value in plain.items() if key != VERSION_KEY}
    try:
        balance = schema().validate_json(json.dumps(content))
    except ValidationError as error:
        raise SealUnreadable(_first(_told(error, content))) from error
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
    year = kept.year
    if not kept.is_intact:
        raise SealBroken(f"{year}: the sealed figures were changed since; restore a backup")
    if kept.digest != recorded:
        raise SealBroken(
            f"{year}: the sealed figures were changed since: their digest is not the one that was"
            " recorded when the year was closed; restore a backup"
        )
    try:
        balance = read(kept.figures)
    except SealUnreadable as error:
        raise SealBroken(
            f"{year}: the sealed figures cannot be read: {error}; restore a backup, or use the"
            " version of Hasila that closed the year"
        ) from error
    problems = _first(_contradictions(kept, balance))
    if problems:
        raise SealBroken(f"{year}: what is sealed contradicts itself: {problems}; restore a backup")
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
        object_hook=lambda found: {key: found[key] for key in found if key not in lacks},
    )
    return plain


def _scalar(value: object) -> str | float:
    """What JSON has no type for: days, instants, lengths and fractions."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise SealUnreadable(f"{value} is no instant: it has no offset")
    if isinstance(value, date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def _told(error: ValidationError, content: object) -> Iterator[str]:
    """Each problem that pydantic found, by the place where it stands; a place once."""
    problems = error.errors(include_url=False)
    told = {_place(content, problem["loc"]): problem for problem in reversed(problems)}
    for place, one in reversed(told.items()):
        what = PROBLEMS.get(one["type"]) or f"cannot be {_short(one['input'])}"
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
    told = list(islice(problems, MOST_TOLD))
    return ", ".join([*told, "…"]) if next(problems, None) else ", ".join(told)

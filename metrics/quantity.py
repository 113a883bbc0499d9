"""A number that knows how it came to be: its evidence, its precision and its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from statistics import median_high, median_low

Number = int | Fraction
Bound = Number | None

HALF_A_THOUSAND = 500
SEMICOLON = "; "
"""Between the sources of a computed quantity."""


class Evidence(StrEnum):
    """Where a number comes from, the strongest first."""

    MEASURED = "measured"
    """Read from the platform by this program."""
    REPORTED = "reported"
    """Told by the platform later, of a day that was past: this program did not look on that day."""
    EXPORTED = "exported"
    """From a file that a person downloaded from a platform or another tool, with its name."""
    PUBLISHED = "published"
    """Printed by somebody, with a source."""
    DERIVED = "derived"
    """Estimated from the others, such as a value interpolated between two readings."""


class Precision(StrEnum):
    """How closely a number is known."""

    EXACT = "exact"
    THOUSAND = "thousand"
    """Rounded to the thousand: the true value lies within 500."""
    ABOUT = "about"
    """Near the value, with no bound known; or, of a computed interval, somewhere inside it."""
    AT_LEAST = "at_least"
    """A lower bound: "more than" where it was printed, "at least" where it was measured."""
    AT_MOST = "at_most"
    """An upper bound; only arithmetic makes these."""


STRENGTH = tuple(Evidence)
TOLD_LATER = frozenset({Evidence.REPORTED, Evidence.EXPORTED})
"""Of a past day, and not read by this program when it was that day."""
COUNTED = frozenset({Evidence.MEASURED, Evidence.REPORTED, Evidence.EXPORTED})
"""Evidence of numbers that somebody counted, and did not round for print."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its evidence, its precision, and the interval in which the truth lies.

    `low` and `high` are inclusive bounds in the value's own unit; None is an open side.
    `source` names where a published figure was printed, or the file of an exported one.
    """

    value: Number
    evidence: Evidence
    precision: Precision
    low: Bound
    high: Bound
    source: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the interval is the value alone."""
        return self.low == self.high == self.value

    @property
    def is_measured_bound(self) -> bool:
        """Whether so much was counted and there may be more: at least, and not "more than".

        Counted by us, or by the platform that reports it later or wrote it into a file.
        """
        return self.precision is Precision.AT_LEAST and self.evidence in COUNTED

    @property
    def _is_plain(self) -> bool:
        """Whether it was read and is exact: so nearly every number is, and what is made of two."""
        return (
            self.evidence is Evidence.MEASURED
            and self.precision is Precision.EXACT
            and self.source is None
        )

    def __add__(self, other: Quantity) -> Quantity:
        """The sum, whose bounds are the sums of the bounds."""
        if self._is_plain and other._is_plain:
            return measured(self.value + other.value)
        return _combine(
            (self, other),
            self.value + other.value,
            _add(self.low, other.low),
            _add(self.high, other.high),
        )

    def __sub__(self, other: Quantity) -> Quantity:
        """The difference: lowest less highest, to highest less lowest."""
        if self._is_plain and other._is_plain:
            return measured(self.value - other.value)
        return self + replace(
            other, value=-other.value, low=_negated(other.high), high=_negated(other.low)
        )


def measured(value: Number) -> Quantity:
    """A number that the platform told us: exact."""
    return Quantity(value, Evidence.MEASURED, Precision.EXACT, value, value)


def known_by(value: Number, evidence: Evidence) -> Quantity:
    """A number that was counted, exact, with how it is known."""
    return Quantity(value, evidence, Precision.EXACT, value, value)


def at_least(value: Number) -> Quantity:
    """A number of what we have measured, of which there may be more than we know."""
    return Quantity(value, Evidence.MEASURED, Precision.AT_LEAST, value, None)


def reported(value: Number) -> Quantity:
    """A number that the platform told later, of a day that was past: exact, as it tells it."""
    return Quantity(value, Evidence.REPORTED, Precision.EXACT, value, value)


def exported(value: Number, source: str) -> Quantity:
    """A number that stands in a file which a person downloaded; `source` names the file."""
    return Quantity(value, Evidence.EXPORTED, Precision.EXACT, value, value, source)


def derived(value: Number, low: Bound = None, high: Bound = None) -> Quantity:
    """An estimate of ours, with what bounds there are."""
    return Quantity(value, Evidence.DERIVED, Precision.ABOUT, low, high)


def published(value: Number, precision: Precision, source: str) -> Quantity:
    """A printed figure, with the interval that its precision means.

    Raises:
        ValueError: the precision is one that nobody prints (`at_most`).
    """
    if precision is Precision.AT_MOST:
        raise ValueError("a printed figure is exact, thousand, about or at_least")
    low, high = _printed_bounds(value, precision)
    return Quantity(value, Evidence.PUBLISHED, precision, low, high, source)


def total(quantities: Sequence[Quantity]) -> Quantity:
    """The sum of at least one quantity; the weakest evidence among them is the sum's."""
    first, *rest = quantities
    if not rest:
        return first
    values, lows, highs = zip(
        *((quantity.value, quantity.low, quantity.high) for quantity in quantities), strict=True
    )
    return _combine(quantities, sum(values), _sum(lows), _sum(highs))


def _sum(bounds: Sequence[Bound]) -> Bound:
    """The bound of a sum, open where one of its parts has none."""
    known = [bound for bound in bounds if bound is not None]
    return sum(known) if len(known) == len(bounds) else None


def middle_number(values: Sequence[Number]) -> Fraction:
    """The median of at least one number."""
    return (Fraction(median_low(values)) + Fraction(median_high(values))) / 2


def ratio(part: Quantity, whole: Quantity) -> Quantity | None:
    """`part / whole` as a fraction of one; None where the count `whole` may be nothing.

    `part` may be a net growth, hence negative: its bounds then lie the other way round.
    """
    if whole.value <= 0 or (whole.low is not None and whole.low <= 0):
        return None
    return _combine(
        (part, whole),
        Fraction(part.value) / Fraction(whole.value),
        _divided(part.low, whole.low if _is_negative(part.low) else whole.high),
        _divided(part.high, whole.high if _is_negative(part.high) else whole.low),
    )


def growth_rate(start: Quantity, end: Quantity) -> Quantity | None:
    """Net growth over followers at the start, as a fraction of one: `end / start - 1`.

    The division is made once, so that the interval is as narrow as the figures allow.
    Source: Brandwatch and Fanpage Karma define the rate so; year over year is
    (F_y - F_(y-1)) / F_(y-1).
    """
    quotient = ratio(end, start)
    return None if quotient is None else quotient - measured(1)


def _printed_bounds(value: Number, precision: Precision) -> tuple[Bound, Bound]:
    return {
        Precision.EXACT: (value, value),
        Precision.THOUSAND: (value - HALF_A_THOUSAND, value + HALF_A_THOUSAND),
        Precision.ABOUT: (None, None),
        Precision.AT_LEAST: (value, None),
    }[precision]


def weakest(evidence: Iterable[Evidence]) -> Evidence:
    """The weakest of at least one: what is made of several numbers is known no better."""
    return max(evidence, key=STRENGTH.index)


def bounded(
    value: Number, low: Bound, high: Bound, evidence: Evidence, source: str | None = None
) -> Quantity:
    """A number of known bounds (inclusive, None is open), as precise as they are."""
    return Quantity(value, evidence, _precision(value, low, high), low, high, source)


def _combine(parts: Sequence[Quantity], value: Number, low: Bound, high: Bound) -> Quantity:
    evidence = weakest({part.evidence for part in parts})
    names = (name for part in parts if part.source for name in part.source.split(SEMICOLON))
    source = SEMICOLON.join(dict.fromkeys(names)) or None
    return Quantity(value, evidence, _precision(value, low, high), low, high, source)


def _precision(value: Number, low: Bound, high: Bound) -> Precision:
    if low == high == value:
        return Precision.EXACT
    if (low is None) == (high is None):
        return Precision.ABOUT
    return Precision.AT_MOST if low is None else Precision.AT_LEAST


def _add(bound: Bound, other: Bound) -> Bound:
    return None if bound is None or other is None else bound + other


def _negated(bound: Bound) -> Bound:
    return None if bound is None else -bound


def _is_negative(bound: Bound) -> bool:
    return bound is not None and bound < 0


def _divided(bound: Bound, divisor: Bound) -> Bound:
    return None if bound is None or divisor is None else Fraction(bound) / Fraction(divisor)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The count that stands for a period, and the one that it stands before."""

    counts: Quantity
    other: Quantity | None = None
    difference: Quantity | None = None
    """The other less the one that counts, with the interval that their precision allows."""


def choose(measured: Quantity | None, printed: Quantity | None) -> Chosen | None:
    """The measured count where there is one, else the printed one; None without either.

    What the program read has its readings on file, so it counts; what was printed is told with
    its difference, never added to it and never left out in silence.
    """
    if measured is None:
        return None if printed is None else Chosen(printed)
    if printed is None:
        return Chosen(measured)
    return Chosen(measured, printed, printed - measured)

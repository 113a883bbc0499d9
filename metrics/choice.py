"""Two counts of one thing, one measured and one printed: one counts, the other is shown."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.quantity import Quantity


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

"""What the reading plan is compared with: how others read, and what nobody could beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks._curves import HORIZON_H, Curve, Hours
from benchmarks._errors import (
    GRID_H,
    Errors,
    Floats,
    Shape,
    best_chains,
    chain,
    held_errors,
    judge,
    pair_errors,
)

READS_PER_POST = 13
"""The most readings of a post that are tried for a frontier."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    reads: float
    """Per post."""
    cost: float
    """On X US dollars per 1,000 posts; elsewhere calls per account and day, or NaN."""
    errors: Errors


def fixed(
    name: str, every_h: float, days: int, form: Shape, curves: Sequence[Curve], *, packed: bool
) -> Row:
    """Reading all posts of the last `days` at a fixed interval, as peers do it.

    `packed`: one call brings all posts, so the interval alone is the cost.
    """
    rng = np.random.default_rng(7)
    reads = [np.arange(rng.uniform(0, every_h), days * 24, every_h) for _ in curves]
    return _row(name, form, curves, reads, 24 / every_h if packed else None)


def log_spaced(number: int, form: Shape, curves: Sequence[Curve]) -> Row:
    """Ages spread evenly over their logarithm, from half an hour to 30 days."""
    ages = np.geomspace(0.5, HORIZON_H, number)
    return _row(f"log-spaced ages, {number} reads", form, curves, [ages] * len(curves), None)


def _row(
    name: str, form: Shape, curves: Sequence[Curve], reads: Sequence[Hours], calls: float | None
) -> Row:
    number = float(np.mean([len(ages) for ages in reads]))
    cost = calls if calls is not None else _usd(curves, reads)
    return Row(name, number, cost, judge(form, curves, reads))


def _usd(curves: Sequence[Curve], reads: Sequence[Hours]) -> float:
    """Per 1,000 posts by lookup: each post once per UTC day."""
    days = [
        len(np.unique((curve.phase_h + ages[ages <= curve.end_h]) // 24))
        for curve, ages in zip(curves, reads, strict=True)
    ]
    return float(np.mean(days)) * 0.005 * 1000


@dataclass(frozen=True, slots=True)
class Frontier:
    """The mean curve error with 1, 2, … readings per post."""

    learned: Floats
    """At the same ages for every post, learned on other posts."""
    log_spaced: Floats
    optimum: Floats
    """At the best ages for each post, by one who knows its whole curve."""

    def reads(self, errors: Floats, goal: float) -> float:
        """How many readings the goal takes, between whole numbers."""
        return float(np.interp(-goal, -errors, np.arange(1, len(errors) + 1)))


def frontier(form: Shape, training: Sequence[Curve], curves: Sequence[Curve]) -> Frontier:
    """Compare static ages with the offline optimum, reading by reading."""
    lost = pair_errors(form, curves)
    _, before = best_chains(pair_errors(form, training).mean(axis=0), READS_PER_POST)
    numbers = range(1, READS_PER_POST + 1)
    chains = [[0, *chain(before, number)] for number in numbers]
    learned = [sum(lost[:, a, b].mean() for a, b in pairwise(c)) for c in chains]
    spaced = [log_spaced(number, form, curves).errors.curve for number in numbers]
    ends, _ = best_chains(lost, 6)
    held = held_errors(curves)
    optimum = [(errors + held).min(axis=-1).mean() for errors in ends]
    return Frontier(np.array(learned), np.array(spaced), np.array(optimum))


def optimum(number: int, form: Shape, curves: Sequence[Curve]) -> Row:
    """The best readings of each post, by one who knows its whole curve."""
    ends, before = best_chains(pair_errors(form, curves), number)
    last = (ends[-1] + held_errors(curves)).argmin(axis=-1)
    reads = [
        GRID_H[chain([step[post] for step in before], number, int(place))]
        for post, place in enumerate(last)
    ]
    return _row(f"offline optimum, {number} reads", form, curves, reads, None)

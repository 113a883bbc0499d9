"""How far a recorded curve is from the true one, and which readings would come nearest.

The error of a post is the mean of |reconstructed - true| over the final count, at ages spread
evenly over their logarithm from a quarter of an hour to 30 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks._curves import HORIZON_H, Curve, Hours
from metrics.platforms import MeanCurve
from metrics.reading_plan.curve import share_along

Floats = NDArray[np.float64]
Shape = tuple[Floats, Floats] | None
"""A mean curve as ages and shares; None stands for straight lines in time."""

JUDGED_H = np.geomspace(0.25, HORIZON_H, 160)
"""The ages at which a reconstruction is judged."""
GRID_H = np.concatenate([[0.0], np.geomspace(0.25, HORIZON_H, 90)])
"""The ages among which the best readings are sought; the first is the publication itself."""
DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean relative errors over posts, as fractions."""

    curve: float
    at_24h: float
    """Of the count at age 24 h, relative to itself."""
    final: float


def shape(points: MeanCurve) -> Shape:
    """A mean curve as `metrics.reading_plan.curve` reads it, for many ages at once."""
    ages = np.concatenate([[0.0], np.geomspace(0.01, HORIZON_H * 1.5, 1000)])
    return ages, np.array([share_along(points, age) for age in ages])


def shares(form: Shape, ages: Hours) -> Floats:
    """The share of each age."""
    return ages if form is None else np.asarray(np.interp(ages, *form))


def reconstruct(form: Shape, read_h: Hours, counts: Floats, at_h: Hours) -> Floats:
    """The count at each age along a mean curve, or in straight lines in time.

    The same rule as `metrics.reading_plan.curve.interpolate`. After the last reading it is
    taken to stand.
    """
    read_h, counts = np.concatenate([[0.0], read_h]), np.concatenate([[0.0], counts])
    return np.asarray(np.interp(shares(form, at_h), shares(form, read_h), counts))


def judge(form: Shape, curves: Sequence[Curve], reads: Sequence[Hours]) -> Errors:
    """The mean errors of posts of which each was read at its own ages."""
    found = [_judge(form, *both) for both in zip(curves, reads, strict=True) if len(both[1])]
    curve, day, final = np.nanmean(np.array(found), axis=0)
    return Errors(float(curve), float(day), float(final))


def _judge(form: Shape, curve: Curve, read_h: Hours) -> tuple[float, float, float]:
    read_h = read_h[read_h <= curve.end_h]
    ages = np.concatenate([JUDGED_H[curve.end_h >= JUDGED_H], [DAY_H, curve.end_h]])
    true = curve.at(ages)
    off = np.abs(reconstruct(form, read_h, curve.at(read_h), ages) - true)
    at_24h = off[-2] / true[-2] if curve.end_h > DAY_H and true[-2] else np.nan
    return off[:-2].mean() / curve.final, at_24h, off[-1] / curve.final


def pair_errors(form: Shape, curves: Sequence[Curve]) -> Floats:
    """What each post loses between two neighbouring readings: [post, from, to] on `GRID_H`.

    Sums along a chain from the publication to the horizon are the errors of `judge`.
    """
    true, known = (
        np.array([c.at(np.minimum(ages, c.end_h)) / c.final for c in curves])
        for ages in (JUDGED_H, GRID_H)
    )
    judged_w, grid_w = shares(form, JUDGED_H), shares(form, GRID_H)
    edges = np.searchsorted(JUDGED_H, GRID_H - 1e-9)
    lost = np.zeros((len(curves), len(GRID_H), len(GRID_H)), dtype=np.float32)
    for i in range(len(GRID_H)):
        for j in range(i + 1, len(GRID_H)):
            cut = slice(edges[i], edges[j])
            part = (judged_w[cut] - grid_w[i]) / max(grid_w[j] - grid_w[i], 1e-9)
            guess = known[:, i, None] + (known[:, j] - known[:, i])[:, None] * part
            lost[:, i, j] = np.abs(guess - true[:, cut]).sum(axis=1) / len(JUDGED_H)
    return np.asarray(lost)


def held_errors(curves: Sequence[Curve]) -> Floats:
    """What each post loses when [post, age] on `GRID_H` is its last reading."""
    true, known = (
        np.array([c.at(np.minimum(ages, c.end_h)) / c.final for c in curves])
        for ages in (JUDGED_H, GRID_H)
    )
    edges = np.searchsorted(JUDGED_H, GRID_H - 1e-9)
    lost = [
        np.abs(known[:, i, None] - true[:, edges[i] :]).sum(axis=1) / len(JUDGED_H)
        for i in range(len(GRID_H))
    ]
    return np.asarray(np.array(lost).T)


def best_chains(lost: Floats, most: int) -> tuple[list[Floats], list[NDArray[np.int64]]]:
    """By dynamic programming, the least error of 1, 2, … `most` readings, over leading axes alike.

    Returns for each number the error of the best chain that ends at each age of `GRID_H`, and,
    for each further number, the age before the last.
    """
    forward = np.where(np.triu(np.ones(lost.shape[-2:], dtype=bool), 1), lost, np.inf)
    errors, before = [forward[..., 0, :]], []
    for _ in range(most - 1):
        ways = errors[-1][..., :, None] + forward
        before.append(ways.argmin(axis=-2))
        errors.append(ways.min(axis=-2))
    return errors, before


def chain(before: Sequence[NDArray[np.int64]], number: int, end: int = -1) -> list[int]:
    """The best chain of `number` readings that ends at a place of `GRID_H`, as such places."""
    places = [end % len(GRID_H)]
    for step in reversed(range(number - 1)):
        places.append(int(before[step][places[-1]]))
    return places[::-1]

"""Simulated growth curves of posts, for the benchmarks of the reading plan.

A marked cluster process: first reactions come at log-normal ages, and each draws further ones
with heavy-tailed success after SEISMIC's kernel (Zhao et al., KDD 2015), all on a clock that runs
fast by day and slowly by night. Calibrated on published measurements: on X half of the reactions
within about 80 minutes (Pfeffer et al., ICWSM 2023); on Facebook 50, 60, 70, 80 and 95 % at 1.33,
2.25, 4, 7 and 22 hours (Visibli, 2011); on Instagram half of them within 18 hours. Simulations
all the same: a platform's own curves will differ. Ages are in hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hours = NDArray[np.float64]

HORIZON_H = 30 * 24.0
BUSIEST_HOUR = 19
SWING = 0.8
"""How much busier than the mean that hour is, and how much quieter the night."""
KERNEL_FLAT_H = 300 / 3600
KERNEL_EXPONENT = 0.2314843
"""SEISMIC: constant for 300 seconds, then a power law with this exponent plus one."""
MARK_EXPONENT = 1.4
LARGEST = 30_000
"""The most first reactions of a post, so that one giant does not fill the memory."""
GREAT, REVIVED, DELETED, TAKEN_BACK = 0.05, 0.06, 0.02, 0.015
"""Shares: of posts with Pareto sizes, revived late, deleted; and of reactions taken back."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How an audience reacts on a platform."""

    median_h: float
    """The median age of first reactions."""
    sigma: float
    """Of their log-normal ages."""
    speed_sigma: float
    """How much posts differ in speed (of a log-normal factor)."""
    branching: float
    """How many further reactions one draws, on average."""
    size: float = 400
    """Reactions to the median post."""
    size_sigma: float = 1.0


HABITS = {
    "x": Habit(median_h=0.9, sigma=1.3, speed_sigma=0.5, branching=0.35),
    "facebook": Habit(median_h=0.9, sigma=1.7, speed_sigma=0.5, branching=0.35),
    "instagram": Habit(median_h=16.5, sigma=0.9, speed_sigma=0.5, branching=0.4),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """The true growth of one post's count."""

    phase_h: float
    """The hour of the UTC day at which it was published."""
    came: Hours
    """The ages at which the count rose by one, ascending."""
    left: Hours
    """The ages at which it fell by one (un-likes), ascending."""
    deleted_h: float
    """The age at which the post vanished; infinite for most."""

    def at(self, ages: Any) -> Hours:
        """The count at each age."""
        risen = np.searchsorted(self.came, ages, side="right")
        return np.asarray(risen - np.searchsorted(self.left, ages, side="right"), dtype=float)

    @property
    def end_h(self) -> float:
        """The age up to which there is anything to know, within the horizon."""
        return min(HORIZON_H, self.deleted_h)

    @property
    def final(self) -> float:
        """The count at that age."""
        return float(self.at(min(self.end_h, HORIZON_H)))


def draw(platform: str, number: int, seed: int, *, speed_sigma: float | None = None) -> list[Curve]:
    """So many posts, each with at least one reaction. The same seed gives the same posts."""
    rng = np.random.default_rng([seed, sum(map(ord, platform))])
    habit = HABITS[platform]
    spread = habit.speed_sigma if speed_sigma is None else speed_sigma
    curves: list[Curve] = []
    while len(curves) < number:
        curve = _curve(habit, spread, rng)
        if curve.final > 0:
            curves.append(curve)
    return curves


def _curve(habit: Habit, spread: float, rng: np.random.Generator) -> Curve:
    phase = rng.triangular(7, 11, 22)
    waves = [_wave(habit, spread, _size(habit, rng), rng)]
    if rng.random() < REVIVED:
        size = len(waves[0]) * rng.uniform(0.2, 1.0)
        waves.append(rng.uniform(48, 25 * 24) + _wave(habit, spread, size, rng))
    came = np.sort(_by_the_clock(np.concatenate(waves), phase))
    taken = rng.random(len(came)) < TAKEN_BACK
    left = np.sort(came[taken] + rng.exponential(120, taken.sum()))
    is_deleted = rng.random() < DELETED
    deleted = min(float(rng.lognormal(np.log(24), 1.5)) + 1, HORIZON_H) if is_deleted else np.inf
    return Curve(phase, came, left, deleted)


def _size(habit: Habit, rng: np.random.Generator) -> float:
    size = habit.size * float(rng.lognormal(0, habit.size_sigma))
    if rng.random() < GREAT:
        size *= 1 + float(rng.pareto(1.2))
    return min(size, LARGEST)


def _wave(habit: Habit, spread: float, size: float, rng: np.random.Generator) -> Hours:
    """Ages on the audience's clock: first reactions, what they draw, what that draws, and so on."""
    speed = float(rng.lognormal(0, spread))
    first = rng.poisson(size * (1 - habit.branching))
    parents = habit.median_h / speed * rng.lognormal(0, habit.sigma, first)
    ages = [parents]
    while len(parents):
        marks = (MARK_EXPONENT - 1) * rng.pareto(MARK_EXPONENT, len(parents))
        drawn = rng.poisson(habit.branching * np.minimum(marks, 100))
        parents = np.repeat(parents, drawn) + _delays(int(drawn.sum()), rng) / speed
        parents = parents[parents < HORIZON_H * 1.1]
        ages.append(parents)
    return np.concatenate(ages)


def _delays(number: int, rng: np.random.Generator) -> Hours:
    flat = rng.random(number) < KERNEL_EXPONENT / (1 + KERNEL_EXPONENT)
    tail = KERNEL_FLAT_H * (1 - rng.random(number)) ** (-1 / KERNEL_EXPONENT)
    return np.where(flat, KERNEL_FLAT_H * rng.random(number), tail)


def _by_the_clock(ages: Hours, phase_h: float) -> Hours:
    """From ages on the audience's clock, which is slow at night, to true ones."""
    true = np.linspace(phase_h, phase_h + HORIZON_H * 1.2, 10_000)
    turn = 2 * np.pi / 24
    busy = true + SWING / turn * np.sin(turn * (true - BUSIEST_HOUR))
    found = np.interp(busy[0] + ages, busy, true, right=np.inf) - phase_h
    return np.asarray(found[np.isfinite(found)])

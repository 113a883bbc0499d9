"""Learns from simulated curves what the reading plan ships as data.

Prints the growth of each platform's entry in metrics/platforms.py, and the pay-days:
`python -m benchmarks._learn_schedule`.
With some 500 posts of one's own, read densely, the same steps learn from them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks._curves import HABITS, HORIZON_H, Curve, Hours, draw
from benchmarks._errors import GRID_H, Floats, Shape, best_chains, chain, judge, pair_errors, shape
from metrics.platforms import CURVE_AGES_H, MeanCurve

TRAINING_POSTS, TRAINING_SEED = 600, 1
PACKED = ("facebook", "instagram")
"""Where a call brings all posts."""
BILLED_BY_DAY = "x"
A_LINE = 9
OWN_CALLS, NEXT_CALL_H = 2, 48.0
"""How many calls a post causes while it is young, and the age at which, on a quiet account, the
next post's calls begin to read it for nothing."""
HALF_A_VISIT_H = 0.5
"""How much later than wanted an hourly visit comes, on average."""
LAST_DAYS = (20, 25, 27, 28, 29)
MIDDLE_DAYS = (1, 2, 3, 4, 6, 8, 12)


def main() -> None:
    """Learn all there is, and print it as it stands in the two files."""
    curves = {platform: draw(platform, TRAINING_POSTS, TRAINING_SEED) for platform in HABITS}
    means = {platform: mean_curve(drawn) for platform, drawn in curves.items()}
    days = pay_days(curves[BILLED_BY_DAY], shape(means[BILLED_BY_DAY]))
    print(f"# metrics/reading_plan/pay_days.py\nPAY_DAYS = {days}\n\n# metrics/platforms.py")
    for platform, points in means.items():
        print(f"# {platform}\nmean = curve(")
        for start in range(0, len(points), A_LINE):
            print("   ", *(f"{share}," for _, share in points[start : start + A_LINE]))
        print(")  # fmt: skip")
        if platform in PACKED:
            lost = pair_errors(shape(points), curves[platform]).mean(axis=0)
            first, *later, _ = learned_ages(lost, OWN_CALLS + 1, NEXT_CALL_H)
            print(f"found_after_h={max(round(first - HALF_A_VISIT_H, 2), 0.0)},")
            print(f"call_ages_h={(*later, HORIZON_H)},")


def mean_curve(curves: Sequence[Curve]) -> MeanCurve:
    """The mean share of posts that live, at ages spread evenly over their logarithm."""
    ages = np.geomspace(0.05, HORIZON_H, len(CURVE_AGES_H))
    living = [curve.at(ages) / curve.final for curve in curves if curve.end_h == HORIZON_H]
    mean = np.maximum.accumulate(np.mean(living, axis=0))
    shares = np.round(mean / mean[-1], 5)
    return tuple(
        (round(float(age), 3), float(part)) for age, part in zip(ages, shares, strict=True)
    )


def learned_ages(lost: Floats, number: int, end_h: float = HORIZON_H) -> tuple[float, ...]:
    """The ages of so many readings, the last at `end_h`, that lose least on average.

    `lost` is the mean of `pair_errors`.
    """
    _, before = best_chains(lost, number)
    places = chain(before, number, int(np.argmin(np.abs(GRID_H - end_h))))
    return tuple(round(float(GRID_H[place]), 2) for place in places)


def pay_days(curves: Sequence[Curve], form: Shape) -> tuple[int, ...]:
    """The three days, the first among them, whose dense readings lose least of curve and total."""
    sets = [(0, a, b) for a in MIDDLE_DAYS for b in LAST_DAYS if a < b]
    return min(sets, key=lambda days: _loss(days, curves, form))


def _loss(days: Sequence[int], curves: Sequence[Curve], form: Shape) -> float:
    errors = judge(form, curves, [day_reads(curve, days) for curve in curves])
    return errors.curve + errors.at_24h + errors.final


def day_reads(curve: Curve, days: Sequence[int]) -> Hours:
    """The ages of readings every hour of the given UTC days of a post's life, and at 23:55."""
    starts = np.array(days)[:, None] * 24 - curve.phase_h
    ages = (starts + np.append(np.arange(24), 23.92)).ravel()
    return np.asarray(ages[(ages > 0) & (ages <= curve.end_h)])


if __name__ == "__main__":
    main()

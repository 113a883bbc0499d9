"""Learns from simulated curves what the reading plan ships as data.

Prints metrics/reading_plan/schedule.py:
`python -m benchmarks._learn_schedule > metrics/reading_plan/schedule.py`.
With some 500 posts of one's own, read densely, the same steps learn from them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from benchmarks._curves import HABITS, HORIZON_H, Curve, Hours, draw
from benchmarks._errors import GRID_H, Floats, Shape, best_chains, chain, judge, pair_errors, shape
from metrics.reading_plan.schedule import MeanCurve

TRAINING_POSTS, TRAINING_SEED = 600, 1
PACKED = ("facebook", "instagram")
"""Where a call brings all posts."""
OWN_CALLS, NEXT_CALL_H = 2, 48.0
"""How many calls a post causes while it is young, and the age at which, on a quiet account, the
next post's calls begin to read it for nothing."""
HALF_A_VISIT_H = 0.5
"""How much later than wanted an hourly visit comes, on average."""
LAST_DAYS = (20, 25, 27, 28, 29)
MIDDLE_DAYS = (1, 2, 3, 4, 6, 8, 12)

HEADER = '''\
"""What was learned about how posts grow: data for the reading plan and for interpolation.

Made by benchmarks/_learn_schedule.py from simulated curves; not to be edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

MeanCurve = tuple[tuple[float, float], ...]
"""Ages in hours, ascending, each with the share of the 30-day count that has come by then."""
'''


def main() -> None:
    """Learn all there is, and print it as a module."""
    curves = {platform: draw(platform, TRAINING_POSTS, TRAINING_SEED) for platform in HABITS}
    means = {platform: mean_curve(found) for platform, found in curves.items()}
    print(HEADER)
    print(
        'UNLEARNED = "facebook"\n"""Whose data serve a platform of which nothing was learned."""\n'
    )
    print("PAY_DAYS =", pay_days(curves["x"], shape(means["x"])))
    print('"""The UTC days of its life on which a post that is billed by the day is read."""\n')
    found, ages = {}, {}
    for platform in PACKED:
        lost = pair_errors(shape(means[platform]), curves[platform]).mean(axis=0)
        first, *later, _ = learned_ages(lost, OWN_CALLS + 1, NEXT_CALL_H)
        found[platform] = max(round(first - HALF_A_VISIT_H, 2), 0.0)
        ages[platform] = (*later, HORIZON_H)
    print(f"FOUND_AFTER_H: Mapping[str, float] = {json.dumps(found)}")
    print(
        '"""Where a call brings all posts: the age (hours) from which a new one is worth a call."""'
    )
    print()
    print("CALL_AGES_H: Mapping[str, tuple[float, ...]] = {")
    print(*(f'    "{platform}": {each},' for platform, each in ages.items()), sep="\n")
    print('}\n"""The nominal ages (hours) of its readings after that."""\n')
    print("MEAN_CURVES: Mapping[str, MeanCurve] = {")
    for platform, points in means.items():
        print(f'    "{platform}": (')
        for point in points:
            print(f"        {point},")
        print("    ),")
    print("}")


def mean_curve(curves: Sequence[Curve]) -> MeanCurve:
    """The mean share of posts that live, at ages spread evenly over their logarithm."""
    ages = np.geomspace(0.05, HORIZON_H, 48)
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

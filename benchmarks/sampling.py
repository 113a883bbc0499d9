"""What the reading plan costs, and how far its curves are from the true ones.

Replays simulated posts (see `_curves`) through the project's own plan, beside reading at a fixed
interval as peers do it, log-spaced ages, and the offline optimum that knows every curve. Errors
are means over posts, relative to the final count. Run it as `python -m benchmarks.sampling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from benchmarks._curves import Curve, draw
from benchmarks._errors import Shape, judge, shape
from benchmarks._learn_schedule import TRAINING_POSTS, TRAINING_SEED
from benchmarks._policies import Frontier, Row, fixed, frontier, log_spaced, optimum
from benchmarks._replay import DAY, FOLLOWED, START, Office, office
from metrics.platforms import PLATFORMS

POSTS, SEED = 400, 2
"""Not the posts from which the schedules were learned."""
X_A_DAY, QUIET_A_DAY, BUSY_A_DAY = 2.7, 0.5, 3.0
HEAD = f"  {'':44} {'reads':>6} {'cost':>8} {'curve':>8} {'24 h':>8} {'final':>8}"


def main() -> None:
    """Print every table and the verdict on every goal."""
    print(f"{POSTS} simulated posts per table; errors are means, of the final count.")
    goals = [*compare_x(), *compare_graph("facebook"), *compare_graph("instagram")]
    print("\ngoals")
    for goal, is_kept in goals:
        print(f"  {'kept  ' if is_kept else 'MISSED'}  {goal}")


def compare_x() -> list[tuple[str, bool]]:
    """The plan by either route, in US dollars per 1,000 posts."""
    form, curves = shape(PLATFORMS["x"].growth.mean), draw("x", POSTS, SEED)
    offices = [replay("x", curves, X_A_DAY, owned_reads=owned) for owned in (False, True)]
    looked_up, owned = (
        planned(*each) for each in zip(("by lookup", "owned"), offices, strict=True)
    )
    found = measure_frontier("x", form, curves)
    rows = [
        looked_up,
        owned,
        fixed("every 24 h for 30 d, straight lines", 24, 30, None, curves, packed=False),
        fixed("every 24 h for 30 d", 24, 30, form, curves, packed=False),
        fixed("every hour for 7 d, straight lines", 1, 7, None, curves, packed=False),
        fixed("every hour for 7 d", 1, 7, form, curves, packed=False),
        *(log_spaced(number, form, curves) for number in (4, 8)),
        *(optimum(number, form, curves) for number in (2, 3)),
    ]
    show("X, cost in USD per 1,000 posts", rows)
    swept = float(offices[0].swept) / POSTS
    print(f"  the sweep, apart: {swept:.1f} paid days a post so far (one each 30 days, to day 400)")
    return [
        verdict("X by lookup, USD per 1,000 posts", looked_up.cost, 16),
        *accuracy("X by lookup", looked_up),
        verdict("X by owned reads, USD per 1,000 posts", owned.cost, 3.5),
        *accuracy("X by owned reads", owned),
        ratio("X", found),
    ]


def compare_graph(platform: str) -> list[tuple[str, bool]]:
    """The plan for a quiet and a busier account, in calls per account and day."""
    form, curves = shape(PLATFORMS[platform].growth.mean), draw(platform, POSTS, SEED)
    quiet = planned("0.5 posts a day", replay(platform, curves, QUIET_A_DAY))
    rows = [
        quiet,
        planned("3 posts a day", replay(platform, curves, BUSY_A_DAY)),
        *(
            fixed(f"every {hours} h{text}", hours, 30, line, curves, packed=True)
            for hours in (24, 6, 3)
            for text, line in ((", straight lines", None), ("", form))
        ),
        *(alone(log_spaced(number, form, curves)) for number in (4, 8)),
        *(alone(optimum(number, form, curves)) for number in (2, 3)),
    ]
    show(f"{PLATFORMS[platform].names['en']}, cost in calls per account and day", rows)
    name = f"{PLATFORMS[platform].names['en']}, quiet account"
    return [
        verdict(f"{name}, calls a day", quiet.cost, 1.1),
        verdict(f"{name}, curve error in %", 100 * quiet.errors.curve, 1.5),
        ratio(PLATFORMS[platform].names["en"], measure_frontier(platform, form, curves)),
    ]


def replay(
    platform: str, curves: Sequence[Curve], a_day: float, *, owned_reads: bool = False
) -> Office:
    """An account under the project's plan, until its last post is 30 days old."""
    account = office(platform, curves, a_day, owned_reads=owned_reads)
    account.run(account.posts[-1].published_at + FOLLOWED)
    return account


def planned(name: str, account: Office) -> Row:
    """The line of an account under the plan."""
    days = (account.posts[-1].published_at + FOLLOWED - START) / DAY
    is_paid = PLATFORMS[account.platform].price.post > 0
    form = shape(PLATFORMS[account.platform].growth.mean)
    reads = [post.ages_h[post.ages_h <= FOLLOWED / timedelta(hours=1)] for post in account.posts]
    return Row(
        f"the plan, {name}",
        float(np.mean([len(ages) for ages in reads])),
        float(account.usd) * 1000 / len(reads) if is_paid else account.calls / days,
        judge(
            form,
            [post.curve for post in account.posts],
            reads,
        ),
    )


def alone(row: Row) -> Row:
    """A line about single posts, of which nobody can say how their calls would be shared."""
    return Row(row.name, row.reads, np.nan, row.errors)


def measure_frontier(platform: str, form: Shape, curves: Sequence[Curve]) -> Frontier:
    """Static ages against the optimum, where both were not seen in training."""
    return frontier(form, draw(platform, TRAINING_POSTS, TRAINING_SEED), curves)


def show(title: str, rows: Sequence[Row]) -> None:
    """Print one table."""
    print(f"\n{title}\n{HEAD}")
    for row in rows:
        errors = (row.errors.curve, row.errors.at_24h, row.errors.final)
        told = " ".join(f"{100 * error:7.2f}%" for error in errors)
        cost = "       -" if np.isnan(row.cost) else f"{row.cost:8.2f}"
        print(f"  {row.name:44} {row.reads:6.1f} {cost} {told}")


def accuracy(name: str, row: Row) -> list[tuple[str, bool]]:
    """The goals for what the plan records on X."""
    return [
        verdict(f"{name}, curve error in %", 100 * row.errors.curve, 1.0),
        verdict(f"{name}, error at 24 h in %", 100 * row.errors.at_24h, 0.2),
    ]


def ratio(name: str, found: Frontier) -> tuple[str, bool]:
    """The goal beside the offline optimum, with the numbers it was computed from."""
    learned, spaced, best = (
        found.reads(errors, 0.02) for errors in (found.learned, found.log_spaced, found.optimum)
    )
    told = (
        f"{name}, reads for 2 %: learned {learned:.1f}, log-spaced {spaced:.1f}, optimum {best:.1f}"
    )
    return verdict(f"{told}; ratio to the optimum", learned / best, 2.1)


def verdict(goal: str, value: float, most: float) -> tuple[str, bool]:
    """A goal in words with its number, and whether it is met."""
    return f"{goal}: {value:.2f} (at most {most:g})", round(value, 4) <= most


if __name__ == "__main__":
    main()

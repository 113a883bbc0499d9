"""The table that ends a whole run of the tests: what this run proved, and what it did not try.

Every number was counted by the tests that ran: `record_property("kills", 10)` in a test says that
it survived ten kills. What no test of the run counted is said not to have been tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.support.dangers import KINDS, tally

MUTATIONS, NOTICED = "mutations", "mutations that a test noticed"
KILLS = "kills"
FAILURES = "failures"
PLACES, SECRETS = "places searched for secrets", "secrets found"
COUNTED = (MUTATIONS, NOTICED, KILLS, FAILURES, PLACES, SECRETS)
UNTRIED = {
    MUTATIONS: "not tried in this run (make guards, make nightly)",
    KILLS: "not tried in this run",
    FAILURES: "not tried in this run",
    PLACES: "not searched for in this run",
}
Noted = Iterable[tuple[str, object]]
"""What a test that ended has noted (`user_properties`): marks and counts, by name."""


def closing_table(passed: Iterable[Noted], failed: Iterable[Noted] = ()) -> list[str]:
    """The lines of the table; none after a run that was not whole.

    A fault or threat is proven by a test that passed; what was counted before a test failed counts.
    """
    passed, failed = list(passed), list(failed)
    proven = {kind: set(_numbers(passed, kind)) for kind in KINDS}
    if any(len(numbers) <= len(KINDS[kind]) / 2 for kind, numbers in proven.items()):
        return []
    counts = _counts([*passed, *failed])
    return [*(tally(kind, numbers) for kind, numbers in proven.items()), *_lines(counts)]


def _numbers(reports: Iterable[Noted], kind: str) -> Iterator[int]:
    for noted in reports:
        yield from (number for name, number in noted if name == kind and isinstance(number, int))


def _counts(reports: Iterable[Noted]) -> Counter[str]:
    """The sum of each count; a count that nobody noted is not in it."""
    counts: Counter[str] = Counter()
    for name in COUNTED:
        for number in _numbers(reports, name):
            counts[name] += number
    return counts


def _lines(counts: Mapping[str, int]) -> Iterator[str]:
    told = {
        MUTATIONS: ("mutations", f"{counts[MUTATIONS]} tried, {counts[NOTICED]} noticed"),
        KILLS: ("kills", f"{counts[KILLS]} survived"),
        FAILURES: ("failures planted", f"{counts[FAILURES]} tried"),
        PLACES: ("secrets found", f"{counts[SECRETS]} in {counts[PLACES]} places searched"),
    }
    for name, (title, words) in told.items():
        yield f"{title}: {words if name in counts else UNTRIED[name]}"

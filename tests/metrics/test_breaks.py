"""Nothing is compared across a change of definition in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from metrics.activity import coverage_break, total_breaks
from metrics.periods import Period, parse_period
from metrics.platforms import COUNT_NAMES, PLATFORMS, breaks_between
from words import language

LANGUAGES = ("ar", "fr", "en")


@dataclass(frozen=True)
class Row:
    """A count of the office's own, as the registers hold it."""

    year: str
    kind: str
    count: int
    covers: str | None = None

    @property
    def period(self) -> Period:
        return parse_period(self.year)


@pytest.mark.parametrize(
    ("platform", "metric", "since", "until", "days"),
    [
        ("instagram", "views", date(2025, 4, 20), date(2025, 4, 21), ["2025-04-21"]),
        ("instagram", "views", date(2025, 4, 21), date(2026, 11, 1), []),
        ("instagram", "views", date(2025, 4, 1), date(2025, 4, 20), []),
        ("instagram", "likes", date(2020, 1, 1), date(2026, 11, 1), []),
        ("facebook", "views", date(2025, 1, 1), date(2026, 11, 1), ["2025-11-15"]),
        ("facebook", "reach", date(2025, 1, 1), date(2026, 11, 1), ["2026-06-15"]),
        ("facebook", "interactions", date(2020, 1, 1), date(2026, 11, 1), []),
        ("x", "views", date(2020, 1, 1), date(2026, 11, 1), []),
    ],
)
def test_a_break_divides_the_day_before_it_from_its_own_day(
    platform: str, metric: str, since: date, until: date, days: list[str]
) -> None:
    found = breaks_between(platform, metric, since, until)

    assert [one.on.isoformat() for one in found] == days


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_break_is_dated_sourced_and_named_in_each_language(platform: str) -> None:
    own = PLATFORMS[platform]
    assert list(own.breaks) == sorted(own.breaks, key=lambda one: one.on)
    for one in own.breaks:
        assert one.source
        assert {language(code).names(one.names) for code in LANGUAGES} == set(one.names.values())
        assert set(one.metrics) <= {*COUNT_NAMES, "followers", "interactions"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_break_of_a_part_is_a_break_of_the_interactions(platform: str) -> None:
    own = PLATFORMS[platform]
    for one in own.breaks:
        assert ("interactions" in one.metrics) == bool(set(one.metrics) & set(own.interactions))


SOCIAL = [
    Row("2021", "social_post", 476, "X and Facebook"),
    Row("2022", "social_post", 626, "X and Facebook, Instagram not counted"),
    Row("2023", "social_post", 538, "all accounts"),
]


def test_posts_of_two_accounts_and_posts_of_all_are_not_compared() -> None:
    _, before, after = SOCIAL

    mark = coverage_break(before, after)

    assert mark is not None
    assert (mark.on, mark.before, mark.after) == (date(2023, 1, 1), before.covers, after.covers)


def test_counts_are_alike_where_the_words_beside_them_are() -> None:
    statements = [Row(year, "truth_statement", 9) for year in ("2021", "2022")]
    spelled = [Row("2021", "a", 1, "All  accounts "), Row("2022", "a", 2, "all accounts")]

    assert coverage_break(*statements[:2]) is None
    assert coverage_break(*spelled) is None
    assert coverage_break(Row("2021", "a", 1), Row("2022", "a", 2, "films alone")) is not None


def test_totals_are_not_compared_where_a_kind_was_counted_in_another() -> None:
    before = [Row("2022", "communique", 277, "communiques only"), Row("2022", "press_news", 1420)]
    after = [Row("2023", "communique", 1488, "communiques and news")]

    assert [one.kind for one in total_breaks(before, after)] == ["communique", "press_news"]
    assert total_breaks(after, after) == ()
    assert total_breaks(before, []) == ()


def test_counts_of_different_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="not the same thing"):
        coverage_break(Row("2021", "a", 1), Row("2021", "b", 1))

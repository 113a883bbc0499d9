"""Activities year by year: the printed counts stacked, lower bounds said, unlike years divided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts import activities_chart
from charts.breaks import DIVIDE
from metrics.activity import Activity, Stand
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from tests.support.charted import LANGUAGES, faults, paper, said, words, xs

LABELS = {
    "communique": "Communiques",
    "press_news": "Press news",
    "truth_statement": "Statements of truth",
    "reportage": "Reportages",
    "social_post": "Posts",
}
PRINTED = [
    ("2021", "communique", 1541, "communiques, news items and press files"),
    ("2021", "truth_statement", 106, None),
    ("2021", "reportage", 2340, "media coverages"),
    ("2021", "social_post", 476, "X and Facebook"),
    ("2021", "printed_total", 4463, None),
    ("2023", "communique", 1488, "communiques and news"),
    ("2023", "truth_statement", 56, None),
    ("2023", "reportage", 2873, "filmed reportages"),
    ("2023", "social_post", 538, "all accounts"),
    ("2023", "printed_total", 4955, None),
]


def row(
    year: str, kind: str, count: int, covers: str | None = None, *, at_least: bool = False
) -> Activity:
    precision = Precision.AT_LEAST if at_least else Precision.EXACT
    stand = Stand.CHECK if kind == "printed_total" else Stand.YES
    quantity = published(count, precision, f"hasila {year}")
    return Activity(parse_period(year), kind, quantity, stand, f"hasila {year}", covers)


ROWS = [row(*each) for each in PRINTED]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_draws_every_year_on_its_page(code: str) -> None:
    rows = [*ROWS, row("2022", "communique", 277, "communiques only", at_least=True)]

    assert faults(activities_chart(rows, LABELS, paper(code, "demonstration"))) == []


def test_it_writes_the_sums_that_were_printed() -> None:
    told = words(activities_chart(ROWS, LABELS, paper("en")))

    assert {"4,463", "4,955", "2,873", "56", "Statements of truth"} <= set(told)
    assert "the total as printed" in told


def test_a_year_without_a_row_is_hatched_and_a_year_that_covers_other_things_divided() -> None:
    figure = activities_chart(ROWS, LABELS, paper("en"))

    divides = [line for line in figure.axes[0].lines if line.get_color() == DIVIDE["color"]]
    assert "no figure" in words(figure)
    assert [xs(line)[0] for line in divides] == [2022.5]


def test_years_that_cover_the_same_are_not_divided() -> None:
    rows = [row(year, "truth_statement", 90) for year in ("2021", "2022")]
    figure = activities_chart(rows, LABELS, paper("en"))

    assert all(line.get_color() != DIVIDE["color"] for line in figure.axes[0].lines)


def test_a_total_with_a_lower_bound_in_it_is_one() -> None:
    rows = [row("2022", "communique", 277, at_least=True), row("2022", "reportage", 2144)]

    assert "more than 2,421" in words(activities_chart(rows, LABELS, paper("en")))


def test_it_writes_a_sign_where_a_qualifier_has_no_room_and_the_words_below() -> None:
    """Columns as narrow as on a page of A4, beside a thin block of a lower bound."""
    rows = [*ROWS, row("2022", "communique", 277, "communiques only", at_least=True)]
    rows += [row("2022", "reportage", 2144), row("2018", "reportage", 1675)]
    figure = activities_chart(rows, LABELS, replace(paper("fr"), size=(8.2, 5.6)))

    assert {"≥ 277", "2022, Communiques\u202f: plus de 277."} <= set(words(figure))
    assert faults(figure) == []


def test_it_cuts_names_and_sources_of_thousands_of_letters() -> None:
    endless = "أمن " * 10_000
    rows = [replace(one, count=replace(one.count, source=endless)) for one in ROWS]
    told = words(activities_chart(rows, {"communique": endless}, paper("ar")))

    assert max(map(len, told)) < 500


def test_it_says_what_was_printed_otherwise() -> None:
    rows = [row("2022", "reportage", 100), row("2022", "printed_total", 120)]

    told = said(activities_chart(rows, LABELS, paper("en")))

    assert "2022: the kinds add up to 100; 120 was printed." in told


def test_without_a_row_it_says_so() -> None:
    assert "No activity of any year is on file." in words(activities_chart([], LABELS, paper("en")))

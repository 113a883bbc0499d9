"""From what was printed alone, the balances that were printed come out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reports import balance
from settings.sections import BalanceSection
from tests.support.printed_years import PrintedOffice, open_printed_office

WORDS = {
    "ar": {"thousand": "نحو", "about": "زهاء", "at_least": "أكثر من", "at_most": "على الأكثر"},
    "fr": {"thousand": "près de", "about": "environ", "at_least": "plus de", "at_most": "au plus"},
    "en": {"thousand": "around", "about": "about", "at_least": "more than", "at_most": "at most"},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintedOffice]:
    with open_printed_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def followers(fields: Any, account: str) -> Any:
    return next(row for row in fields["followers"] if row["account"] == account)


def percents(row: Any) -> tuple[float | None, float | None]:
    return tuple(
        None if row[name] is None else round(100 * row[name], 1)
        for name in ("growth_low", "growth_high")
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("year", "total", "precision", "printed", "counts"),
    [
        (2018, 4426, "exact", 4426, (2463, 288, 1675)),
        (2021, 4463, "exact", 4463, (1541, 106, 2340, 476)),
        (2022, 4559, "at_least", None, (277, 1420, 92, 2144, 626)),
        (2023, 4955, "exact", 4955, (1488, 56, 2873, 538)),
    ],
)
def test_it_adds_the_activities_up_to_what_was_printed(
    office: PrintedOffice,
    year: int,
    total: int,
    precision: str,
    printed: int | None,
    counts: tuple[int, ...],
) -> None:
    fields = office.fields(year)
    inside = [row["count"] for row in fields["activities"] if row["in_total"]]

    assert tuple(inside) == counts
    found = fields["activities_total"]
    assert (found["value"], found["precision"], found["printed"]) == (total, precision, printed)


def test_it_keeps_what_stands_outside_the_total_outside(office: PrintedOffice) -> None:
    outside = {
        row["kind"]: row["count"]
        for row in office.fields(2023)["activities"]
        if not row["in_total"]
    }

    assert outside["violent_content"] == 260
    assert outside["open_days_visitors"] == 1_150_000


def test_it_elides_before_the_name_of_a_network(office: PrintedOffice) -> None:
    assert "Évolution d’Instagram non calculée" in office.text(2022, "fr")


@pytest.mark.parametrize(
    ("year", "account", "growth"),
    [
        (2021, "dgsn-facebook", (47.3, 47.3)),
        (2022, "dgsn-x", (36.7, 37.0)),
        (2022, "dgsn-facebook", (36.0, 36.4)),
        (2023, "dgsn-x", (10.7, 10.9)),
        (2023, "dgsn-facebook", (14.0, 14.6)),
        (2023, "dgsn-instagram", (None, 56.0)),
    ],
)
def test_it_computes_each_growth_as_the_interval_that_rounding_allows(
    office: PrintedOffice, year: int, account: str, growth: tuple[float | None, float | None]
) -> None:
    assert percents(followers(office.fields(year), account)) == growth


def test_it_adds_the_followers_of_2023_to_the_printed_total(office: PrintedOffice) -> None:
    total = office.fields(2023)["total"]

    assert (total["value"], total["precision"], total["printed"]) == (
        1_127_944,
        "thousand",
        1_127_944,
    )
    assert percents(total) == (None, 18.7)
    assert total["accounts"] == ["dgsn-x", "dgsn-facebook", "dgsn-instagram"]


def test_it_makes_no_number_of_2020_of_a_rate_that_was_printed(office: PrintedOffice) -> None:
    row = followers(office.fields(2021), "dgsn-x")

    assert (row["previous"], row["growth"], row["net"]) == (None, None, None)
    assert row["printed_growth"] == 0.4
    assert followers(office.fields(2020), "dgsn-x")["value"] is None
    told = {one["id"]: one for one in office.fields(2021)["sentences"]}
    assert "environ 40" in told["S3"]["text"]
    assert told["S3"]["figures"] == ["printed/dgsn-x/followers_growth_rate/2021"]


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_it_words_rounded_about_and_least_figures_as_such(office: PrintedOffice, code: str) -> None:
    words, grouped = WORDS[code], {"ar": ".", "fr": " ", "en": ","}[code]

    def number(text: str) -> str:
        return text.replace(",", grouped)

    of_2022, of_2023 = office.text(2022, code), office.text(2023, code)

    assert f"{words['thousand']} {number('434,000')}" in of_2022
    assert f"{words['at_least']} {number('133,000')}" in of_2022
    assert f"{words['at_least']} {number('4,559')}" in of_2022.casefold()
    assert f"{words['thousand']} {number('1,127,944')}" in of_2023
    assert f"{words['about']} {number('1,150,000')}" in of_2023
    assert f"{words['at_most']} 56" in of_2023
    assert f"{words['at_most']} 18" in of_2023
    assert f"{words['thousand']} {number('480,944')}" not in of_2023
    assert f"{words['about']} 40" in office.text(2021, code)


@pytest.mark.parametrize("year", [2018, 2021, 2022, 2023])
@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_it_prints_no_day_for_a_figure_that_has_only_a_period(
    office: PrintedOffice, year: int, code: str
) -> None:
    drawn = office.balance(year)
    page = balance.render(office.store, drawn, office.reader(drawn, code), "html").decode()
    last_days = {"ar": "31 دجنبر", "fr": "31 décembre", "en": "December 31"}

    assert last_days[code] not in page
    assert last_days[code] not in office.text(year, code)
    assert {row["as_of"] for row in office.fields(year)["followers"]} == {None}


def test_it_never_takes_visits_and_views_for_views(office: PrintedOffice) -> None:
    fields = office.fields(2022)

    assert fields["posts"] == []
    assert "S7" not in {one["id"] for one in fields["sentences"]}
    (other,) = fields["also_printed"]
    assert (other["metric"], other["value"], other["precision"]) == (
        "visits_and_views",
        13_000_000,
        "at_least",
    )


def test_it_marks_a_comparison_of_counts_that_cover_different_things(
    office: PrintedOffice,
) -> None:
    rows = {row["kind"]: row for row in office.fields(2023)["activities"]}

    assert (rows["social_post"]["previous"], rows["social_post"]["comparable"]) == (626, False)
    assert rows["communique"]["comparable"] is False
    assert rows["reportage"]["comparable"] is False
    assert rows["truth_statement"]["comparable"] is True


def test_it_traces_each_number_of_each_sentence(office: PrintedOffice) -> None:
    for year in (2018, 2021, 2022, 2023):
        fields = office.fields(year)
        assert fields["sentences"]
        for sentence in fields["sentences"]:
            assert sentence["figures"], sentence
            for name in sentence["figures"]:
                figure = fields["figures"][name]
                assert figure["source"] or figure["readings"] or figure["parts"]


def test_it_says_clearly_that_a_year_has_no_data(office: PrintedOffice) -> None:
    for code, word in (("ar", "2015"), ("fr", "Rien n’est enregistré"), ("en", "Nothing")):
        assert word in office.text(2015, code)
    fields = office.fields(2015)
    assert fields["total"]["value"] is None
    assert fields["sentences"] == []
    drawn = office.balance(2015)
    for form in ("html", "pdf", "docx", "xlsx"):
        assert balance.render(office.store, drawn, office.reader(drawn), form)


def test_it_tells_of_the_events_and_the_school_year_that_the_settings_declare(
    office: PrintedOffice,
) -> None:
    plain = office.settings.model_copy(update={"balance": BalanceSection()})
    other = replace(office, settings=plain)

    assert "Portes ouvertes : environ 1 150 000 visiteurs" in office.text(2023, "fr")
    assert "Portes ouvertes" not in other.text(2023, "fr")
    assert "Année scolaire 2021-2022" in office.text(2022, "fr")
    assert "Année scolaire" not in other.text(2022, "fr")
    assert "521 435 élèves" in other.text(2022, "fr")

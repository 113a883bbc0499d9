"""The calendar of what ends when, which `check`, `status` and the administrators' letter tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metrics.calendar.ends import DEBIAN_ENDS, PYTHON_ENDS, EndDate, api_end, debian_end, python_end
from metrics.platforms import PLATFORMS
from queries.ends import coming_ends, end_dates
from settings import load
from tests.support.office import Office, open_office

ROOT = Path(__file__).parents[2]
BEFORE, SOON, OVER = (
    datetime(2026, 10, 1, 12, tzinfo=UTC),
    datetime(2026, 12, 1, 12, tzinfo=UTC),
    datetime(2027, 1, 21, 12, tzinfo=UTC),
)
"""More than three months before Meta's v21.0 ends, less, and the day itself."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One that asks for an old version, has read X's terms in time, and was read."""
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        opened.change_settings("[meta]\n", '[meta]\ngraph_version = "v21.0"\n')
        opened.change_settings("[x]\n", '[x]\nterms_read_on = 2026-06-01\nterms_read_by = "Name"\n')
        opened.run("collect")
        yield opened


def soon(office: Office, at: datetime) -> list[str]:
    return [end.key for end in coming_ends(load(office.config), at)]


def test_every_python_and_debian_that_is_supported_has_its_end() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (supported,) = re.findall(r"for v in ([0-9. ]+);", makefile)

    assert set(supported.split()) == set(PYTHON_ENDS)
    assert set(DEBIAN_ENDS) == {"12", "13"}
    assert python_end("2.7") is None
    assert debian_end("99") is None


def test_an_end_is_spoken_of_three_months_before_and_until_it_is_mended(office: Office) -> None:
    assert "meta.graph_version" not in soon(office, BEFORE)
    assert "meta.graph_version" in soon(office, SOON)
    assert "meta.graph_version" in soon(office, OVER)


def test_terms_are_to_be_read_again_after_a_year(office: Office) -> None:
    (terms,) = [end for end in end_dates(load(office.config)) if end.key == "x.terms_read_on"]

    assert terms.on == date(2027, 6, 1)
    assert not terms.is_soon(date(2027, 3, 2))
    assert terms.is_soon(date(2027, 3, 3))


def test_the_calendar_begins_with_what_ends_first(office: Office) -> None:
    ends = end_dates(load(office.config))

    assert [end.on for end in ends] == sorted(end.on for end in ends)
    assert {"meta.graph_version", "x.terms_read_on", "python"} <= {end.key for end in ends}


def test_the_version_that_is_asked_for_unless_said_otherwise_has_not_ended() -> None:
    """Its end may be unknown: it is not over on the day on which this program was written."""
    for platform in PLATFORMS.values():
        on = api_end(platform.api.version_key, platform.api.version)
        assert on is None or on > date(2026, 11, 30)


def calendar(office: Office, at: datetime) -> dict[str, str]:
    """What `check` says of the version, and with which sign; by sign."""
    found = office.run("check", "--offline", "--json", at=at)
    return {
        finding["sign"]: finding["sentence"]
        for finding in json.loads(found.stdout)["findings"]
        if finding["subject"] == "calendar" and "graph_version" in finding["sentence"]
    }


def test_check_tells_all_of_it_and_status_what_is_near(office: Office) -> None:
    served = "meta.graph_version v21.0 is served until 2027-01-21"
    todo = "raise meta.graph_version, with a newer version of Hasila if need be"

    assert calendar(office, BEFORE) == {"ok": served}
    assert calendar(office, SOON) == {"warning": f"{served}; what to do: {todo}"}
    assert office.run("check", "--offline", at=OVER).exit_code == 1
    assert "graph_version" not in office.run("status", "--lang", "en", at=BEFORE).stdout
    assert "graph_version" in office.run("status", "--lang", "en", at=SOON).stdout
    numbers = office.run("status", "--prometheus", at=SOON).stdout
    assert 'hasila_end_timestamp_seconds{what="meta.graph_version"} 1800489600\n' in numbers


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_the_administrators_letter_says_what_is_to_be_done(office: Office, code: str) -> None:
    words = ("letter", "--role", "administrator", "--lang", code)

    assert "meta.graph_version" not in office.run(*words, at=BEFORE).stdout
    assert "meta.graph_version" in office.run(*words, at=SOON).stdout


def test_an_end_is_over_on_its_day() -> None:
    end = python_end("3.13")

    assert isinstance(end, EndDate)
    assert not end.is_over(date(2029, 10, 30))
    assert end.is_over(date(2029, 10, 31))

"""`chart` and `demo`: pictures of what is on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

import charts
import imports
from commands import cli
from commands._context import WRONG_USE, Context
from metrics.periods import local_day
from reports.pictures import ChartOrder, look_up, monthly
from tests.support.office import Office, open_office
from tests.support.pinned_demo import LEFT, folder_of_run, make_week, shared
from words import language

SIGNATURES = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that was read once, to be copied."""
    with open_office(tmp_path_factory.mktemp("collected")) as opened:
        assert opened.run("collect").exit_code == 0
        yield opened


@pytest.mark.parametrize("form", SIGNATURES)
def test_it_draws_what_is_on_file(collected: Office, tmp_path: Path, form: str) -> None:
    office = collected.copied(tmp_path)
    out = office.folder / "pictures"

    result = office.run("chart", "--out", str(out), "--format", form, "--lang", "fr")

    assert result.exit_code == 0
    names = [Path(line).name for line in result.stdout.splitlines()]
    assert f"followers.fr.{form}" in names
    assert f"net-growth-week.fr.{form}" in names
    assert f"top-posts-views.fr.{form}" in names
    for name in names:
        assert (out / name).read_bytes().startswith(SIGNATURES[form])


def test_a_card_is_drawn_in_both_shapes_with_the_logo_and_colours(
    collected: Office, tmp_path: Path
) -> None:
    office = collected.copied(tmp_path)
    zone = 'timezone = "Africa/Casablanca"\n'
    office.change_settings(zone, f'{zone}logo = "logo.png"\ncolour = "#0B6623"\n')
    (office.folder / "logo.png").write_bytes(charts.render_figure(charts.Figure((1, 1)), "png"))

    drawn = office.run("card", "followers", "--lang", "ar", "--out", str(office.folder / "made"))
    refused = office.run("card", "growth", "--in", "2019", "--lang", "en")

    names = [Path(line).name for line in drawn.stdout.splitlines()]
    assert names == ["card-followers.square.ar.png", "card-followers.wide.ar.png"]
    for name in names:
        assert (office.folder / "made" / name).read_bytes().startswith(SIGNATURES["png"])
    assert refused.exit_code == WRONG_USE
    assert "No card is drawn" in refused.stderr


def test_it_draws_months_activities_and_a_launch_where_there_are_any(office: Office) -> None:
    opened = f"opened = {date.today() - timedelta(days=30)}"  # noqa: DTZ011  # any day will do
    office.change_settings('name = "dgsn-instagram"\n', f'name = "dgsn-instagram"\n{opened}\n')
    office.run("collect")
    example = Path(imports.__file__).parent / "examples" / "activities.csv"
    office.run("import", str(example), "--kind", "activities")
    out = office.folder / "pictures"

    result = office.run("chart", "--out", str(out), "--format", "svg", "--lang", "fr")

    names = {Path(line).name for line in result.stdout.splitlines()}
    assert {"months-views.fr.svg", "months-interactions.fr.svg", "activities.fr.svg"} <= names
    assert {name for name in names if name.startswith("launch-")} == {
        "launch-dgsn-instagram.fr.svg"
    }


def test_a_month_of_which_posts_are_missing_is_not_drawn(collected: Office) -> None:
    context, zone = Context(collected.config), ZoneInfo("Africa/Casablanca")
    settings, drawing = context.settings(), ChartOrder(None, None, ("fr",), "svg")
    paper = charts.Paper(language("fr"), "", zone, datetime.now(UTC))
    with context.store(settings, readonly=True) as store:
        found = look_up(store, settings, drawing, date(2026, 11, 20))

    drawn = monthly(found, "likes", paper, drawing)

    assert [series.account for series in drawn] == ["dgsn-x", "dgsn-facebook", "dgsn-instagram"]
    for series in drawn:
        told = [point.period.since for point in series.points if point.period and point.quantity]
        assert min(told) >= local_day(found.followed[series.account], zone)


def test_it_answers_with_nothing_on_file(office: Office) -> None:
    office.run("record", "event", "--first-day", "2026-05-16", "--name-fr", "Portes ouvertes")

    result = office.run("chart", "--out", str(office.folder / "pictures"))

    assert result.exit_code == 0
    assert "followers.ar.png" in result.stdout


@pytest.mark.parametrize(
    "words", [("--since", "yesterday-ish"), ("--since", "2026", "--until", "2026")]
)
def test_it_refuses_days_that_make_no_period(office: Office, words: tuple[str, ...]) -> None:
    office.run("collect", "--account", "dgsn-x")

    result = office.run("chart", *words)

    assert result.exit_code == WRONG_USE
    assert "since" in result.stderr


def require_demonstration(folder: Path, said: str) -> None:
    """A demonstration has its pictures, its balances, and tells what X would have cost."""
    drawn = sorted(path.name for path in (folder / "charts").iterdir())
    assert "followers.ar.png" in drawn
    assert "followers.fr.png" in drawn
    assert "best-post.ar.png" in drawn
    assert (folder / "balance-2023.fr.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "balance-2023.ar.docx").read_bytes().startswith(b"PK")
    assert "X would have billed" in said


def test_the_demonstration_needs_nothing_and_can_be_repeated(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From nothing it is made for the stored answers; this one is made where another stood."""
    made = shared(folder_of_run(tmp_path_factory, worker_id) / "week", make_week)

    require_demonstration(made.folder / "demo", made.said)
    assert not [name for name in LEFT[1:] if (made.folder / "demo" / name).exists()]
    monkeypatch.chdir(made.folder)
    answer = CliRunner().invoke(cli, ["--config", "demo/config.toml", "status"])
    assert answer.exit_code == 0


def test_the_demonstration_leaves_a_strange_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mine.txt").write_text("precious", encoding="utf-8")

    result = CliRunner().invoke(cli, ["demo"])

    assert result.exit_code == WRONG_USE
    assert (tmp_path / "demo" / "mine.txt").read_text(encoding="utf-8") == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_place_that_cannot_be_written_is_one_clear_sentence(office: Office) -> None:
    office.run("collect", "--account", "dgsn-x")
    taken = office.folder / "pictures"
    taken.write_text("a file", encoding="utf-8")

    result = office.run("chart", "--out", str(taken))

    assert result.exit_code == WRONG_USE
    assert str(taken) in result.stderr
    assert "Traceback" not in result.output

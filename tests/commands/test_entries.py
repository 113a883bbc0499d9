"""`import`, `record`, `forget`: what staff bring in, and what has to go again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands._context import WRONG_USE
from tests.support.office import Office, open_office

HEAD = "period,as_of,account,metric,value,precision,source,note\n"
ROW = "2021,,dgsn-x,followers,317074,exact,Balance of 2021,\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def figures(office: Office, *rows: str) -> str:
    path = office.folder / "figures.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return str(path)


def test_importing_twice_changes_nothing(office: Office) -> None:
    file = figures(office, ROW)

    first = office.run("import", file, "--kind", "figures")
    second = office.run("import", file, "--kind", "figures")

    assert "1 new, 0 corrected, 0 already on file" in first.stdout
    assert "0 new, 0 corrected, 1 already on file" in second.stdout


def test_a_correction_needs_a_reason(office: Office) -> None:
    office.run("import", figures(office, ROW), "--kind", "figures")
    corrected = figures(office, ROW.replace("317074", "317075"))

    refused = office.run("import", corrected, "--kind", "figures")
    taken = office.run("import", corrected, "--kind", "figures", "--reason", "a misprint")

    assert refused.exit_code == WRONG_USE
    assert "reason" in refused.stderr
    assert "0 new, 1 corrected, 0 already on file" in taken.stdout


def test_a_bad_row_is_named_with_its_line_and_nothing_is_taken(office: Office) -> None:
    file = figures(office, ROW, ROW.replace("2021", "2022").replace("317074", "12K"))

    result = office.run("import", file, "--kind", "figures")

    assert result.exit_code == WRONG_USE
    assert "line 3" in result.stderr
    good = office.run("import", figures(office, ROW), "--kind", "figures")
    assert "1 new" in good.stdout


def test_an_account_that_the_settings_lack_is_noted(office: Office) -> None:
    file = figures(office, ROW.replace("dgsn-x", "dgsn-tiktok"))

    result = office.run("import", file, "--kind", "figures")

    assert result.exit_code == 0
    assert "dgsn-tiktok" in result.stderr


def test_an_event_is_recorded_once(office: Office) -> None:
    words = ("record", "event", "--first-day", "2026-05-16", "--name-fr", "Portes ouvertes")

    assert office.run(*words).stdout == "recorded\n"
    assert office.run(*words).stdout == "already on file\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--first-day", "2026-05-16"), "needs a name"),
        (("--first-day", "2026-05-16", "--last-day", "2026-05-01", "--name-fr", "A"), "before"),
        (("--first-day", "16/05/2026", "--name-fr", "A"), "16/05/2026"),
        (("--first-day", "9999-12-31", "--name-fr", "A"), "1900"),
        (("--first-day", "2026-05-16", "--name-fr", "   "), "name"),
    ],
    ids=["no name", "ends before it begins", "no day", "no year of ours", "a blank name"],
)
def test_a_wrong_event_is_refused(office: Office, words: tuple[str, ...], complaint: str) -> None:
    result = office.run("record", "event", *words)

    assert result.exit_code == WRONG_USE
    assert complaint in result.stderr


def test_forget_erases_what_came_from_x_and_keeps_what_was_printed(office: Office) -> None:
    office.run("collect")
    office.run("import", figures(office, ROW), "--kind", "figures")

    result = office.run("forget", "--platform", "x", "--yes")

    assert result.exit_code == 0
    assert "100" in result.stdout
    told = {entry["account"]: entry for entry in office.ask_json("status")["accounts"]}
    assert told["dgsn-x"]["followers"] is None
    assert told["dgsn-facebook"]["followers"] is not None
    assert (
        "1 already on file"
        in office.run("import", figures(office, ROW), "--kind", "figures").stdout
    )


def test_forget_asks_first(office: Office) -> None:
    office.run("collect", "--account", "dgsn-x")

    result = office.run("forget", "--platform", "x", typed="n\n")

    assert result.exit_code == WRONG_USE
    assert "nothing was erased" in result.stderr
    assert office.ask_json("status")["accounts"][0]["followers"] is not None


def test_what_was_done_can_be_read_by_scripts(office: Office) -> None:
    office.run("collect", "--account", "dgsn-facebook")

    imported = office.ask_json("import", figures(office, ROW), "--kind", "figures")
    forgotten = office.ask_json("forget", "--platform", "facebook", "--yes")

    assert imported == {"new": 1, "corrected": 0, "already_on_file": 0}
    assert 100 in forgotten.values()


@pytest.mark.parametrize("typed", ["y\nn\n", "y\ny\n"])
def test_forget_names_the_backups_that_hold_it_and_offers_to_erase_them(
    office: Office, typed: str
) -> None:
    backups = office.folder / "backups"
    with office.config.open("a", encoding="utf-8") as config:
        config.write('\n[backup]\nfolder = "backups"\n')
    office.run("collect", "--account", "dgsn-x")
    office.run("backup")
    (old,) = backups.iterdir()

    result = office.run("forget", "--platform", "x", typed=typed)

    assert f"still holds it: {old}" in result.output
    assert old.exists() is typed.endswith("n\n")
    (left,) = backups.iterdir()
    assert (b"DGSN_MAROC" in left.read_bytes()) is typed.endswith("n\n")


def test_forget_erases_nothing_where_nobody_answers(office: Office) -> None:
    office.run("collect", "--account", "dgsn-x")

    result = office.run("forget", "--platform", "x", typed="")

    assert result.exit_code == WRONG_USE
    assert office.ask_json("status")["accounts"][0]["followers"] is not None


def test_many_strangers_are_not_all_named(office: Office) -> None:
    rows = [ROW.replace("dgsn-x", f"branch-office-{n}") for n in range(40)]

    result = office.run("import", figures(office, *rows), "--kind", "figures")

    assert "nor are 30 others" in result.stderr

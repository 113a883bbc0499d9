"""`import` and `record`: activities and statements, each change with who made it and why."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import imports
from commands._context import WRONG_USE
from tests.support.office import Office, open_office

DOOR = Path(__file__).parents[2] / "run_monitor.py"
EXAMPLES = Path(imports.__file__).parent / "examples"
ACTIVITY = ("--period", "2023", "--kind", "communique", "--count", "1.488", "--source", "register")
STATEMENT = ("--key", "2026/1", "--noticed", "2026-01-05 09:00")
DENIED = ("--outcome", "fabricated", "--answer", "denial")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def rows(office: Office, query: str) -> list[Any]:
    """What stands in the database, seen from outside."""
    connection = sqlite3.connect(office.folder / "hasila.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("kind", ["activities", "statements", "periods"])
def test_importing_twice_changes_nothing(office: Office, kind: str) -> None:
    file = str(EXAMPLES / f"{kind}.csv")

    first = office.ask_json("import", file, "--kind", kind)
    second = office.ask_json("import", file, "--kind", kind)

    assert first["new"] > 0
    assert second == {"new": 0, "corrected": 0, "already_on_file": first["new"]}


def test_a_dry_run_of_a_table_tells_what_it_would_bring_and_keeps_nothing(office: Office) -> None:
    words = ("import", str(EXAMPLES / "periods.csv"), "--kind", "periods")

    dry = office.run(*words, "--dry-run")
    assert (dry.exit_code, "2 new, 0 corrected" in dry.stdout) == (0, True)
    assert "nothing was taken in" in dry.stderr
    assert rows(office, "SELECT count(*) FROM calendar_period") == [(0,)]
    assert office.ask_json(*words)["new"] == 2
    assert office.run("import", str(EXAMPLES), "--dry-run").exit_code == WRONG_USE


def test_the_days_of_a_file_count_and_are_corrected_with_a_reason_alone(office: Office) -> None:
    file = office.folder / "periods.csv"
    row = "season,label,first_day,last_day,source\nramadan,1447,2026-02-{},2026-03-20,Habous\n"
    words = ("import", str(file), "--kind", "periods")
    for day, more, told in (("18", (), 0), ("19", (), WRONG_USE), ("19", ("--reason", "moon"), 0)):
        file.write_text(row.format(day), encoding="utf-8")
        assert office.run(*words, *more).exit_code == told

    shown = "SELECT since, until, supersedes FROM calendar_period ORDER BY id"
    assert rows(office, shown) == [
        ("2026-02-18", "2026-03-21", None),
        ("2026-02-19", "2026-03-21", 1),
    ]


def test_two_who_import_one_file_at_once_put_it_on_file_once(office: Office) -> None:
    file = str(EXAMPLES / "statements.csv")
    words = ("--config", str(office.config), "import", file, "--kind", "statements", "--json")
    both = [
        subprocess.Popen([sys.executable, str(DOOR), *words], stdout=subprocess.PIPE)
        for _ in range(2)
    ]

    told = [json.loads(one.communicate()[0]) for one in both]

    ((on_file,),) = rows(office, "SELECT count(*) FROM statement")
    assert sorted((one["new"], one["already_on_file"]) for one in told) == [
        (0, on_file),
        (on_file, 0),
    ]


def test_a_bad_row_keeps_the_whole_file_out(office: Office) -> None:
    file = office.folder / "activities.csv"
    head = "period,kind,count,precision,source\n2021,communique,1,exact,s\n"
    file.write_text(head + "2031,comunique,1,exact,s\n", encoding="utf-8")

    result = office.run("import", str(file), "--kind", "activities")

    assert result.exit_code == WRONG_USE
    assert "line 3, column period: 2031 has not begun yet" in result.stderr
    assert "did you mean 'communique'?" in result.stderr
    assert rows(office, "SELECT count(*) FROM activity") == [(0,)]


def test_a_kind_that_the_settings_declare_is_taken(office: Office) -> None:
    words = ("record", "activity", *ACTIVITY[:2], "--kind", "podcasts", *ACTIVITY[4:])
    assert office.run(*words).exit_code == WRONG_USE
    with office.config.open("a", encoding="utf-8") as config:
        config.write('\n[[activity_kind]]\nkey = "podcasts"\nname = { fr = "podcasts" }\n')

    assert office.run(*words).stdout == "recorded\n"


def test_an_activity_is_recorded_once_and_corrected_only_with_a_reason(office: Office) -> None:
    words = ("record", "activity", *ACTIVITY)
    other = ("record", "activity", *ACTIVITY, "--count", "1489")

    assert office.run(*words).stdout == "recorded\n"
    assert office.run(*words).stdout == "already on file\n"
    refused = office.run(*other)
    assert refused.exit_code == WRONG_USE
    assert "a correction needs a reason" in refused.stderr
    assert office.run(*other, "--reason", "counted anew").stdout == "corrected\n"
    ((before, after, why, who),) = rows(office, "SELECT before, after, why, who FROM change")
    assert "1488" in before
    assert "1489" in after
    assert why == "counted anew"
    assert who


def test_a_source_is_told_in_the_words_that_the_office_gave_it(office: Office) -> None:
    words = ("record", "activity", *ACTIVITY, "--source-fr", "registre du bureau")

    assert office.run("record", "activity", *ACTIVITY).stdout == "recorded\n"
    assert office.run(*words).stdout == "corrected\n"
    assert office.run(*words).stdout == "already on file\n"
    corrected = office.run(*words[:-1], "registre")
    assert corrected.exit_code == WRONG_USE
    assert "a correction needs a reason" in corrected.stderr
    french = office.run("ask", "changes", "--lang", "fr", "--format", "csv").stdout
    arabic = office.run("ask", "changes", "--lang", "ar", "--format", "csv").stdout
    assert french.count("488 · registre du bureau") == 1
    assert "registre" not in next(line for line in arabic.splitlines() if "2023" in line)
    assert "register" in arabic


def test_a_file_brings_the_words_of_every_language_and_an_export_keeps_them(
    office: Office,
) -> None:
    file = office.folder / "activities.csv"
    file.write_text(
        "period,kind,count,precision,source,source_fr,note,note_ar,note_fr\n"
        "2023,communique,1488,exact,بلاغ,communiqué,,كل المنصات,toutes\n"
        "2022,communique,1400,exact,بلاغ,communiqué,,,\n",
        encoding="utf-8",
    )
    taken = office.ask_json("import", str(file), "--kind", "activities")
    office.run("export", str(office.folder / "all"))
    exported = office.folder / "all/registers/activities.csv"

    assert taken == {"new": 2, "corrected": 0, "already_on_file": 0, "worded": 3}
    assert rows(office, "SELECT note FROM activity WHERE period = '2023'") == [("كل المنصات",)]
    assert "communiqué" in exported.read_text(encoding="utf-8-sig").splitlines()[1]
    assert office.ask_json("import", str(exported), "--kind", "activities") == {
        "new": 0,
        "corrected": 0,
        "already_on_file": 2,
    }


def test_the_words_of_another_language_name_nobody_either(office: Office) -> None:
    refused = office.run("record", "activity", *ACTIVITY, "--note-fr", "CIN AB123456")
    told = office.run("record", "statement", *STATEMENT, *DENIED, "--note-ar", "0661-23-45-67")

    assert (refused.exit_code, told.exit_code) == (WRONG_USE, WRONG_USE)
    assert "note_fr" in refused.stderr
    assert rows(office, "SELECT * FROM wording") == []


def test_a_statement_names_an_own_post_by_its_id_or_address(office: Office) -> None:
    office.run("collect", "--account", "dgsn-x")
    newest = "SELECT platform_id, url FROM post WHERE kind = 'post' ORDER BY published_at DESC"
    ((one, _), (other, url)) = rows(office, f"{newest} LIMIT 2")

    words = ("record", "statement", *STATEMENT, *DENIED, "--informed", "x", "2026-01-05 10:00")
    result = office.run(*words, "--post", one, "--post", url)

    assert result.stdout == "recorded\n"
    named = "SELECT platform_id FROM statement_post JOIN post ON post.id = post_id"
    assert sorted(rows(office, named)) == sorted([(one,), (other,)])


def test_an_open_case_is_settled_with_a_reason(office: Office) -> None:
    noticed = ("record", "statement", *STATEMENT)
    settled = (*noticed, *DENIED, "--informed", "press", "2026-01-05")

    assert office.run(*noticed, "--outcome", "open", "--answer", "none").stdout == "recorded\n"
    assert office.run(*settled).exit_code == WRONG_USE
    assert office.run(*settled, "--reason", "looked into").stdout == "corrected\n"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("@quelquun l'a dit", "somebody's handle"),
        ("appeler le ٠٦ ١٢ ٣٤ ٥٦ ٧٨", "a telephone number"),
        ("x" * 201, "200 are the most"),
        ("a\0b", "control characters"),
    ],
)
def test_the_reason_of_a_correction_names_nobody_either(
    office: Office, reason: str, said: str
) -> None:
    noticed = ("record", "statement", *STATEMENT)
    office.run(*noticed, "--outcome", "open", "--answer", "none")

    result = office.run(*noticed, *DENIED, "--reason", reason)

    assert result.exit_code == WRONG_USE
    assert "reason: h" in result.stderr
    assert said in result.stderr
    assert rows(office, "SELECT count(*) FROM change WHERE what = 'statement'") == [(0,)]


@pytest.mark.parametrize("kind", ["activities", "published_figures", "events"])
def test_a_reason_has_an_end_and_no_control_characters(office: Office, kind: str) -> None:
    file = str(EXAMPLES / f"{kind}.csv")

    result = office.run(
        "import", file, "--kind", kind.removeprefix("published_"), "--reason", "a\0b"
    )

    assert result.exit_code == WRONG_USE
    assert "reason: holds control characters" in result.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--informed", "x", "2026-01-05 08:59"), "informed_x: 2026-01-05 08:59 is before"),
        (("--informed", "tiktok", "2026-01-05 10:00"), "'tiktok'"),
        (("--informed", "x", "2026-01-06", "--informed", "x", "2026-01-07"), "named twice"),
        (("--post", "1"), "posts: '1' is no post of the office's own"),
        (("--note", "@quelquun"), "note: holds what looks like somebody's handle"),
        (("--noticed", "2126-01-01"), "noticed: 2126-01-01 has not come yet"),
        (("--answer", "denail"), "answer: 'denail' is no answer; did you mean 'denial'?"),
    ],
)
def test_a_wrong_statement_is_refused_in_a_sentence(
    office: Office, more: tuple[str, ...], said: str
) -> None:
    result = office.run("record", "statement", *STATEMENT, *DENIED, *more)

    assert result.exit_code == WRONG_USE
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_platform_s_own_name_of_an_account_may_stand_in_a_note(office: Office) -> None:
    """The settings name the Page by its number; the platform told its handle."""
    office.run("collect")
    ((handle,),) = rows(office, "SELECT handle FROM account WHERE name = 'dgsn-instagram'")

    result = office.run("record", "statement", *STATEMENT, *DENIED, "--note", f"@{handle}")

    assert result.stdout == "recorded\n"


def test_an_event_names_the_account_that_was_opened_for_it(office: Office) -> None:
    words = ("record", "event", "--first-day", "2026-05-16", "--name-fr", "Portes ouvertes")
    assert office.run(*words, "--account", "dgsn-x").exit_code == WRONG_USE
    office.change_settings('name = "dgsn-x"', 'name = "dgsn-x"\nevent = true')

    assert office.run(*words, "--account", "dgsn-x").stdout == "recorded\n"
    assert rows(office, "SELECT account FROM event") == [("dgsn-x",)]


def test_what_may_tell_of_a_person_is_recorded_with_its_reason_alone(office: Office) -> None:
    words = ("record", "activity", *ACTIVITY, "--note", "CIN AB123456")
    refused = office.run(*words)

    assert refused.exit_code == WRONG_USE
    assert "the number of an identity card" in refused.stderr
    assert office.run(*words, "--knowingly", "a specimen").stdout == "recorded\n"
    assert rows(office, "SELECT after, why FROM change") == [("activity × 1", "a specimen")]

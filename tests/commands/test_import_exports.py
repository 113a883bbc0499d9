"""`import` of exported files: a dry run, all or nothing, twice without change, and taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from commands import cli
from commands._context import WRONG_USE
from metrics.quantity import Evidence
from storage import Store
from storage.history.account_days import account_days
from storage.history.exported_posts import exported_counts
from storage.history.source_files import files_taken
from storage.schema import change
from tests.support.config_files import ON_EACH_NETWORK, write_config

SAMPLES = Path(__file__).parents[1] / "imports" / "exports"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SAID = ("--downloaded", "2026-05-02")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an office with an account on each network."""
    write_config(tmp_path, accounts=ON_EACH_NETWORK)
    return tmp_path


def run(folder: Path, *words: object) -> Result:
    """Run a command of the office at noon of a day."""
    line = ["--config", str(folder / "config.toml"), *map(str, words)]
    return CliRunner().invoke(cli, line, obj=lambda: NOW)


def opened(folder: Path) -> Store:
    """The office's database."""
    return Store.open(f"sqlite:///{folder / 'hasila.db'}", zone=ZoneInfo("Africa/Casablanca"))


def days(folder: Path, account: str) -> list[str]:
    """What counts of an account's days: day, metric, value, evidence, zone, file."""
    with opened(folder) as store:
        return [
            f"{each.told.day} {each.told.metric} {each.told.quantity.value}"
            f" {each.told.quantity.evidence} {each.told.zone} {each.told.quantity.source}"
            for each in account_days(store, account)
        ]


def posts(folder: Path) -> list[str]:
    """What counts of posts in files: account, post, moment, likes, views, day of download."""
    with opened(folder) as store:
        return [
            f"{each.account} {each.post.id} {each.post.published_at:%Y-%m-%dT%H:%M:%S}"
            f" {each.post.counts.likes} {each.post.counts.views} {each.downloaded_on}"
            for each in exported_counts(store)
        ]


def take(folder: Path, place: str | Path, *words: object) -> None:
    """Take a sample in."""
    result = run(folder, "import", SAMPLES / place, "--yes", *words)
    assert result.exit_code == 0, result.output


def test_a_dry_run_shows_what_it_would_do_and_does_nothing(folder: Path) -> None:
    sample = SAMPLES / "meta_content" / "facebook.csv"
    result = run(folder, "import", sample, *SAID, "--lang", "en")

    assert result.exit_code == 0
    assert "Facebook – posts (content)" in result.output
    assert "left out: 1 cell without a number, 1 row of a post that stands twice" in result.output
    assert "1 post of another account" in result.output
    assert posts(folder) == []


def test_days_are_kept_as_the_platform_counts_them_with_their_evidence(folder: Path) -> None:
    take(folder, "x_new/overview.csv", "--account", "office-x", *SAID)

    assert days(folder, "office-x") == [
        f"{day} {metric} {value} exported UTC overview.csv"
        for metric, day, value in [
            ("engagements", "2026-04-29", 2071),
            ("engagements", "2026-04-30", 843),
            ("lost_followers", "2026-04-30", 11),
            ("new_followers", "2026-04-29", 263),
            ("new_followers", "2026-04-30", 256),
            ("views", "2026-04-29", 2416),
            ("views", "2026-04-30", 69610),
            ("visits", "2026-04-29", 108),
            ("visits", "2026-04-30", 18),
        ]
    ]


def test_posts_are_kept_with_the_day_of_the_download_and_no_other_account(folder: Path) -> None:
    take(folder, "meta_content", *SAID, "--map", mapping(folder))

    assert posts(folder) == [
        "office-fb 122100848488508353 2026-03-31T06:20:00 215 46820 2026-05-02",
        "office-fb 122100606670882055 2026-03-08T09:30:00 53 None 2026-05-02",
        "office-ig 17900337511127691 2026-03-09T19:00:00 2835 2215 2026-05-02",
        "office-ig 17900098049683381 2026-03-05T08:45:00 2029 80664 2026-05-02",
    ]


def mapping(folder: Path) -> Path:
    """A mapping file that says nothing."""
    path = folder / "nothing.toml"
    path.write_text("", encoding="utf-8")
    return path


def test_a_total_without_a_day_is_that_of_the_download(folder: Path) -> None:
    take(folder, "meta_results/Audience.csv", "--account", "office-ig", *SAID)

    assert days(folder, "office-ig") == [
        "2026-05-02 followers 207431 exported America/Los_Angeles Audience.csv"
    ]


def test_twice_the_same_changes_nothing(folder: Path) -> None:
    take(folder, "x_new", "--account", "office-x", *SAID)
    before = days(folder, "office-x"), posts(folder)

    result = run(folder, "import", SAMPLES / "x_new", "--account", "office-x", *SAID, "--yes")

    assert result.exit_code == 0
    assert (days(folder, "office-x"), posts(folder)) == before
    with opened(folder) as store:
        assert len(files_taken(store)) == 3


def later(folder: Path) -> list[tuple[Path, str]]:
    """Three overlapping files of one account, with the days of their downloads."""
    text = (SAMPLES / "x_new" / "overview.csv").read_text(encoding="utf-8")
    files = []
    for day, number in (("2026-05-01", 250), ("2026-05-03", 257), ("2026-05-02", 300)):
        path = folder / f"overview {day}.csv"
        path.write_text(text.replace(",256,", f",{number},"), encoding="utf-8")
        files.append((path, day))
    return files


def test_a_later_export_supersedes_an_earlier_one_in_any_order(tmp_path: Path) -> None:
    told = set()
    for number, order in enumerate(permutations(range(3))):
        office = tmp_path / str(number)
        office.mkdir()
        write_config(office, accounts=ON_EACH_NETWORK)
        files = later(office)
        for place in order:
            path, day = files[place]
            take(office, path, "--account", "office-x", "--downloaded", day)
        told.add(tuple(days(office, "office-x")))

    (only,) = told
    expected = "2026-04-30 new_followers 257 exported UTC overview 2026-05-03.csv"
    assert expected in only


def test_a_file_is_taken_back_with_its_reason_and_may_come_again(folder: Path) -> None:
    take(folder, "x_new/content.csv", *SAID)
    before = posts(folder)

    unexplained = run(folder, "import", "--undo", 1)
    undone = run(folder, "import", "--undo", 1, "--reason", "of the wrong year")
    after = posts(folder)
    again = run(folder, "import", "--undo", 1, "--reason", "again")
    take(folder, "x_new/content.csv", *SAID)

    assert unexplained.exit_code == WRONG_USE
    assert undone.exit_code == 0
    assert after == []
    assert again.exit_code != 0
    assert posts(folder) == before
    with opened(folder) as store, store.read() as connection:
        whys = connection.execute(change.select()).mappings().all()
    assert [row["why"] for row in whys if row["what"] == "source_file"] == ["of the wrong year"]


def refused(folder: Path, paths: Iterable[object], *words: object) -> str:
    """What is said of files that are refused, of which nothing is taken."""
    (path,) = paths
    result = run(folder, "import", path, *words, "--yes")
    assert result.exit_code == WRONG_USE, result.output
    with opened(folder) as store:
        assert files_taken(store) == []
    return result.stderr


def test_with_one_bad_file_nothing_of_a_folder_is_taken(folder: Path) -> None:
    exports = folder / "exports"
    shutil.copytree(SAMPLES / "x_new", exports)
    shutil.copy(SAMPLES / "damaged" / "cut_row.csv", exports)

    message = refused(folder, [exports], "--account", "office-x", *SAID)

    assert "cut_row.csv, line 2" in message
    assert "nothing was taken in" in message


@pytest.mark.parametrize(
    ("place", "words", "why"),
    [
        ("x_new/overview.csv", SAID, "--account"),
        ("x_new/content.csv", (), "--downloaded"),
        ("meta_results/Follows.csv", ("--account", "office-x"), "is a file of Facebook"),
        ("unknown/by_hand.csv", (), "--map"),
        ("nothing at all", (), "no such file"),
    ],
)
def test_what_is_not_known_is_asked(
    folder: Path, place: str, words: tuple[str, ...], why: str
) -> None:
    lines = refused(folder, [SAMPLES / place], *words).splitlines()

    assert why in lines[0]
    assert len(lines) <= 2


def test_a_mapping_that_the_dry_run_wrote_is_filled_in_by_the_person(folder: Path) -> None:
    said = folder / "said.toml"
    sample = SAMPLES / "unknown" / "by_hand.csv"
    refused(folder, [sample], "--map", said)
    text = said.read_text(encoding="utf-8")
    for old, new in {
        'kind = ""': 'kind = "days"',
        'platform = ""': 'platform = "x"',
        '"date" = ""': '"date" = "day"',
        '"followers" = ""': '"followers" = "followers"',
        '"profile_visits" = ""': '"profile_visits" = "visits"',
    }.items():
        assert old in text
        text = text.replace(old, new, 1)
    said.write_text(text, encoding="utf-8")

    take(folder, "unknown/by_hand.csv", "--map", said, "--account", "office-x", *SAID)

    assert days(folder, "office-x") == [
        "2026-01-03 followers 480944 exported UTC by_hand.csv",
        "2025-12-03 visits 4846 exported UTC by_hand.csv",
        "2026-01-03 visits 4182 exported UTC by_hand.csv",
    ]


def test_the_mapping_tells_each_file_its_account_and_its_day(folder: Path) -> None:
    said = folder / "said.toml"
    refused(folder, [SAMPLES / "meta_results"], "--map", said)
    text = said.read_text(encoding="utf-8")
    assert text.count("[[file]]") == 9
    answers = {"Follows.csv": "office-fb", "Visits.csv": "office-ig"}
    for name in ("Audience.csv", "Reach, no mark.csv", "Views (1).csv"):
        answers[name] = "office-ig"
    for name in ("Audience, older.csv", "Interactions.csv", "Link clicks.csv", "Viewers.csv"):
        answers[name] = "office-fb"
    said.write_text(
        "".join(
            f'[[file]]\nname = "{name}"\naccount = "{account}"\ndownloaded = 2026-07-0{n}\n'
            for n, (name, account) in enumerate(answers.items(), start=1)
        ),
        encoding="utf-8",
    )

    take(folder, "meta_results", "--map", said)

    assert "2026-03-03 new_followers 43 exported America/Los_Angeles Audience, older.csv" in days(
        folder, "office-fb"
    )
    assert "2026-03-01 visits 147 exported America/Los_Angeles Visits.csv" in days(
        folder, "office-ig"
    )
    with opened(folder) as store:
        taken = {each.file.name: each.file.downloaded_on for each in files_taken(store)}
        evidence = {each.told.quantity.evidence for each in account_days(store, "office-ig")}
    assert taken["Visits.csv"] == date(2026, 7, 2)
    assert evidence == {Evidence.EXPORTED}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[file]]\n", "the key 'name' is missing"),
        ('[[file]]\nname = "a"\norder = "us"\n', "order: 'us' is not known"),
        ('[[table]]\nkind = "day"\n[table.columns]\n"a" = "day"\n', "did you mean 'days'"),
        ("file = 1", "write [[file]]"),
        ("[[", "is no TOML"),
        ('[[file]]\nname = "a"\naccount = "nobody"\n', "no account is called 'nobody'"),
    ],
)
def test_a_mapping_that_says_nonsense_is_refused(folder: Path, text: str, why: str) -> None:
    said = folder / "said.toml"
    said.write_text(text, encoding="utf-8")

    assert why in refused(folder, [SAMPLES / "x_new/content.csv"], "--map", said)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--undo", 1, "--reason", "a", SAMPLES),
        (SAMPLES / "x_new", "--reason", "a"),
        ("--kind", "figures"),
        (SAMPLES / "x_new", "--kind", "figures", "--account", "office-x"),
        (SAMPLES / "x_new", "--account", "nobody"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    folder: Path, words: tuple[object, ...]
) -> None:
    assert run(folder, "import", *words).exit_code == WRONG_USE


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_a_dry_run_is_in_the_readers_language(folder: Path, code: str) -> None:
    result = run(folder, "import", SAMPLES / "x_archive", *SAID, "--lang", code)
    words = {"ar": "الأرشيف", "fr": "archive", "en": "archive"}

    assert result.exit_code == 0
    assert words[code] in result.output


def test_posts_of_files_are_told_in_their_own_words_with_their_evidence(folder: Path) -> None:
    take(folder, "x_new/content.csv", *SAID)
    days = ("--since", "2026-04-01", "--until", "2026-05-02")
    told = json.loads(run(folder, "ask", "top", *days, "--format", "json").stdout)

    assert [(row["text"], row["score"], row["evidence"]) for row in told["rows"]] == [
        ("السلامة الطرقية & التوعية", 10260, "exported")
    ]


def test_counts_of_files_are_asked_for_apart_from_readings(folder: Path) -> None:
    take(folder, "x_new/content.csv", *SAID)
    told = json.loads(run(folder, "ask", "exported-posts", "--format", "json").stdout)
    read = json.loads(run(folder, "ask", "posts", "--format", "json").stdout)

    assert [
        (row["post"], row["views"], row["saves"], row["downloaded"], row["evidence"], row["source"])
        for row in told["rows"]
    ] == [
        ("2049999744922550272", 10260, 26, "2026-05-02", "exported", "content.csv"),
        ("2049383178040246272", 1972, 4, "2026-05-02", "exported", "content.csv"),
    ]
    assert not any(row.get("views") for row in read["rows"])

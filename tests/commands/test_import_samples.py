"""`import` of every sample of an exported file: what is stored of each, twice, in any order.

`tests/imports/exports/expected.txt` says by hand what each holds; here it is what is on file.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from commands import cli
from metrics.platforms import COUNT_NAMES
from storage import Store
from storage.history.account_days import account_days
from storage.history.exported_posts import exported_counts
from storage.schema import account, account_day_metric, exported_post, source_file
from tests.imports.test_exports import SAMPLES, expectations
from tests.support.config_files import ON_EACH_NETWORK, write_config

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SAID = "2026-05-02"
LATER = {"meta_results/Viewers.csv": "2026-07-01"}
"""When a sample was downloaded that tells of later days."""
OTHER_MEASURE = "2026-06-14 viewers"
"""Facebook counts viewers in the place of reach since the day after it."""
ACCOUNTS = f"""{ON_EACH_NETWORK}[[account]]
name = "tool-fb"
platform = "facebook"
id = "111"
"""
OF_X, OF_FACEBOOK, OF_INSTAGRAM, OF_TOOL = "office-x", "office-fb", "office-ig", "tool-fb"
WHOSE = {
    "damaged/rounded_ids.csv": OF_X,
    "instagram_archive/audience_insights.json": OF_INSTAGRAM,
    "meta_content/facebook.csv": OF_FACEBOOK,
    "meta_content/facebook_fr, Windows-1252.csv": OF_FACEBOOK,
    "meta_content/facebook_impressions.csv": OF_FACEBOOK,
    "meta_content/facebook_sv.csv": OF_FACEBOOK,
    "meta_content/instagram.csv": OF_INSTAGRAM,
    "meta_content/instagram_sv, day first.csv": OF_INSTAGRAM,
    "meta_results/Audience, older.csv": OF_INSTAGRAM,
    "meta_results/Audience.csv": OF_INSTAGRAM,
    "meta_results/Follows.csv": OF_FACEBOOK,
    "meta_results/Interactions.csv": OF_FACEBOOK,
    "meta_results/Link clicks.csv": OF_FACEBOOK,
    "meta_results/Reach, no mark.csv": OF_FACEBOOK,
    "meta_results/Viewers.csv": OF_FACEBOOK,
    "meta_results/Views (1).csv": OF_INSTAGRAM,
    "meta_results/Visits.csv": OF_INSTAGRAM,
    "other_tools/hootsuite.csv": OF_TOOL,
    "other_tools/metricool.csv": OF_FACEBOOK,
    "other_tools/sprout_facebook.csv": OF_FACEBOOK,
    "other_tools/sprout_x.csv": OF_X,
    "page_insights/page.csv": OF_FACEBOOK,
    "page_insights/posts.csv": OF_FACEBOOK,
    "page_insights/posts.xlsx": OF_FACEBOOK,
    "x_archive": OF_X,
    "x_new/content.csv": OF_X,
    "x_new/overview.csv": OF_X,
    "x_new/overview_resaved.csv": OF_X,
    "x_old/by_day.csv": OF_X,
    "x_old/by_post.csv": OF_X,
    "x_old/by_post_2015.csv": OF_X,
}
"""Of which account each sample is; the parts of an archive are taken together."""
NOT_KEPT = {
    "meta_results/Audience, Italian.csv",
    "tiktok/Content_2025-06-19_1768400000_office.zip",
    "tiktok/Followers_2025-06-19_1768400000_office.zip",
    "tiktok/Overview_2025-06-19_1768400000_office.zip",
    "tiktok/Viewers_2025-06-19_1768400000_office.zip",
    "x_new/video.csv",
    "youtube/Données du tableau.csv",
    "youtube/Table data.csv",
    "youtube/Totals.csv",
}
UNPROVED = "damaged/ids_with_permalink.csv"
"""Its post is on file by its address, or the file is refused (tests/imports/test_plan.py)."""
OURS = {"impressions": "views", "viewers": "reach"}
"""What the words of files are on file, where their days say so."""
STRANGERS = {"122100999999999353", "17900337511127699"}
"""Posts of other accounts."""


class Office:
    """A folder with a database, into which samples are taken."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        write_config(folder, accounts=ACCOUNTS)
        self.folder = folder

    def take(self, path: Path, *words: str) -> None:
        """Take files in, at the command line."""
        line = ["--config", self.folder / "config.toml", "import", path, "--yes", *words]
        result = CliRunner().invoke(cli, list(map(str, line)), obj=lambda: NOW)
        assert result.exit_code == 0, result.output

    def store(self) -> Store:
        """Its database."""
        path = f"sqlite:///{self.folder / 'hasila.db'}"
        return Store.open(path, zone=ZoneInfo("Africa/Casablanca"))

    def counting(self) -> list[str]:
        """What counts of all files together."""
        with self.store() as store:
            days = [
                f"{name} {told.zone} {told.day} {told.metric} {told.quantity}"
                for name in sorted(set(WHOSE.values()))
                for told in (each.told for each in account_days(store, name))
            ]
            return [*days, *map(str, exported_counts(store))]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has taken every sample in at once, each with its account."""
    folder = tmp_path_factory.mktemp("samples")
    for place in WHOSE:
        whole = SAMPLES / place
        (folder / "in" / place).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, folder / "in" / place)
    (folder / "said.toml").write_text("".join(answers(folder / "in")), encoding="utf-8")
    office = Office(folder / "office")
    office.take(folder / "in", "--map", str(folder / "said.toml"))
    return office


def answers(folder: Path) -> Iterator[str]:
    """What the person says of each file."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        whose = WHOSE.get(name) or WHOSE["x_archive"]
        day = LATER.get(name, SAID)
        yield f'[[file]]\nname = "{name}"\naccount = "{whose}"\ndownloaded = {day}\n'


def stored(office: Office, name: str) -> set[str]:
    """What is on file of the file of a name, as expected.txt writes it, under its account."""
    day, post = account_day_metric.c, exported_post.c
    with office.store() as store, store.read() as connection:
        own = select(source_file.c.id).where(source_file.c.name == name)
        days = connection.execute(
            select(account.c.name, day.day, day.metric, day.value, day.evidence, day.zone)
            .join_from(account_day_metric, account)
            .where(day.source_file_id.in_(own))
        ).all()
        counts = [post[each] for each in COUNT_NAMES]
        posts = connection.execute(
            select(account.c.name, post.platform_id, post.published_at, post.kind, *counts)
            .select_from(exported_post)
            .join(source_file)
            .join(account)
            .where(post.source_file_id.in_(own))
        ).all()
    lines = {" ".join((f"{whose}:", *map(str, rest))) for whose, *rest in days}
    for whose, identifier, at, kind, *numbers in posts:
        told = zip(COUNT_NAMES, numbers, strict=True)
        counted = " ".join(f"{each}={value}" for each, value in told if value is not None)
        lines.add(f"{whose}: post {identifier} {at:%Y-%m-%dT%H:%M:%S} {kind} {counted}")
    return lines


def expected(place: str) -> set[str]:
    """What expected.txt says of a sample, as it is to be on file."""
    head, *lines = expectations()[place]
    zone = head.split()[-1]
    result = set()
    for line in lines:
        if line.startswith(OTHER_MEASURE):
            continue
        words = line.replace("total", SAID).split()
        whose = WHOSE.get(place) or WHOSE["x_archive"]
        if words[0] == "post" and words[1] not in STRANGERS:
            result.add(f"{whose}: {line}")
        elif words[0][:2] == "20":
            day, metric, value = words
            result.add(f"{whose}: {day} {OURS.get(metric, metric)} {value} exported {zone}")
    return result


def test_of_every_sample_the_values_are_on_file_that_somebody_reads_in_it(office: Office) -> None:
    parts = {"x_archive/data/tweets.js", "x_archive/data/tweets-part1.js"}
    places = {*WHOSE, *parts} - {"x_archive"}
    silent = {"x_archive/data/account.js", "x_archive/data/follower.js", UNPROVED}

    assert places | silent == {
        name for name in expectations() if not any(name.startswith(each) for each in NOT_KEPT)
    }
    for place in sorted(places):
        assert stored(office, Path(place).name) == expected(place), place


def test_every_sample_taken_in_again_changes_nothing(office: Office) -> None:
    before = office.counting()

    office.take(office.folder.parent / "in", "--map", str(office.folder.parent / "said.toml"))

    assert office.counting() == before


def test_the_order_in_which_samples_are_taken_in_makes_no_difference(
    office: Office, tmp_path: Path
) -> None:
    other = Office(tmp_path / "other")
    for place in reversed(WHOSE):
        other.take(
            SAMPLES / place, "--account", WHOSE[place], "--downloaded", LATER.get(place, SAID)
        )

    numbers = {line.partition(", file=")[0] for line in office.counting()}
    assert {line.partition(", file=")[0] for line in other.counting()} == numbers


@pytest.mark.parametrize("place", sorted(NOT_KEPT))
def test_what_is_recognised_and_not_kept_is_said_and_nothing_is_on_file(
    tmp_path: Path, place: str
) -> None:
    line = ["--config", tmp_path / "config.toml", "import", SAMPLES / place, "--lang", "en"]
    write_config(tmp_path, accounts=ACCOUNTS)
    result = CliRunner().invoke(cli, list(map(str, line)), obj=lambda: NOW)

    assert result.exit_code == 0
    assert "recognised, and not kept" in result.output

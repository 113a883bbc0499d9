"""Whose files are, of which day, and what is asked before anything is taken in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from imports.exports.layout import DAY, OWNER
from imports.exports.model import IMPRESSIONS, VIEWERS, LeftOut
from imports.exports.plan import FileAnswer, ImportPlan, Planner
from imports.exports.recognise import LAYOUTS
from imports.exports.sources import sources_under
from imports.platforms.results import SERIES, TOTALS
from metrics.history.account_days import ACCOUNT_DAY_METRICS
from metrics.model import Account

SAMPLES = Path(__file__).parent / "exports"
X = Account("office-x", "x", handle="office_example")
FACEBOOK = Account("office-fb", "facebook", handle="office.example", id="100000000000001")
INSTAGRAM = Account("office-ig", "instagram", handle="office_example", id="17841400000000001")
OTHER = Account("other-fb", "facebook", id="100000000000002")
ACCOUNTS = (X, FACEBOOK, INSTAGRAM)
TODAY = date(2026, 11, 30)
SAID = date(2026, 5, 2)


def planned(
    place: str,
    *,
    account: str | None = None,
    downloaded: date | None = SAID,
    accounts: tuple[Account, ...] = ACCOUNTS,
    today: date = TODAY,
) -> ImportPlan:
    """The plan of a sample or a folder of them."""
    planner = Planner(accounts, today, default=FileAnswer(account, downloaded))
    return planner.plan(sources_under(SAMPLES / place))


@pytest.mark.parametrize(
    ("place", "account", "rows", "left_out"),
    [
        ("x_old/by_post.csv", "office-x", 2, {"no_value": 1}),
        ("x_new/content.csv", "office-x", 2, {}),
        ("other_tools/sprout_x.csv", "office-x", 2, {}),
        (
            "meta_content/facebook.csv",
            "office-fb",
            2,
            {"no_value": 1, "repeated": 1, "other_account": 1},
        ),
        ("meta_content/instagram.csv", "office-ig", 2, {"no_value": 1, "other_account": 1}),
        ("page_insights/posts.xlsx", "office-fb", 1, {"other_measure": 1}),
    ],
)
def test_a_file_that_tells_its_account_needs_no_word(
    place: str, account: str, rows: int, left_out: dict[str, int]
) -> None:
    plan = planned(place)
    (file,) = plan.files

    assert plan.problems == ()
    assert (file.account, file.rows) == (account, rows)
    assert {str(why): number for why, number in file.left_out.items()} == left_out


def test_one_file_of_two_pages_is_one_file_for_each() -> None:
    files = planned("meta_content/facebook.csv", accounts=(FACEBOOK, OTHER)).files

    assert [(file.account, len(file.posts)) for file in files] == [
        ("office-fb", 2),
        ("other-fb", 1),
    ]
    assert all(file.left_out[LeftOut.OTHER_ACCOUNT] for file in files)


def test_an_archive_is_that_of_its_own_account_file() -> None:
    plan = planned("x_archive")

    assert [(file.name, file.account) for file in plan.files] == [
        ("data/tweets-part1.js", "office-x"),
        ("data/tweets.js", "office-x"),
    ]
    assert plan.closed == 1


def test_the_total_of_followers_is_that_of_the_day_of_download() -> None:
    (file,) = planned("meta_results/Audience.csv", account="office-ig").files

    assert [(each.day, each.metric, each.value) for each in file.days] == [
        (SAID, "followers", 207431)
    ]


def test_what_a_file_does_not_say_is_asked() -> None:
    for place, words in {
        "x_new/overview.csv": ("names nobody", "--account"),
        "meta_results/Views (1).csv": ("names nobody", "--account"),
        "damaged/order_not_proved.csv": ("day or the month first",),
    }.items():
        plan = planned(place)
        assert plan.files == ()
        assert len(plan.asked) == 1
        (problem,) = plan.problems
        assert "\n" not in str(problem)
        assert all(word in str(problem) for word in words)


@pytest.mark.parametrize(
    ("place", "account", "why"),
    [
        (
            "x_new/content.csv",
            "office-fb",
            "of X, and office-fb is an account of Facebook",
        ),
        ("meta_content/facebook.csv", "other-fb", "and not of"),
        ("meta_results/Follows.csv", "office-ig", "is a file of Facebook"),
    ],
)
def test_a_file_of_another_account_is_refused(place: str, account: str, why: str) -> None:
    elsewhere = Account("other-fb", "facebook", id="100000000000099")
    plan = planned(place, account=account, accounts=(*ACCOUNTS, elsewhere))

    assert plan.files == ()
    assert why in str(plan.problems[0])


def test_a_former_handle_is_ours_where_the_settings_say_so() -> None:
    renamed = Account("office-x", "x", handle="office", former_names=("office_example",))
    stranger = Account("office-x", "x", handle="office")

    assert planned("x_new/content.csv", accounts=(renamed,)).files
    assert "former_names" in str(
        planned("x_new/content.csv", accounts=(stranger,), account="office-x").problems[0]
    )


@pytest.mark.parametrize("downloaded", [None, date(2026, 4, 29), date(2026, 12, 1)])
def test_numbers_of_the_day_of_download_need_that_day(downloaded: date | None) -> None:
    plan = planned("x_new/content.csv", downloaded=downloaded)

    assert plan.files == ()
    assert "--downloaded" in str(plan.problems[0])


def test_days_may_take_the_day_of_their_file_and_say_so() -> None:
    today = datetime.now().astimezone().date()  # that of the sample's file is its checkout's
    plan = planned("x_new/overview.csv", account="office-x", downloaded=None, today=today)
    (file,) = plan.files

    assert file.is_said is False
    assert file.downloaded_on >= date(2026, 4, 30)


def test_viewers_are_reach_only_since_the_platform_says_so() -> None:
    (before,) = planned("page_insights/page.csv", account="office-fb").files

    assert {each.metric for each in before.days} == {
        "page_likes",
        "new_page_likes",
        "lost_page_likes",
        "reach",
        "views",
    }


def test_rounded_ids_are_found_by_their_address_or_refused() -> None:
    sources = sources_under(SAMPLES / "damaged/ids_with_permalink.csv")
    answer = FileAnswer("office-fb", SAID)
    known = {("office-fb", "https://www.facebook.com/reel/1"): "100000000000001_7"}
    (file,) = Planner(ACCOUNTS, TODAY, lambda *asked: known.get(asked), answer).plan(sources).files
    plan = Planner(ACCOUNTS, TODAY, default=answer).plan(sources)

    assert [post.id for post in file.posts] == ["100000000000001_7"]
    assert plan.files == ()
    assert "https://www.facebook.com/reel/1" in str(plan.problems[0])


def test_the_same_bytes_under_two_names_are_one_file(tmp_path: Path) -> None:
    data = (SAMPLES / "x_new/content.csv").read_bytes()
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(data)
    planner = Planner(ACCOUNTS, TODAY, default=FileAnswer(None, SAID))

    assert [file.name for file in planner.plan(sources_under(tmp_path)).files] == ["a.csv"]


def test_every_number_of_a_day_is_a_metric_that_is_kept() -> None:
    kept = {*ACCOUNT_DAY_METRICS, IMPRESSIONS, VIEWERS, DAY, *OWNER}
    layouts = [each for each in LAYOUTS if DAY in each.labels and not each.is_not_taken]

    assert {name for each in layouts for name in each.labels} <= kept
    assert {metric for _, metric in (*SERIES.values(), *TOTALS.values())} <= kept

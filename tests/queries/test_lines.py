"""Questions as lines: what `ask` takes is understood from a text, and what is wrong is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from queries.lines import AskingDesk, answer_line, line_with, read_line, require_accounts
from queries.request import CannotAnswer
from tests.support.asking import Desk, X, open_desk
from tests.support.storage_visits import NOON, post
from words import language


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("lines")) as opened:
        opened.read(X, NOON - timedelta(days=10), 1_000)
        opened.read(X, NOON, 1_100, post("7", NOON - timedelta(hours=2)))
        yield opened


def asking(desk: Desk, days: tuple[date, date] | None = None) -> AskingDesk:
    return AskingDesk(desk.store, desk.settings, desk.now, language("en"), days)


@pytest.mark.parametrize(
    ("line", "options"),
    [
        (f"growth --in 2026-11 --account {X}", {"since": "2026-11", "until": "2026-12"}),
        (f"growth --since=2026-11-12 --account {X} --by day", {"since": "2026-11-12", "by": "day"}),
        ("top --metric likes --limit 5", {"metric": "likes", "limit": 5}),
        ("posts --untagged", {"untagged": True}),
        ("post 7", {"words": ("7",)}),
    ],
)
def test_a_line_is_answered_as_the_question_is(
    desk: Desk, line: str, options: dict[str, Any]
) -> None:
    name = line.split(maxsplit=1)[0]
    names = (X,) if "--account" in line else None

    assert answer_line(read_line(line), asking(desk)) == desk.ask(name, accounts=names, **options)


def test_a_line_without_days_is_of_the_days_of_the_report(desk: Desk) -> None:
    days = date(2026, 11, 10), date(2026, 11, 21)

    told = answer_line(read_line("growth"), asking(desk, days))

    assert told == desk.ask("growth", since="2026-11-10", until="2026-11-21")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("growht", "did you mean 'growth'"),
        ("growth --metric likes", "does not heed --metric"),
        ("growth --colour red", "no option --colour"),
        ("growth --by fortnight", "no length of periods is called 'fortnight'"),
        ("top --limit 0", "from 1 to 1000"),
        ("top --limit ²", "from 1 to 1000"),
        ("top --limit", "needs a value"),
        ("growth 2026", "takes no word"),
        ('growth "--in 2026', "is no question"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(line: str, said: str) -> None:
    with pytest.raises(CannotAnswer, match=said):
        read_line(line)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("growth --account nobody", "no account is called 'nobody'"),
        ("growth --platform plaza", "no platform is called 'plaza'"),
        ("growth --in someday", "is not a period"),
        ("growth --since someday", "is not a period"),
        ("growth --until someday", "is not a period"),
        ("growth --in 2026 --since 2026", "already says both"),
        ("growth --since 2026-11 --until 2026-10", "must be after"),
        ("compare --in 2026-11 --versus someday", "is not a period"),
        ("top --metric hugs", "no metric is called 'hugs'"),
    ],
)
def test_what_is_only_known_with_the_file_is_named_when_it_is_asked(
    desk: Desk, line: str, said: str
) -> None:
    with pytest.raises(CannotAnswer, match=said):
        answer_line(read_line(line), asking(desk))


def test_the_accounts_of_a_line_are_those_of_the_settings(desk: Desk) -> None:
    require_accounts(line_with("growth", {"account": X, "platform": "x"}), desk.settings)
    with pytest.raises(CannotAnswer, match="no account"):
        require_accounts(line_with("growth", {"account": "x"}), desk.settings)

"""Two days of an account with stories: seen every six hours, counted, and left alone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from documents.model import value_in_files
from metrics.model import Form
from metrics.reading_plan import plan
from metrics.reading_plan.calls import next_stories
from queries.questions import QUESTIONS
from queries.request import Asked
from reports.balance import gather
from settings import Settings, load
from storage import Store
from storage.accounts import enrol, known
from storage.observations import silent_counts
from storage.post_query import PostQuery, posts_with_readings
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from watch.visits import VisitRunner
from words import language

INSTAGRAM = "dgsn-instagram"
HOURS = 48


class Lived:
    """Two days, hour by hour, and what became of them."""

    def __init__(self, office: Office, settings: Settings, store: Store) -> None:
        self.settings, self.store, self.world = settings, store, office.sandbox.world
        self.world.instagram.shows_stories = True
        self.account = next(each for each in settings.accounts if each.name == INSTAGRAM)
        self.begun = self.world.now
        self.lived: dict[str, datetime] = {}
        self.wanted: list[datetime | None] = []
        runner = VisitRunner(store, settings, lambda: self.world.now)
        for _ in range(HOURS):
            stories = self.world.instagram.stories_at(self.world.now)
            self.lived |= {story.id: story.published_at for story in stories}
            self.wanted.append(runner.visit(self.account))
            self.world.now += timedelta(hours=1)
        self.asked = [(seen.at, seen.path) for seen in office.sandbox.requests]

    def ask(self, name: str, code: str = "en") -> list[dict[str, Any]]:
        asked = Asked(
            self.store, self.settings, self.world.now, language(code), (self.account,),
            since=date(2026, 11, 15), until=date(2026, 11, 19),
        )  # fmt: skip
        return [dict(row) for row in QUESTIONS[name].ask(asked).rows]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("stories")
    with open_office(folder) as office, open_empty(folder) as store:
        settings = load(office.config)
        office.sandbox.world.now = datetime(2026, 11, 16, 9, tzinfo=UTC)
        enrol(store, settings.accounts, office.sandbox.world.now)
        yield Lived(office, settings, store)


def test_they_are_asked_for_once_in_six_hours_with_one_call(lived: Lived) -> None:
    hours = [at.hour for at, path in lived.asked if path.endswith("/stories")]

    assert hours == [9, 12, 18, 0, 6, 12, 18, 0, 6]
    assert not [path for _, path in lived.asked if any(story in path for story in lived.lived)]


def test_each_is_kept_once_with_what_was_told_while_it_lived(lived: Lived) -> None:
    posts = posts_with_readings(lived.store, PostQuery(INSTAGRAM, with_stories=True))
    stories = {post.id: post for post in posts if post.form is Form.STORY}

    assert len(lived.lived) >= 2
    assert {name: post.published_at for name, post in stories.items()} == lived.lived
    for post in stories.values():
        last = post.readings[-1]
        assert last.at - post.published_at <= timedelta(days=1)
        assert last.counts.views
        assert (last.counts.likes, post.text, post.url, post.vanished_at) == (None,) * 4


def test_no_plan_reads_one_again_or_looks_for_posts_from_one_on(lived: Lived) -> None:
    on_file = known(lived.store, INSTAGRAM, lived.world.now)

    assert not {post.id for post in on_file.posts} & set(lived.lived)
    assert on_file.newest_post is not None
    assert on_file.newest_post.id not in lived.lived
    assert on_file.read_at == lived.world.now - timedelta(hours=1)
    assert silent_counts(lived.store, INSTAGRAM, lived.begun, timedelta(hours=12)) == {}


def test_a_visit_for_their_sake_is_wanted_where_slots_are_long(lived: Lived) -> None:
    day_later = lived.world.now + timedelta(days=1)
    asked = plan(known(lived.store, INSTAGRAM, day_later), "instagram", day_later)

    assert asked.stories
    later = next_stories("instagram", day_later)
    assert later is not None
    assert timedelta(hours=2) <= later - day_later <= timedelta(hours=8)
    assert next_stories("facebook", day_later) is None
    assert all(at and at - lived.begun < timedelta(hours=HOURS + 8) for at in lived.wanted)


def test_they_count_as_a_form_of_their_own(lived: Lived) -> None:
    (posts,) = lived.ask("posts")
    forms = {row["form"]: row for row in lived.ask("forms")}
    (output,) = (
        one
        for one in gather(lived.store, lived.settings, 2026, None, lived.world.now).outputs
        if one.account == INSTAGRAM
    )

    assert value_in_files(posts["stories"]) == len(lived.lived)
    assert getattr(posts["stories"], "words", None) == f"at least {len(lived.lived)}"
    assert "stories" in forms
    assert dict(output.forms)["story"] == len(lived.lived)
    assert output.posts is not None
    assert output.views.posts == output.interactions.posts == output.posts.quantity.value
    assert posts["form_not_told"] == 0
    ranked = posts_with_readings(lived.store, PostQuery(INSTAGRAM))
    assert Form.STORY not in {post.form for post in ranked}

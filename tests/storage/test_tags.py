"""Topics of posts: rules give and take them, a hand's word stands, and tags outlive the texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from metrics.topics import Rule
from storage import RefusedValue, Store
from storage.accounts import enrol
from storage.erasure import expire_texts, forget
from storage.schema import change
from storage.schema import topic as tags
from storage.topics import apply_rules, tag, topics_of_posts
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, DAY, FACEBOOK, HOUR, NOON, X, post, reply, visit

SAFETY = Rule("safety", words=("السلامة",))
EVENT = Rule("event", hashtags=("JPO",))


@pytest.fixture(autouse=True)
def _collected(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(
        store,
        visit(
            NOON,
            post("1", text="من أجل السلامة الطرقية"),
            post("2", text="Rendez-vous aux #JPO"),
            post("3", text="السلامة في #JPO", at=NOON - 30 * DAY),
            reply("4"),
        ),
    )


def topics(store: Store) -> dict[str, set[str]]:
    return {post_id: set(found) for (_, post_id), found in topics_of_posts(store).items()}


def test_rules_give_posts_their_topics(store: Store) -> None:
    assert apply_rules(store, [SAFETY, EVENT], NOON) == 4

    assert topics(store) == {"1": {"safety"}, "2": {"event"}, "3": {"safety", "event"}}
    assert apply_rules(store, [SAFETY, EVENT], NOON + DAY) == 0


def test_changed_rules_take_topics_away_again(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)

    assert apply_rules(store, [replace(EVENT, topic="open-days"), SAFETY], NOON) == 4
    assert topics(store) == {"1": {"safety"}, "2": {"open-days"}, "3": {"safety", "open-days"}}


def test_an_edited_text_is_judged_anew(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)
    keep(store, visit(NOON + HOUR, post("2", text="Merci à tous")))

    assert apply_rules(store, [SAFETY, EVENT], NOON + HOUR) == 1
    assert "2" not in topics(store)


def test_a_hand_gives_and_takes_against_every_rule(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)

    assert tag(store, X.name, "4", "campaign", who="press", now=NOON)
    assert tag(store, "x", "1", "safety", who="press", now=NOON, off=True)
    assert tag(store, "x", "2", "event", who="press", now=NOON)
    apply_rules(store, [SAFETY], NOON)

    assert topics(store) == {"2": {"event"}, "3": {"safety"}, "4": {"campaign"}}


def test_a_hand_may_change_its_mind_and_each_change_leaves_a_line(store: Store) -> None:
    apply_rules(store, [SAFETY], NOON)
    assert tag(store, "x", "1", "safety", who="press", now=NOON, off=True)
    assert not tag(store, "x", "1", "safety", who="office", now=NOON, off=True)
    assert tag(store, "x", "1", " safety ", who="office", now=NOON + HOUR)

    assert topics(store)["1"] == {"safety"}
    with store.read() as connection:
        columns = (change.c.at, change.c.who, change.c.what, change.c.before, change.c.after)
        assert connection.execute(select(*columns)).all() == [
            (NOON, "press", "tag", "given by rule", "1 is not of safety"),
            (NOON + HOUR, "office", "tag", "taken away", "1 is of safety"),
        ]


@pytest.mark.parametrize(
    ("owner", "post_id", "topic", "why"),
    [
        ("x", "99", "safety", "no post 99 of x"),
        ("dgsn-facebook", "1", "safety", "no post 1 of dgsn-facebook"),
        ("nobody", "1", "safety", "no post 1 of nobody"),
        ("x", "1", " ", "a topic needs a name"),
    ],
)
def test_it_refuses_what_cannot_be_tagged(
    store: Store, owner: str, post_id: str, topic: str, why: str
) -> None:
    with pytest.raises(RefusedValue, match=why):
        tag(store, owner, post_id, topic, who="press", now=NOON)
    assert topics(store) == {}


def test_tags_outlive_the_texts(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)
    tag(store, "x", "1", "campaign", who="press", now=NOON)
    before = topics(store)

    assert expire_texts(store, NOON + 500 * DAY, 400) == 3
    assert apply_rules(store, [], NOON + 500 * DAY) == 0

    assert topics(store) == before


def test_it_chooses_by_account_and_time_of_publication(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)

    assert set(topics_of_posts(store, X.name, since=NOON - DAY)) == {(X.name, "1"), (X.name, "2")}
    assert set(topics_of_posts(store, until=NOON - DAY)) == {(X.name, "3")}
    assert topics_of_posts(store, account=FACEBOOK.name) == {}


def test_a_forgotten_platform_takes_the_topics_of_its_posts_with_it(store: Store) -> None:
    apply_rules(store, [SAFETY, EVENT], NOON)
    tag(store, "x", "1", "campaign", who="press", now=NOON)

    told = forget(store, "x", who="legal", now=NOON + DAY)

    assert told.what["topics of posts erased"] == 5
    with store.read() as connection:
        assert connection.execute(select(tags)).all() == []
        words = connection.execute(select(change.c.after).where(change.c.what == "tag"))
        assert words.scalars().all() == [None]

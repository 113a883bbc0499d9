"""Topics of posts: given by a rule that reads the text, or by hand.

A hand's word stands against every rule, also when it takes a topic away. A tag outlives the text
that it was given for: when a text has expired, no rule judges its post again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from metrics.texts.phrases import Phrase
from metrics.topics import Rule, topics_of
from storage.changes import TAG, Change, log
from storage.engine import let_go
from storage.errors import RefusedValue
from storage.post_query.query import EVERY_KIND, PostQuery, choose_posts
from storage.posts import told_id
from storage.schema import By, post
from storage.schema import account as accounts
from storage.schema import topic as tags
from storage.store import Store

Tag = tuple[int, str]
"""Our own key of a post, and a topic of it."""
PostKey = tuple[str, str]
"""An account's name, and the platform's id of a post of it."""


def tag(
    store: Store,
    platform_or_account: str,
    post_id: str,
    topic: str,
    *,
    who: str,
    now: datetime,
    off: bool = False,
) -> bool:
    """Give a post a topic by hand, or take it away for good.

    `platform_or_account` tells whose post it is: an account's name, or its platform's; `post_id` is
    the platform's own. With `off` the post is not of that topic, whatever a rule says.

    Returns:
        Whether that changed anything.

    Raises:
        RefusedValue: no such post is on file, or the topic has no name.
    """
    post_named = (platform_or_account, post_id)
    return bool(tag_all(store, [post_named], topic, who=who, now=now, off=off))


def tag_all(
    store: Store,
    posts: Sequence[PostKey],
    topic: str,
    *,
    who: str,
    now: datetime,
    off: bool = False,
) -> int:
    """The same of many posts in one transaction; how many of them that changed.

    Raises:
        RefusedValue: one of them is not on file, or the topic has no name; nothing was changed.
    """
    wanted = topic.strip()
    if not wanted:
        raise RefusedValue(Phrase("a topic needs a name; nothing was changed"))
    with store.write() as connection:
        return sum(_tag(connection, post, wanted, who, now, off=off) for post in posts)


def _tag(
    connection: Connection, post: PostKey, topic: str, who: str, now: datetime, *, off: bool
) -> bool:
    key, account_id = _post_keys(connection, *post)
    here = (tags.c.post_id == key) & (tags.c.topic == topic)
    given = select(tags.c.given_by, tags.c.is_off).where(here)
    before = connection.execute(given).one_or_none()
    if before is not None and tuple(before) == (By.HAND, int(off)):
        return False
    connection.execute(delete(tags).where(here))
    values = {"given_by": By.HAND.value, "is_off": int(off), "who": who, "at": now}
    connection.execute(insert(tags).values(post_id=key, topic=topic, **values))
    after = f"{post[1]} is {'not ' if off else ''}of {topic}"
    change = Change(now, who, TAG, before and _worded(*before), after)
    log(connection, change, account_id=account_id)
    return True


def apply_rules(store: Store, rules: Sequence[Rule], now: datetime) -> int:
    """Judge every post whose text is on file by today's rules; how many tags came or went.

    What a hand has said stays, and so do the tags of posts whose texts have expired.
    """
    with store.write() as connection:
        judged = connection.execute(select(post.c.id, post.c.text).where(post.c.text.is_not(None)))
        texts = [(key, text) for key, text in judged if text is not None]
        wanted = {(key, topic) for key, text in texts for topic in topics_of(text, rules)}
        here, by_hand = _on_file(connection)
        new, old = wanted - here - by_hand, here - wanted
        rule = {"given_by": By.RULE.value, "is_off": 0, "who": None, "at": now}
        if new:
            rows = [{"post_id": key, "topic": topic, **rule} for key, topic in sorted(new)]
            connection.execute(insert(tags), rows)
        for key, one in old:
            gone = (tags.c.post_id == key) & (tags.c.topic == one)
            connection.execute(delete(tags).where(gone))
        return len(new) + len(old)


def topics_of_posts(
    store: Store,
    account: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Mapping[PostKey, frozenset[str]]:
    """The topics of posts published in [since, until), by account and post id.

    A post without topics is not among them. One whose id had to be forgotten goes by an id of our
    own, as in `storage.post_query`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    query = select(accounts.c.name, post.c.id, post.c.platform_id, tags.c.topic)
    query = query.select_from(tags).join(post).join(accounts).where(tags.c.is_off == 0)
    topics: dict[PostKey, set[str]] = defaultdict(set)
    with store.read() as connection:
        chosen = choose_posts(connection, PostQuery(account, since, until, EVERY_KIND))
        rows = connection.execute(query.where(chosen.where))
        let_go(connection)
        for name, key, platform_id, topic in rows:
            topics[name, told_id(platform_id, key)].add(topic)
    return {key: frozenset(names) for key, names in topics.items()}


def topics_on_file(store: Store) -> tuple[str, ...]:
    """Every topic that some post has, by name."""
    query = select(tags.c.topic).where(tags.c.is_off == 0).distinct().order_by(tags.c.topic)
    with store.read() as connection:
        return tuple(connection.execute(query).scalars())


def _post_keys(connection: Connection, platform_or_account: str, post_id: str) -> tuple[int, int]:
    """Our own keys of the post that is meant, and of its account.

    An account's name goes before a platform's.
    """
    query = select(post.c.id, post.c.account_id).join(accounts).where(post.c.platform_id == post_id)
    for column in (accounts.c.name, accounts.c.platform):
        for key, account_id in connection.execute(query.where(column == platform_or_account)):
            return key, account_id
    raise RefusedValue(
        Phrase(
            "no post {post_id} of {account} is on file; nothing changed",
            post_id=post_id,
            account=platform_or_account,
        )
    )


def _worded(given_by: str, is_off: int) -> str:
    """How it stood before a hand changed it."""
    return "taken away" if is_off else f"given by {given_by}"


def _on_file(connection: Connection) -> tuple[set[Tag], set[Tag]]:
    """The tags by rules of posts whose texts are on file, and all that a hand has spoken of."""
    query = select(tags.c.post_id, tags.c.topic, tags.c.given_by, post.c.text).join(post)
    by_rule: set[Tag] = set()
    by_hand: set[Tag] = set()
    for row in connection.execute(query):
        if row.given_by == By.HAND:
            by_hand.add((row.post_id, row.topic))
        elif row.text is not None:
            by_rule.add((row.post_id, row.topic))
    return by_rule, by_hand

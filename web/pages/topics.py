"""The topics: how many posts each has, what they drew, and the posts of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from documents.model import Cell, Column, Foreign, Table, ValueKind, rows_of
from metrics.periods import last_days, local_day
from metrics.posts import INTERACTIONS, drawn_by
from metrics.series import Post
from queries.posts import latest_posts_of
from storage import Store
from storage.topics import topics_of_posts
from web.pages.overview import posts_table
from web.request import choice
from web.site import Site, Visitor
from web.views import Page
from words import count_name
from words.names import evidence_name, topic_name

SPANS = ("30", "90", "365")
MOST_POSTS = 50


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """The topics of the posts of some days, and the posts of the one that was chosen."""
    words = visitor.language
    days = choice(visitor, "days", SPANS, "90")
    zone = site.settings.zone()
    posts = _by_topic(
        store, site, *last_days(int(days), local_day(site.clock(), zone)).instants(zone)
    )
    chosen = visitor.args.get("topic")
    facts = {
        "stretches_title": words.say("Posts of the last"),
        "stretches": [
            (visitor.here(days=span), words.count("{n} day", "{n} days", int(span)), span == days)
            for span in SPANS
        ],
        "topics": _table(posts, site, visitor),
        "posts": None if chosen is None else _posts(chosen, posts, site, visitor),
    }
    return Page("topics.html", words.say("Topics"), facts)


def _by_topic(
    store: Store, site: Site, since: datetime, until: datetime
) -> Mapping[str, Sequence[Post]]:
    """The posts of each topic, newest first; a post of two topics stands under both."""
    tags = topics_of_posts(store, since=since, until=until)
    posts = [
        post
        for account in site.settings.accounts
        for post in latest_posts_of(store, account, since, until)
    ]
    by_topic: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: post.published_at, reverse=True):
        for key in tags.get((post.account, post.id), ()):
            by_topic[key].append(post)
    return by_topic


def _table(by_topic: Mapping[str, Sequence[Post]], site: Site, visitor: Visitor) -> Table:
    words = visitor.language
    columns = (
        Column("topic", words.say("topic")),
        Column("posts", words.say("posts"), ValueKind.COUNT),
        Column("views", count_name("views", words), ValueKind.COUNT),
        Column(INTERACTIONS, count_name(INTERACTIONS, words), ValueKind.COUNT),
    )
    rows = [
        (
            Cell(
                Foreign(topic_name(key, words, site.settings.topic_names(key))),
                href=visitor.here(topic=key),
            ),
            len(posts),
            _sum(posts, "views", visitor),
            _sum(posts, INTERACTIONS, visitor),
        )
        for key, posts in sorted(by_topic.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    caption = words.say("Posts by topic; what they drew until now")
    nothing = words.say("No post of these days has a topic.")
    return Table("topics", caption, columns, rows_of(columns, rows), empty=nothing)


def _sum(posts: Sequence[Post], metric: str, visitor: Visitor) -> Cell:
    """What some posts drew together; a sum of some is said as such."""
    words = visitor.language
    drawn = drawn_by(posts, metric)
    if drawn.total is None:
        return Cell(None)
    part = words.count("of {n} post that tells it", "of {n} posts that tell it", drawn.counted)
    notes = [] if drawn.is_whole else [part]
    notes += [evidence_name(drawn.evidence, words)] if drawn.exported else []
    return Cell(drawn.total, note=" · ".join(notes) or None)


def _posts(key: str, by_topic: Mapping[str, Sequence[Post]], site: Site, visitor: Visitor) -> Table:
    words = visitor.language
    caption = words.say(
        "Posts on: {topic}", topic=topic_name(key, words, site.settings.topic_names(key))
    )
    nothing = words.say("No post of these days has this topic.")
    return posts_table(caption, by_topic.get(key, ())[:MOST_POSTS], visitor, nothing)

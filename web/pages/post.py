"""One post: its words, its curve, and every look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

from documents.model import Cell, Column, Table, ValueKind, rows_of
from metrics.platforms import PLATFORMS
from metrics.series import Post
from storage import Store
from storage.topics import topics_of_posts
from web.guard import ENTER
from web.pages.pictures import shown
from web.request import post_named
from web.site import Site, Visitor
from web.views import Page
from web.wording import excerpt_of, own_link
from words import count_name, notices, platform_name
from words.names import topic_name

MOST_LOOKS = 200


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """What one post drew since it was published."""
    post, words = post_named(store, site, visitor), visitor.language
    published = words.moment(post.published_at, site.settings.zone())
    facts = {
        "post": post,
        "platform": post.platform,
        "text": post.text,
        "without_text": None if post.text else excerpt_of(post, words),
        "published": words.say("published {moment}", moment=published),
        "account": Cell(post.account, href=visitor.link(f"/account/{post.account}")),
        "link": own_link(post),
        "link_words": words.say(
            "See it on {platform}", platform=platform_name(post.platform, words)
        ),
        "gone": _gone(post, site, visitor),
        "topics_title": words.say("Topics"),
        "topics": _topics(store, post, site, visitor),
        "tag": _tag_link(post, site, visitor),
        "chart": shown(
            words.say("What a post drew since its publication"),
            f"/chart/post/{post.account}/{post.id}",
            visitor,
        ),
        "looks": _looks(post, visitor),
        "uncounted": list(
            notices.uncounted_reasons(
                [post.platform],
                PLATFORMS[post.platform].counts,
                post.published_at.astimezone(UTC).date(),
                words,
            )
        ),
    }
    title = words.say("Post of {moment}", moment=published)
    return Page("post.html", f"{title} · {platform_name(post.platform, words)}", facts)


def _tag_link(post: Post, site: Site, visitor: Visitor) -> Cell | None:
    """The form by which an editor gives it a topic."""
    if not site.may_enter(visitor.user):
        return None
    href = visitor.link(f"{ENTER}/topic", posts=f"{post.account}/{post.id}")
    return Cell(visitor.language.say("Give or take a topic"), href=href)


def _gone(post: Post, site: Site, visitor: Visitor) -> str | None:
    if post.vanished_at is None:
        return None
    moment = visitor.language.moment(post.vanished_at, site.settings.zone())
    return visitor.language.say(
        "The post is gone from the platform, noticed {moment}.", moment=moment
    )


def _topics(store: Store, post: Post, site: Site, visitor: Visitor) -> Sequence[Cell]:
    until = post.published_at + timedelta(seconds=1)
    tagged = topics_of_posts(store, post.account, post.published_at, until)
    return [
        Cell(
            topic_name(key, visitor.language, site.settings.topic_names(key)),
            href=visitor.link("/topics", topic=key),
        )
        for key in sorted(tagged.get((post.account, post.id), ()))
    ]


def _looks(post: Post, visitor: Visitor) -> Table:
    """Every look, newest first."""
    words = visitor.language
    counts = PLATFORMS[post.platform].counts
    columns = (
        Column("read", words.say("read"), ValueKind.INSTANT),
        Column("age", words.say("age of the post"), ValueKind.DURATION),
        *(Column(name, count_name(name, words, post.platform), ValueKind.COUNT) for name in counts),
    )
    rows = [
        (
            look.at,
            look.at - post.published_at,
            *(getattr(look.counts, name) for name in counts),
        )
        for look in post.readings[::-1][:MOST_LOOKS]
    ]
    caption = words.count("{n} look at this post", "{n} looks at this post", len(post.readings))
    nothing = words.say("This post was never read again.")
    return Table("looks", caption, columns, rows_of(columns, rows), empty=nothing)

"""One post: its words, its curve, and every look at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta

from documents.model import Cell, Column, Foreign, Table, ValueKind, rows_of
from metrics.periods import Span, local_day, period_of
from metrics.platforms import PLATFORMS
from metrics.posts import INTERACTIONS, latest_count
from metrics.rates import rate_by_views
from metrics.series import Post
from queries.beside_usual import BesideUsual, beside_usual
from storage import Store
from storage.topics import topics_of_posts
from web.guard import ENTER
from web.pages.pictures import shown
from web.request import account_named, post_named
from web.site import Site, Visitor
from web.views import Page
from web.wording import excerpt_of, own_link
from words import age, count_name, notices, platform_name
from words.accounts import account_label
from words.names import form_name, metric_name, topic_name
from words.rates import rate_in_words

COMPARED = ("views", INTERACTIONS)
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
        "account": _account(post, site, visitor),
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
        "drawn": list(_drawn(post, visitor)),
        "usual": [_beside(entry, post, visitor) for entry in beside_usual(store, post, COMPARED)],
        "ways_on": _ways_on(post, site, visitor),
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


def _drawn(post: Post, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """What the post has drawn as last told: views, interactions in all, and their rate."""
    words = visitor.language
    views, total = latest_count(post, "views"), latest_count(post, INTERACTIONS)
    if views is not None:
        yield count_name("views", words, post.platform), words.number(views)
    yield (
        count_name(INTERACTIONS, words),
        notices.not_known(words) if total is None else words.number(total),
    )
    rates = [rate for look in post.readings if (rate := rate_by_views(post, look))]
    if rates:
        yield metric_name("rate_by_views", words), rate_in_words(rates[-1].value, words)


def _beside(entry: BesideUsual, post: Post, visitor: Visitor) -> str:
    """How the post did beside the median of its form: 3.2 times the median of videos."""
    words = visitor.language
    facts = {
        "count": count_name(entry.metric, words, post.platform),
        "form": form_name(entry.form, words),
        "account": platform_name(post.platform, words),
        "median": words.number(round(entry.usual.median)),
        "age": age(entry.age, words),
        "posts": words.count("{n} post", "{n} posts", entry.usual.periods),
    }
    if entry.times is None:
        return words.say(
            "{count} at an age of {age}: the median of this form ({form}) on {account} is"
            " {median}, of {posts} in the year before",
            **facts,
        )
    return words.say(
        "{count} at an age of {age}: {times} times the median of this form ({form}) on {account},"
        " which is {median} ({posts} in the year before)",
        times=words.number(entry.times),
        **facts,
    )


def _ways_on(post: Post, site: Site, visitor: Visitor) -> Sequence[Cell]:
    """Where to go from here: back to the account, and to the posts of its week and topics."""
    words, day = visitor.language, local_day(post.published_at, site.settings.zone())
    week = period_of(day, Span.WEEK)
    days = {"since": str(week.since), "until": str(week.until)}
    title = words.names(account_named(site, visitor, post.account).title)
    return [
        Cell(
            words.say("Back to {account}", account=title or platform_name(post.platform, words)),
            href=visitor.link(f"/account/{post.account}"),
        ),
        Cell(words.say("The best posts of its week"), href=visitor.link("/ask/top", **days)),
        Cell(words.say("Every post of its week"), href=visitor.link("/ask/posts", **days)),
    ]


def _account(post: Post, site: Site, visitor: Visitor) -> Cell:
    account = account_named(site, visitor, post.account)
    label = Foreign(account_label(account, visitor.language))
    return Cell(account.name, words=label, href=visitor.link(f"/account/{account.name}"))


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

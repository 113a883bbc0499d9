"""`vanished`: the office's own posts that are gone from their platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from documents.model import Column, Row, Table, ValueKind
from metrics.posts import INTERACTIONS, latest_count
from metrics.reading_plan.pay_days import SWEPT_FOR
from metrics.series import Post
from queries.columns import whose_columns
from queries.request import Asked, Question
from queries.reservations import PostsKnown
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, latest_posts
from words import Language, count_name
from words.names import form_name

COUNTED = ("views", INTERACTIONS)


def ask_vanished(asked: Asked) -> Table:
    """The own posts that were noticed to be gone in the days asked for, the last noticed first.

    A post is gone where its platform, asked for it, answers that there is none. Its text is erased
    from the file; its counts stay as they were told last, and it counts as published.
    """
    posts = sorted(
        _gone(asked),
        key=lambda post: (post.vanished_at or post.published_at, post.id),
        reverse=True,
    )
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("noticed", say("noticed gone"), ValueKind.INSTANT),
        Column("published", say("published"), ValueKind.INSTANT),
        Column("post", say("id of the post")),
        Column("form", say("form"), is_detail=True),
        Column("form_name", say("form")),
        *(Column(name, count_name(name, asked.language), ValueKind.COUNT) for name in COUNTED),
    )
    rows = tuple(_row(post, asked.language) for post in posts)
    caption = say("Posts that are gone from their platform")
    return Table("vanished", caption, columns, rows, tuple(_notes(asked, posts)))


def _gone(asked: Asked) -> Iterator[Post]:
    since, until = asked.instants()
    for account in asked.accounts:
        wanted = PostQuery(account.name, until=until, is_vanished=True)
        for post in if_enrolled(partial(latest_posts, asked.store, wanted)) or []:
            if post.vanished_at and since <= post.vanished_at < until:
                yield post


def _row(post: Post, language: Language) -> Row:
    return {
        "account": post.account,
        "platform": post.platform,
        "noticed": post.vanished_at,
        "published": post.published_at,
        "post": post.id,
        "form": post.form.value if post.form else None,
        "form_name": form_name(post.form, language),
        **{name: latest_count(post, name) for name in COUNTED},
    }


def _notes(asked: Asked, posts: Sequence[Post]) -> Iterator[str]:
    say = asked.language.say
    if not posts:
        yield say("No post was noticed to be gone in these days.")
    yield say(
        "The platform does not say why: a post may have been deleted on purpose, or taken away."
        " Its text is erased here too; its counts are those told last."
    )
    yield asked.language.count(
        "A post is looked for until it is {n} day old; who misses an older one does not notice.",
        "A post is looked for until it is {n} days old; who misses an older one does not notice.",
        SWEPT_FOR.days,
    )
    yield from PostsKnown(asked).notes()


VANISHED = Question(
    "vanished",
    lambda language: language.say("Which posts are gone?"),
    frozenset(),
    ask_vanished,
)

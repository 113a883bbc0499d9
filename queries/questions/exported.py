"""`exported-posts`: what downloaded files tell of the office's posts, apart from what was read."""

from __future__ import annotations

from collections.abc import Iterator

from documents.model import Column, Row, Table, ValueKind
from metrics.platforms import COUNT_NAMES, PLATFORMS
from metrics.quantity import Evidence
from queries.columns import whose_columns
from queries.request import Asked, Question
from storage.history.exported_posts import ExportedCounts, exported_counts
from words import count_name
from words.names import evidence_name


def ask_exported(asked: Asked) -> Table:
    """The posts of files that were published in the days asked for, the newest first.

    A post of which the files tell no moment of publication is told whatever the days are. Each
    count is that of the file that was downloaded last and tells it.
    """
    say, language = asked.language.say, asked.language
    posts = list(_asked_for(asked))
    counts = [
        name
        for name in COUNT_NAMES
        if any(name in PLATFORMS[a.platform].counts for a in asked.accounts)
    ]
    columns = (
        *whose_columns(language),
        Column("published", say("published"), ValueKind.INSTANT),
        Column("post", say("id of the post")),
        *(Column(name, count_name(name, language), ValueKind.COUNT) for name in counts),
        Column("downloaded", say("Downloaded"), ValueKind.DAY),
        Column("evidence", say("evidence"), is_detail=True),
        Column("evidence_name", say("evidence")),
        Column("source", say("source")),
        Column("url", say("address"), ValueKind.LINK, is_detail=True),
    )
    platforms = {account.name: account.platform for account in asked.accounts}
    rows = tuple(_row(each, platforms[each.account], asked) for each in posts)
    caption = say("Counts of posts in downloaded files")
    return Table("exported-posts", caption, columns, rows, tuple(_notes(asked, posts)))


def _asked_for(asked: Asked) -> Iterator[ExportedCounts]:
    since, until = asked.instants()
    for account in asked.accounts:
        for each in exported_counts(asked.store, account.name):
            moment = each.post.published_at
            if moment is None or since <= moment < until:
                yield each


def _row(exported: ExportedCounts, platform: str, asked: Asked) -> Row:
    return {
        "account": exported.account,
        "platform": platform,
        "published": exported.post.published_at,
        "post": exported.post.id,
        **{name: getattr(exported.post.counts, name) for name in COUNT_NAMES},
        "downloaded": exported.downloaded_on,
        "evidence": Evidence.EXPORTED.value,
        "evidence_name": evidence_name(Evidence.EXPORTED, asked.language),
        "source": exported.file_name,
        "url": exported.post.url,
    }


def _notes(asked: Asked, posts: list[ExportedCounts]) -> Iterator[str]:
    say = asked.language.say
    if not posts:
        yield say("No downloaded file tells of a post of these days.")
    yield say(
        "Counts are those of the day of the download. Where nothing was read from the platform they"
        " enter the answers about posts, letters and balances, as exported."
    )


EXPORTED_POSTS = Question(
    "exported-posts",
    lambda language: language.say("What do downloaded files tell of posts?"),
    frozenset(),
    ask_exported,
)

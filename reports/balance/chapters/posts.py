"""The chapters on posts: what each account published and drew, the best posts, posts by topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from documents.model import (
    Cell,
    Column,
    Content,
    Part,
    Table,
    ValueKind,
    captioned,
    foreign_line,
    rows_of,
)
from metrics.periods import local_day
from metrics.platforms import PLATFORMS, platforms_of
from metrics.quantity import Bound
from queries.reservations import from_files, qualifier_columns
from reports.balance.facts import (
    Balance,
    DaysTold,
    Output,
    Topical,
    TopPost,
)
from reports.balance.figure import Figure
from reports.balance.posts import known_as_posts
from reports.balance.wording import (
    DASH,
    Reader,
    account_cell,
    quantity,
    summed,
    topic_in_words,
)
from words import Language, age, count_name, notices, platform_name
from words.names import day_metric_name, evidence_name, precision_name, shared_count_name
from words.registers import register_text


def publications_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What each account published, and what that had drawn."""
    say = reader.language.say
    if not balance.outputs:
        return
    platforms = dict.fromkeys(output.platform for output in balance.outputs if output.posts)
    yield from captioned(
        publications_table(balance, reader),
        say("Own posts; replies and reposts are counted apart. Posts that have vanished count."),
        say(
            "Views and interactions: what the posts of the year had drawn in all, each by its"
            " last reading until {day}.",
            day=reader.language.date(balance.as_of),
        ),
        *(_interactions(key, reader) for key in platforms),
        *_uncounted(balance, reader),
        *_of_files(balance, reader),
    )


def _of_files(balance: Balance, reader: Reader) -> Iterator[str]:
    """That files alone tell of some posts, or of some of what posts drew."""
    yield from from_files(reader.language, sum(output.from_files for output in balance.outputs))
    if any(added.exported for part in balance.outputs for added in (part.views, part.interactions)):
        yield reader.language.say(
            "Some numbers stand in downloaded files alone, as of the day of the download."
        )


def _uncounted(balance: Balance, reader: Reader) -> Iterator[str]:
    """Of which posts of the year no views were counted, and why."""
    platforms = (output.platform for output in balance.outputs)
    first_day = date(balance.year, 1, 1)
    for reason in notices.uncounted_reasons(platforms, ["views"], first_day, reader.language):
        yield f"{reason}."


def publications_table(balance: Balance, reader: Reader) -> Table:
    """What each account published, and what that had drawn."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("posts", say("Posts"), ValueKind.COUNT),
        *qualifier_columns(reader.language),
        Column("replies", say("Replies"), ValueKind.COUNT),
        Column("reposts", say("Reposts"), ValueKind.COUNT),
        *_drawn_columns(reader),
        Column("from_files", say("Posts from files alone"), ValueKind.COUNT, is_detail=True),
    )
    lines = [
        (
            account_cell(output, reader),
            _posts_cell(output, reader),
            *_known(output.posts, reader.language),
            output.known_since,
            known_as_posts(output.replies, output),
            known_as_posts(output.reposts, output),
            *_drawn(output, reader),
            output.from_files,
        )
        for output in balance.outputs
    ]
    rows = rows_of(columns, lines)
    return Table("publications", say("Publications"), columns, rows, unknown=DASH)


def _posts_cell(output: Output, reader: Reader) -> Cell:
    """How much was published; papers say since when it is known, or that it is not."""
    if output.posts is None:
        return Cell(None, words=notices.not_known(reader.language))
    note = None
    if output.known_since is not None:
        day = reader.language.date(output.known_since)
        note = reader.language.say("known since {day}", day=day)
    elif output.from_files:
        note = evidence_name(output.evidence, reader.language)
    return Cell(output.posts.quantity, note=note)


def _known(figure: Figure | None, language: Language) -> tuple[str | None, Bound, Bound]:
    known = quantity(figure)
    if known is None:
        return None, None, None
    return precision_name(known.precision, language), known.low, known.high


def _drawn_columns(reader: Reader) -> tuple[Column, ...]:
    """Sums over posts; files tell apart how many of the posts told each."""
    say = reader.language.say
    views_of, interactions_of = (
        say("Posts that told their views"),
        say("Posts that told their interactions"),
    )
    return (
        Column("views", say("Views"), ValueKind.COUNT),
        Column("views_precision", say("Precision of views"), is_detail=True),
        Column("views_of", views_of, ValueKind.COUNT, is_detail=True),
        Column("interactions", say("Interactions"), ValueKind.COUNT),
        Column("interactions_precision", say("Precision of interactions"), is_detail=True),
        Column("interactions_of", interactions_of, ValueKind.COUNT, is_detail=True),
        Column("views_evidence", say("Evidence of views"), is_detail=True),
        Column("interactions_evidence", say("Evidence of interactions"), is_detail=True),
    )


def _drawn(part: Output | Topical, reader: Reader) -> tuple[Content, ...]:
    figures = (part.views.figure, part.interactions.figure)
    known = [
        evidence_name(figure.quantity.evidence, reader.language) if figure else None
        for figure in figures
    ]
    return (*_sums(part, reader), *known)


def _sums(part: Output | Topical, reader: Reader) -> tuple[Content, ...]:
    return tuple(
        content
        for added in (part.views, part.interactions)
        for content in (
            Cell(quantity(added.figure), words=summed(added, reader.language)),
            _known(added.figure, reader.language)[0],
            added.counted,
        )
    )


def _interactions(key: str, reader: Reader) -> str:
    language, platform = reader.language, PLATFORMS[key]
    counts = [count_name(metric, language, key) for metric in platform.interactions]
    return language.say(
        "Interactions on {platform}: {counts}.",
        platform=platform_name(key, language),
        counts=language.listed(counts),
    )


def account_days_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What each account as a whole drew, by its own days: beside its posts, never added to them."""
    if balance.account_years:
        yield from captioned(account_days_table(balance, reader), *_own_days_notes(balance, reader))


def _own_days_notes(balance: Balance, reader: Reader) -> Iterator[str]:
    yield notices.own_days(reader.language)
    if any(count.on for part in balance.account_years for count in part.counts):
        yield reader.language.say(
            "Accounts reached are people, who never add up over days: the highest day is told."
        )


def account_days_table(balance: Balance, reader: Reader) -> Table:
    """What each account as a whole drew, count by count, with the days that are told of it."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("metric_name", say("Count")),
        Column("value", say("Number"), ValueKind.COUNT),
        Column("precision", say("Precision"), is_detail=True),
        Column("low", say("Lowest"), ValueKind.COUNT, is_detail=True),
        Column("high", say("Highest"), ValueKind.COUNT, is_detail=True),
        Column("highest_on", say("Highest day"), ValueKind.DAY, is_detail=True),
        Column("days", say("Days told"), ValueKind.COUNT),
        Column("days_due", say("Days due"), ValueKind.COUNT, is_detail=True),
        Column("evidence", say("Evidence")),
        Column("source", say("Source"), is_detail=True),
    )
    lines = [
        (account_cell(part, reader), *_told_days(count, reader))
        for part in balance.account_years
        for count in part.counts
    ]
    caption = say("What the accounts as a whole drew")
    return Table("account_days", caption, columns, rows_of(columns, lines), unknown=DASH)


def _told_days(count: DaysTold, reader: Reader) -> tuple[Content, ...]:
    language, known = reader.language, count.figure.quantity
    name = day_metric_name(count.metric, language)
    note = None
    if count.on is not None:
        note = language.say("highest day: {day}", day=language.date(count.on))
    kept, due = language.number(count.days), language.number(count.due)
    return (
        Cell(f"{name[:1].upper()}{name[1:]}", note=note),
        known,
        *_known(count.figure, language),
        count.on,
        Cell(count.days, words=language.say("{kept} of {due}", kept=kept, due=due)),
        count.due,
        evidence_name(known.evidence, language),
        register_text(known.source, language) or None,
    )


def best_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts that were viewed most: as last known, and at the same age."""
    language = reader.language
    if balance.most_viewed:
        yield from captioned(
            most_viewed_table(balance, reader),
            language.say(
                "By the last known count of each post, as of {day}; older posts have had more time"
                " to be seen.",
                day=language.date(balance.as_of),
            ),
            *_uncounted(balance, reader),
        )
    if balance.best:
        yield from captioned(
            best_table(balance, reader),
            language.say(
                "All compared at the age of {age}, among the posts that were measured at it.",
                age=age(balance.best[0].age, language),
            ),
        )


def most_viewed_table(balance: Balance, reader: Reader) -> Table:
    """The posts with the most views, by the last known count of each."""
    caption = reader.language.say("Most viewed posts")
    return _ranking("most_viewed_posts", caption, balance.most_viewed, reader)


def best_table(balance: Balance, reader: Reader) -> Table:
    """The posts that had been viewed most at the same age."""
    caption = reader.language.say("Most viewed at the same age")
    return _ranking("best_posts", caption, balance.best, reader)


def _ranking(name: str, caption: str, posts: Sequence[TopPost], reader: Reader) -> Table:
    language = reader.language
    liked = shared_count_name("likes", language, platforms_of(posts))
    say = language.say
    columns = (
        Column("place", say("Place"), ValueKind.COUNT, is_detail=True),
        Column("rank", say("Place"), is_wording=True),
        Column("post", say("Post")),
        Column("account", say("Account")),
        Column("published", say("Published"), ValueKind.DAY),
        Column("views", say("Views"), ValueKind.COUNT),
        Column("likes", liked[:1].upper() + liked[1:], ValueKind.COUNT),
    )
    lines = [
        (
            top_post.place,
            language.number(top_post.place),
            _title_of(top_post, reader),
            reader.name(top_post.account),
            local_day(top_post.published_at, reader.zone),
            top_post.count.quantity,
            quantity(top_post.likes),
        )
        for top_post in posts
    ]
    return Table(name, caption, columns, rows_of(columns, lines), unknown=DASH)


def _title_of(top_post: TopPost, reader: Reader) -> str:
    """The first words of a post; that its text is gone, where it is."""
    text = reader.titles.get((top_post.account, top_post.published_at))
    return foreign_line(text) if text else reader.language.say("without text")


def topics_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts of the year by topic."""
    if balance.topics:
        note = reader.language.say("A post on two topics counts under both: topics do not add up.")
        yield from captioned(topics_table(balance, reader), note)


def topics_table(balance: Balance, reader: Reader) -> Table:
    """The posts of the year by topic."""
    say = reader.language.say
    columns = (
        Column("topic", say("Topic")),
        Column("posts", say("Posts"), ValueKind.COUNT),
        Column("precision", say("precision"), is_detail=True),
        *_drawn_columns(reader),
    )
    lines = [
        (
            topic_in_words(topic.topic, reader),
            topic.posts.quantity,
            topic.posts.quantity.precision,
            *_drawn(topic, reader),
        )
        for topic in balance.topics
    ]
    return Table("topics", say("Posts by topic"), columns, rows_of(columns, lines))

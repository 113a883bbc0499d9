"""The chapters on posts: what was published, the most viewed posts, and the posts by topic."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance.document import Heading, Notes, Part, foreign, table
from reports.balance.facts import Balance, Best, Output
from reports.balance.labels import topic_name
from reports.balance.reader import Reader
from reports.balance.wording import DASH, amount, summed
from words import age, count_name


def publications(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What each account published, and what that had drawn."""
    say = reader.language.say
    if not balance.outputs:
        return
    yield Heading(say("Publications"))
    columns = (
        say("Account"),
        say("Posts"),
        say("Replies"),
        say("Reposts"),
        say("Views"),
        say("Interactions"),
    )
    yield table(columns, [_output(one, reader) for one in balance.outputs], "12345")
    notes = [
        say("Own posts; replies and reposts are counted apart. Posts that have vanished count."),
        say(
            "Views and interactions: what the posts of the year had drawn in all, each by its"
            " last reading until {day}.",
            day=reader.language.date(balance.as_of),
        ),
    ]
    platforms = dict.fromkeys(one.platform for one in balance.outputs)
    yield Notes((*notes, *(_interactions(key, reader) for key in platforms)))


def best(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts that had been viewed most at the same age."""
    if not balance.best:
        return
    language, first = reader.language, balance.best[0]
    yield Heading(language.say("Most viewed posts"))
    columns = (
        language.say("Place"),
        language.say("Post"),
        language.say("Account"),
        language.say("Published"),
        language.say("Views"),
        language.say("Likes"),
    )
    yield table(columns, [_best(one, reader) for one in balance.best], "45")
    yield Notes(
        (
            language.say(
                "All compared at the age of {age}, among the posts that were measured at it.",
                age=age(first.age, language),
            ),
        )
    )


def topics(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts of the year by topic."""
    say = reader.language.say
    if not balance.topics:
        return
    yield Heading(say("Posts by topic"))
    columns = (say("Topic"), say("Posts"), say("Views"), say("Interactions"))
    rows = [
        (
            topic_name(one.topic, reader),
            amount(one.posts, reader.language),
            summed(one.views, reader.language),
            summed(one.interactions, reader.language),
        )
        for one in balance.topics
    ]
    yield table(columns, rows, "123")
    yield Notes((say("A post on two topics counts under both: topics do not add up."),))


def title_of(one: Best, reader: Reader) -> str:
    """The first words of a post; that its text is gone, where it is."""
    text = reader.titles.get((one.account, one.published_at))
    return foreign(text) if text else reader.language.say("without text")


def _output(one: Output, reader: Reader) -> tuple[str, ...]:
    language, name = reader.language, reader.name(one.account)
    if one.is_event:
        name = language.say("{account} (event, outside the total)", account=name)
    return (
        name,
        amount(one.posts, language),
        language.number(one.replies),
        language.number(one.reposts),
        summed(one.views, language),
        summed(one.interactions, language),
    )


def _interactions(key: str, reader: Reader) -> str:
    language, platform = reader.language, PLATFORMS[key]
    counts = [count_name(metric, language, key) for metric in platform.interactions]
    return language.say(
        "Interactions on {platform}: {counts}.",
        platform=language.names(platform.names),
        counts=language.listed(counts),
    )


def _best(one: Best, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    day = language.date(local_day(one.published_at, reader.zone))
    likes = amount(one.likes, language) if one.likes else DASH
    return (
        language.number(one.place),
        title_of(one, reader),
        reader.name(one.account),
        day,
        amount(one.count, language),
        likes,
    )

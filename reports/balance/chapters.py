"""Composing: a balance and a reader become a document; the chapters on followers and posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance import appendix
from reports.balance.document import (
    Document,
    Heading,
    Notes,
    Paragraph,
    Part,
    Picture,
    foreign,
    table,
)
from reports.balance.facts import Balance, Output, TopPost, YearStanding, YearTotal
from reports.balance.sentences import sentences
from reports.balance.wording import (
    DASH,
    Reader,
    amount,
    change,
    evidence,
    inset,
    listed,
    rate,
    summed,
    topic_name,
)
from words import age, count_name, platform_name


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
    platforms = dict.fromkeys(output.platform for output in balance.outputs)
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
    yield table(columns, [_best(top_post, reader) for top_post in balance.best], "45")
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
            topic_name(topic.topic, reader),
            amount(topic.posts, reader.language),
            summed(topic.views, reader.language),
            summed(topic.interactions, reader.language),
        )
        for topic in balance.topics
    ]
    yield table(columns, rows, "123")
    yield Notes((say("A post on two topics counts under both: topics do not add up."),))


def title_of(top_post: TopPost, reader: Reader) -> str:
    """The first words of a post; that its text is gone, where it is."""
    text = reader.titles.get((top_post.account, top_post.published_at))
    return foreign(text) if text else reader.language.say("without text")


def _output(output: Output, reader: Reader) -> tuple[str, ...]:
    language, name = reader.language, reader.name(output.account)
    if output.is_event:
        name = language.say("{account} (event, outside the total)", account=name)
    return (
        name,
        amount(output.posts, language),
        language.number(output.replies),
        language.number(output.reposts),
        summed(output.views, language),
        summed(output.interactions, language),
    )


def _interactions(key: str, reader: Reader) -> str:
    language, platform = reader.language, PLATFORMS[key]
    counts = [count_name(metric, language, key) for metric in platform.interactions]
    return language.say(
        "Interactions on {platform}: {counts}.",
        platform=platform_name(key, language),
        counts=language.listed(counts),
    )


def _best(top_post: TopPost, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    day = language.date(local_day(top_post.published_at, reader.zone))
    likes = amount(top_post.likes, language) if top_post.likes else DASH
    return (
        language.number(top_post.place),
        title_of(top_post, reader),
        reader.name(top_post.account),
        day,
        amount(top_post.count, language),
        likes,
    )


MOST_FALLS = 6
"""So many falls in one step of an account are told one by one."""


def followers(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Followers by account beside the year before, their total, and what limits both."""
    say = reader.language.say
    known = [standing for standing in balance.standings if standing.value or standing.previous]
    if not known:
        return
    yield Heading(say("Followers"))
    columns = (
        say("Account"),
        say("Followers"),
        say("Known"),
        say("Year before"),
        say("Net change"),
        say("Growth"),
    )
    rows = [_standing(one, reader) for one in known]
    total = balance.total
    if total.value and len(total.accounts) > 1:
        rows.append(_total(total, reader))
    yield table(columns, rows, "1345", has_sum=len(rows) > len(known))
    yield Notes(tuple(_follower_notes(balance, reader)))


def launches(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What accounts opened in the year drew, and over which days."""
    language = reader.language
    for launch in balance.launches:
        name = reader.name(launch.account)
        yield Heading(language.say("Opened in the year: {account}", account=name))
        columns = (language.say("Day"), language.say("Followers"))
        if launch.curve:
            step = max(1, len(launch.curve) // 12)
            days = [*launch.curve[:-1][::step], launch.curve[-1]]
            rows = [(language.date(day), language.number(count)) for day, count in days]
        else:
            rows = [
                (evidence(launch.reached, reader.zone, language), amount(launch.reached, language))
            ]
        yield table(columns, rows, "1")


def _standing(year_standing: YearStanding, reader: Reader) -> tuple[str, ...]:
    language, name = reader.language, reader.name(year_standing.account)
    if year_standing.is_event:
        name = language.say("{account} (event, outside the total)", account=name)
    return (
        name,
        amount(year_standing.value, language),
        evidence(year_standing.value, reader.zone, language),
        amount(year_standing.previous, language),
        change(year_standing.net, language),
        rate(year_standing.growth, language),
    )


def _total(total: YearTotal, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    whole = amount(total.value, language)
    is_all = total.same_accounts == total.accounts
    grown = rate(total.growth, language)
    note = "" if is_all or total.growth is None else " *"
    net = change(total.net, language)
    return (language.say("Total"), whole, "", "", f"{net}{note}", f"{grown}{note}")


def _follower_notes(balance: Balance, reader: Reader) -> Iterator[str]:
    language, total = reader.language, balance.total
    say = language.say
    if total.growth and total.same_accounts != total.accounts:
        accounts = listed([reader.name(account) for account in total.same_accounts], language)
        yield say("* Of the accounts known in both years: {accounts}.", accounts=accounts)
    if total.left_out:
        accounts = listed([reader.name(one) for one in total.left_out], language)
        yield say("Not in the total, for nothing is known: {accounts}.", accounts=accounts)
    if total.printed:
        number = amount(total.printed, language)
        yield say("Total printed by the source: {number}.", number=number)
    for one in balance.standings:
        name = reader.name(one.account)
        if one.beside and one.difference:
            yield say(
                "{account}: {number} was printed for the year; the reading counts"
                " (difference {difference}).",
                account=name,
                number=amount(one.beside, language),
                difference=language.signed(one.difference.value),
            )
        if one.without_falls:
            yield _without_falls(one, reader)
        if one.printed_rate:
            yield say(
                "{account}: a growth of {rate} was printed ({source}); nothing is computed"
                " from it.",
                account=name,
                rate=rate(one.printed_rate, language),
                source=inset(one.printed_rate.quantity.source, language),
            )
    figures = [standing.value for standing in balance.standings if standing.value]
    if any(figure.period and not figure.as_of for figure in figures):
        yield say("Printed figures are of the year; on which day they were right is not known.")


def _without_falls(year_standing: YearStanding, reader: Reader) -> str:
    """The net change with the falls in one step, and what it would be without them."""
    language = reader.language
    steps = [
        language.say(
            "{change} on {day}",
            change=language.signed(-step.lost),
            day=language.date(local_day(step.at, reader.zone)),
        )
        for step in year_standing.falls
    ]
    more = ["…"] if len(steps) > MOST_FALLS else []
    return language.say(
        "{account}: a net change of {net}; without the falls in one step ({falls}) it would be"
        " {without}.",
        account=reader.name(year_standing.account),
        net=change(year_standing.net, language),
        falls=language.listed(steps[:MOST_FALLS] + more),
        without=change(year_standing.without_falls, language),
    )


FOLLOWERS, GROWTH, ACTIVITIES = "followers", "net-growth", "activities"
LAUNCH, MONTHS = "launch/", "months/"
"""The names of the pictures that have a place in the paper."""


def compose(balance: Balance, reader: Reader, pictures: Sequence[Picture] = ()) -> Document:
    """The paper of a balance. `pictures` stand after the chapter of their name."""
    language = reader.language
    return Document(
        language=language,
        institution=reader.institution,
        title=language.say("Yearly balance {year}", year=balance.year),
        lines=tuple(_cover(balance, reader)),
        parts=tuple(_parts(balance, reader, {picture.name: picture for picture in pictures})),
        warning=reader.warning,
    )


def _cover(balance: Balance, reader: Reader) -> Iterator[str]:
    """How far the paper may be relied on: closed or not, and up to which day."""
    language = reader.language
    say = language.say
    if balance.closed_at is not None:
        day = language.date(local_day(balance.closed_at, reader.zone))
        yield say("Closed on {day}; later corrections stand beside its figures.", day=day)
    else:
        yield say("Provisional: the year is not closed.")
    if balance.is_measured:
        yield say("Readings until {day}.", day=language.date(balance.as_of))
    elif not balance.is_empty:
        yield say("From printed figures alone: they are of the year, no day is known.")


def _parts(balance: Balance, reader: Reader, pictures: dict[str, Picture]) -> Iterator[Part]:
    say = reader.language.say
    if balance.is_empty:
        yield Paragraph(
            say(
                "Nothing is on file for the year {year}: no reading, no printed figure, no"
                " activity. Nothing is therefore told of it.",
                year=balance.year,
            )
        )
        return
    told = sentences(balance, reader)
    if told:
        yield Heading(say("In sentences"))
        yield from (Paragraph(sentence.text) for sentence in told)
    yield from appendix.corrections(balance, reader)
    yield from followers(balance, reader)
    yield from (pictures[name] for name in (FOLLOWERS, GROWTH) if name in pictures)
    yield from launches(balance, reader)
    yield from (one for name, one in pictures.items() if name.startswith(LAUNCH))
    yield from publications(balance, reader)
    yield from (one for name, one in pictures.items() if name.startswith(MONTHS))
    yield from best(balance, reader)
    yield from topics(balance, reader)
    yield from appendix.activities(balance, reader)
    yield from (pictures[name] for name in (ACTIVITIES,) if name in pictures)
    for chapter in (
        appendix.statements,
        appendix.happenings,
        appendix.others,
        appendix.completeness,
        appendix.definitions,
        appendix.sources,
    ):
        yield from chapter(balance, reader)

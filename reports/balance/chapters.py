"""The chapters on followers and posts: a table each, for papers and for the workbook.

A table holds the figures themselves, with columns for whoever reads and columns for files; papers
leave out what is not known, and the chapter with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.model import Cell, Column, Heading, Kind, Notes, Part, Row, Table, foreign, rows_of
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance.facts import (
    Balance,
    Figure,
    Output,
    Topical,
    TopPost,
    YearStanding,
    YearTotal,
)
from reports.balance.sentences import sentences
from reports.balance.wording import (
    DASH,
    Reader,
    amount,
    change,
    evidence,
    inset,
    listed,
    quantity,
    rate,
    summed,
    topic_name,
)
from words import age, count_name, platform_name
from words.names import precision_name

MOST_FALLS = 6
"""So many falls in one step of an account are told one by one."""


def chapter(table: Table, *notes: str) -> Iterator[Part]:
    """A table below its caption, with notes on it."""
    yield Heading(table.caption)
    yield table
    if notes:
        yield Notes(notes)


def told_table(balance: Balance, reader: Reader) -> Table:
    """The sentences, with the figures that each tells: a table of the workbook."""
    say = reader.language.say
    columns = (
        Column("model", say("Model")),
        Column("sentence", say("Sentence")),
        Column("figures", say("Figures")),
    )
    lines = [
        (sentence.id, sentence.text, ", ".join(sentence.figures))
        for sentence in sentences(balance, reader)
    ]
    return Table("sentences", say("In sentences"), columns, rows_of(columns, lines))


def followers(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Followers by account beside the year before, their total, and what limits both."""
    known = [standing for standing in balance.standings if standing.value or standing.previous]
    if not known:
        return
    total = balance.total
    has_sum = bool(total.value) and len(total.accounts) > 1
    table = followers_table(known, total if has_sum else None, reader)
    yield from chapter(table, *_follower_notes(balance, reader))


def followers_table(
    standings: Sequence[YearStanding], total: YearTotal | None, reader: Reader
) -> Table:
    """Followers by account beside the year before, and their total."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("followers", say("Followers"), Kind.COUNT),
        Column("known", say("Known"), is_wording=True),
        Column("precision", say("Precision"), is_detail=True),
        Column("read", say("Read"), Kind.INSTANT, is_detail=True),
        Column("previous", say("Year before"), Kind.COUNT),
        Column("net", say("Net change"), Kind.COUNT, is_signed=True),
        Column(
            "net_without_falls",
            say("Net change without falls in one step"),
            Kind.COUNT,
            is_detail=True,
        ),
        Column("growth", say("Growth"), Kind.RATE, is_signed=True),
        Column("growth_low", say("Growth, lowest"), Kind.RATE, is_detail=True),
        Column("growth_high", say("Growth, highest"), Kind.RATE, is_detail=True),
        Column("source", say("Source"), is_detail=True),
    )
    rows = [_standing(standing, reader) for standing in standings]
    if total:
        rows.append(_total(total, reader))
    has_sum = total is not None
    return Table("followers", say("Followers"), columns, tuple(rows), has_sum=has_sum, unknown=DASH)


def _standing(standing: YearStanding, reader: Reader) -> Row:
    value, growth = standing.value, standing.growth
    return {
        "account": _account(standing, reader),
        "known": evidence(value, reader.zone, reader.language),
        "previous": quantity(standing.previous),
        "net": quantity(standing.net),
        "net_without_falls": quantity(standing.without_falls),
        "growth": quantity(growth),
        **_details(value, growth, reader),
    }


def _total(total: YearTotal, reader: Reader) -> Row:
    """The total; its growth has a star where it is not that of all accounts."""
    language, net, growth = reader.language, quantity(total.net), quantity(total.growth)
    is_all = total.same_accounts == total.accounts
    star = "" if is_all or growth is None else " *"
    return {
        "account": language.say("Total"),
        "known": "",
        "previous": Cell(None, words=""),
        "net": Cell(net, words=f"{change(total.net, language)}{star}"),
        "net_without_falls": None,
        "growth": Cell(growth, words=f"{rate(total.growth, language)}{star}"),
        **_details(total.value, total.growth, reader),
    }


def _details(value: Figure | None, growth: Figure | None, reader: Reader) -> Row:
    """A count of followers, and what files tell of it and of its growth."""
    precision = precision_name(value.quantity.precision, reader.language) if value else None
    return {
        "followers": quantity(value),
        "precision": precision,
        "read": value.at if value else None,
        "growth_low": growth.quantity.low if growth else None,
        "growth_high": growth.quantity.high if growth else None,
        "source": value.quantity.source if value else None,
    }


def _account(part: YearStanding | Output, reader: Reader) -> Cell:
    """Whose row it is; papers say of an account that was opened for an event that it is one."""
    name = reader.name(part.account)
    if not part.is_event:
        return Cell(name)
    words = reader.language.say("{account} (event, outside the total)", account=name)
    return Cell(name, words=words)


def _follower_notes(balance: Balance, reader: Reader) -> Iterator[str]:
    language, total = reader.language, balance.total
    say = language.say
    if total.growth and total.same_accounts != total.accounts:
        accounts = listed([reader.name(account) for account in total.same_accounts], language)
        yield say("* Of the accounts known in both years: {accounts}.", accounts=accounts)
    if total.left_out:
        accounts = listed([reader.name(account) for account in total.left_out], language)
        yield say("Not in the total, for nothing is known: {accounts}.", accounts=accounts)
    if total.printed:
        number = amount(total.printed, language)
        yield say("Total printed by the source: {number}.", number=number)
    for standing in balance.standings:
        name = reader.name(standing.account)
        if standing.beside and standing.difference:
            yield say(
                "{account}: {number} was printed for the year; the reading counts"
                " (difference {difference}).",
                account=name,
                number=amount(standing.beside, language),
                difference=language.signed(standing.difference.value),
            )
        if standing.without_falls:
            yield _without_falls(standing, reader)
        if standing.printed_rate:
            yield say(
                "{account}: a growth of {rate} was printed ({source}); nothing is computed"
                " from it.",
                account=name,
                rate=rate(standing.printed_rate, language),
                source=inset(standing.printed_rate.quantity.source, language),
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


def launches(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What accounts opened in the year drew, and over which days."""
    language = reader.language
    columns = (
        Column("day", language.say("Day"), Kind.DAY),
        Column("followers", language.say("Followers"), Kind.COUNT),
    )
    for launch in balance.launches:
        name = reader.name(launch.account)
        title = language.say("Opened in the year: {account}", account=name)
        if launch.curve:
            step = max(1, len(launch.curve) // 12)
            days = [*launch.curve[:-1][::step], launch.curve[-1]]
            rows = rows_of(columns, days)
        else:
            known = evidence(launch.reached, reader.zone, language)
            rows = rows_of(columns, [(known, launch.reached.quantity)])
        yield from chapter(Table(f"launch/{launch.account}", title, columns, rows, unknown=DASH))


def publications(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What each account published, and what that had drawn."""
    say = reader.language.say
    if not balance.outputs:
        return
    platforms = dict.fromkeys(output.platform for output in balance.outputs)
    yield from chapter(
        publications_table(balance, reader),
        say("Own posts; replies and reposts are counted apart. Posts that have vanished count."),
        say(
            "Views and interactions: what the posts of the year had drawn in all, each by its"
            " last reading until {day}.",
            day=reader.language.date(balance.as_of),
        ),
        *(_interactions(key, reader) for key in platforms),
    )


def publications_table(balance: Balance, reader: Reader) -> Table:
    """What each account published, and what that had drawn."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("posts", say("Posts"), Kind.COUNT),
        Column("replies", say("Replies"), Kind.COUNT),
        Column("reposts", say("Reposts"), Kind.COUNT),
        *_drawn_columns(reader),
    )
    lines = [
        (
            _account(output, reader),
            output.posts.quantity,
            output.replies,
            output.reposts,
            *_drawn(output, reader),
        )
        for output in balance.outputs
    ]
    return Table("publications", say("Publications"), columns, rows_of(columns, lines))


def _drawn_columns(reader: Reader) -> tuple[Column, ...]:
    """Sums over posts; files tell apart how many of the posts told each."""
    say = reader.language.say
    views_of, interactions_of = (
        say("Posts that told their views"),
        say("Posts that told their interactions"),
    )
    return (
        Column("views", say("Views"), Kind.COUNT),
        Column("views_of", views_of, Kind.COUNT, is_detail=True),
        Column("interactions", say("Interactions"), Kind.COUNT),
        Column("interactions_of", interactions_of, Kind.COUNT, is_detail=True),
    )


def _drawn(part: Output | Topical, reader: Reader) -> tuple[Cell | int, ...]:
    return (
        Cell(quantity(part.views.figure), words=summed(part.views, reader.language)),
        part.views.counted,
        Cell(quantity(part.interactions.figure), words=summed(part.interactions, reader.language)),
        part.interactions.counted,
    )


def best(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts that had been viewed most at the same age."""
    if not balance.best:
        return
    language, first = reader.language, balance.best[0]
    yield from chapter(
        best_table(balance, reader),
        language.say(
            "All compared at the age of {age}, among the posts that were measured at it.",
            age=age(first.age, language),
        ),
    )


def best_table(balance: Balance, reader: Reader) -> Table:
    """The posts that had been viewed most at the same age."""
    language = reader.language
    say = language.say
    columns = (
        Column("place", say("Place"), Kind.COUNT, is_detail=True),
        Column("rank", say("Place"), is_wording=True),
        Column("post", say("Post")),
        Column("account", say("Account")),
        Column("published", say("Published"), Kind.DAY),
        Column("views", say("Views"), Kind.COUNT),
        Column("likes", say("Likes"), Kind.COUNT),
    )
    lines = [
        (
            top_post.place,
            language.number(top_post.place),
            title_of(top_post, reader),
            reader.name(top_post.account),
            local_day(top_post.published_at, reader.zone),
            top_post.count.quantity,
            quantity(top_post.likes),
        )
        for top_post in balance.best
    ]
    caption = say("Most viewed posts")
    return Table("best_posts", caption, columns, rows_of(columns, lines), unknown=DASH)


def topics(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The posts of the year by topic."""
    if balance.topics:
        note = reader.language.say("A post on two topics counts under both: topics do not add up.")
        yield from chapter(topics_table(balance, reader), note)


def topics_table(balance: Balance, reader: Reader) -> Table:
    """The posts of the year by topic."""
    say = reader.language.say
    columns = (
        Column("topic", say("Topic")),
        Column("posts", say("Posts"), Kind.COUNT),
        *_drawn_columns(reader),
    )
    lines = [
        (topic_name(topic.topic, reader), topic.posts.quantity, *_drawn(topic, reader))
        for topic in balance.topics
    ]
    return Table("topics", say("Posts by topic"), columns, rows_of(columns, lines))


def _interactions(key: str, reader: Reader) -> str:
    language, platform = reader.language, PLATFORMS[key]
    counts = [count_name(metric, language, key) for metric in platform.interactions]
    return language.say(
        "Interactions on {platform}: {counts}.",
        platform=platform_name(key, language),
        counts=language.listed(counts),
    )


def title_of(top_post: TopPost, reader: Reader) -> str:
    """The first words of a post; that its text is gone, where it is."""
    text = reader.titles.get((top_post.account, top_post.published_at))
    return foreign(text) if text else reader.language.say("without text")

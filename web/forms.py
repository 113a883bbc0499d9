"""The fields of a question's form, worded; and what was filled in, as an asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics.periods import A_DAY, Span, local_day, parse_period
from metrics.platforms import platforms_of
from queries.calendar import calendar_of, name_with_certainty
from queries.questions.top import METRICS
from queries.request import (
    MOST_FOLLOWERS,
    MOST_PLACES,
    OLDEST_DAYS,
    Asked,
    Options,
    Question,
    asked_with,
)
from storage import Store
from storage.topics import topics_on_file
from web.errors import WrongRequest
from web.request import account_named, choice, number_asked, stretch
from web.site import Site, Visitor
from words import Language, platform_name
from words.accounts import account_label
from words.names import metric_name, topic_name

PERIODS = (
    "this year",
    "last year",
    "this month",
    "last month",
    "this week",
    "last week",
    "yesterday",
)
LONGEST_WORD = 80
LONGEST_ADDRESS = 500
"""Of a post, by which it may be asked for; platforms make long ones."""
YES = "yes"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: its name in the address, its label, and what stands in it."""

    name: str
    label: str
    value: str
    kind: str = "text"
    """`text`, `date`, `number` or `select`."""
    choices: Sequence[tuple[str, str]] = ()
    """Of a `select`: each value and its words. Of a `text`: what it may be."""
    most: int | None = None
    is_needed: bool = False


def form_fields(question: Question, store: Store, site: Site, visitor: Visitor) -> list[FormField]:
    """The form of a question: what it heeds of days, accounts and options."""
    return [
        *(_days(store, site, visitor) if question.has_days else ()),
        *(_accounts(site, visitor) if question.has_accounts else ()),
        *_more(question, store, site, visitor),
    ]


def asked(question: Question, store: Store, site: Site, visitor: Visitor) -> Asked:
    """What was filled in.

    Raises:
        WrongRequest: something cannot be understood.
        NotHere: no account has that name.
    """
    days, now = stretch(store, site, visitor), site.clock()
    args, name = visitor.args, visitor.args.get("account")
    accounts = (account_named(site, visitor, name),) if name else site.settings.accounts
    by = choice(visitor, "by", ("", *Span), "") if "by" in question.options else ""
    options = Options(
        since=days.since,
        until=days.until,
        platform=args.get("platform"),
        by=Span(by) if by else None,
        topic=args.get("topic"),
        metric=choice(visitor, "metric", METRICS, "views"),
        limit=number_asked(visitor, "limit", MOST_PLACES),
        age=number_asked(visitor, "age", OLDEST_DAYS) if "age" in question.options else None,
        versus=args.get("versus"),
        number=number_asked(visitor, "number", MOST_FOLLOWERS),
        untagged=choice(visitor, "untagged", ("", YES), "") == YES,
        words=_words(visitor) if "post" in question.options else (),
    )
    plain = Asked(store, site.settings, now, visitor.language, accounts)
    return asked_with(options, question, plain)


def _words(visitor: Visitor) -> tuple[str, ...]:
    post = visitor.args.get("post")
    if post is None:
        raise WrongRequest(
            visitor.language.say("Fill in the id of a post, its address, or words of its text.")
        )
    return (post[:LONGEST_ADDRESS],)


def _days(store: Store, site: Site, visitor: Visitor) -> Iterator[FormField]:
    words, args = visitor.language, visitor.args
    spoken = [
        ("", words.say("the days below")),
        *((period, _spoken(period, words)) for period in PERIODS),
        *_named(store, site, words),
    ]
    yield _one_of("in", words.say("period"), args.get("in", ""), spoken)
    yield FormField("since", words.say("first day"), args.get("since", ""), "date")
    yield FormField("last", words.say("last day (included)"), _last_day(visitor), "date")


def _last_day(visitor: Visitor) -> str:
    """What was filled in, or the day before the one that a link excludes."""
    last, until = visitor.args.get("last", ""), visitor.args.get("until")
    if last or not until:
        return last
    try:
        return (parse_period(until).since - A_DAY).isoformat()
    except ValueError:
        return until


def _named(store: Store, site: Site, words: Language) -> Iterator[tuple[str, str]]:
    """The latest periods of the calendar, and events, by what they are called."""
    today = local_day(site.clock(), site.settings.zone())
    for named in calendar_of(site.settings, store).offered(today):
        yield named.key, name_with_certainty(named, words.names(named.names), words)


def _one_of(name: str, label: str, value: str, choices: Sequence[tuple[str, str]]) -> FormField:
    """A list to choose from; what a link has filled in is one of it, lest the form tell another."""
    others = [] if value in dict(choices) else [(value, value[:LONGEST_WORD])]
    return FormField(name, label, value, "select", [*choices, *others])


def _spoken(period: str, words: Language) -> str:
    return {
        "this year": words.say("this year"),
        "last year": words.say("last year"),
        "this month": words.say("this month"),
        "last month": words.say("last month"),
        "this week": words.say("this week"),
        "last week": words.say("last week"),
        "yesterday": words.say("yesterday"),
    }[period]


def _accounts(site: Site, visitor: Visitor) -> Iterator[FormField]:
    words, args, accounts = visitor.language, visitor.args, site.settings.accounts
    everybody = ("", words.say("all"))
    names = [everybody, *((account.name, account_label(account, words)) for account in accounts)]
    yield _one_of("account", words.say("account"), args.get("account", ""), names)
    keys = dict.fromkeys(account.platform for account in accounts)
    platforms = [everybody, *((key, platform_name(key, words)) for key in keys)]
    yield _one_of("platform", words.say("platform"), args.get("platform", ""), platforms)


def _more(question: Question, store: Store, site: Site, visitor: Visitor) -> Iterator[FormField]:
    words, args, options = visitor.language, visitor.args, question.options
    if "by" in options:
        spans = [
            ("", words.say("all days together")),
            (Span.DAY.value, words.say("day by day")),
            (Span.WEEK.value, words.say("week by week")),
            (Span.MONTH.value, words.say("month by month")),
            (Span.YEAR.value, words.say("year by year")),
        ]
        yield _one_of("by", words.say("a row for"), args.get("by", ""), spans)
    if "topic" in options:
        keys = dict.fromkeys([*site.settings.topics, *topics_on_file(store)])
        topics = [(key, topic_name(key, words, site.settings.topic_names(key))) for key in keys]
        every = [("", words.say("all")), *topics]
        yield _one_of("topic", words.say("topic"), args.get("topic", ""), every)
    if "metric" in options:
        platforms = platforms_of(site.settings.accounts)
        names = [(metric, metric_name(metric, words, platforms)) for metric in METRICS]
        yield _one_of("metric", words.say("counted"), args.get("metric", "views"), names)
    if "limit" in options:
        most = MOST_PLACES
        yield FormField("limit", words.say("places"), args.get("limit", "10"), "number", most=most)
    if "age" in options:
        label = words.say("at an age of so many days")
        yield FormField("age", label, args.get("age", ""), "number", most=OLDEST_DAYS)
    if "versus" in options:
        named = tuple(_named(store, site, words))
        label = words.say("compared with")
        yield FormField("versus", label, args.get("versus", ""), choices=named)
    if "untagged" in options:
        which = [("", words.say("all")), (YES, words.say("those without a topic, one by one"))]
        yield _one_of("untagged", words.say("which"), args.get("untagged", ""), which)
    if "number" in options:
        label, most = words.say("followers to be reached"), MOST_FOLLOWERS
        yield FormField("number", label, args.get("number", ""), "number", most=most)
    if "post" in options:
        label = words.say("id, address or words of the post")
        yield FormField("post", label, args.get("post", ""), is_needed=True)

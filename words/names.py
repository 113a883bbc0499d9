"""What everything is called: platforms, accounts, counts, alerts, reasons, kinds, topics.

Each by its key, in a reader's language. A key without a name of ours comes back as words: it may
come from a later version, or from somebody else. What is not ours passes through `foreign`, which
a surface hands in where such words must be held apart from those around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date

from babel.dates import get_day_names

from metrics.activity import PRINTED_TOTAL
from metrics.alerts import AlarmKind
from metrics.completeness import Completeness
from metrics.model import Form, Kind, Reason
from metrics.periods import Span
from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, Precision
from metrics.series import Post
from metrics.statement import StatementOutcome
from words.language import Language
from words.nouns import Noun

EITHER = " / "
"""Between what several platforms call one count."""
COUNT_NOUNS = {
    "likes": Noun.LIKE,
    "reactions": Noun.REACTION,
    "comments": Noun.COMMENT,
    "replies": Noun.REPLY,
    "shares": Noun.SHARE,
    "reposts": Noun.REPOST,
    "quotes": Noun.QUOTE,
    "saves": Noun.SAVE,
    "bookmarks": Noun.SAVE,
}
"""What the parts of interactions are counted as."""
NOTHING_DECLARED: Mapping[str, str] = {}
Foreign = Callable[[str], str]
"""How words of others are written among ours."""


def platform_name(platform: str, language: Language, *, first: bool = False) -> str:
    """What a platform is called; with `first`, where a paper names it first: X, once Twitter.

    Raises:
        KeyError: there is no such platform.
    """
    known = PLATFORMS[platform]
    return language.names((first and known.first_names) or known.names)


def count_name(metric: str, language: Language, platform: str | None = None) -> str:
    """What a count of posts is called: `views`, `likes`, … or `interactions`.

    In the platform's own word, where one is named and has another: X's comments are replies.

    Raises:
        KeyError: there is no such count.
    """
    own_word = PLATFORMS[platform].own_words.get(metric, metric) if platform else metric
    if not isinstance(own_word, str):
        return language.names(own_word)
    return {
        "views": language.say("views"),
        "reach": language.say("accounts reached"),
        "likes": language.say("likes"),
        "reactions": language.say("reactions"),
        "comments": language.say("comments"),
        "replies": language.say("replies"),
        "shares": language.say("shares"),
        "reposts": language.say("reposts"),
        "quotes": language.say("quotes"),
        "saves": language.say("saves"),
        "bookmarks": language.say("bookmarks"),
        "interactions": language.say("interactions"),
    }[own_word]


def day_metric_name(metric: str, language: Language) -> str:
    """What a count of an account's day is called, of all that it showed and not of its posts.

    Raises:
        KeyError: there is no such count.
    """
    return {
        "followers": language.say("followers"),
        "page_likes": language.say("likes of the Page"),
        "new_followers": language.say("new followers"),
        "lost_followers": language.say("followers lost"),
        "net_followers": language.say("followers gained, net"),
        "new_page_likes": language.say("new likes of the Page"),
        "lost_page_likes": language.say("likes of the Page withdrawn"),
        "views": language.say("views of the account"),
        "reach": language.say("accounts reached by the account"),
        "visits": language.say("visits"),
        "engagements": language.say("engagements with the account"),
        "engaged": language.say("people who engaged"),
        "video_views": language.say("video views"),
        "link_clicks": language.say("clicks on links"),
        "likes": language.say("likes"),
        "comments": language.say("comments"),
        "shares": language.say("shares"),
        "saves": language.say("saves"),
        "posts": language.say("posts"),
    }[metric]


def shared_count_name(metric: str, language: Language, platforms: Iterable[str]) -> str:
    """What a count is called over several platforms, in each one's own word: likes / reactions.

    Without a platform, in our common word.

    Raises:
        KeyError: there is no such count.
    """
    names = [count_name(metric, language, platform) for platform in platforms]
    return EITHER.join(dict.fromkeys(names)) or count_name(metric, language)


def count_noun(metric: str, platform: str) -> Noun:
    """What a part of the interactions is counted as, in its platform's own word.

    A word that nobody else has comes without the forms that a number asks for: it is counted as
    the common one.
    """
    known = PLATFORMS.get(platform)
    own_word = known.own_words.get(metric, metric) if known else metric
    return COUNT_NOUNS[own_word if isinstance(own_word, str) else metric]


def metric_name(metric: str, language: Language, platforms: Iterable[str] = ()) -> str:
    """What a count is called, or what is computed from counts: a rate, a growth, a mean.

    Of a count of posts of some platforms, in their own words.

    Raises:
        KeyError: there is no such metric.
    """
    computed = {
        "rate": language.say("engagement rate by followers"),
        "rate_by_views": language.say("engagement rate by views"),
        "net_growth": language.say("net growth"),
        "posts": language.say("posts"),
        "views_per_post": language.say("views per post"),
        "interactions_per_post": language.say("interactions per post"),
        "views_median": language.say("median of views"),
        "interactions_median": language.say("median of interactions"),
    }
    if metric in computed:
        return computed[metric]
    return shared_count_name(metric, language, platforms)


def ranking_name(
    metric: str, language: Language, platforms: Iterable[str], as_of: date | None
) -> str:
    """What a ranking of posts ranks by: the last known count of each, as of a day.

    Without a day it is told elsewhere when the counts are of.
    """
    name = metric_name(metric, language, platforms)
    if as_of is None:
        return language.say("Top posts by {count}", count=name)
    return language.say(
        "Top posts by {count}, last known as of {day}", count=name, day=language.date(as_of)
    )


def ranking_name_at_age(
    metric: str, language: Language, platforms: Iterable[str], age_days: int
) -> str:
    """What a ranking ranks by that compares all posts at the same age."""
    return language.count(
        "Top posts by {count}, each {n} day after its publication",
        "Top posts by {count}, each {n} days after its publication",
        age_days,
        count=metric_name(metric, language, platforms),
    )


def figure_name(metric: str, language: Language, foreign: Foreign = str) -> str:
    """What a printed figure is of."""
    return {
        "followers": language.say("Followers"),
        "followers_growth_rate": language.say("Growth of followers"),
        "posts_total": language.say("Posts in all"),
        "visits_and_views": language.say("Visits and views together"),
        "views_of_some_posts": language.say("Views of some posts"),
        "likes_of_some_posts": language.say("Likes of some posts"),
        "viewers": language.say("Viewers"),
    }.get(metric, foreign(_readable(metric)))


def activity_name(
    kind: str,
    language: Language,
    declared: Mapping[str, str] = NOTHING_DECLARED,
    foreign: Foreign = str,
) -> str:
    """What a kind of activity is called: as the settings declare it, else by us.

    `total` is what some kinds add up to.
    """
    if own := language.names(declared):
        return foreign(own)
    return {
        "total": language.say("Total"),
        PRINTED_TOTAL: language.say("Printed total"),
        "communique": language.say("Communiques"),
        "press_news": language.say("Press news"),
        "truth_statement": language.say("Statements of truth"),
        "reportage": language.say("Reportages and coverages"),
        "social_post": language.say("Digital contents"),
        "media_request": language.say("Requests of the media"),
        "media_request_met": language.say("Requests of the media met"),
        "media_request_withheld": language.say("Requests of the media withheld for legal reasons"),
        "violent_content": language.say("Violent contents on which the public was informed"),
        "open_days_visitors": language.say("Visitors of the open days"),
        "schools": language.say("Schools"),
        "pupils": language.say("Pupils"),
        "meetings": language.say("Meetings"),
        "associations": language.say("Associations"),
        "unions": language.say("Unions"),
    }.get(kind, foreign(_readable(kind)))


def topic_name(
    topic: str,
    language: Language,
    declared: Mapping[str, str] = NOTHING_DECLARED,
    foreign: Foreign = str,
) -> str:
    """What a topic is called: as the settings declare it, else its key."""
    return foreign(language.names(declared) or topic)


def outcome_name(outcome: str, language: Language, foreign: Foreign = str) -> str:
    """What contents turned out to be that the public was informed about."""
    names: Mapping[str, str] = {
        StatementOutcome.TRUE: language.say("True contents"),
        StatementOutcome.FABRICATED: language.say("Fabricated contents"),
        StatementOutcome.INACCURATE: language.say("Inaccurate contents"),
        StatementOutcome.OPEN: language.say("Not yet settled"),
    }
    return names.get(outcome, foreign(_readable(outcome)))


def reason_name(reason: str | None, language: Language, foreign: Foreign = str) -> str:
    """Why nothing was read; None is that nobody looked."""
    if reason is None:
        return language.say("nobody looked")
    names: Mapping[str, str] = {
        Reason.ACCESS: language.say("the access was refused"),
        Reason.NOT_OURS: language.say("the token did not prove the account ours"),
        Reason.MISSING: language.say("the platform did not tell"),
        Reason.LIMIT: language.say("the platform’s limit was reached"),
        Reason.CREDIT: language.say("the platform’s credit was spent"),
        Reason.CEILING: language.say("our own ceiling on money was reached"),
        Reason.UNAVAILABLE: language.say("the platform could not be reached"),
        Reason.MALFORMED: language.say("the answer could not be understood"),
        Reason.TERMS: language.say("the platform’s terms were not yet read"),
        Reason.DOWN: language.say("this program was not running"),
    }
    return names.get(reason, foreign(_readable(reason)))


def alert_name(kind: str, language: Language) -> str:
    """What a kind of alert is called; its key where we have no word for it."""
    say = language.say
    names: Mapping[str, str] = {
        AlarmKind.ACCESS: say("Access refused"),
        AlarmKind.BACKUP: say("Backup failed"),
        AlarmKind.BREAKOUT: say("A post breaks out"),
        AlarmKind.CEILING: say("Ceiling on money reached"),
        AlarmKind.CLOCK: say("Clock"),
        AlarmKind.CREDIT: say("Credit spent"),
        AlarmKind.DATABASE: say("Database"),
        AlarmKind.DISK: say("Disk nearly full"),
        AlarmKind.FALL: say("Fall in one step"),
        AlarmKind.FOLLOWERS: say("Followers not told"),
        AlarmKind.GAP: say("No reading"),
        AlarmKind.IDENTITY: say("Name, handle or badge changed"),
        AlarmKind.LETTER: say("Letter not delivered"),
        AlarmKind.METRIC: say("A count is refused"),
        AlarmKind.MILESTONE: say("Milestone"),
        AlarmKind.NOT_OURS: say("Not proven ours"),
        AlarmKind.POSTS: say("Posts not read"),
        AlarmKind.PROFILE: say("Details not told"),
        AlarmKind.SETTINGS: say("Settings"),
        AlarmKind.SILENCE: say("Readings missed"),
        AlarmKind.TOKEN_EXPIRY: say("Token"),
        AlarmKind.VANISHED: say("A post is gone"),
        AlarmKind.VERSION: say("Another version of the platform"),
    }
    return names.get(kind, kind)


def evidence_name(evidence: Evidence, language: Language) -> str:
    """How strong a number is."""
    return {
        Evidence.MEASURED: language.say("measured"),
        Evidence.REPORTED: language.say("reported later by the platform"),
        Evidence.EXPORTED: language.say("from an exported file"),
        Evidence.PUBLISHED: language.say("printed"),
        Evidence.DERIVED: language.say("estimated"),
    }[evidence]


def precision_name(precision: Precision, language: Language) -> str:
    """How closely a number is known."""
    return {
        Precision.EXACT: language.say("exact"),
        Precision.THOUSAND: language.say("to the thousand"),
        Precision.ABOUT: language.say("approximate"),
        Precision.AT_LEAST: language.say("lower bound"),
        Precision.AT_MOST: language.say("upper bound"),
    }[precision]


def span_name(span: Span, language: Language) -> str:
    """What a length of periods is called."""
    return {
        Span.DAY: language.say("day"),
        Span.WEEK: language.say("week"),
        Span.MONTH: language.say("month"),
        Span.YEAR: language.say("year"),
    }[span]


def weekday(number: int, language: Language) -> str:
    """The name of a day of the week; 1 is Monday, 7 Sunday (ISO 8601)."""
    return str(get_day_names("wide", context="stand-alone", locale=language.locale)[number - 1])


def wordless(post: Post, language: Language) -> str:
    """What a post without words is, as far as the platform said."""
    if post.vanished_at is not None:
        return language.say("the post is gone; its text was erased")
    if post.kind is Kind.REPLY:
        return language.say("reply")
    if post.kind is Kind.REPOST:
        return language.say("repost")
    if post.form in {None, Form.TEXT, Form.LINK}:
        return language.say("without text")
    return form_name(post.form, language)


def form_name(form: Form | None, language: Language) -> str:
    """What a form of posts is called; None is that the platform did not tell it."""
    return {
        None: language.say("form not told"),
        Form.TEXT: language.say("text"),
        Form.LINK: language.say("link"),
        Form.IMAGE: language.say("image"),
        Form.ALBUM: language.say("album"),
        Form.VIDEO: language.say("video"),
        Form.REEL: language.say("reel"),
        Form.STORY: language.say("story"),
    }[form]


def _readable(key: str) -> str:
    """A key without a name of ours, as words."""
    return key.replace("_", " ")


def scope_name(scope: str, language: Language, foreign: Foreign = str) -> str:
    """What a visit lost, by the scope of its failure: the account, its posts, or a count."""
    names = {
        "account": language.say("the account"),
        "details": language.say("details of posts"),
        "followers": language.say("followers"),
        "following": language.say("accounts followed"),
        "form": language.say("the form of posts"),
        "history": language.say("earlier versions of posts"),
        "identity": language.say("name, handle and badge"),
        "listed": language.say("listings"),
        "posts": language.say("the posts"),
        "posts_total": language.say("posts in all"),
        "proof": language.say("the proof that the account is ours"),
        "text": language.say("the text of posts"),
        "verification": language.say("the verification badge"),
        "days": language.say("the account’s past days"),
        "stories": language.say("the stories"),
        "references": language.say("what posts refer to"),
        "version": language.say("the version of the API"),
    }
    if scope in names:
        return names[scope]
    for name in (count_name, day_metric_name):
        with suppress(KeyError):
            return name(scope, language)
    return foreign(_readable(scope))


def slots_in_words(kept: Completeness, language: Language) -> str:
    """The readings kept of those due, and how many of them in part alone: "21 of 21, 3 in part"."""
    slots = {"kept": language.number(kept.slots_kept), "due": language.number(kept.slots_due)}
    if not kept.slots_partial:
        return language.say("{kept} of {due}", **slots)
    return language.say(
        "{kept} of {due}, {n} in part", **slots, n=language.number(kept.slots_partial)
    )

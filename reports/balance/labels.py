"""What kinds, metrics, outcomes and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.platforms import PLATFORMS
from metrics.snapshot import Reason
from metrics.statement import Outcome
from queries import naming
from reports.balance.document import foreign
from reports.balance.reader import Reader
from words import Language


def kind_name(kind: str, reader: Reader) -> str:
    """What a kind of activity is called: by the settings, else by us, else its key."""
    own = reader.kinds.get(kind)
    if own:
        return foreign(reader.language.names(own))
    return naming.kind_names(reader.language).get(kind, foreign(kind.replace("_", " ")))


def topic_name(topic: str, reader: Reader) -> str:
    """What a topic is called: by the settings, else by its key."""
    return foreign(reader.language.names(reader.topics.get(topic, {})) or topic)


def metric_name(metric: str, language: Language) -> str:
    """What a printed figure is of; its key where we have no word for it."""
    return _metrics(language).get(metric, foreign(metric.replace("_", " ")))


def whose(account: str, reader: Reader) -> str:
    """Of whom a figure was printed: an account, several of them (`x+facebook`), or all."""
    say = reader.language.say
    if account == "all":
        return say("all accounts")
    if account == "event-open-days":
        return say("the open days’ own account")
    known = reader.names.get(account)
    if known:
        return known
    platforms = _platforms(reader.language)
    parts = account.split("+")
    if all(part in platforms for part in parts):
        return reader.language.listed([platforms[part] for part in parts])
    return foreign(account)


def outcome_name(outcome: str, language: Language) -> str:
    """What contents turned out to be."""
    return {
        Outcome.TRUE.value: language.say("True contents"),
        Outcome.FABRICATED.value: language.say("Fabricated contents"),
        Outcome.INACCURATE.value: language.say("Inaccurate contents"),
        Outcome.OPEN.value: language.say("Not yet settled"),
    }.get(outcome, foreign(outcome))


def reason_name(reason: str | None, language: Language) -> str:
    """Why nothing was read, in the reader's language."""
    if reason is not None and reason not in set(Reason):
        return foreign(reason.replace("_", " "))
    return naming.reason_name(Reason(reason) if reason else None, language)


def _platforms(language: Language) -> Mapping[str, str]:
    return {key: language.names(platform.names) for key, platform in PLATFORMS.items()}


def _metrics(language: Language) -> Mapping[str, str]:
    return {
        "followers": language.say("Followers"),
        "followers_growth_rate": language.say("Growth of followers"),
        "posts_total": language.say("Posts in all"),
        "visits_and_views": language.say("Visits and views together"),
        "views_of_some_posts": language.say("Views of some posts"),
        "likes_of_some_posts": language.say("Likes of some posts"),
        "viewers": language.say("Viewers"),
    }

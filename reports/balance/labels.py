"""What kinds, metrics, outcomes and reasons are called."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.platforms import PLATFORMS
from metrics.snapshot import Reason
from metrics.statement import Outcome
from reports.balance.document import foreign
from reports.balance.reader import Reader
from words import Language


def kind_name(kind: str, reader: Reader) -> str:
    """What a kind of activity is called: by the settings, else by us, else its key."""
    own = reader.kinds.get(kind)
    if own:
        return foreign(reader.language.names(own))
    return _kinds(reader.language).get(kind, foreign(kind.replace("_", " ")))


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
    if reason is None:
        return language.say("nobody looked")
    return {
        Reason.ACCESS.value: language.say("the access was refused"),
        Reason.NOT_OURS.value: language.say("the token did not prove the account ours"),
        Reason.MISSING.value: language.say("the platform did not tell"),
        Reason.LIMIT.value: language.say("the platform’s limit was reached"),
        Reason.CREDIT.value: language.say("the platform’s credit was spent"),
        Reason.CEILING.value: language.say("our own ceiling on money was reached"),
        Reason.UNAVAILABLE.value: language.say("the platform could not be reached"),
        Reason.MALFORMED.value: language.say("the answer could not be understood"),
        Reason.TERMS.value: language.say("the platform’s terms were not yet read"),
        Reason.DOWN.value: language.say("this program was not running"),
    }.get(reason, foreign(reason.replace("_", " ")))


def _platforms(language: Language) -> Mapping[str, str]:
    return {key: language.names(platform.names) for key, platform in PLATFORMS.items()}


def _kinds(language: Language) -> Mapping[str, str]:
    return {
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
    }


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

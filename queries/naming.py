"""What kinds of activity, precisions and reasons are called; scripts know them by their keys."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.activity import PRINTED_TOTAL
from metrics.model import Reason
from metrics.quantity import Precision, Quantity
from queries.request import Asked
from words import Language


def activity_name(key: str, asked: Asked) -> str:
    """A kind of activity in the reader's language; `total` is what some of them add up to."""
    if key in {"total", PRINTED_TOTAL}:
        say = asked.language.say
        return say("Total") if key == "total" else say("Printed total")
    declared = asked.settings.activity_kinds().get(key)
    name = asked.language.names(declared.names) if declared else ""
    return name or kind_names(asked.language).get(key, key.replace("_", " "))


def precision_name(quantity: Quantity | None, language: Language) -> str | None:
    """How closely a number is known; None of a number that is not."""
    if quantity is None:
        return None
    return {
        Precision.EXACT: language.say("exact"),
        Precision.THOUSAND: language.say("to the thousand"),
        Precision.ABOUT: language.say("about so much"),
        Precision.AT_LEAST: language.say("at least"),
        Precision.AT_MOST: language.say("at most"),
    }[quantity.precision]


def reason_name(reason: Reason | None, language: Language) -> str:
    """Why nothing was read."""
    if reason is None:
        return language.say("nobody looked")
    return {
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
    }[reason]


def kind_names(language: Language) -> Mapping[str, str]:
    """What the built-in kinds of activity are called, by key."""
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

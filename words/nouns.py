"""The nouns that are counted, in the form that their number and their place ask for.

The words are the first user's own: منخرط for a follower, ولوج for a visit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum

from babel import Locale

from metrics.quantity import Precision, Quantity
from words.language import Case, Language


def noun(singular: str, plural: str) -> tuple[str, str]:
    """A noun in English; tests read from such calls what the catalogues must have."""
    return singular, plural


class Noun(Enum):
    """What can be counted, by its English singular and plural."""

    FOLLOWER = noun("{n} follower", "{n} followers")
    ACCOUNT = noun("{n} account", "{n} accounts")
    POST = noun("{n} post", "{n} posts")
    CONTENT = noun("{n} piece of content", "{n} pieces of content")
    VIEW = noun("{n} view", "{n} views")
    VISIT = noun("{n} visit", "{n} visits")
    VIEWER = noun("{n} viewer", "{n} viewers")
    INTERACTION = noun("{n} interaction", "{n} interactions")
    LIKE = noun("{n} like", "{n} likes")
    REACTION = noun("{n} reaction", "{n} reactions")
    COMMENT = noun("{n} comment", "{n} comments")
    REPLY = noun("{n} reply", "{n} replies")
    SHARE = noun("{n} share", "{n} shares")
    REPOST = noun("{n} repost", "{n} reposts")
    QUOTE = noun("{n} quote", "{n} quotes")
    SAVE = noun("{n} save", "{n} saves")
    ACTIVITY = noun("{n} activity", "{n} activities")
    INFORMATION = noun("{n} information item", "{n} information items")
    COMMUNIQUE = noun("{n} communique", "{n} communiques")
    PRESS_NEWS = noun("{n} press news item", "{n} press news items")
    TRUTH_STATEMENT = noun("{n} truth statement", "{n} truth statements")
    DENIAL = noun("{n} denial", "{n} denials")
    RECTIFICATION = noun("{n} rectification", "{n} rectifications")
    REPORTAGE = noun("{n} reportage or coverage", "{n} reportages and coverages")
    SOCIAL_POST = noun("{n} piece of digital content", "{n} pieces of digital content")
    VIOLENT_CONTENT = noun("{n} piece of violent content", "{n} pieces of violent content")
    MEDIA_REQUEST = noun("{n} media request", "{n} media requests")
    MEDIA_REQUEST_MET = noun("{n} media request met", "{n} media requests met")
    MEDIA_REQUEST_WITHHELD = noun("{n} media request withheld", "{n} media requests withheld")
    REQUEST = noun("{n} request", "{n} requests")
    VISITOR = noun("{n} visitor", "{n} visitors")
    PUPIL = noun("{n} pupil", "{n} pupils")
    SCHOOL = noun("{n} school", "{n} schools")
    MEETING = noun("{n} meeting", "{n} meetings")
    ASSOCIATION = noun("{n} association", "{n} associations")
    UNION = noun("{n} union", "{n} unions")
    CASE = noun("{n} case", "{n} cases")
    READING = noun("{n} reading", "{n} readings")
    EVENT = noun("{n} event", "{n} events")
    ALERT = noun("{n} alert", "{n} alerts")
    SLOT = noun("{n} slot", "{n} slots")
    GAP = noun("{n} gap", "{n} gaps")
    MINUTE = noun("{n} minute", "{n} minutes")
    HOUR = noun("{n} hour", "{n} hours")
    DAY = noun("{n} day", "{n} days")
    WEEK = noun("{n} week", "{n} weeks")
    MONTH = noun("{n} month", "{n} months")
    YEAR = noun("{n} year", "{n} years")


Countable = Noun | Mapping[str, str]
"""A noun of ours, or one declared elsewhere: its forms by CLDR plural category ("one", "two",
"few", "many", "other"), of which "other" alone must be there."""


KIND_NOUNS: Mapping[str, Noun] = {
    "communique": Noun.COMMUNIQUE,
    "press_news": Noun.PRESS_NEWS,
    "truth_statement": Noun.TRUTH_STATEMENT,
    "reportage": Noun.REPORTAGE,
    "social_post": Noun.SOCIAL_POST,
    "media_request": Noun.MEDIA_REQUEST,
    "media_request_met": Noun.MEDIA_REQUEST_MET,
    "media_request_withheld": Noun.MEDIA_REQUEST_WITHHELD,
    "violent_content": Noun.VIOLENT_CONTENT,
    "open_days_visitors": Noun.VISITOR,
    "schools": Noun.SCHOOL,
    "pupils": Noun.PUPIL,
    "meetings": Noun.MEETING,
    "associations": Noun.ASSOCIATION,
    "unions": Noun.UNION,
}
"""The noun of each built-in kind of activity."""


def counted(
    what: Countable, n: int | Quantity, language: Language, case: Case = Case.NOMINATIVE
) -> str:
    """A number with its noun in the right form, after the qualifier that its precision asks for.

    "317.074 منخرطا", "نحو 434.000 منخرط", "plus de 133 000 abonnés". Of a quantity with one known
    bound, that bound is the number. Counts are whole: what is not is rounded, bounds outward.
    """
    if isinstance(n, int):
        return _plain(what, n, language, case)
    if n.precision is Precision.AT_MOST:
        text = _plain(what, _told(n), language, case)
        return language.say("at most {counted}", counted=text)
    if n.is_measured_bound:
        return language.say("at least {counted}", counted=_plain(what, _told(n), language, case))
    after = case if n.precision is Precision.EXACT else Case.GENITIVE
    return language.qualify(_plain(what, _told(n), language, after), n.precision)


def _told(quantity: Quantity) -> int:
    """The whole number that stands for a quantity."""
    if quantity.precision is Precision.AT_LEAST and quantity.low is not None:
        return math.floor(quantity.low)
    if quantity.precision is Precision.AT_MOST and quantity.high is not None:
        return math.ceil(quantity.high)
    return round(quantity.value)


def _plain(what: Countable, n: int, language: Language, case: Case) -> str:
    if isinstance(what, Noun):
        return language.inflect(what.value, n, case)
    return f"{language.number(n)} {form_of(what, n, language)}"


def form_of(forms: Mapping[str, str], n: int, language: Language) -> str:
    """Return the form that a number asks for among those of CLDR's categories."""
    category = Locale.parse(language.locale).plural_form(abs(n))
    return forms.get(category, forms["other"])

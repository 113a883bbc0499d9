"""The model sentences of the yearly balance, one function each, in every language.

A function answers a whole sentence with its full stop, or None where what it tells is not known.
Parts that are not known are left out. Numbers carry their qualifiers, verbs follow the sign, a
printed figure is told "for" its period and never of a day. Nothing here gives a cause.
"""

from words.sentences.activities import (
    activities_sentence,
    event_sentence,
    media_requests_sentence,
    school_year_sentence,
    truth_statements_sentence,
)
from words.sentences.evidence import completeness_sentence, rectification_sentence
from words.sentences.followers import (
    change_not_known_sentence,
    change_sentence,
    launch_sentence,
    like_for_like_sentence,
    together_sentence,
)
from words.sentences.posts import (
    RankedContent,
    account_days_sentence,
    drawn_sentence,
    most_viewed_at_age_sentence,
    most_viewed_sentence,
    published_sentence,
    views_and_visits_sentence,
)
from words.sentences.violent_contents import violent_contents_sentence

__all__ = [
    "RankedContent",
    "account_days_sentence",
    "activities_sentence",
    "change_not_known_sentence",
    "change_sentence",
    "completeness_sentence",
    "drawn_sentence",
    "event_sentence",
    "launch_sentence",
    "like_for_like_sentence",
    "media_requests_sentence",
    "most_viewed_at_age_sentence",
    "most_viewed_sentence",
    "published_sentence",
    "rectification_sentence",
    "school_year_sentence",
    "together_sentence",
    "truth_statements_sentence",
    "views_and_visits_sentence",
    "violent_contents_sentence",
]

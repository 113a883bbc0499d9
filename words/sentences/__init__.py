"""The model sentences of the yearly balance, one function each, in every language.

A function answers a whole sentence with its full stop, or None where what it tells is not known.
Parts that are not known are left out. Numbers carry their qualifiers, verbs follow the sign, a
printed figure is told "for" its period and never of a day. Nothing here gives a cause.
"""

from words.sentences.activities import (
    activities,
    event,
    media_requests,
    school_year,
    truth_statements,
)
from words.sentences.evidence import completeness, rectification
from words.sentences.followers import (
    change,
    change_not_known,
    launched,
    like_for_like,
    together,
)
from words.sentences.posts import drawn, most_viewed, published
from words.sentences.violent_contents import violent_contents

__all__ = [
    "activities",
    "change",
    "change_not_known",
    "completeness",
    "drawn",
    "event",
    "launched",
    "like_for_like",
    "media_requests",
    "most_viewed",
    "published",
    "rectification",
    "school_year",
    "together",
    "truth_statements",
    "violent_contents",
]

"""The questions: each a small function in a file of its subject, found here by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from documents.model import Table
from queries.calendar import computed_days
from queries.columns import from_first_on_file, up_to_now, with_told_later
from queries.questions.activities import ACTIVITIES
from queries.questions.compare import COMPARE
from queries.questions.engagement import ENGAGEMENT
from queries.questions.events import EVENTS
from queries.questions.exported import EXPORTED_POSTS
from queries.questions.followers import FOLLOWERS, MILESTONES
from queries.questions.forms import FORMS
from queries.questions.growth import GROWTH
from queries.questions.keeping import GAPS, SPEND
from queries.questions.normal import NORMAL
from queries.questions.pace import PACE
from queries.questions.past import ACCOUNT_DAYS, SOURCES
from queries.questions.post import POST
from queries.questions.posts import POSTS
from queries.questions.records import BEST_DAYS
from queries.questions.statements import STATEMENTS
from queries.questions.targets import TARGETS
from queries.questions.times import BEST_TIMES
from queries.questions.today import TODAY
from queries.questions.top import TOP
from queries.questions.topics import TOPICS
from queries.questions.vanished import VANISHED
from queries.request import Asked, Question, cut_to_file


def _within_file(question: Question) -> Question:
    """The question of days that are on file; days not over, or only computed, are told as such."""

    def ask(wanted: Asked) -> Table:
        asked = cut_to_file(wanted) if question.has_rows_by else wanted
        answer = from_first_on_file(up_to_now(question.ask(asked), asked), wanted, asked)
        computed = computed_days(wanted.settings, wanted.since, wanted.until, wanted.language)
        if question.counts_growth:
            answer = with_told_later(answer, wanted.language)
        return replace(answer, notes=(*answer.notes, *computed))

    return replace(question, ask=ask)


QUESTIONS: Mapping[str, Question] = {
    question.name: _within_file(question)
    for question in (
        TODAY,
        FOLLOWERS,
        GROWTH,
        MILESTONES,
        BEST_DAYS,
        NORMAL,
        PACE,
        TARGETS,
        POSTS,
        TOP,
        FORMS,
        POST,
        VANISHED,
        EXPORTED_POSTS,
        ENGAGEMENT,
        BEST_TIMES,
        TOPICS,
        COMPARE,
        EVENTS,
        STATEMENTS,
        ACTIVITIES,
        ACCOUNT_DAYS,
        SOURCES,
        GAPS,
        SPEND,
    )
}
"""By name, in the order in which they are listed."""

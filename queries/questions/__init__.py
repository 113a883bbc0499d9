"""The questions: each a small function in a file of its subject, found here by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module

from documents.model import Table
from queries.calendar import computed_days
from queries.columns import from_first_on_file, up_to_now, with_titles, with_told_later
from queries.request import Asked, Question, cut_to_file


def _within_file(question: Question) -> Question:
    """The question of days that are on file; days not over, or only computed, are told as such."""

    def ask(wanted: Asked) -> Table:
        asked = cut_to_file(wanted) if question.has_rows_by else wanted
        answer = from_first_on_file(up_to_now(question.ask(asked), asked), wanted, asked)
        computed = computed_days(wanted.seasons(), wanted.since, wanted.until, wanted.language)
        if question.counts_growth:
            answer = with_told_later(answer, wanted)
        answer = with_titles(answer, wanted)
        return replace(answer, notes=(*answer.notes, *computed))

    return replace(question, ask=ask)


PLACES: Mapping[str, tuple[str, str]] = {
    "today": ("today", "TODAY"),
    "followers": ("followers", "FOLLOWERS"),
    "growth": ("growth", "GROWTH"),
    "milestones": ("followers", "MILESTONES"),
    "best-days": ("records", "BEST_DAYS"),
    "normal": ("normal", "NORMAL"),
    "pace": ("pace", "PACE"),
    "targets": ("targets", "TARGETS"),
    "posts": ("posts", "POSTS"),
    "top": ("top", "TOP"),
    "forms": ("forms", "FORMS"),
    "post": ("post", "POST"),
    "vanished": ("vanished", "VANISHED"),
    "exported-posts": ("exported", "EXPORTED_POSTS"),
    "engagement": ("engagement", "ENGAGEMENT"),
    "best-times": ("times", "BEST_TIMES"),
    "topics": ("topics", "TOPICS"),
    "compare": ("compare", "COMPARE"),
    "events": ("events", "EVENTS"),
    "statements": ("statements", "STATEMENTS"),
    "activities": ("activities", "ACTIVITIES"),
    "account-days": ("past", "ACCOUNT_DAYS"),
    "sources": ("past", "SOURCES"),
    "changes": ("changes", "CHANGES"),
    "access": ("access", "ACCESS"),
    "gaps": ("keeping", "GAPS"),
    "spend": ("keeping", "SPEND"),
}
"""By the name of each question, in the order of the list, its module here and its name in it."""

PRIVATE_QUESTIONS = frozenset({"access"})
"""Those whose answers name who did something at the page: for administrators alone there, and for
no program."""
OPEN_QUESTIONS = tuple(name for name in PLACES if name not in PRIVATE_QUESTIONS)
"""All others."""


@cache
def _question(name: str) -> Question:
    """The question of a name, its module imported now; others wait until they are asked."""
    module, constant = PLACES[name]
    question = getattr(import_module(f"queries.questions.{module}"), constant)
    if not isinstance(question, Question):
        raise TypeError(f"{module}.{constant} is no question")
    return _within_file(question)


class _Questions(Mapping[str, Question]):
    """Every question by its name; one is imported when it is looked up."""

    def __getitem__(self, name: str) -> Question:
        return _question(name)

    def __contains__(self, name: object) -> bool:
        return name in PLACES

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


QUESTIONS: Mapping[str, Question] = _Questions()
"""By name, in the order in which they are listed."""

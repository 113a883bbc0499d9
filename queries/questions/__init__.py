"""The questions: each a small function in a file of its subject, found here by its name."""

from __future__ import annotations

from collections.abc import Mapping

from queries.asking import Question
from queries.questions.followers import FOLLOWERS, MILESTONES
from queries.questions.growth import GROWTH
from queries.questions.keeping import GAPS, SPEND

QUESTIONS: Mapping[str, Question] = {
    question.name: question for question in (FOLLOWERS, GROWTH, MILESTONES, GAPS, SPEND)
}
"""By name, in the order in which they are listed."""

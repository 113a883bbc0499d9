"""The questions: each a small function in a file of its subject, found here by its name."""

from __future__ import annotations

from collections.abc import Mapping

from queries.asking import Question
from queries.questions.growth import GROWTH

QUESTIONS: Mapping[str, Question] = {question.name: question for question in (GROWTH,)}
"""By name, in the order in which they are listed."""

"""One question about X's posts: in which dialect, with which fields, and the answer to it.

X has two vocabularies for the fields of posts, and may refuse any field of either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from collectors._x.faults import may_be_cured, refuses_parameter
from collectors._x.vocabulary import CORE, NEW, OLD, Vocabulary, are_bare, newest_known
from collectors.context import VisitContext
from collectors.errors import CollectorError
from collectors.values import Document
from metrics.model import Reason, RefusedPart
from metrics.texts.phrases import Phrase

DIALECT_LASTS = timedelta(days=7)
"""For how long a dialect that X refused is not tried again."""


@dataclass(slots=True)
class Timeline:
    """The account's posts, and how X is asked for them."""

    context: VisitContext
    client: Any
    owner_id: str
    dialect: Vocabulary = field(init=False)
    """The one in which X is asked: it is remembered where X refused the other."""
    is_settled: bool = False
    """Whether an answer has shown that it is understood, or that neither is."""

    def __post_init__(self) -> None:
        self.dialect = NEW if OLD.parameter in self.context.refused else OLD
        posts = self.context.plan.reread
        self.context.budget.read_as({post.id: newest_known(post) for post in posts if post.url})

    def get(self, path: str, fields: Sequence[str], query: Mapping[str, object]) -> Document:
        """Send one question about posts with these fields, in the dialect of the moment.

        The SDK's own methods know the old dialect alone.
        """
        params = {**query, self.dialect.parameter: ",".join(fields)}
        document: Document = self.client.request("GET", path, params=params, user_auth=True).json()
        return document


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question about posts, all of it paid."""

    document: Document
    told: Sequence[object]
    """What stands where posts belong, with a None for each post that X only counts."""
    posts: Sequence[Document]


Send = Callable[[Sequence[str]], Answer]
"""Puts one question with these fields of a post."""


def ask_for_posts(timeline: Timeline, send: Send) -> Answer:
    """Ask for posts, in the other dialect where X does not understand the one of the moment.

    A refusal that names the parameter, and posts without a single field that was asked for, show
    it. The other dialect is tried once in a visit; where it is understood it is remembered. What
    came before is not billed again.

    Raises:
        CollectorError: As `_ask_in_parts`.
    """
    context, first = timeline.context, timeline.dialect
    answered, answer = len(context.session.exchanges), None
    try:
        answer = _ask_in_parts(timeline, send)
    except CollectorError:
        unknown = refuses_parameter(context, answered, first.parameter)
        if timeline.is_settled or not unknown:
            raise
    if answer is not None and (timeline.is_settled or not are_bare(answer.posts)):
        timeline.is_settled = timeline.is_settled or bool(answer.posts)
        return answer
    try:
        other = _ask_in_other_dialect(timeline, send)
    except CollectorError:
        if answer is None:
            raise
        other = None
    return other or answer or _ask_in_parts(timeline, send)


def _ask_in_other_dialect(timeline: Timeline, send: Send) -> Answer | None:
    """Return the answer to the same question in the other dialect; None if that is no better.

    Raises:
        CollectorError: Nothing can be asked now, in whatever dialect.
    """
    context, first = timeline.context, timeline.dialect
    other = NEW if first is OLD else OLD
    timeline.dialect, timeline.is_settled = other, True
    answered = len(context.session.exchanges)
    try:
        answer = _ask_in_parts(timeline, send)
    except CollectorError:
        timeline.dialect = first
        if may_be_cured(context, answered):
            return None
        raise
    if are_bare(answer.posts):
        timeline.dialect = first
        return None
    _remember_dialect(context, first, other)
    return answer


def _remember_dialect(context: VisitContext, refused: Vocabulary, understood: Vocabulary) -> None:
    """Leave to the next visits which dialect is asked in."""
    detail = Phrase(
        "X understands {understood} and no longer {refused}.",
        understood=understood.parameter,
        refused=refused.parameter,
    )
    until = context.now + DIALECT_LASTS
    part = RefusedPart(refused.parameter, "dialect", Reason.MISSING, detail, until)
    context.refused[refused.parameter] = part
    context.refused.pop(understood.parameter, None)


def _ask_in_parts(timeline: Timeline, send: Send) -> Answer:
    """Ask for posts with every part that X has not refused lately; where it refuses, in parts.

    The core alone comes first then, and each part after it, so that a part that is refused costs
    no post its counts. Nothing that came before is billed again.

    Raises:
        CollectorError: Even the core is refused, or asking for less would not help.
    """
    context, dialect = timeline.context, timeline.dialect
    parts = [part for part in dialect.parts if not context.leaves_out(part)]
    answered = len(context.session.exchanges)
    try:
        return send([*CORE, *parts])
    except CollectorError:
        is_unknown = refuses_parameter(context, answered, dialect.parameter)
        is_hopeless = is_unknown and not timeline.is_settled
        if not parts or is_hopeless or not may_be_cured(context, answered):
            raise
    answer = send(CORE)
    accepted: list[str] = []
    for part in parts:
        answered = len(context.session.exchanges)
        try:
            answer = send([*CORE, *accepted, part])
            accepted.append(part)
        except CollectorError as error:
            scope, is_lasting = dialect.parts[part], may_be_cured(context, answered)
            _note_refused_part(context, part, scope, error, is_lasting=is_lasting)
    return answer


def _note_refused_part(
    context: VisitContext, part: str, scope: str, error: CollectorError, *, is_lasting: bool
) -> None:
    """Note that posts are read without a part; what is no refusal of it is asked again soon."""
    detail = Phrase("X does not give {part} of posts. {detail}", part=part, detail=error.detail)
    if is_lasting:
        context.leave_out(part, scope, error, detail)
    else:
        context.lose(scope, error.reason, detail, error.until)

"""Single values out of Graph's answers, strictly: what is odd is malformed, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from collectors.context import VisitContext
from collectors.errors import Malformed
from collectors.values import as_instant, clean_text
from metrics.texts.phrases import Phrase

Node = Mapping[str, Any]
"""One object of Graph's, as JSON gave it."""

_ID = re.compile(r"[0-9]{1,30}(_[0-9]{1,30})?")


def rows(value: object) -> list[Node]:
    """The objects of a list.

    Raises:
        Malformed: it is no list, or holds something else.
    """
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise Malformed(Phrase("Meta's answer holds no list of objects where there should be one."))
    return value


def is_graph_id(value: object) -> bool:
    """Whether a value is an id of Graph's."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def identifier(value: object) -> str:
    """An id of Graph's: digits, of a Page's post two groups of them.

    It becomes a part of paths, so nothing else passes.

    Raises:
        Malformed: it is no such text.
    """
    if not isinstance(value, str) or not is_graph_id(value):
        raise Malformed(Phrase("Meta's answer holds something that is no id."))
    return value


def own_part(post_id: str) -> str:
    """What of a post's id stays: before the underscore stands its Page, under an old or a new id.

    A Page that moved to the New Pages Experience, or was merged, has had several.
    """
    return post_id.rpartition("_")[2]


def counted(context: VisitContext, scope: str, value: object) -> int | None:
    """A count; None where there is none, and where it is no count, which is noted as lost."""
    if value is None:
        return None
    return context.count(scope, {scope: value}, scope)


def instant(value: object) -> datetime:
    """An instant, from "2026-09-05T10:30:00+0000" or (as documented, not as seen) Unix seconds.

    Raises:
        Malformed: it is neither, has no offset, or is of a year in which no post was published.
    """
    moment = None
    try:
        if isinstance(value, str):
            moment = as_instant(datetime.fromisoformat(value))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            moment = as_instant(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        pass
    if moment is None:
        raise Malformed(Phrase("Meta's answer holds a time that is none."))
    return moment


def text(value: object) -> str | None:
    """A text, cleaned; None where there is none, or nothing is left of it."""
    return (clean_text(value) or None) if isinstance(value, str) else None


def link(value: object) -> str | None:
    """An https address; None for anything else."""
    return value if isinstance(value, str) and value.startswith("https://") else None


def inside(value: object, *path: str) -> object:
    """What stands at a path of keys; None where the path breaks off."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def insights(data: object) -> Iterator[tuple[str, object]]:
    """The names and values of insights, in both shapes: `values` and `total_value`.

    The platform gives an empty list where it has nothing to tell: then there is nothing here.
    """
    for row in rows(data):
        values = row.get("values")
        newest = values[-1] if isinstance(values, list) and values else row.get("total_value")
        yield str(row.get("name")), inside(newest, "value")

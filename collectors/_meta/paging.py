"""Page after page of one edge, and the next smaller question where one is refused.

A refused field or metric drops out alone: the rest is asked again and the refusal is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from collectors._meta.faults import FieldRefused, PermissionLacking, TooMuchData
from collectors._meta.values import Node, inside, rows
from collectors.errors import CollectorError, Malformed

LARGEST_PAGE = 100
"""The most that the platform gives at once; it refuses to be asked for more."""
MOST_PAGES = 200
TIME_LINK = ("since", "until", "__paging_token")
"""What a time-based link to the next page says; it has a token beside it, so it is never called."""

REFUSALS = (FieldRefused, PermissionLacking)
"""Errors after which the same question with fewer fields may be answered."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class OptionalField:
    """Something asked for beyond the core, without which the rest is still worth having."""

    scope: str
    """What is lost with it, in our words: a count's name, or "identity"."""
    field: str
    """Its name with the platform."""
    is_metric: bool = False
    """Whether it is a metric of insights rather than a field."""


Parts = tuple[OptionalField, ...]


class Asker(Protocol):
    """What paging needs of a client of Graph."""

    def get(self, path: str, params: Mapping[str, str]) -> Node:
        """The answer to one request."""


def fields(core: str, parts: Parts) -> str:
    """The `fields` parameter: the core, the parts, and their metrics as one expansion."""
    metrics = ",".join(part.field for part in parts if part.is_metric)
    plain = [part.field for part in parts if not part.is_metric]
    return ",".join([core, *plain, *([f"insights.metric({metrics})"] if metrics else [])])


@dataclass(slots=True)
class Tiers:
    """Which parts are still asked for, and what became of the others."""

    kept: Parts
    lost: dict[OptionalField, CollectorError] = field(default_factory=dict)

    def ask(self, question: Callable[[Parts], Answer]) -> Answer:
        """The answer to a question with as many parts as the platform lets it have.

        Raises:
            CollectorError: the core itself is refused, or something else went wrong.
        """
        try:
            return question(self.kept)
        except REFUSALS:
            if not self.kept:
                raise
        return self._ask_part_by_part(question)

    def _ask_part_by_part(self, question: Callable[[Parts], Answer]) -> Answer:
        wanted, self.kept = self.kept, ()
        answer = question(())
        for part in wanted:
            try:
                answer = question((*self.kept, part))
            except REFUSALS as refusal:
                self.lost[part] = refusal
            else:
                self.kept = (*self.kept, part)
        return answer


def pages(
    asker: Asker, path: str, core: str, tiers: Tiers, params: Mapping[str, str], limit: int
) -> Iterator[list[Node]]:
    """The pages of an edge, newest first, each as its rows. Pages may be short, even empty.

    Raises:
        Malformed: the paging goes round in circles or does not end, or a page is none.
        CollectorError: whatever else a request may raise.
    """
    limit = min(limit, LARGEST_PAGE)
    cursor: dict[str, str] = {}
    seen: list[dict[str, str]] = []
    for _ in range(MOST_PAGES):
        question = partial(_ask_for_page, asker, path, core, {**params, **cursor}, limit)
        page, limit = tiers.ask(question)
        yield rows(page.get("data"))
        cursor = next_cursor(page)
        if not cursor:
            return
        if cursor in seen:
            raise Malformed("Meta's paging goes round in circles.")
        seen.append(cursor)
    raise Malformed(f"Meta's paging does not end within {MOST_PAGES} pages.")


def next_cursor(page: Node) -> dict[str, str]:
    """What to add to the same request for the next page; nothing on the last page."""
    link, after = inside(page, "paging", "next"), inside(page, "paging", "cursors", "after")
    if not isinstance(link, str):
        return {}
    if isinstance(after, str) and after:
        return {"after": after}
    query = parse_qs(urlsplit(link).query)
    return {name: query[name][0] for name in TIME_LINK if name in query}


def _ask_for_page(
    asker: Asker, path: str, core: str, params: Mapping[str, str], limit: int, parts: Parts
) -> tuple[Node, int]:
    """A page and how many rows could be asked for: half as many whenever that is too much."""
    while True:
        try:
            asked = {**params, "fields": fields(core, parts), "limit": str(limit)}
            return asker.get(path, asked), limit
        except TooMuchData:
            if limit == 1:
                raise
            limit //= 2

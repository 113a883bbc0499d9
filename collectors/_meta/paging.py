"""Page after page of one edge, and the next smaller question where one is refused.

A refused field or metric drops out alone: the rest is asked again and the refusal is kept. What
is refused of one post is that post's own loss, until several posts lose it and none has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from collectors._meta.faults import REFUSALS, ObjectMissing, TooMuchData, smaller_may_help
from collectors._meta.values import Node, inside, rows
from collectors.errors import CollectorError, Malformed, PlatformUnavailable
from metrics.texts.phrases import Phrase, Plural

LARGEST_PAGE = 100
"""The most that the platform gives at once; it refuses to be asked for more."""
MOST_PAGES = 200
SEVERAL = 3
"""So many posts must lose a part, and none have it, before it counts as refused of all."""
CURSORS = ("after", "offset", "since", "until", "__paging_token")
"""What a link to the next page may say; it has a token beside it, so it is never called."""

Answer = TypeVar("Answer")
Errors = tuple[type[CollectorError], ...]


@dataclass(frozen=True, slots=True)
class OptionalField:
    """Something asked for beyond the core, without which the rest is still worth having."""

    scope: str
    """What is lost with it, in our words: a count's name, "details" or "identity"; empty: nothing,
    for it is asked for in another way then."""
    field: str
    """Its name with the platform."""
    is_metric: bool = False
    """Whether it is a metric of insights rather than a field."""


Parts = tuple[OptionalField, ...]


class Asker(Protocol):
    """What paging needs of a client of Graph."""

    def get(self, path: str, params: Mapping[str, str]) -> Node:
        """The answer to one request."""

    def trying(self, times: int) -> AbstractContextManager[None]:
        """Send each request of the block so often at most."""


def fields(core: str, parts: Parts) -> str:
    """The `fields` parameter: the core, the parts, and their metrics as one expansion."""
    metrics = ",".join(part.field for part in parts if part.is_metric)
    plain = [part.field for part in parts if not part.is_metric]
    return ",".join([core, *plain, *([f"insights.metric({metrics})"] if metrics else [])])


@dataclass(slots=True)
class Tiers:
    """Which parts are still asked for, and what became of the others."""

    asker: Asker
    kept: Parts
    lost: dict[OptionalField, CollectorError] = field(default_factory=dict)
    """What was refused of the account, or of each of several posts."""
    spared: dict[OptionalField, list[CollectorError]] = field(default_factory=dict)
    """What was refused of single posts."""
    asked: Parts = ()
    """With which parts the last answer came."""
    answered: set[OptionalField] = field(default_factory=set)
    """What at least one post told."""

    @property
    def refusals(self) -> int:
        """How many there were, of all posts and of single ones."""
        return len(self.lost) + sum(map(len, self.spared.values()))

    def ask(self, question: Callable[[Parts], Answer]) -> Answer:
        """The answer to a question with as many parts as the platform lets it have.

        The core is answered first, so nothing that happens to a part can cost it.

        Raises:
            CollectorError: the core itself is refused, or something else went wrong.
        """
        return self._ask(question, self.drop, ())

    def ask_of_one(self, question: Callable[[Parts], Answer], final: Errors = ()) -> Answer:
        """The same about one post of many: what is refused of it may be had of others.

        Raises:
            CollectorError: as `ask`, or one of the `final` errors, which concern the whole post.
        """
        return self._ask(question, self._spare, final)

    def drop(self, part: OptionalField, refusal: CollectorError) -> None:
        """Ask for a part no more."""
        self.lost[part] = refusal
        self.kept = tuple(other for other in self.kept if other != part)

    def noteanswered(self) -> None:
        """Note that posts came with all the parts that are kept."""
        self.asked = self.kept
        self.answered.update(self.kept)

    def _ask(
        self,
        question: Callable[[Parts], Answer],
        refuse: Callable[[OptionalField, CollectorError], None],
        final: Errors,
    ) -> Answer:
        if self.kept:
            try:
                with self.asker.trying(1):
                    answer = question(self.kept)
            except final:
                raise
            except CollectorError as error:
                if not smaller_may_help(error):
                    raise
            else:
                self.noteanswered()
                return answer
        return self._part_by_part(question, refuse)

    def _part_by_part(
        self,
        question: Callable[[Parts], Answer],
        refuse: Callable[[OptionalField, CollectorError], None],
    ) -> Answer:
        wanted, self.asked = self.kept, ()
        answer = question(())
        for place, part in enumerate(wanted):
            try:
                with self.asker.trying(2):
                    answer = question((*self.asked, part))
            except CollectorError as error:
                if not smaller_may_help(error):
                    # Nothing more is answered now, but the core has been.
                    self.lost |= dict.fromkeys(wanted[place:], error)
                    break
                refuse(part, error)
            else:
                self.asked = (*self.asked, part)
                self.answered.add(part)
        return answer

    def _spare(self, part: OptionalField, refusal: CollectorError) -> None:
        refusals = self.spared.setdefault(part, [])
        refusals.append(refusal)
        if part not in self.answered and len(refusals) >= SEVERAL:
            self.drop(part, refusal)


class EdgePage(NamedTuple):
    """One page of an edge."""

    rows: list[Node]
    asked: Parts
    """The parts that the platform let it have."""


class EdgePages:
    """Pages of one edge, smaller where the platform wants that, whatever it calls it.

    Attributes:
        skipped: Posts that could not be read even alone and bare, each with the reason.
    """

    def __init__(
        self,
        asker: Asker,
        path: str,
        core: str,
        tiers: Tiers,
        params: Mapping[str, str] | None = None,
        limit: int = LARGEST_PAGE,
    ) -> None:
        self.skipped: dict[str, CollectorError] = {}
        self._asker = asker
        self._path = path
        self._core = core
        self._tiers = tiers
        self._params = params or {}
        self._largest = self._ceiling = self._limit = min(limit, LARGEST_PAGE)
        self._has_probed = False

    def pages(self) -> Iterator[EdgePage]:
        """The pages, newest first. They may be short, even empty.

        Raises:
            Malformed: the paging goes round in circles or does not end, or a page is none.
            CollectorError: whatever else a request may raise.
        """
        cursor: dict[str, str] = {}
        cursors: list[dict[str, str]] = []
        ids: set[object] = set()
        for _ in range(MOST_PAGES):
            page = self._page(cursor)
            listed = rows(page.get("data"))
            yield EdgePage(listed, self._tiers.asked)
            new = {row.get("id") for row in listed} - ids
            cursor = next_cursor(page)
            if not cursor:
                return
            if cursor in cursors or (listed and not new):
                raise Malformed(Phrase("Meta's paging goes round in circles."))
            cursors.append(cursor)
            ids |= new
        raise Malformed(
            Phrase(
                "Meta's paging does not end within {pages}.",
                pages=Plural("{n} page", "{n} pages", MOST_PAGES),
            )
        )

    def _page(self, cursor: Mapping[str, str]) -> Node:
        while self._limit > 1:
            try:
                with self._asker.trying(1 if self._tiers.kept else 2):
                    page = self._ask(cursor, self._limit, self._tiers.kept)
            except CollectorError as error:
                self._narrow(cursor, error)
            else:
                self._tiers.noteanswered()
                self._limit = min(2 * self._limit, self._ceiling)
                return page
        return self._lone(cursor)

    def _ask(self, cursor: Mapping[str, str], limit: int, parts: Parts) -> Node:
        asked = {"fields": fields(self._core, parts), "limit": str(limit)}
        return self._asker.get(self._path, {**self._params, **cursor, **asked})

    def _narrow(self, cursor: Mapping[str, str], error: CollectorError) -> None:
        """Choose the next smaller question: without a part that is refused, or half as large.

        Raises:
            CollectorError: no smaller question is of use.
        """
        if not smaller_may_help(error) or (isinstance(error, REFUSALS) and not self._tiers.kept):
            raise error
        if not isinstance(error, TooMuchData) and self._drops_parts(cursor):
            return
        self._limit //= 2
        if isinstance(error, PlatformUnavailable):
            self._ceiling = self._limit

    def _drops_parts(self, cursor: Mapping[str, str]) -> bool:
        """Whether parts drop out that each of several posts refuses; asked once.

        Raises:
            CollectorError: the platform says no to the bare core, too.
        """
        if self._has_probed or not self._tiers.kept:
            return False
        self._has_probed = True
        try:
            with self._asker.trying(1):
                bare = self._ask(cursor, min(self._limit, SEVERAL), ())
        except CollectorError as error:
            if isinstance(error, REFUSALS) or not smaller_may_help(error):
                raise
            return False
        wanted = self._tiers.kept
        for part in wanted:
            self._probe(part, [str(row.get("id")) for row in rows(bare.get("data"))])
        return self._tiers.kept != wanted

    def _probe(self, part: OptionalField, ids: list[str]) -> None:
        """Drop a part that each of several posts refuses."""
        refusals: list[CollectorError] = []
        for post_id in ids:
            try:
                with self._asker.trying(2):
                    self._asker.get(post_id, {"fields": fields("id", (part,))})
            except ObjectMissing:
                return
            except CollectorError as error:
                if not smaller_may_help(error):
                    raise
                refusals.append(error)
            else:
                return
        if len(refusals) >= SEVERAL:
            self._tiers.drop(part, refusals[0])

    def _lone(self, cursor: Mapping[str, str]) -> Node:
        """A page of one post, with what it alone may have; bare of all where it is skipped.

        Raises:
            CollectorError: not even its id is told, so that nothing leads on from it.
        """
        before = self._tiers.refusals + len(self.skipped)
        try:
            page = self._tiers.ask_of_one(lambda parts: self._ask(cursor, 1, parts))
        except CollectorError as error:
            if not smaller_may_help(error):
                raise
            page = self._skip(cursor, error)
        if before != self._tiers.refusals + len(self.skipped):
            # It was this one that made larger pages fail.
            self._ceiling = self._limit = self._largest
        else:
            self._limit = min(2, self._ceiling)
        return page

    def _skip(self, cursor: Mapping[str, str], error: CollectorError) -> Node:
        asked = {"fields": "id", "limit": "1"}
        page = self._asker.get(self._path, {**self._params, **cursor, **asked})
        for row in rows(page.get("data")):
            self.skipped[str(row.get("id"))] = error
        return {**page, "data": []}


def next_cursor(page: Node) -> dict[str, str]:
    """What to add to the same request for the next page; nothing on the last page.

    Raises:
        Malformed: there is another page, but the platform does not say which.
    """
    link, after = inside(page, "paging", "next"), inside(page, "paging", "cursors", "after")
    if link is None:
        return {}
    if isinstance(after, str) and after:
        return {"after": after}
    query = parse_qs(urlsplit(link).query) if isinstance(link, str) else {}
    cursors = {name: query[name][0] for name in CURSORS if name in query}
    if not cursors:
        raise Malformed(Phrase("Meta says that there is another page of posts, but not which."))
    return cursors

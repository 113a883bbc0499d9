"""Which own posts are meant, how SQL chooses them, and what their latest counts are in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)

from metrics.model import Form, Kind
from metrics.posts import INTERACTIONS, parts_of
from metrics.rates import RATE_BY_VIEWS, RATES
from storage.accounts import AccountRow, find
from storage.schema import account_reading, post, post_in_files, post_now, topic

EVERY_KIND = tuple(Kind)


@dataclass(frozen=True, slots=True)
class PostQuery:
    """Which posts are meant: of one account or of all, published in [since, until).

    Of own posts, unless other kinds are named; with a topic, of the posts on it alone.
    """

    account: str | None = None
    """Its name; None is every account on file."""
    since: datetime | None = None
    until: datetime | None = None
    kinds: Collection[Kind] = (Kind.POST,)
    topic: str | None = None
    is_untagged: bool = False
    """Those alone that have no topic."""
    is_vanished: bool = False
    """Those alone that are gone from their platform."""
    in_files: bool = False
    """With the posts and counts that files tell, where nothing was read: else readings alone."""
    with_stories: bool = False
    """Stories, too, which live for a day: with other posts nothing of them can be compared."""


@dataclass(frozen=True, slots=True)
class ChosenPosts:
    """The same in SQL."""

    where: ColumnElement[bool]
    """Whether a row of `post` is among them."""
    owner: AccountRow | None
    """Whose they are; None where every account was meant."""
    in_files: bool = False
    """Whether files are meant, and some post stands in one."""

    def latest(self, name: str) -> ColumnElement[Any]:
        """A count as it was read last or, where it never was and files are meant, as one tells."""
        read = post_now.c[name]
        return func.coalesce(read, post_in_files.c[name]) if self.in_files else read

    def count(self, metric: str) -> ColumnElement[int]:
        """A count of a post, or its `interactions`, as told last; NULL unless all of it was told.

        Raises:
            ValueError: of all accounts: what interactions are differs from platform to platform.
        """
        return added([self.latest(name) for name in parts_of(self._platform(), metric)])

    def is_of_file(self, metric: str) -> ColumnElement[bool]:
        """Whether some of a count, where it is told, was never read and stands in a file."""
        if not self.in_files:
            return false()
        return or_(*(post_now.c[name].is_(None) for name in parts_of(self._platform(), metric)))

    def with_counts(self, query: Any, *conditions: ColumnElement[bool]) -> Any:
        """A query of posts with their latest counts beside them, those of files where meant."""
        tables = (post_now, post_in_files) if self.in_files else (post_now,)
        for table in tables:
            query = query.join(table, and_(table.c.post_id == post.c.id, *conditions), isouter=True)
        return query

    def score(self, metric: str) -> ColumnElement[Any]:
        """A count of a post, or `rate` or `rate_by_views`, as told last."""
        if metric not in RATES:
            return self.count(metric)
        among = self.latest("views") if metric == RATE_BY_VIEWS else followers_at_publication()
        return quotient(self.count(INTERACTIONS), among)

    def _platform(self) -> str:
        if self.owner is None:
            raise ValueError("counts are added up of one account at a time")
        return self.owner.platform


def choose_posts(connection: Connection, wanted: PostQuery) -> ChosenPosts:
    """The posts of a query, in SQL.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    owner = None if wanted.account is None else find(connection, wanted.account)
    conditions: list[ColumnElement[bool]] = []
    if owner is not None:
        conditions.append(post.c.account_id == owner.id)
    if len(frozenset(wanted.kinds)) < len(EVERY_KIND):
        conditions.append(or_(*(post.c.kind == kind.value for kind in wanted.kinds)))
    if not wanted.with_stories:
        conditions.append(is_no_story())
    if wanted.since is not None:
        conditions.append(post.c.published_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(post.c.published_at < wanted.until)
    if wanted.topic is not None:
        conditions.append(has_topic(topic.c.topic == wanted.topic))
    if wanted.is_untagged:
        conditions.append(~has_topic())
    if wanted.is_vanished:
        conditions.append(post.c.vanished_at.is_not(None))
    is_told = bool(connection.execute(ANY_IN_FILES).scalar())
    if is_told and not wanted.in_files:
        conditions.append(was_read())
    return ChosenPosts(and_(True, *conditions), owner, wanted.in_files and is_told)


ANY_IN_FILES = select(exists().select_from(post_in_files))
"""Whether files tell of any post: where they do not, no post need be looked for in them."""


def once(query: Select[Any], name: str) -> CTE:
    """A query whose columns are computed once for each row, however often they are asked for.

    As a subquery it may be merged, and then a column that seeks is sought at each use.
    """
    return query.cte(name).prefix_with("MATERIALIZED")


def was_read() -> ColumnElement[bool]:
    """Whether a post is on file by more than a file that tells of it."""
    read, exported = post_now.alias(), post_in_files.alias()
    is_told = exists().where(exported.c.post_id == post.c.id).correlate(post)
    return or_(~is_told, exists().where(read.c.post_id == post.c.id).correlate(post))


def is_no_story() -> ColumnElement[bool]:
    """Whether a post is no story, in SQL; one whose form was not told is none."""
    return post.c.form.is_distinct_from(Form.STORY.value)


def added(parts: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    """The sum of some latest counts of a post; NULL unless all of them were told."""
    first, *rest = parts
    total = first
    for part in rest:
        total = total + part
    return total


def followers_at_publication() -> ColumnElement[int | None]:
    """The last count of an account's followers told before a post of it was published."""
    read = account_reading.c
    counted = (read.account_id == post.c.account_id, read.followers.is_not(None))
    before = select(read.followers).where(*counted, read.at < post.c.published_at)
    return before.order_by(read.at.desc()).limit(1).correlate(post).scalar_subquery()


def quotient(part: ColumnElement[Any], whole: ColumnElement[Any]) -> ColumnElement[Any]:
    """One count over another; NULL where either is not told or the second is nothing."""
    return part / func.nullif(whole, 0).cast(Float)


def leading_of(scored: CTE, limit: int) -> Select[Any]:
    """The ids of the rows that hold the first `limit` places by their score, ties told all.

    Who has one of the places has a score as high as the last of so many; sorting all would take
    longer than the scores.
    """
    known = scored.c.score.is_not(None)
    last = select(scored.c.score).where(known).order_by(scored.c.score.desc())
    least = last.offset(limit - 1).limit(1).scalar_subquery()
    return select(scored.c.id).where(known, or_(least.is_(None), scored.c.score >= least))


def has_topic(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a post has a topic, or one of which something is true, in SQL."""
    given = exists().where(topic.c.post_id == post.c.id, topic.c.is_off == 0, *conditions)
    return given.correlate(post)

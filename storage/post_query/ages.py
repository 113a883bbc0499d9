"""What own posts had drawn at a common age: kept ready (`post_at_age`), not looked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from metrics.model import Form
from metrics.quantity import Evidence, Quantity, derived, measured
from metrics.series import Post
from storage.engine import let_go
from storage.post_query.posts import latest_of_chosen
from storage.post_query.query import ChosenPosts, PostQuery, choose_posts, leading_of, once
from storage.posts import told_id
from storage.rollups.at_ages import ESTIMATED
from storage.schema import post, post_at_age
from storage.store import Store

A_PAGE = 1_000
"""Posts that are read at once."""


@dataclass(slots=True)
class DrawnAtAge:
    """What some posts had drawn by one count at an age."""

    posts: int = 0
    counts: list[int] = field(default_factory=list)
    """Of those of which it is known."""
    estimated: int = 0
    """How many of the counts are estimates."""
    exported: int = 0
    """Of how many of the counts some was never read, and stands in a file."""

    @property
    def evidence(self) -> Evidence:
        """The weakest of the counts."""
        return Evidence.EXPORTED if self.exported else Evidence.MEASURED


ByForm = Mapping[Form | None, Sequence[DrawnAtAge]]
"""In the order of the metrics; under None the posts whose form was not told."""


def drawn_at_common_age(
    store: Store, wanted: PostQuery, metrics: Sequence[str], age: timedelta
) -> ByForm:
    """What the posts of each form had drawn when they were of a common age, by each metric.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    aged = post_at_age.c
    with store.read() as connection:
        where = choose_posts(connection, wanted).where
        query = (
            select(post.c.form, aged.estimated, *(aged[metric] for metric in metrics))
            .join_from(post, post_at_age, _at(age), isouter=True)
            .where(where)
        )
        by_form: dict[str | None, list[DrawnAtAge]] = {}
        result = connection.execute(query)
        let_go(connection)
        for rows in result.partitions(A_PAGE):
            _add(by_form, rows, [ESTIMATED[metric] for metric in metrics])
    return {Form(form) if form else None: drawn for form, drawn in by_form.items()}


def _add(
    by_form: dict[str | None, list[DrawnAtAge]],
    rows: Sequence[Sequence[Any]],
    bits: Sequence[int],
) -> None:
    """Add posts to what the posts of their form had drawn: page by page, so that few are held."""
    of_page: dict[str | None, list[Sequence[Any]]] = {}
    for row in rows:
        of_page.setdefault(row[0], []).append(row)
    for form, of_form in of_page.items():
        if form not in by_form:
            by_form[form] = [DrawnAtAge() for _ in bits]
        for place, (drawn, bit) in enumerate(zip(by_form[form], bits, strict=True), start=2):
            told = [row for row in of_form if row[place] is not None]
            drawn.posts += len(of_form)
            drawn.counts += [row[place] for row in told]
            drawn.estimated += sum(1 for row in told if row[1] & bit)


def leading_at_common_age(
    store: Store, wanted: PostQuery, metric: str, age: timedelta, limit: int
) -> list[tuple[Post, Quantity]]:
    """The posts of an account that had drawn most at a common age, oldest first.

    They hold the first `limit` places: posts that share the last of them are all told. Each with
    its latest counts, and what it had drawn then.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    aged = post_at_age.c
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        scores = select(post.c.id, aged[metric].label("score"))
        aged_posts = scores.join_from(post, post_at_age, _at(age)).where(chosen.where)
        scored = once(aged_posts, "scored")
        keys = connection.execute(leading_of(scored, limit)).scalars()
        leading = replace(chosen, where=post.c.id.in_(keys.all()))
        numbers = _numbers(connection, leading, metric, age)
        fetched = latest_of_chosen(connection, leading)
        let_go(connection)
        posts = fetched.posts(store.zone)
    return [(leading_post, numbers[leading_post.id]) for leading_post in posts]


def _numbers(
    connection: Connection, chosen: ChosenPosts, metric: str, age: timedelta
) -> dict[str, Quantity]:
    """What each post had drawn, by the id that it goes by."""
    aged = post_at_age.c
    columns = (post.c.platform_id, post.c.id, aged[metric], aged.estimated)
    query = select(*columns).join_from(post, post_at_age, _at(age)).where(chosen.where)
    return {
        told_id(platform_id, key): (derived if mark & ESTIMATED[metric] else measured)(number)
        for platform_id, key, number, mark in connection.execute(query)
        if number is not None
    }


def _at(age: timedelta) -> ColumnElement[bool]:
    """The row of a post at an age."""
    return and_(post_at_age.c.post_id == post.c.id, post_at_age.c.age_days == age.days)

"""How a post did beside the earlier posts of its form on its account, each at the same age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import partial

from metrics.equal_age import COMMON_AGES, count_at_age
from metrics.model import Form
from metrics.quantity import Quantity
from metrics.series import Post
from metrics.usual import Usual, usual
from storage import Store
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, posts_at_age

YEAR = timedelta(days=365)
"""Earlier posts are those of so long before it: what was usual changes."""


@dataclass(frozen=True, slots=True)
class BesideUsual:
    """What a post had drawn at an age, beside the quartiles of the earlier ones of its form."""

    metric: str
    form: Form | None
    age: timedelta
    count: Quantity
    usual: Usual

    @property
    def times(self) -> Fraction | None:
        """How many times the median; None where that is nothing."""
        return Fraction(self.count.value) / self.usual.median if self.usual.median else None


def beside_usual(store: Store, post: Post, metrics: Sequence[str]) -> list[BesideUsual]:
    """Of each count how the post did, at the first age at which that is known.

    A count is left out where the post was not read at such an age, or too few others were.
    """
    wanted = PostQuery(post.account, post.published_at - YEAR, post.published_at)
    marks: dict[str, BesideUsual] = {}
    for age in COMMON_AGES:
        missing = [metric for metric in metrics if metric not in marks]
        known = {metric: count_at_age(post, metric, age) for metric in missing}
        if not any(known.values()):
            continue
        read = if_enrolled(partial(posts_at_age, store, wanted, metrics, age)) or []
        alike = [other for other in read if other.form == post.form and other.id != post.id]
        for metric, count in known.items():
            others = [count_at_age(other, metric, age) for other in alike]
            quartiles = usual([other.value for other in others if other is not None])
            if count is not None and quartiles is not None:
                marks[metric] = BesideUsual(metric, post.form, age, count, quartiles)
    return [marks[metric] for metric in metrics if metric in marks]

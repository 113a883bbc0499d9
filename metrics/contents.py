"""Contents: one text on three networks is three posts, and one content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from metrics.series import Post

TOGETHER = timedelta(days=1)
"""Posts of one content are published within so long of its first."""
FEWEST_WORDS = 4
"""Fewer are a greeting or a heading, which different contents share."""
WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"https?://\S+|#\S+")
"""Addresses and hashtags differ from network to network."""


@dataclass(frozen=True, slots=True)
class Content:
    """Posts that say the same, at most one of each account, the first one first."""

    posts: tuple[Post, ...]


def contents(posts: Sequence[Post]) -> tuple[Content, ...]:
    """The posts grouped by what they say, by the first post of each content.

    Posts are one content where their words are the same, addresses and hashtags aside, and they
    stand on different accounts within a day. A post without a text, or of hardly a word, is a
    content of its own: nothing says that it is another's. Posts stay what is counted; this groups
    them for a list.
    """
    groups: list[list[Post]] = []
    newest: dict[str, int] = {}
    for post in sorted(posts, key=lambda one: (one.published_at, one.account, one.id)):
        words = _words(post)
        place = newest.get(words) if words else None
        if place is not None and _belongs(post, groups[place]):
            groups[place].append(post)
            continue
        groups.append([post])
        if words:
            newest[words] = len(groups) - 1
    return tuple(Content(tuple(group)) for group in groups)


def _belongs(post: Post, group: Sequence[Post]) -> bool:
    is_near = post.published_at - group[0].published_at <= TOGETHER
    return is_near and post.account not in {one.account for one in group}


def _words(post: Post) -> str | None:
    words = WORD.findall(ADDRESS.sub(" ", post.text or "").casefold())
    return " ".join(words) if len(words) >= FEWEST_WORDS else None

"""The office's own posts by what people call them: a platform's id, or a web address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import select

from metrics.model import Kind
from metrics.platforms import PLATFORMS
from metrics.statement import OwnPost
from metrics.texts.phrases import Phrase
from storage.errors import RefusedValue
from storage.post_query.query import PostQuery, choose_posts
from storage.schema import account, post
from storage.store import Store

SMALL_SCREEN = re.compile(r"^(?:www|m|mobile)\.")
"""What stands before a host on some machines; the page is the same."""
TOKEN = re.compile(r"[0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The own posts on file (reposts are none), read once for any number of questions."""

    by_id: Mapping[str, tuple[OwnPost, ...]]
    """By id, whole or its last part: a Page's post is PAGE_POST."""
    by_address: Mapping[str, tuple[OwnPost, ...]]

    def find(self, reference: str) -> OwnPost | None:
        """The post of that id or address; None where there is none.

        Raises:
            RefusedValue: two accounts have a post that is called so.
        """
        posts = tuple(dict.fromkeys(self._named(reference.strip())))
        if len(posts) > 1:
            names = " and ".join(sorted({own_post.account for own_post in posts}))
            raise RefusedValue(
                Phrase(
                    "{reference} is a post of {names}: name the account, too",
                    reference=repr(reference),
                    names=names,
                )
            )
        return posts[0] if posts else None

    def _named(self, reference: str) -> Iterator[OwnPost]:
        parts = _address(reference)
        if parts is None:
            yield from self.by_id.get(reference, ())
            return
        posts = self.by_address.get(_spelling(parts), ())
        yield from posts
        if posts:
            return
        for token in TOKEN.findall(f"{parts.path} {parts.query}"):
            for own_post in self.by_id.get(token, ()):
                if _site(parts) in _sites(own_post.platform):
                    yield own_post


def own_posts(
    store: Store, account_name: str | None = None, *, in_files: bool = False
) -> Catalogue:
    """The own posts on file of one account, or of all; `in_files`: those too that files alone tell.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    columns = select(
        account.c.name, account.c.platform, post.c.platform_id, post.c.published_at, post.c.url
    )
    ids: dict[str, list[OwnPost]] = defaultdict(list)
    addresses: dict[str, list[OwnPost]] = defaultdict(list)
    with store.read() as connection:
        wanted = PostQuery(account_name, kinds=(Kind.POST, Kind.REPLY), in_files=in_files)
        query = columns.join_from(post, account).where(choose_posts(connection, wanted).where)
        for name, platform, identifier, published_at, url in connection.execute(query):
            if identifier is None:
                continue
            own_post = OwnPost(name, platform, identifier, published_at)
            for own_name in {own_post.id, own_post.id.rpartition("_")[2]}:
                ids[own_name].append(own_post)
            if url and (parts := _address(url)):
                addresses[_spelling(parts)].append(own_post)
    return Catalogue(_frozen(ids), _frozen(addresses))


def _frozen(named: Mapping[str, list[OwnPost]]) -> dict[str, tuple[OwnPost, ...]]:
    return {name: tuple(posts) for name, posts in named.items()}


def _address(reference: str) -> SplitResult | None:
    """A reference as a web address, if it is one; the scheme may be left out."""
    try:
        parts = urlsplit(reference if "://" in reference else f"https://{reference}")
        host = parts.hostname or ""
    except ValueError:
        return None
    return parts if "." in host and parts.path else None


def _spelling(parts: SplitResult) -> str:
    """An address in one spelling: without scheme, www., fragment or slash at the end."""
    query = f"?{parts.query}" if parts.query else ""
    return f"{_site(parts)}{parts.path.rstrip('/')}{query}"


def _site(parts: SplitResult) -> str:
    return SMALL_SCREEN.sub("", parts.hostname or "")


def _sites(platform: str) -> set[str]:
    hosts = PLATFORMS[platform].hosts if platform in PLATFORMS else ()
    return {SMALL_SCREEN.sub("", host) for host in hosts}

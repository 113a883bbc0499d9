"""Which posts are asked of X, in what pages, and at what price at worst.

A post costs less in the account's own timeline, where the account owns the developer app, than
by lookup. So known posts are then read again in narrow windows of the timeline; only those that
do not turn up there are looked up, which also tells whether they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from collectors._document import Document, as_mapping, as_mappings, as_text, is_count
from collectors._errand import Errand
from collectors._x_faults import note_errors
from collectors._x_limits import SLOW, STOP, hold_back
from collectors._x_posts import is_id, keep_post, versions
from collectors.errors import CeilingReached, CollectorError
from metrics.snapshot import KnownPost, Reason

# The author is not expanded: X would bill a user for each page.
POST_FIELDS = [
    "created_at",
    "edit_history_tweet_ids",
    "note_tweet",
    "public_metrics",
    "referenced_tweets",
]
SMALLEST_PAGE, LARGEST_PAGE = 5, 100
DEPTH = 3_200
"""How many posts back X lets a timeline be read."""
MOST_PAGES = 200
"""Of one reading. Pages may be short, but not for ever."""
NO_POSTS = "X's answer holds no posts where they belong, nor says that there are none."


def discover(errand: Errand, client: Any, platform_id: str) -> None:
    """Read what is newer than the newest post on file, or the newest `backfill` posts.

    Pages come newest first. Half of what is new would hide the older half from the next visit,
    so after a failure it is left to that visit, which is not billed for it again. What our
    ceiling keeps us from is not asked for again: then the newer half is kept, and the loss noted.
    """
    since, wanted = errand.plan.since, errand.plan.backfill
    window = {} if since is None else {"since_id": since.id}
    if since is None and wanted < 1:
        return
    found: list[Document] = []
    try:
        for page in _pages(errand, client, platform_id, DEPTH if since else wanted, window):
            found += page
    except CollectorError as error:
        if since is None or isinstance(error, CeilingReached):
            _keep(errand, found)
        raise
    _keep(errand, found)


def read_again(errand: Errand, client: Any, platform_id: str) -> None:
    """Read the counts of the plan's posts again, and learn which of them are gone."""
    if errand.access.owned_reads:
        try:
            _read_windows(errand, client, platform_id)
        except CeilingReached as error:
            # Posts that are on today's bill already can still be looked up.
            errand.lose("posts", error.reason, error.detail)
    newer = _look_up(errand, client, {post.id: post.id for post in _due(errand)})
    _look_up(errand, client, newer)


def _due(errand: Errand) -> list[KnownPost]:
    done = errand.posts.keys() | errand.gone
    return [post for post in errand.plan.reread if post.id not in done]


def _keep(errand: Errand, posts: Iterable[Document]) -> None:
    known = {post.id: post.published_at for post in errand.plan.reread}
    for post in posts:
        keep_post(errand, post, known.get(versions(post)[0]) or known.get(post["id"]))


def _read_windows(errand: Errand, client: Any, platform_id: str) -> None:
    """Read the days of the due posts, each from its first due post to its last."""
    windowed = (post for post in _due(errand) if post.id not in errand.plan.look_up)
    by_age = sorted(windowed, key=lambda post: post.published_at)
    for _, posts in groupby(by_age, key=_utc_day):
        day = [post.published_at.astimezone(UTC).replace(microsecond=0) for post in posts]
        window = {"start_time": day[0], "end_time": day[-1] + timedelta(seconds=1)}
        for page in _pages(errand, client, platform_id, DEPTH, window):
            _keep(errand, page)


def _utc_day(post: KnownPost) -> date:
    return post.published_at.astimezone(UTC).date()


def _pages(
    errand: Errand, client: Any, platform_id: str, wanted: int, window: Mapping[str, Any]
) -> Iterator[list[Document]]:
    """Yield pages of the account's own timeline until `wanted` posts have come.

    Raises:
        CeilingReached: The smallest page could cost more than there is left.
        RateLimited: X's limit is nearly used up; posts on file are left out before new ones.
        Malformed: Posts may have come, and been billed, in a form that is not known.
    """
    price = _timeline_price(errand)
    up_to = SLOW if "start_time" in window else STOP
    token, tokens = None, set()
    for _ in range(MOST_PAGES):
        size = min(LARGEST_PAGE, max(SMALLEST_PAGE, wanted))
        size = errand.purse.room(price, size, least=SMALLEST_PAGE)
        hold_back(errand.session.exchanges, f"/2/users/{platform_id}/tweets", up_to=up_to)
        with errand.paying(price * size):
            page = client.get_users_tweets(
                platform_id,
                max_results=size,
                pagination_token=token,
                tweet_fields=POST_FIELDS,
                user_auth=True,
                **window,
            )
            told = _counted_posts(errand, page, size)
            posts = _paid_posts(errand, told, price)
        note_errors(errand, page, {})
        yield posts
        wanted -= len(told)
        token = as_text(as_mapping(page.get("meta")).get("next_token"))
        if token is None or wanted <= 0:
            return
        if token in tokens:
            break
        tokens.add(token)
    errand.lose("posts", Reason.MALFORMED, "X's pages of posts have no end.")


def _timeline_price(errand: Errand) -> Decimal:
    price = errand.purse.price
    return price.owned_post if errand.access.owned_reads else price.post


def _counted_posts(errand: Errand, page: Document, size: int) -> list[object]:
    """Return what a page of the timeline tells, with a None for each post that X only counts.

    Raises:
        Malformed: No post can be found, although X does not say that there is none.
    """
    told = _told_posts(page)
    if not told and not _says_that_none_came(page):
        raise errand.unread(NO_POSTS)
    number = as_mapping(page.get("meta")).get("result_count")
    # A page is never larger than what was asked for, whatever X may count.
    untold = min(number, size) - len(told) if is_count(number) else 0
    return [*told, *[None] * untold]


def _told_posts(document: Document) -> list[object]:
    """What stands where posts belong, whatever it is; X documents one post alone, too."""
    data = document.get("data")
    if is_id(as_mapping(data).get("id")):
        return [data]
    return data if isinstance(data, list) else []


def _says_that_none_came(page: Document) -> bool:
    """Whether a page that tells no posts is one of X's empty pages, and not one of an unknown form.

    X leaves `data` out where it has none.
    """
    meta = page.get("meta", {})
    if not isinstance(meta, dict) or meta.get("result_count") or meta.get("next_token"):
        return False
    return page.get("data") in (None, []) and page.keys() <= {"data", "errors", "meta"}


def _paid_posts(errand: Errand, told: Sequence[object], price: Decimal) -> list[Document]:
    """Return the posts among what was told, and put all of it on the bill."""
    posts = [post for post in as_mappings(told) if is_id(post.get("id"))]
    unnamed = len(told) - len(posts)
    if unnamed:
        detail = "X told a post without its id, or counted one that it did not tell."
        errand.lose("posts", Reason.MALFORMED, detail)
    edited = [post["id"] for post in posts if len(versions(post)) > 1]
    errand.purse.pay([post["id"] for post in posts], price, unnamed=unnamed, versions=edited)
    return posts


def _look_up(errand: Errand, client: Any, asked: Mapping[str, str]) -> dict[str, str]:
    """Look posts up by their ids, in hundreds, and return the newer versions that X names of some.

    Args:
        errand: Receives the posts, and what was lost.
        client: The SDK's.
        asked: Ids of versions, each with the first id of its post. An edited post answers to its
            first id with the counts of its first version: those are left out.
    """
    ids = errand.purse.fitting(list(asked), errand.purse.price.post)
    if len(ids) < len(asked):
        detail = f"Our ceiling on spending left {len(asked) - len(ids)} posts unread."
        errand.lose("posts", Reason.CEILING, detail)
    newer: dict[str, str] = {}
    for start in range(0, len(ids), LARGEST_PAGE):
        hundred = {post_id: asked[post_id] for post_id in ids[start : start + LARGEST_PAGE]}
        newer |= _look_up_hundred(errand, client, hundred)
    return newer


def _look_up_hundred(errand: Errand, client: Any, asked: Mapping[str, str]) -> dict[str, str]:
    price = errand.purse.price.post
    hold_back(errand.session.exchanges, "/2/tweets", up_to=SLOW)
    with errand.paying(errand.purse.worst(asked, price)):
        document = client.get_tweets(list(asked), tweet_fields=POST_FIELDS, user_auth=True)
        named = note_errors(errand, document, asked)
        told = _told_posts(document)
        if not told and document.get("data") != [] and asked.keys() - named:
            raise errand.unread(NO_POSTS)
        paid = _paid_posts(errand, told, price)
    posts = [post for post in paid if post["id"] in asked]
    newest = [post for post in posts if versions(post)[-1] == post["id"]]
    _keep(errand, newest)
    silent = asked.keys() - named - {post["id"] for post in posts}
    if silent:
        errand.lose("posts", Reason.MISSING, f"X said nothing about {len(silent)} posts.")
    return {versions(post)[-1]: asked[post["id"]] for post in posts if post not in newest}

"""Which posts are asked of X, in what pages and at what price at worst.

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

from collectors._x.asking import Answer, Timeline, ask_for_posts
from collectors._x.faults import (
    SLOW,
    STOP,
    failure_of,
    hold_back,
    is_failure,
    may_be_cured,
    named_in,
    note_errors,
)
from collectors._x.vocabulary import (
    is_id,
    keep_post,
    newest_known,
    says_that_none_came,
    told_posts,
    versions,
)
from collectors.context import VisitContext
from collectors.errors import CeilingReached, CollectorError, Malformed
from collectors.values import Document, as_mapping, as_mappings, as_text, is_count
from metrics.model import BEGINNING, KnownPost, Reason
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, Plural, joined_phrase

SMALLEST_PAGE, LARGEST_PAGE = 5, 100

INSTANT = "%Y-%m-%dT%H:%M:%SZ"
DEPTH = PLATFORMS["x"].depth
"""How many posts back X lets a timeline be read."""
MOST_PAGES = 200
"""Of one reading. Pages may be short, or empty, but not for ever."""
NO_POSTS = Phrase("X's answer holds no posts where they belong, nor says that there are none.")


class NoEnd(Malformed):
    """Pages that lead nowhere: what came before them is without a hole, what is older unknown."""


def discover(timeline: Timeline) -> None:
    """Read what is newer than the newest post on file, or the newest `backfill` posts.

    Pages come newest first. Half of what is new would hide the older half from the next visit,
    so after a failure it is left to that visit, which is not billed for it again. What our
    ceiling keeps us from, or what lies behind pages without an end, the next visit would not
    reach either: then the newer half is kept, and the loss noted.
    """
    context = timeline.context
    since, wanted = context.plan.since, context.plan.backfill
    window = {} if since is None else {"since_id": since.id}
    if since is None and wanted < 1:
        return
    posts: list[Document] = []
    depth = DEPTH if since else wanted
    try:
        for page in _pages(timeline, depth, window):
            posts += page
    except CollectorError as error:
        if since is None or isinstance(error, CeilingReached | NoEnd):
            _keep(timeline, posts)
            _note_discovered(context, depth, len(posts), is_whole=False)
        raise
    _keep(timeline, posts)
    _note_discovered(context, depth, len(posts))


def _note_discovered(
    context: VisitContext, depth: int, number: int, *, is_whole: bool = True
) -> None:
    """Note since when every post has been found, where pages came without a hole, newest first.

    A timeline that ended before its depth was reached is whole; else it is known from the oldest
    post on that was found, the edge of what X shows, of what was asked for, or of our money.
    """
    if is_whole and number < min(depth, DEPTH):
        since = context.plan.since
        context.found_all_since(since.published_at if since else BEGINNING)
    elif oldest := context.oldest_post():
        context.found_all_since(oldest)


def read_again(timeline: Timeline) -> None:
    """Read the counts of the plan's posts again, and learn which of them are gone."""
    context = timeline.context
    if context.access.owned_reads:
        try:
            _read_windows(timeline)
        except CeilingReached as error:
            # Posts that are on today's bill already can still be looked up.
            context.lose("posts", error.reason, error.detail)
    _look_up(timeline, _look_up(timeline, _newest_due(context)))


def try_for_nothing(timeline: Timeline) -> None:
    """Ask what collecting asks, as far as X bills nothing for it.

    The list of posts of one past second, in which hardly any post was published, and the plan's
    posts, which are on today's bill.
    """
    context = timeline.context
    since = context.now - timedelta(minutes=1)
    until = since + timedelta(seconds=1)
    window = {"start_time": f"{since:{INSTANT}}", "end_time": f"{until:{INSTANT}}"}
    for page in _pages(timeline, SMALLEST_PAGE, window):
        _keep(timeline, page)
    _look_up(timeline, _newest_due(context))


def _due(context: VisitContext) -> list[KnownPost]:
    done = context.posts.keys() | context.gone
    return [post for post in context.plan.reread if post.id not in done]


def _newest_due(context: VisitContext) -> dict[str, str]:
    """Return the ids under which the due posts were read last, each with its post's first id.

    X bills each version: one that has been replaced would be paid beside the one that counts.
    """
    return {newest_known(post): post.id for post in _due(context)}


def _keep(
    timeline: Timeline, posts: Iterable[Document], asked: Mapping[str, str] | None = None
) -> None:
    """Keep posts under their first ids: as X tells them, else as they were asked for."""
    known = {post.id: post.published_at for post in timeline.context.plan.reread}
    for post in posts:
        first_id = versions(post)[0]
        if first_id == post["id"]:
            first_id = (asked or {}).get(first_id, first_id)
        published_at = known.get(first_id) or known.get(post["id"])
        keep_post(timeline.context, post, timeline.owner_id, first_id, published_at)


def _read_windows(timeline: Timeline) -> None:
    """Read the days of the due posts, each from its first due post to its last."""
    context = timeline.context
    windowed = (post for post in _due(context) if post.id not in context.plan.look_up)
    by_age = sorted(windowed, key=lambda post: post.published_at)
    for _, posts in groupby(by_age, key=_utc_day):
        day = [post.published_at.astimezone(UTC).replace(microsecond=0) for post in posts]
        until = day[-1] + timedelta(seconds=1)
        window = {"start_time": f"{day[0]:{INSTANT}}", "end_time": f"{until:{INSTANT}}"}
        try:
            for page in _pages(timeline, DEPTH, window):
                _keep(timeline, page)
        except NoEnd as error:
            context.lose("posts", error.reason, error.detail)


def _utc_day(post: KnownPost) -> date:
    return post.published_at.astimezone(UTC).date()


def _pages(timeline: Timeline, wanted: int, window: Mapping[str, Any]) -> Iterator[list[Document]]:
    """Yield the posts of the account's own timeline, page by page, each post once.

    Until `wanted` posts have come. A page without posts that names a next one is one of X's
    normal answers, and is followed.

    Raises:
        CeilingReached: The smallest page could cost more than there is left.
        RateLimited: X's limit is nearly used up; posts on file are left out before new ones.
        NoEnd: A page, or the token of the next one, came a second time, or too many pages came.
        Malformed: Posts may have come, and been billed, in a form that is not known.
    """
    token, tokens, seen = None, set(), set[str]()
    for number in range(1, MOST_PAGES + 1):
        size = min(LARGEST_PAGE, max(SMALLEST_PAGE, wanted))
        page = _page(timeline, size, token, window)
        fresh = [post for post in page.posts if post["id"] not in seen]
        if page.posts and not fresh:
            raise NoEnd(_repeats(number))
        seen |= {post["id"] for post in fresh}
        yield fresh
        wanted -= len(page.told) - len(page.posts) + len(fresh)
        token = as_text(as_mapping(page.document.get("meta")).get("next_token"))
        if token is None or wanted <= 0:
            return
        if token in tokens:
            raise NoEnd(_runs_in_a_circle(number))
        tokens.add(token)
    raise NoEnd(
        Phrase(
            "X's pages of posts have no end after {number}; the rest is unread.", number=MOST_PAGES
        )
    )


def _repeats(number: int) -> Phrase:
    return Phrase(
        "X's page {number} of posts repeats earlier ones; older posts are unread.", number=number
    )


def _runs_in_a_circle(number: int) -> Phrase:
    return Phrase(
        "X's pages of posts run in a circle after {number}; the rest is unread.", number=number
    )


def _page(timeline: Timeline, size: int, token: str | None, window: Mapping[str, Any]) -> Answer:
    """Return one page of the timeline, and note what X says beside it."""
    context, path = timeline.context, f"/2/users/{timeline.owner_id}/tweets"
    price = _timeline_price(context)
    size = context.budget.room(price, size, least=SMALLEST_PAGE)
    query = {"max_results": size, **window} | ({"pagination_token": token} if token else {})

    def send(fields: Sequence[str]) -> Answer:
        up_to = SLOW if "start_time" in window else STOP
        hold_back(context.session.exchanges, path, up_to=up_to)
        with context.paying(price * size):
            page = timeline.get(path, fields, query)
            if is_failure(page):
                raise failure_of(page)
            listed = _counted_posts(context, page, size)
            return Answer(page, listed, _paid_posts(context, listed, price))

    answer = ask_for_posts(timeline, send)
    note_errors(context, answer.document, {})
    return answer


def _timeline_price(context: VisitContext) -> Decimal:
    price = context.budget.price
    return price.owned_post if context.access.owned_reads else price.post


def _counted_posts(context: VisitContext, page: Document, size: int) -> list[object]:
    """Return what a page of the timeline tells, with a None for each post that X only counts.

    Raises:
        Malformed: No post can be found, although X does not say that there is none.
    """
    listed = told_posts(page)
    if not listed and not says_that_none_came(page):
        raise context.unread(NO_POSTS)
    number = as_mapping(page.get("meta")).get("result_count")
    # A page is never larger than what was asked for, whatever X may count.
    untold = min(number, size) - len(listed) if is_count(number) else 0
    return [*listed, *[None] * untold]


def _paid_posts(context: VisitContext, listed: Sequence[object], price: Decimal) -> list[Document]:
    """Return the posts among what was told, and put all of it on the bill."""
    posts = [post for post in as_mappings(listed) if is_id(post.get("id"))]
    unnamed = len(listed) - len(posts)
    if unnamed:
        detail = Phrase("X told a post without its id, or counted one that it did not tell.")
        context.lose("posts", Reason.MALFORMED, detail)
    edited = [post["id"] for post in posts if len(versions(post)) > 1]
    context.budget.pay([post["id"] for post in posts], price, unnamed=unnamed, versions=edited)
    return posts


def _look_up(timeline: Timeline, asked: Mapping[str, str]) -> dict[str, str]:
    """Look posts up by their ids, in hundreds, and return the newer versions that X names of some.

    Args:
        timeline: Its context receives the posts, and what was lost.
        asked: Ids of versions, each with the first id of its post. An edited post answers to its
            first id with the counts of its first version: those are left out.
    """
    context = timeline.context
    ids = context.budget.fitting(list(asked), context.budget.price.post)
    if len(ids) < len(asked):
        detail = Phrase(
            "Our ceiling on spending left {posts} unread.",
            posts=Plural("{n} post", "{n} posts", len(asked) - len(ids)),
        )
        context.lose("posts", Reason.CEILING, detail)
    newer: dict[str, str] = {}
    for start in range(0, len(ids), LARGEST_PAGE):
        hundred = {post_id: asked[post_id] for post_id in ids[start : start + LARGEST_PAGE]}
        newer |= _look_up_in_halves(timeline, hundred)
    return newer


def _look_up_in_halves(timeline: Timeline, asked: Mapping[str, str]) -> dict[str, str]:
    """Look posts up, but for one that X cannot answer for, whatever it says of that.

    What is refused is asked for in halves; where both are refused, so is the lookup as such.

    Raises:
        CollectorError: It is, or asking for less would not help.
    """
    context, answered = timeline.context, len(timeline.context.session.exchanges)
    try:
        return _look_up_hundred(timeline, asked)
    except CollectorError:
        if len(asked) == 1 or not may_be_cured(context, answered):
            raise
    ids = list(asked)
    halves = [{post_id: asked[post_id] for post_id in ids[place::2]} for place in (0, 1)]
    newer: dict[str, str] = {}
    refused: list[dict[str, str]] = []
    for half in halves:
        answered = len(context.session.exchanges)
        try:
            newer |= _look_up_hundred(timeline, half)
        except CollectorError as error:
            if refused or not may_be_cured(context, answered):
                raise
            refused, refusal = [half], error
    for half in refused:
        if len(half) > 1:
            newer |= _look_up_in_halves(timeline, half)
        else:
            detail = Phrase(
                "Post {post} could not be read and was left out.", post=next(iter(half))
            )
            context.lose("posts", refusal.reason, joined_phrase(" ", (detail, refusal.detail)))
    return newer


def _look_up_hundred(timeline: Timeline, asked: Mapping[str, str]) -> dict[str, str]:
    context = timeline.context
    price = context.budget.price.post

    def send(fields: Sequence[str]) -> Answer:
        hold_back(context.session.exchanges, "/2/tweets", up_to=SLOW)
        with context.paying(context.budget.worst(asked, price)):
            document = timeline.get("/2/tweets", fields, {"ids": ",".join(asked)})
            listed = told_posts(document)
            if not listed and document.get("data") != [] and asked.keys() - named_in(document):
                raise failure_of(document) if is_failure(document) else context.unread(NO_POSTS)
            return Answer(document, listed, _paid_posts(context, listed, price))

    answer = ask_for_posts(timeline, send)
    note_errors(context, answer.document, asked)
    posts = [post for post in answer.posts if post["id"] in asked]
    newest = [post for post in posts if versions(post)[-1] == post["id"]]
    _keep(timeline, newest, asked)
    silent = asked.keys() - named_in(answer.document) - {post["id"] for post in posts}
    if silent:
        context.lose(
            "posts",
            Reason.MISSING,
            Phrase(
                "X said nothing about {posts}.", posts=Plural("{n} post", "{n} posts", len(silent))
            ),
        )
    return {versions(post)[-1]: asked[post["id"]] for post in posts if post not in newest}

"""The Graph API, as much of it as is asked for the institution's own Page and Instagram."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox import graph_errors, graph_insights, graph_token
from sandbox.exchange import ApiRequest, Json, Reply
from sandbox.faults import Faults
from sandbox.graph_call import GraphCall, enter, headers
from sandbox.graph_fields import AskedField, parse
from sandbox.graph_nodes import INSTAGRAM, MEDIA, PAGE, POST, USUAL, NodeKind, node
from sandbox.posts import TruePost
from sandbox.world import TrueAccount, World

MOST = 100
CURSOR = "QVFI"


def answer(asked: ApiRequest, world: World, faults: Faults) -> Reply:
    """Answer one question.

    Raises:
        Refused: with the Graph API's own error.
    """
    if asked.path.endswith("/debug_token"):
        return graph_token.debug(asked, world, faults)
    call = enter(asked, world, faults)
    if asked.method != "GET":
        raise graph_errors.refused(3, "(#3) Application does not have the capability")
    limited = world.instagram if call.path.startswith(f"/{world.instagram.id}") else world.page
    return Reply(200, _answer(call), headers(call.version, limited))


def _answer(call: GraphCall) -> Json:
    first, _, edge = call.path.strip("/").partition("/")
    if not first:
        raise graph_errors.dead_ids() if "ids" in call.query else graph_errors.unknown_path("/")
    if first == "me":
        return _me(call, edge)
    for account in (*call.pages(), *_instagrams(call)):
        if first == account.id:
            return _account(call, account, edge)
        stories = (story for story in account.stories_at(call.now) if story.id == first)
        post = account.find(first, call.now) or next(stories, None)
        if post is not None:
            return _post(call, account, post, edge)
    if first in {call.world.page.id, call.world.event_page.id, call.world.strange_page.id}:
        raise graph_errors.needs_public_access()
    raise graph_errors.no_object(first)


def _instagrams(call: GraphCall) -> Sequence[TrueAccount]:
    return [call.world.instagram] if call.world.page in call.pages() else []


def _me(call: GraphCall, edge: str) -> Json:
    if call.page is not None and edge in {"accounts", "assigned_pages"}:
        raise graph_errors.no_field(edge, "Page")
    if call.page is not None:
        return _account(call, call.page, edge)
    if edge in {"accounts", "assigned_pages"}:
        return _accounts(call)
    if edge:
        raise graph_errors.unknown_path(f"/{edge}")
    every = {"id": call.world.credentials.meta.system_user_id, "name": "Hasila system user"}
    asked = [field.name for field in parse(call.query.get("fields", "id,name"))]
    for name in asked:
        if name not in every:
            raise graph_errors.no_field(name, "User")
    return {name: every[name] for name in (*asked, "id")}


def _accounts(call: GraphCall) -> Json:
    if "pages_show_list" not in call.world.permissions:
        return {"data": []}
    tokens = {page.id: token for token, page in call.world.listed_pages().items()}
    makers = {
        **PAGE.makers,
        "access_token": lambda page, _, __: tokens[page.id],
        "tasks": lambda _, __, ___: ["ANALYZE", "CREATE_CONTENT", "MODERATE", "MANAGE"],
    }
    listed = NodeKind(PAGE.name, makers, "access_token,category,name,id,tasks")
    pages = list(call.world.listed_pages().values())
    return _edge(call, pages, listed)


def _account(call: GraphCall, account: TrueAccount, edge: str) -> Json:
    if "pages_read_engagement" not in call.world.permissions:
        raise graph_errors.needs_public_access()
    is_page = account.platform == "facebook"
    if not is_page:
        call.need("instagram_basic")
    if not edge:
        kind = PAGE if is_page else INSTAGRAM
        return node(account, _fields(call, kind), call, kind)
    if edge == "insights":
        return {"data": graph_insights.account_data(account, call)}
    if edge == "stories" and not is_page:
        return _edge(call, account.stories_at(call.now), MEDIA)
    if edge in ({"published_posts", "posts", "feed"} if is_page else {"media"}):
        posts = _in_time(call, account.posts_at(call.now))
        return _edge(call, posts, POST if is_page else MEDIA)
    raise graph_errors.unknown_path(f"/{edge}")


def _post(call: GraphCall, account: TrueAccount, post: TruePost, edge: str) -> Json:
    is_page = account.platform == "facebook"
    if not edge:
        kind = POST if is_page else MEDIA
        return node(post, _fields(call, kind), call, kind)
    if edge != "insights":
        raise graph_errors.unknown_path(f"/{edge}")
    metrics = call.query.get("metric", "")
    read = graph_insights.post_data if is_page else graph_insights.media_data
    return {"data": read(post, metrics, call)}


def _fields(call: GraphCall, kind: NodeKind) -> tuple[AskedField, ...]:
    return parse(call.query.get("fields") or kind.usual)


def _in_time(call: GraphCall, posts: Sequence[TruePost]) -> list[TruePost]:
    """Posts between `since` and `until`, both in Unix seconds or ISO 8601."""
    since, until = (_instant(call.query.get(name)) for name in ("since", "until"))
    return [
        post
        for post in posts
        if (since is None or post.published_at >= since)
        and (until is None or post.published_at <= until)
    ]


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        if re.fullmatch(r"\d+", text):
            return datetime.fromtimestamp(int(text), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        message = f"(#100) Invalid parameter: {text} is not a time"
        raise graph_errors.refused(100, message) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _edge(call: GraphCall, items: Sequence[Any], kind: NodeKind) -> Json:
    """One page of an edge: newest first, `paging.next` as long as there is more."""
    fields, size = _fields(call, kind), _size(call)
    start = _start(call, [item.id for item in items], size)
    cut = items[start : start + size]
    if not cut:
        return {"data": []}
    before, after = _cursor(cut[0].id, start + 1), _cursor(cut[-1].id, start + len(cut))
    paging: dict[str, Json] = {"cursors": {"before": before, "after": after}}
    if start + size < len(items):
        paging["next"] = _link(call, {"after": after})
    if start:
        paging["previous"] = _link(call, {"before": before})
    return {"data": [node(item, fields, call, kind) for item in cut], "paging": paging}


def _size(call: GraphCall) -> int:
    text = call.query.get("limit", str(USUAL))
    size = int(text) if text.isdigit() else -1
    if not 0 < size <= MOST:
        message = f"(#100) Param limit must be a number greater than 0 and not exceed {MOST}"
        raise graph_errors.refused(100, message)
    if call.faults.heavy_above is not None and size > call.faults.heavy_above:
        raise graph_errors.too_heavy()
    return size


def _start(call: GraphCall, ids: list[str], size: int) -> int:
    """Where a page begins."""
    if "after" in call.query:
        return _place(call.query["after"], ids)
    if "before" in call.query:
        return max(_place(call.query["before"], ids) - 1 - size, 0)
    return 0


def _cursor(item: str, place: int) -> str:
    return CURSOR + base64.urlsafe_b64encode(f"{item}:{place}".encode()).decode()


def _place(cursor: str, ids: list[str]) -> int:
    """The place after a cursor's item, or, once that is gone, where it was."""
    try:
        text = base64.urlsafe_b64decode(cursor.removeprefix(CURSOR)).decode()
        item, _, place = text.rpartition(":")
        return ids.index(item) + 1 if item in ids else int(place)
    except ValueError:
        raise graph_errors.refused(100, "(#100) Invalid cursors values") from None


def _link(call: GraphCall, cursor: Mapping[str, str]) -> str:
    query = {
        name: value
        for name, value in call.asked.pairs
        if name not in {"after", "before", "appsecret_proof"}
    }
    place = urlsplit(call.asked.url)
    path = f"/{call.version}{call.path}"
    return f"{place.scheme}://{place.netloc}{path}?{urlencode({**query, **cursor})}"

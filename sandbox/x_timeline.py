"""The pages of a user's timeline on X, newest first, as X cuts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from metrics.model import Kind
from sandbox import x_errors
from sandbox.exchange import Json
from sandbox.posts import X_EPOCH_MS, TruePost
from sandbox.world import TrueAccount

LEAST, MOST, USUAL = 5, 100, 10
DEPTH = 3_200
DEPTH_WITHOUT_REPLIES = 800
FORWARD, BACKWARD = "7140dibdnow9c7btw", "77qpymm88g5h9vqkl"
"""How our next and previous tokens begin; real ones are as opaque."""
EXCLUDED = {"replies": Kind.REPLY, "retweets": Kind.REPOST}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def page(
    account: TrueAccount, query: Mapping[str, str], now: datetime
) -> tuple[list[TruePost], Json]:
    """One page and its meta.

    Excluded kinds are taken out of a page after it was cut, so that a page may be short, or empty,
    and still have a next one.
    """
    size = _size(query)
    token = query.get("pagination_token")
    excluded = {EXCLUDED[name] for name in query.get("exclude", "").split(",") if name in EXCLUDED}
    depth = DEPTH_WITHOUT_REPLIES if Kind.REPLY in excluded else DEPTH
    low, high = _bounds(query)
    every = [
        post for post in account.posts_at(now)[:depth] if low <= int(newest_id(post, now)) < high
    ]
    cut, more, before = _cut(every, token, size, now)
    shown = [post for post in cut if post.kind not in excluded]
    meta: dict[str, Json] = {"result_count": len(shown)}
    if shown:
        meta |= {"newest_id": newest_id(shown[0], now), "oldest_id": newest_id(shown[-1], now)}
    if more:
        meta["next_token"] = FORWARD + newest_id(cut[-1], now)
    if before:
        meta["previous_token"] = BACKWARD + newest_id(cut[0], now)
    return shown, meta


def newest_id(post: TruePost, now: datetime) -> str:
    """The id under which a timeline shows a post: its newest version's."""
    return post.versions_at(now)[-1]


def _cut(
    every: list[TruePost], token: str | None, size: int, now: datetime
) -> tuple[list[TruePost], bool, bool]:
    """The page that a token means, and whether there are posts after and before it."""
    ids = [int(newest_id(post, now)) for post in every]
    start = 0
    if token is not None:
        kind, last = token[: len(FORWARD)], token[len(FORWARD) :]
        if kind not in {FORWARD, BACKWARD} or not last.isdigit():
            message = f"The `pagination_token` query parameter value [{token}] is not valid"
            raise x_errors.invalid("pagination_token", token, message)
        newer = sum(each > int(last) for each in ids)
        start = max(newer - size, 0) if kind == BACKWARD else newer + (int(last) in ids)
    end = start + size
    return every[start:end], end < len(every), start > 0 and bool(every[start:end])


def _size(query: Mapping[str, str]) -> int:
    text = query.get("max_results", str(USUAL))
    size = int(text) if text.isdigit() else 0
    if not LEAST <= size <= MOST:
        message = (
            f"The `max_results` query parameter value [{text}] is not between {LEAST} and {MOST}"
        )
        raise x_errors.invalid("max_results", text, message)
    return size


def _bounds(query: Mapping[str, str]) -> tuple[int, int]:
    """The ids that are asked for, half-open: since_id and until_id are both excluded."""
    low = max(_id(query, "since_id", -1) + 1, _first_id_at(query, "start_time", 0))
    high = min(_id(query, "until_id", 1 << 63), _first_id_at(query, "end_time", 1 << 63))
    if {"start_time", "end_time"} <= query.keys() and low >= high:
        message = "'end_time' must be after 'start_time'"
        raise x_errors.invalid("end_time", query.get("end_time", ""), message)
    return low, high


def _id(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name)
    if text is None:
        return usual
    if not re.fullmatch(r"[0-9]{1,19}", text):
        message = f"The `{name}` query parameter value [{text}] is not a valid Tweet ID"
        raise x_errors.invalid(name, text, message)
    return int(text)


def _first_id_at(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name)
    if text is None:
        return usual
    if not INSTANT.fullmatch(text):
        message = f"The `{name}` query parameter value [{text}] is not a valid RFC3339 date/time"
        raise x_errors.invalid(name, text, message)
    instant = datetime.fromisoformat(text).astimezone(UTC)
    return (int(instant.timestamp() * 1000) - X_EPOCH_MS) << 22

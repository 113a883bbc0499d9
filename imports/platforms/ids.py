"""What ids and addresses of posts tell: of X moment and account, of Instagram the upload."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from imports.exports.layout import PostIdentity

X_EPOCH_MS, X_FIRST = 1_288_834_974_657, 29_700_859_247
"""When X's snowflakes begin, and the first id that is one (2010-11-04)."""
X_SHIFT, INSTAGRAM_SHIFT = 22, 23
INSTAGRAM_EPOCH_MS = 1_314_220_021_721
SHORTCODE = re.compile(r"instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/(?P<code>[\w-]{11})")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STATUS = re.compile(r"(?:twitter|x)\.com/(?P<handle>\w{1,15})/status/(?P<id>\d{1,20})")


def identity_on_x(identifier: str | None, url: str | None) -> PostIdentity:
    """What the id of a post of X and its address tell; the address is never rounded."""
    status = STATUS.search(url or "")
    known = status["id"] if status else identifier
    moment = moment_of_snowflake(known) if known else None
    return PostIdentity(known, status["handle"] if status else None, moment)


def moment_of_snowflake(identifier: str) -> datetime | None:
    """When a post of X was published, by its id; None of ids from before there was a time in it."""
    number = int(identifier)
    if number < X_FIRST:
        return None
    return _moment((number >> X_SHIFT) + X_EPOCH_MS)


def moment_of_shortcode(url: str) -> datetime | None:
    """When a post of Instagram was uploaded, by its address: it was published then or later."""
    match = SHORTCODE.search(url)
    if match is None:
        return None
    number = 0
    for letter in match["code"]:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return _moment((number >> INSTAGRAM_SHIFT) + INSTAGRAM_EPOCH_MS)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)

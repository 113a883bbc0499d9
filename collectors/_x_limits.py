"""How much of X's limits is used, by the headers of its answers.

Each endpoint has a limit of its own for a quarter of an hour; some have one for a day as well.
Source: https://docs.x.com/x-api/fundamentals/rate-limits
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from collectors._exchange import Exchange
from collectors.errors import RateLimited

SHORT, *DAILY = LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
SLOW, STOP = 75, 95
"""Percent of a limit from which on what can wait is left out, and from which on all is."""
LONGEST_WAIT = timedelta(days=31)
"""A reset further off than a month of billing is no reset."""


def rest_until(exchange: Exchange) -> datetime | None:
    """When to ask again, where an answer says that a limit is used up, or nearly."""
    return _near(exchange, STOP)


def hold_back(exchanges: Iterable[Exchange], path: str, *, up_to: int) -> None:
    """Hold the next request to an endpoint back where so much of its limit is used.

    Raises:
        RateLimited: It is, by the last one of the visit's exchanges there.
    """
    for exchange in [done for done in exchanges if done.path == path][-1:]:
        if until := _near(exchange, up_to):
            raise RateLimited(f"At least {up_to} % of X's limit is used.", until=until)


def reset_of(exchange: Exchange) -> datetime | None:
    """When the limit that is used up starts anew: one of a quarter of an hour, or of a day."""
    daily = [name for name in DAILY if exchange.headers.get(f"{name}-remaining") == "0"]
    resets = [_instant(exchange, name) for name in daily or (SHORT,)]
    return max((reset for reset in resets if reset), default=None)


def _near(exchange: Exchange, percent: int) -> datetime | None:
    """When the limits of which so much is used start anew; None where there are none."""
    near = [name for name in LIMITS if _used(exchange, name) >= percent]
    return max((reset for name in near if (reset := _instant(exchange, name))), default=None)


def _used(exchange: Exchange, name: str) -> float:
    """Percent of a limit; 0 where X does not tell it."""
    limit, left = (_number(exchange, f"{name}-{part}") for part in ("limit", "remaining"))
    return 100 - 100 * left / limit if limit and left is not None else 0


def _instant(exchange: Exchange, name: str) -> datetime | None:
    seconds = _number(exchange, f"{name}-reset")
    if seconds is None:
        return None
    instant = datetime.fromtimestamp(seconds, UTC)
    return instant if exchange.at < instant <= exchange.at + LONGEST_WAIT else None


def _number(exchange: Exchange, header: str) -> int | None:
    digits = exchange.headers.get(header, "")
    return int(digits) if re.fullmatch(r"[0-9]{1,11}", digits) else None

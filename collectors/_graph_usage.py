"""How much of the platform's limits is used, by the headers of its answers.

Each header is one JSON text of percentages; throttling begins at 100 of any of them. They appear
only after enough calls.
Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from collectors._document import as_mapping, as_mappings, is_count

PLAIN = ("x-app-usage", "x-page-usage")
BY_OBJECT = "x-business-use-case-usage"
PERCENTAGES = ("call_count", "total_time", "total_cputime")
OURS = frozenset({"pages", "instagram"})
"""The use cases that this program's calls count for; those of advertising are not ours."""
LONGEST_WAIT = timedelta(days=1)


def highest_use(headers: Mapping[str, str]) -> int:
    """The highest percentage of any limit; 0 where the platform says nothing."""
    told = [*(_parsed(headers.get(name)) for name in PLAIN), *_use_cases(headers)]
    return max((_number(usage.get(name)) for usage in told for name in PERCENTAGES), default=0)


def regain_time(headers: Mapping[str, str]) -> timedelta | None:
    """How long until access returns; None where the platform does not say. It says minutes."""
    waits = (case.get("estimated_time_to_regain_access") for case in _use_cases(headers))
    minutes = max(map(_number, waits), default=0)
    return timedelta(minutes=min(minutes, LONGEST_WAIT // timedelta(minutes=1))) or None


def _use_cases(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for cases in _parsed(headers.get(BY_OBJECT)).values():
        yield from (case for case in as_mappings(cases) if case.get("type") in OURS)


def _parsed(header: str | None) -> dict[str, Any]:
    try:
        return as_mapping(json.loads(header or "{}"))
    except (ValueError, RecursionError):
        return {}


def _number(value: object) -> int:
    return int(str(value)) if is_count(value) else 0

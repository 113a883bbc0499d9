"""The client of Meta's Graph API, for Facebook and Instagram: facebook-sdk over our own session."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import facebook

from collectors._meta.faults import NEXT_WINDOW, find_fault, named_error
from collectors._meta.values import Node
from collectors.context import VisitContext
from collectors.errors import AccessRefused, CollectorError, RateLimited
from collectors.session import Endpoint, Exchange
from collectors.values import as_mapping, as_mappings, is_count
from metrics.calendar.ends import SOON, api_end
from metrics.model import Reason
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase
from settings.redaction import hide
from settings.secrets import Secret

if TYPE_CHECKING:
    from settings import Access

PLAIN = ("x-app-usage", "x-page-usage")
BY_OBJECT = "x-business-use-case-usage"
PERCENTAGES = ("call_count", "total_time", "total_cputime")
OURS = frozenset({"pages", "instagram"})
"""The use cases that this program's calls count for; those of advertising are not ours."""
LONGEST_WAIT = timedelta(days=1)


def highest_use(headers: Mapping[str, str]) -> int:
    """The highest percentage of any limit; 0 where the platform says nothing."""
    uses = [*(_parsed(headers.get(name)) for name in PLAIN), *_use_cases(headers)]
    return max((_number(usage.get(name)) for usage in uses for name in PERCENTAGES), default=0)


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


PERMITTED: tuple[Endpoint, ...] = (
    ("GET", "/:version/me"),
    ("GET", "/:version/me/accounts"),
    ("GET", "/:version/me/assigned_pages"),
    ("GET", "/debug_token"),
)
"""What is asked of Graph whichever the platform: whom the token proves, and what it is."""

SDK_HOST = "graph.facebook.com"
VERSION_HEADER = "facebook-api-version"
SPENT, NEARLY_SPENT = 100, 95
"""Percent of a limit at which the platform begins to refuse, and from which on we stop before."""


class Bearer:
    """A token in the header of each request of a session, so that no URL ever holds it."""

    def __init__(self, token: Secret) -> None:
        self.token = token

    def __call__(self, request: Any) -> Any:
        """Sign a request that is about to be sent."""
        request.headers["Authorization"] = f"Bearer {self.token.reveal()}"
        return request


class Graph:
    """A conversation with the Graph API during one visit.

    It speaks in the name of the settings' token until `speak_as` gives it another; that lasts
    for the whole visit.
    """

    def __init__(self, context: VisitContext) -> None:
        self._session = context.session
        self._secrets = context.access.secrets
        self._app_id = context.access.app_id
        self._now = context.now
        self._api = facebook.GraphAPI(access_token=None, session=context.session)
        self._api.version = version_of(context.access)
        if not isinstance(self._session.auth, Bearer):
            self._session.auth = Bearer(self._secrets["access_token"])

    @property
    def token(self) -> Secret:
        """In whose name it speaks."""
        return cast("Bearer", self._session.auth).token

    def speak_as(self, token: Secret) -> None:
        """Speak in the name of another token from now on: of a Page, where ours may do that."""
        hide(token)
        self._session.auth = Bearer(token)

    def get(self, path: str, params: Mapping[str, str], *, up_to: int = SPENT) -> Node:
        """The answer to one request, such as `123/published_posts`.

        `up_to` is the percentage of the platform's limits from which on it is rather not made:
        what can be read later leaves the last calls to what cannot.

        Raises:
            CollectorError: the answer is not a success, or a limit is too near.
        """
        self._hold_back(up_to)
        return cast("Node", self._api.get_object(path, **params, **self._proof()))

    @contextmanager
    def trying(self, times: int) -> Iterator[None]:
        """Send each request of the block so often at most, where it has a smaller one behind it."""
        before = self._session.tries
        self._session.tries = min(times, before)
        try:
            yield
        finally:
            self._session.tries = before

    def describe_token(self) -> Node:
        """What the platform says of the settings' token, asked in the name of the app.

        This is the one request whose query holds a token: the token is its subject.

        Raises:
            CollectorError: the answer is not a success, or the app's id or secret is not known.
        """
        subject, app_secret = self._secrets["access_token"], self._secrets.get("app_secret")
        if self._app_id is None or app_secret is None:
            raise AccessRefused(
                Phrase("Only the app, by its id and secret, is told what a token is.")
            )
        before = self._session.auth
        self.speak_as(Secret(f"{self._app_id}|{app_secret.reveal()}"))
        try:
            answer = self._api.request("debug_token", {"input_token": subject.reveal()})
        finally:
            self._session.auth = before
        return cast("Node", answer)

    def _proof(self) -> dict[str, str]:
        """The proof that the app's secret is known, another one for each token."""
        app_secret = self._secrets.get("app_secret")
        if app_secret is None:
            return {}
        key, message = app_secret.reveal().encode(), self.token.reveal().encode()
        return {"appsecret_proof": hmac.new(key, message, hashlib.sha256).hexdigest()}

    def _hold_back(self, up_to: int) -> None:
        for exchange in self._session.exchanges[-1:]:
            if highest_use(exchange.headers) >= up_to:
                until = self._now + (regain_time(exchange.headers) or NEXT_WINDOW)
                raise RateLimited(
                    Phrase("At least {percent} % of Meta's limit is used.", percent=up_to),
                    until=until,
                )


def judge(exchange: Exchange) -> CollectorError | None:
    """What an answer of Graph's means: None for a success."""
    fault = find_fault(exchange.status, exchange.document)
    if fault is None:
        return None
    return named_error(fault, exchange.at, regain_time(exchange.headers))


def rest_until(exchange: Exchange) -> datetime | None:
    """When to ask again, where an answer says that a limit is used up, or nearly."""
    if highest_use(exchange.headers) < NEARLY_SPENT:
        return None
    return exchange.at + (regain_time(exchange.headers) or NEXT_WINDOW)


def version_of(access: Access) -> str:
    """The version of the Graph API that is asked for, such as "v27.0"."""
    return access.version or str(PLATFORMS[access.platform].api.version)


def version_warnings(context: VisitContext) -> Iterator[str]:
    """Where the version that is asked for ends soon, or has ended."""
    version = version_of(context.access)
    end = api_end(PLATFORMS[context.access.platform].api.version_key, version)
    if end and context.now.date() >= end - SOON:
        if context.now.date() < end:
            yield Phrase(
                "Version {version} of the Graph API ends on {end}: raise meta.graph_version.",
                version=version,
                end=end,
            )
        else:
            yield Phrase(
                "Version {version} of the Graph API has ended on {end}: raise meta.graph_version.",
                version=version,
                end=end,
            )


def note_version(context: VisitContext) -> None:
    """Note as lost the version that was asked for, where the platform answered as another.

    It does so in silence once a version has ended, or never was.
    """
    asked = version_of(context.access)
    served = {
        e.headers[VERSION_HEADER] for e in context.session.exchanges if VERSION_HEADER in e.headers
    }
    if served - {asked}:
        detail = Phrase(
            "Meta no longer answers as version {asked}: set meta.graph_version anew.", asked=asked
        )
        context.lose("version", Reason.MISSING, detail)

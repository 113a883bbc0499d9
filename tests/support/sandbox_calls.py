"""How the tests of the sandbox ask it: plain HTTP, logged in as each kind of client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests
from requests_oauthlib import OAuth1

from sandbox import Sandbox, World

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@contextmanager
def serving(seed: int = 1) -> Iterator[Sandbox]:
    """A running sandbox whose world stands at NOW."""
    with Sandbox(World.demo(NOW, seed)) as sandbox:
        yield sandbox


def signed(sandbox: Sandbox) -> OAuth1:
    """The account's own four keys, as requests-oauthlib signs with them."""
    keys = sandbox.world.credentials.x
    return OAuth1(keys.api_key, keys.api_secret, keys.access_token, keys.access_token_secret)


def ask_x(sandbox: Sandbox, path: str, **query: str) -> requests.Response:
    """One question to X in user context; a double underscore in a name stands for a point."""
    named = {name.replace("__", "."): value for name, value in query.items()}
    url = sandbox.url + path
    return requests.get(url, params=named, auth=signed(sandbox), timeout=5)


def ask_x_as_app(sandbox: Sandbox, path: str, **query: str) -> requests.Response:
    """One question to X with the Bearer token."""
    token = sandbox.world.credentials.x.bearer_token
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(sandbox.url + path, params=query, headers=headers, timeout=5)


def ask_graph(
    sandbox: Sandbox, path: str, token: str | None = None, **query: str
) -> requests.Response:
    """One question to the Graph API, with the Page's token unless another is given."""
    token = token or sandbox.world.credentials.meta.page_token
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(sandbox.url + "/v27.0" + path, params=query, headers=headers, timeout=5)


def error(answer: requests.Response) -> dict[str, Any]:
    """The error of a Graph answer."""
    found: dict[str, Any] = answer.json()["error"]
    return found


def pages_of_graph(sandbox: Sandbox, path: str, **query: str) -> Iterator[list[dict[str, Any]]]:
    """Every page of an edge, followed by `cursors.after` as long as there is a next one."""
    while True:
        answer = ask_graph(sandbox, path, **query).json()
        yield answer["data"]
        if "next" not in answer.get("paging", {}):
            return
        query["after"] = answer["paging"]["cursors"]["after"]


def pages_of_x(sandbox: Sandbox, path: str, **query: str) -> Iterator[dict[str, Any]]:
    """Every page of a timeline, followed by next_token."""
    while True:
        answer = ask_x(sandbox, path, **query).json()
        yield answer
        if "next_token" not in answer["meta"]:
            return
        query["pagination_token"] = answer["meta"]["next_token"]

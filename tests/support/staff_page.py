"""A page for staff over a database made by hand: what the tests of web/ start from."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from metrics.model import Account, Counts, PostSnapshot, Reason, Visit
from settings import Settings
from storage import Store
from storage.accounts import enrol
from storage.topics import tag
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import lay
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    X,
    failed,
    post,
    visit,
)
from web import Site, StaffPage
from web.server import SERVING

NOW = NOON + timedelta(minutes=55)
"""The page's clock: 55 minutes after the last visit."""
DAYS = 40
OFFICE = """
[[account]]
name = "dgsn-x"
platform = "x"
handle = "DGSN_MAROC"
[[account]]
name = "dgsn-facebook"
platform = "facebook"
id = "100064"
[[account]]
name = "dgsn-instagram"
platform = "instagram"
id = "17841"
[topics.roads]
name = { ar = "السلامة الطرقية", fr = "Sécurité routière" }
words = ["الطرقية"]
"""
HOSTILE = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    "\u202e \"quoted' & </blockquote><h1>taken</h1>"
)
"""A post's text that would take the page over if it were not escaped."""


@dataclass(frozen=True)
class Pages:
    """The pages of a site, asked for in this process."""

    site: Site

    @cached_property
    def staff(self) -> StaffPage:
        return StaffPage(self.site)

    def close(self) -> None:
        """Let go of the pages, if any was asked for."""
        if "staff" in vars(self):
            self.staff.close()

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for a page; `headers` with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(method, path, named)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes = b""
    ) -> httpx.Response:
        asking = self.staff.client.request(
            method, path, headers=dict(headers), content=content, avoid_path_rewrites=True
        )
        answer: httpx.Response = asyncio.run(asking)
        return answer


def office(folder: Path, more: str = "", accounts: str = OFFICE) -> Settings:
    """The settings of an office of three accounts, and its database: see `fill`."""
    settings = loaded(folder, more, accounts=accounts)
    lay(folder / "hasila.db", fill)
    return settings


def pages(folder: Path, more: str = "") -> Pages:
    """The pages of such an office."""
    return Pages(Site(office(folder, more), lambda: NOW, folder / "config.toml"))


def fill(store: Store) -> None:
    """X was read for forty days, of which the 20th failed, and grew by 10 a day; Facebook once.

    X has two posts of this week, one of them hostile and with an address that is not X's.
    """
    enrol(store, ACCOUNTS, NOON - DAY * DAYS)
    for day in range(DAYS + 1):
        at = NOON - DAY * (DAYS - day)
        if day == 20:
            keep(store, failed(at, Reason.UNAVAILABLE))
        else:
            keep(store, visit(at, *_posts(day), followers=640_000 + 10 * day))
    keep(store, _of(FACEBOOK, 590_000))
    tag(store, X.name, "1001", "roads", who="test", now=NOON)


def _posts(day: int) -> list[PostSnapshot]:
    if day < DAYS - 1:
        return []
    drawn = Counts(views=900 * (day - DAYS + 2), likes=12, comments=0, shares=3)
    road = post("1001", NOON - DAY - HOUR, "حملة للسلامة الطرقية", counts=drawn)
    other = post("1002", NOON - DAY - HOUR * 2, HOSTILE, url="https://evil.example/steal")
    return [road, replace(other, counts=Counts(likes=1))]


def _of(account: Account, followers: int) -> Visit:
    told = visit(NOON, followers=followers, account=account.name, platform_id=account.id)
    return replace(told, account=account.name)


@contextmanager
def served(site: Site, **otherwise: Any) -> Iterator[int]:
    """The pages over real HTTP, on a free port of loopback, which is told.

    `otherwise` are settings of the server in the place of its usual ones.
    """
    with socket.create_server(("127.0.0.1", 0)) as door, ExitStack() as opened:
        page = opened.enter_context(closing(StaffPage(site)))
        server = uvicorn.Server(uvicorn.Config(page.app(), **SERVING | otherwise))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        try:
            yield int(door.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(timeout=20)

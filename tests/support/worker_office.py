"""An office of many accounts, for workers: what the sandbox has, and what was read of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from metrics.model import Outcome
from storage import Store
from storage.schema import account, visit
from tests.support.config_files import write_secret
from tests.support.office import Office
from tests.support.storage_visits import CASABLANCA

PAGE = """
[[account]]
name = "{name}"
platform = "facebook"
id = "{id}"
access_token_file = "secrets/{name}"
"""
KEPT = {Outcome.OK.value, Outcome.PARTIAL.value}


def add_pages(office: Office, number: int) -> None:
    """Give an office so many more accounts, each with a token of its own."""
    world = office.sandbox.world
    world.add_pages(number)
    tables = []
    for place, (token, page) in enumerate(world.more_pages.items()):
        name = f"page-{place:05}"
        write_secret(office.folder / "secrets" / name, token.encode())
        tables.append(PAGE.format(name=name, id=page.id))
    with office.config.open("a", encoding="utf-8") as file:
        file.write("".join(tables))


def kept_visits(url: str) -> Counter[tuple[str, datetime]]:
    """How often each account was read in each slot of an hour."""
    with Store.open(url, readonly=True, zone=CASABLANCA) as store, store.read() as connection:
        query = select(account.c.name, visit.c.at).join(account).where(visit.c.outcome.in_(KEPT))
        rows = connection.execute(query).all()
    return Counter((name, at.replace(minute=0, second=0)) for name, at in rows)

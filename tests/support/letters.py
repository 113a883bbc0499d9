"""Weeks on file, and letters about them: what tests of the letter start from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from metrics.model import BEGINNING, Counts, Discovery, PostSnapshot, Snapshot, Visit
from metrics.periods import Period, parse_period
from reports.mail.smtp import WIRE
from settings import Settings
from storage import Store
from storage.accounts import enrol
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import open_empty
from tests.support.post_office import PostOffice

WEEK: Period = parse_period("2026-W46")
MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICE, ADMINISTRATOR = "office@example.org", "administrator@example.org"
MAIL = """
[mail]
host = "127.0.0.1"
sender = "hasila@example.org"
[[mail.recipient]]
address = "office@example.org"
language = "ar"
[[mail.recipient]]
address = "administrator@example.org"
language = "fr"
role = "administrator"
"""


def settings_with_mail(folder: Path, mail: str = MAIL) -> Settings:
    """Settings of two accounts, and of one recipient for each role."""
    return loaded(folder, mail)


def settings_for(folder: Path, office: PostOffice) -> Settings:
    """The same, whose mail goes to a post office."""
    return by_way_of(settings_with_mail(folder), office)


def by_way_of(settings: Settings, office: PostOffice, **changes: object) -> Settings:
    """The settings with another mail server, reached as it says but for these changes."""
    assert settings.mail is not None
    recipients = [one.model_dump() for one in settings.mail.recipient]
    mail = office.mail(recipient=recipients, **changes)
    network = settings.network.model_copy(update={"ca_bundle": office.ca_bundle})
    return settings.model_copy(update={"mail": mail, "network": network})


@contextmanager
def opened(folder: Path, settings: Settings) -> Iterator[Store]:
    """An empty store in which the accounts of the settings are known."""
    with open_empty(folder) as store:
        enrol(store, settings.accounts, NOW - 60 * DAY)
        yield store


def read(
    store: Store, at: datetime, followers: int | None, *posts: PostSnapshot, account: str = "dgsn-x"
) -> None:
    """Keep a visit that went well."""
    found = Discovery(BEGINNING, at)
    seen = Snapshot(account, at, f"id of {account}", followers, posts=posts, discovered=found)
    keep(store, Visit(account, at, seen))


def read_daily(
    store: Store, first: int, step: int = 10, *, account: str = "dgsn-x", days: int = 21
) -> None:
    """One reading at noon on each day up to the week's Sunday; the last tells the most."""
    for number in range(days):
        at = MONDAY + (number - days + 7) * DAY
        read(store, at, first + number * step, account=account)


def post(identifier: str, text: str | None = "نداء", **told: object) -> PostSnapshot:
    """A post of the week's Tuesday."""
    counts = Counts(views=900, likes=12, comments=1, shares=3)
    address = f"https://x.com/DGSN_MAROC/status/{identifier}"
    plain = PostSnapshot(
        identifier, MONDAY + DAY - timedelta(hours=2), text=text, url=address, counts=counts
    )
    return replace(plain, **told)  # type: ignore[arg-type]


def parsed(mail: EmailMessage) -> EmailMessage:
    """The mail as its reader's program takes it from the wire."""
    found = message_from_bytes(mail.as_bytes(policy=WIRE), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    """The one part of a mail that is of a kind, such as text/html."""
    (found,) = (one for one in mail.walk() if one.get_content_type() == kind)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return str(part(mail, "text/plain").get_content())


def html_of(mail: EmailMessage) -> str:
    """The page of a mail."""
    return str(part(mail, "text/html").get_content()).replace("\r\n", "\n")

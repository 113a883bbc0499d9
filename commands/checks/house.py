"""What `check` looks at without the network: settings, secrets, clock, database, disk, fonts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from commands.checks.findings import Finding, advice, failed, fine, to_do, wrong
from commands.checks.slots import gap_words, silence_words
from metrics.completeness import Completeness
from metrics.periods import are_zones_current, zone
from metrics.platforms import Platform
from settings import Settings
from settings.sections import PRICES_READ
from settings.values import SQLITE, is_loopback
from words import language
from words.names import slots_in_words

WRITTEN_ON = date(2026, 11, 21)
"""When this program was written: a clock that shows an earlier day is wrong."""
NO_RIGHT = "this user may not write the database or its folder"
OLD_PRICES = timedelta(days=180)
"""After how long somebody should look whether a platform's prices are still the same."""
EXAMPLE_APP = "123456789012345"
EXAMPLE_IDS = frozenset({"100000000000001", "17800000000000001"})
EXAMPLE_HOST = "@example.org"
"""What stands in config.example.toml where an office writes its own."""
SCARCE_BYTES = 1_000_000_000
TOO_LITTLE_BYTES = 50_000_000


def look(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything that can be told here, in the order of the settings."""
    yield _settings(settings)
    yield from _placeholders(settings)
    yield from _days_to_come(settings, now)
    yield from _secrets(settings)
    yield from _unheard(settings)
    yield from _reports(settings)
    yield from clock(now, settings.institution.timezone)
    yield from _database(settings, now)
    yield _disk(settings)
    yield fonts()
    for key in dict.fromkeys(account.platform for account in settings.accounts):
        yield _terms(settings, settings.platforms[key], now)
        if not settings.platforms[key].price.is_free:
            yield prices(settings, settings.platforms[key], now)


def _settings(settings: Settings) -> Finding:
    count = len(settings.accounts)
    if not count:
        return to_do("settings", "they name no account: add an [[account]]")
    return fine("settings", f"complete; accounts: {count}")


def _reports(settings: Settings) -> Iterator[Finding]:
    """Each line of a report of one's own that can never be answered; the others are."""
    if not settings.report:
        return
    from reports.own import line_troubles

    troubles = [to_do(f"report {key}", why) for key, why in line_troubles(settings)]
    yield from troubles
    if not troubles:
        keys = ", ".join(report.key for report in settings.report)
        yield fine("reports", f"every question and chart is known: {keys}")


def _placeholders(settings: Settings) -> Iterator[Finding]:
    """What still stands as in config.example.toml; of the sandbox's accounts any id will do."""
    real = () if settings.is_simulated else settings.accounts
    sections = dict.fromkeys(settings.platforms[account.platform].section for account in real)
    mail = settings.mail
    addresses = [mail.sender, *(one.address for one in mail.recipient)] if mail else []
    standing = [
        *(
            f"app_id of [{name}]"
            for name in sections
            if settings.sections[name].value("app_id") == EXAMPLE_APP
        ),
        *(f"the id of {account.name}" for account in real if account.id in EXAMPLE_IDS),
        *dict.fromkeys(address for address in addresses if address.endswith(EXAMPLE_HOST)),
    ]
    if standing:
        yield to_do("settings", f"still as in config.example.toml: {', '.join(standing)}")


def _days_to_come(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Days of something that has happened, which have not come yet: a year was mistyped."""
    today = now.astimezone(settings.zone()).date()
    days = {f"{account.name}: opened": account.opened for account in settings.accounts}
    for key in dict.fromkeys(account.platform for account in settings.accounts):
        section = settings.platforms[key].section
        days[f"{section}.{PRICES_READ}"] = settings.section(key).value(PRICES_READ)
    for what, day in days.items():
        if day is not None and day > today:
            yield to_do("settings", f"{what} {day} is a day to come")


def _unheard(settings: Settings) -> Iterator[Finding]:
    """Whether anybody hears of what goes wrong, and anything is kept beside the database."""
    recipients = settings.mail.recipient if settings.mail else ()
    told = [one.address for one in recipients if one.role == "administrator"]
    if not settings.mail:
        yield advice("alerts", "nobody gets any: there is no [mail]")
    elif not told:
        yield advice("alerts", "nobody gets any: no recipient has the role administrator")
    elif not settings.alerts.which:
        yield advice("alerts", "nobody gets any: which is empty in [alerts]")
    else:
        yield fine("alerts", f"go to {', '.join(told)}")
    if settings.backup.folder is None:
        yield advice("backup", "none is made: [backup] names no folder")
    else:
        yield fine("backup", f"into {settings.backup.folder}")


def _secrets(settings: Settings) -> Iterator[Finding]:
    problems = settings.secret_problems()
    yield from (wrong("secrets", str(problem)) for problem in problems)
    if not problems:
        given = len(settings.secrets())
        yield fine("secrets", f"{given} can be read, their files by their owner alone")


def clock(now: datetime, timezone: str) -> Iterator[Finding]:
    """The clock, and whether the time zones are those of today."""
    local = now.astimezone(zone(timezone))
    shown = f"{local:%Y-%m-%d %H:%M} in {timezone} ({local:%z})"
    if now.date() < WRITTEN_ON:
        yield to_do("clock", f"{shown} is before this program was written: set the clock")
    else:
        yield fine("clock", shown)
    data = f"tzdata {version('tzdata')}"
    if are_zones_current():
        yield fine("time zones", f"{data} knows that Morocco is at UTC+0 since 2026-09-20")
    else:
        advised = "install the versions of requirements/run.txt"
        yield failed("time zones", f"{data} puts Morocco an hour wrong: {advised}")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    from queries.completeness import recent_completeness
    from storage import OlderDatabase, StorageError, Store
    from storage.errors import DatabaseMissing
    from storage.rollups import differences
    from storage.store import describe

    try:
        with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
            place, rows, state = describe(store)
            differing = differences(store)
            may_write = store.path is None or _writable(store.path)
            kept = recent_completeness(
                store, settings.accounts, settings.zone(), now, settings.schedule.followers
            )
    except DatabaseMissing as error:
        folder = Path(settings.storage.url.removeprefix(SQLITE)).parent
        able = os.access(folder, os.W_OK)
        yield (fine if able else wrong)("database", f"{error}" if able else f"{folder}: {NO_RIGHT}")
    except OlderDatabase as error:
        yield to_do("database", str(error))
    except StorageError as error:
        yield wrong("database", str(error))
    else:
        tell = fine if state == "sound" else wrong
        yield tell("database", f"{place}; {rows}; {state}")
        yield _rollups(differing)
        yield from (_readings(name, slots, settings.zone()) for name, slots in kept.items())
        if not may_write:
            yield wrong("database", f"{store.path}: {NO_RIGHT}")


def _rollups(differing: Mapping[str, int]) -> Finding:
    """Whether what is rolled up for quick answers is what the readings say."""
    if not differing:
        return fine("roll-ups", "say what the readings say")
    told = ", ".join(f"{rows} rows of {name}" for name, rows in differing.items())
    mended = "a running daemon builds them anew the next night"
    return to_do("roll-ups", f"{told} are not what the readings say: {mended}")


def _readings(account: str, slots: Mapping[int, Completeness], zone: ZoneInfo) -> Finding:
    """What was read of an account of what was due, over the days that `status` tells too."""
    subject, widest = f"readings of {account}", slots[max(slots)]
    if widest.since is None:
        return fine(subject, "none was due yet")
    english = language("en")
    told = ", ".join(
        f"{slots_in_words(kept, english)} in {days} days" for days, kept in slots.items()
    )
    sentence = f"slots kept: {told}; due since {english.moment(widest.since, zone)}"
    if widest.longest:
        sentence += f"; longest gap {gap_words(widest.longest, zone, english)}"
    if widest.is_silent:
        return to_do(subject, f"{sentence}; {silence_words(widest, zone, english)}")
    return fine(subject, sentence)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _disk(settings: Settings) -> Finding:
    file = settings.storage.file
    folder = file.parent if file and file.parent.is_dir() else settings.folder
    free = shutil.disk_usage(folder).free
    sentence = f"{free / 1e9:.1f} GB free at {folder}"
    if free < TOO_LITTLE_BYTES:
        return failed("disk", f"{sentence}: make room before readings are lost")
    return (to_do if free < SCARCE_BYTES else fine)("disk", sentence)


def fonts() -> Finding:
    """The Arabic font of the charts."""
    from charts import arabic_font

    name = arabic_font()
    if name is None:
        stand_in = "no print-quality Arabic font is installed, and DejaVu Sans stands in"
        return advice("fonts", f"{stand_in} (Debian and Ubuntu: apt install fonts-noto-core)")
    return fine("fonts", name)


def _terms(settings: Settings, platform: Platform, now: datetime) -> Finding:
    subject, section = f"terms of {platform.names['en']}", settings.section(platform.key)
    if not platform.terms_to_read:
        return fine(subject, "nothing is recorded; docs/platform-terms.md says what to settle")
    if not settings.terms_read(platform.key):
        keys = f"{platform.section}.terms_read_on and {platform.section}.terms_read_by"
        asked = f"not read until docs/platform-terms.md has been, and {keys} say so"
        return to_do(subject, f"{platform.names['en']} is {asked}")
    read_on = section.value("terms_read_on")
    if read_on is None:
        return fine(subject, "not asked for: its address is this machine")
    if read_on > now.astimezone(settings.zone()).date():
        return to_do(subject, f"read on {read_on}, which is a day to come")
    return fine(subject, f"read on {read_on} by {section.value('terms_read_by')}")


def prices(settings: Settings, platform: Platform, now: datetime) -> Finding:
    """What this program counts with, of which day and source, and whether that is long ago.

    The sandbox has no price list that could change.
    """
    price, subject = settings.price(platform.key), f"prices of {platform.names['en']}"
    told = (
        f"{price.user} USD an account, {price.post} a post, {price.owned_post} an own one, by the"
        f" list of {price.told_on} at {price.source}"
    )
    read_on = settings.section(platform.key).value(PRICES_READ)
    if read_on:
        told += f", found unchanged on {read_on}"
    newest = max((day for day in (price.told_on, read_on) if day), default=None)
    is_old = newest is None or now.date() - newest > OLD_PRICES
    if not is_old or is_loopback(urlsplit(settings.base_url(platform.key)).hostname):
        return fine(subject, told)
    key = f"{platform.section}.{PRICES_READ}"
    asked = f"compare it, write the day as {key}, and what has changed as price_user and so on"
    return to_do(subject, f"{told}: more than {OLD_PRICES.days} days ago; {asked}")

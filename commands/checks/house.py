"""What `check` looks at without the network: settings, secrets, clock, database, disk, fonts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from commands.checks.findings import Finding, advice, failed, fine, to_do, wrong
from commands.checks.slots import gap_words, silence_words
from metrics.completeness import Completeness
from metrics.periods import are_zones_current, zone
from metrics.platforms import Platform
from metrics.texts.phrases import Phrase, PlatformName, Plural, joined_phrase
from settings import Problem, Settings, SettingsError
from settings.sections import PRICES_READ
from settings.values import SQLITE, is_loopback
from words import Language
from words.names import slots_in_words

WRITTEN_ON = date(2026, 11, 21)
"""When this program was written: a clock that shows an earlier day is wrong."""
NO_RIGHT = Phrase("this user may not write the database or its folder")
OLD_PRICES = timedelta(days=180)
"""After how long somebody should look whether a platform's prices are still the same."""
EXAMPLE_APP = "123456789012345"
EXAMPLE_IDS = frozenset({"100000000000001", "17800000000000001"})
EXAMPLE_HOST = "@example.org"
"""What stands in config.example.toml where an office writes its own."""
SCARCE_BYTES = 1_000_000_000
TOO_LITTLE_BYTES = 50_000_000


def look(settings: Settings, now: datetime, language: Language) -> Iterator[Finding]:
    """Everything that can be told here, in the order of the settings.

    `language` is that of whoever reads it: of dates, gaps and numbers of slots.
    """
    yield _settings(settings)
    yield from _placeholders(settings)
    yield from _days_to_come(settings, now)
    yield from _secrets(settings)
    yield from _unheard(settings)
    yield from _reports(settings)
    yield from clock(now, settings.institution.timezone)
    yield from _database(settings, now, language)
    yield _disk(settings)
    yield fonts()
    for key in dict.fromkeys(account.platform for account in settings.accounts):
        yield _terms(settings, settings.platforms[key], now)
        if not settings.platforms[key].price.is_free:
            yield prices(settings, settings.platforms[key], now)
    yield from _calendar(settings, now)


def _calendar(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What ends when."""
    from queries.ends import end_dates

    subject, today = Phrase("calendar"), now.astimezone(settings.zone()).date()
    for end in end_dates(settings):
        if end.is_over(today):
            yield to_do(subject, end.advice)
        elif end.is_soon(today):
            yield advice(subject, end.advice)
        else:
            yield fine(subject, end.sentence)


def _settings(settings: Settings) -> Finding:
    count = len(settings.accounts)
    if not count:
        return to_do(Phrase("settings"), Phrase("they name no account: add an [[account]]"))
    return fine(Phrase("settings"), Phrase("complete; accounts: {count}", count=count))


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
    addresses = [mail.sender, *(recipient.address for recipient in mail.recipient)] if mail else []
    standing: list[str] = [
        *(
            Phrase("app_id of [{section}]", section=name)
            for name in sections
            if settings.sections[name].value("app_id") == EXAMPLE_APP
        ),
        *(
            Phrase("the id of {account}", account=account.name)
            for account in real
            if account.id in EXAMPLE_IDS
        ),
        *dict.fromkeys(address for address in addresses if address.endswith(EXAMPLE_HOST)),
    ]
    if standing:
        yield to_do(
            Phrase("settings"),
            Phrase(
                "still as in config.example.toml: {listed}", listed=joined_phrase(", ", standing)
            ),
        )


def _days_to_come(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Days of something that has happened, which have not come yet: a year was mistyped."""
    today = now.astimezone(settings.zone()).date()
    days: dict[str, Any] = {
        f"{account.name}: opened": account.opened for account in settings.accounts
    }
    for key in dict.fromkeys(account.platform for account in settings.accounts):
        section = settings.platforms[key].section
        days[f"{section}.{PRICES_READ}"] = settings.section(key).value(PRICES_READ)
    for what, day in days.items():
        if day is not None and day > today:
            yield to_do(
                Phrase("settings"), Phrase("{what} {day} is a day to come", what=what, day=day)
            )


def _unheard(settings: Settings) -> Iterator[Finding]:
    """Whether anybody hears of what goes wrong, and anything is kept beside the database."""
    recipients = settings.mail.recipient if settings.mail else ()
    administrators = [
        recipient.address for recipient in recipients if recipient.role == "administrator"
    ]
    if not settings.mail:
        yield advice(Phrase("alerts"), Phrase("nobody gets any: there is no [mail]"))
    elif not administrators:
        yield advice(
            Phrase("alerts"), Phrase("nobody gets any: no recipient has the role administrator")
        )
    elif not settings.alerts.which:
        yield advice(Phrase("alerts"), Phrase("nobody gets any: which is empty in [alerts]"))
    else:
        yield fine(
            Phrase("alerts"), Phrase("go to {recipients}", recipients=", ".join(administrators))
        )
    if settings.backup.folder is None:
        yield advice(Phrase("backup"), Phrase("none is made: [backup] names no folder"))
    else:
        yield fine(Phrase("backup"), Phrase("into {folder}", folder=settings.backup.folder))


def _secrets(settings: Settings) -> Iterator[Finding]:
    problems = (*settings.secret_problems(), *_entry_problems(settings))
    yield from (wrong(Phrase("secrets"), problem.phrase) for problem in problems)
    if not problems:
        given = len(settings.secrets())
        yield fine(
            Phrase("secrets"),
            Phrase("{given} can be read, their files by their owner alone", given=given),
        )


def _entry_problems(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the lists of who may open the page, and whose programs may ask it."""
    for read in (settings.page_users, settings.program_tokens):
        try:
            read()
        except SettingsError as error:
            yield from error.problems


def clock(now: datetime, timezone: str) -> Iterator[Finding]:
    """The clock, and whether the time zones are those of today."""
    local = now.astimezone(zone(timezone))
    shown = Phrase(
        "{moment} in {timezone} ({offset})",
        moment=f"{local:%Y-%m-%d %H:%M}",
        timezone=timezone,
        offset=f"{local:%z}",
    )
    if now.date() < WRITTEN_ON:
        yield to_do(
            Phrase("clock"),
            Phrase("{shown} is before this program was written: set the clock", shown=shown),
        )
    else:
        yield fine(Phrase("clock"), shown)
    data = f"tzdata {version('tzdata')}"
    if are_zones_current():
        yield fine(
            Phrase("time zones"),
            Phrase("{data} knows that Morocco is at UTC+0 since 2026-09-20", data=data),
        )
    else:
        advised = Phrase("install the versions of requirements/run.txt")
        yield failed(
            Phrase("time zones"),
            Phrase("{data} puts Morocco an hour wrong: {advised}", data=data, advised=advised),
        )


def _database(settings: Settings, now: datetime, language: Language) -> Iterator[Finding]:
    from queries.completeness import recent_completeness
    from storage import OlderDatabase, StorageError, Store
    from storage.errors import DatabaseMissing
    from storage.rollups import differences
    from storage.store import describe

    subject = Phrase("database")
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
        refused = Phrase("{folder}: {trouble}", folder=folder, trouble=NO_RIGHT)
        yield fine(subject, error.phrase) if able else wrong(subject, refused)
    except OlderDatabase as error:
        yield to_do(subject, error.phrase)
    except StorageError as error:
        yield wrong(subject, error.phrase)
    else:
        said = Phrase("{place}; {rows}; {state}", place=place, rows=rows, state=state)
        yield (fine if state == "sound" else wrong)(subject, said)
        yield _rollups(differing)
        for name, slots in kept.items():
            yield _readings(name, slots, settings.zone(), language)
        if not may_write:
            yield wrong(subject, Phrase("{path}: {trouble}", path=store.path, trouble=NO_RIGHT))


def _rollups(differing: Mapping[str, int]) -> Finding:
    """Whether what is rolled up for quick answers is what the readings say."""
    if not differing:
        return fine(Phrase("roll-ups"), Phrase("say what the readings say"))
    tables = joined_phrase(
        ", ",
        (
            Phrase("{rows} of {table}", rows=Plural("{n} row", "{n} rows", rows), table=name)
            for name, rows in differing.items()
        ),
    )
    return to_do(
        Phrase("roll-ups"),
        Phrase(
            "{rows} are not what the readings say: a running daemon builds them anew the next"
            " night",
            rows=tables,
        ),
    )


def _readings(
    account: str, slots: Mapping[int, Completeness], zone: ZoneInfo, language: Language
) -> Finding:
    """What was read of an account of what was due, over the days that `status` tells too."""
    subject = Phrase("readings of {account}", account=account)
    widest = slots[max(slots)]
    if widest.since is None:
        return fine(subject, Phrase("none was due yet"))
    text = (
        Phrase(
            "{kept} in {days}",
            kept=slots_in_words(kept, language),
            days=Plural("{n} day", "{n} days", days),
        )
        for days, kept in slots.items()
    )
    since = language.moment(widest.since, zone)
    parts = [
        Phrase(
            "slots kept: {slots}; due since {moment}", slots=joined_phrase(", ", text), moment=since
        )
    ]
    if widest.longest:
        gap = gap_words(widest.longest, zone, language)
        parts.append(Phrase("longest gap {gap}", gap=gap))
    if widest.is_silent:
        silence = silence_words(widest, zone, language)
        return to_do(subject, joined_phrase("; ", (*parts, silence)))
    return fine(subject, joined_phrase("; ", parts))


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _disk(settings: Settings) -> Finding:
    file = settings.storage.file
    folder = file.parent if file and file.parent.is_dir() else settings.folder
    free = shutil.disk_usage(folder).free
    sentence = Phrase("{free} GB free at {folder}", free=f"{free / 1e9:.1f}", folder=folder)
    if free < TOO_LITTLE_BYTES:
        return failed(
            Phrase("disk"),
            Phrase("{sentence}: make room before readings are lost", sentence=sentence),
        )
    return (to_do if free < SCARCE_BYTES else fine)(Phrase("disk"), sentence)


def fonts() -> Finding:
    """The Arabic font of the charts."""
    from charts import arabic_font

    name = arabic_font()
    if name is None:
        return advice(
            Phrase("fonts"),
            Phrase(
                "no print-quality Arabic font is installed, and DejaVu Sans stands in (Debian and"
                " Ubuntu: apt install fonts-noto-core)"
            ),
        )
    return fine(Phrase("fonts"), name)


def _terms(settings: Settings, platform: Platform, now: datetime) -> Finding:
    subject, section = (
        Phrase("terms of {platform}", platform=PlatformName(platform.key)),
        settings.section(platform.key),
    )
    if not platform.terms_to_read:
        return fine(
            subject, Phrase("nothing is recorded; docs/platform-terms.md says what to settle")
        )
    if not settings.terms_read(platform.key):
        asked = Phrase(
            "{platform} is not read until docs/platform-terms.md has been, and {read_on} and"
            " {read_by} say so",
            platform=PlatformName(platform.key),
            read_on=f"{platform.section}.terms_read_on",
            read_by=f"{platform.section}.terms_read_by",
        )
        return to_do(subject, asked)
    read_on = section.value("terms_read_on")
    if read_on is None:
        return fine(subject, Phrase("not asked for: its address is this machine"))
    if read_on > now.astimezone(settings.zone()).date():
        return to_do(subject, Phrase("read on {day}, which is a day to come", day=read_on))
    return fine(
        subject,
        Phrase("read on {day} by {person}", day=read_on, person=section.value("terms_read_by")),
    )


def prices(settings: Settings, platform: Platform, now: datetime) -> Finding:
    """What this program counts with, of which day and source, and whether that is long ago.

    The sandbox has no price list that could change.
    """
    price = settings.price(platform.key)
    subject = Phrase("prices of {platform}", platform=PlatformName(platform.key))
    listed = Phrase(
        "{user} USD an account, {post} a post, {owned_post} an own one, by the list of {day} at"
        " {source}",
        user=price.user,
        post=price.post,
        owned_post=price.owned_post,
        day=price.told_on,
        source=price.source,
    )
    read_on = settings.section(platform.key).value(PRICES_READ)
    if read_on:
        listed = Phrase("{prices}, found unchanged on {day}", prices=listed, day=read_on)
    newest = max((day for day in (price.told_on, read_on) if day), default=None)
    is_old = newest is None or now.date() - newest > OLD_PRICES
    if not is_old or is_loopback(urlsplit(settings.base_url(platform.key)).hostname):
        return fine(subject, listed)
    key = f"{platform.section}.{PRICES_READ}"
    days = Plural("{n} day", "{n} days", OLD_PRICES.days)
    asked = Phrase(
        "{prices}: more than {days} ago; compare it, write the day as {key}, and what has changed"
        " as price_user and so on",
        prices=listed,
        days=days,
        key=key,
    )
    return to_do(subject, asked)

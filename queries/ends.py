"""The calendar of what ends when, for an office on this machine."""

from __future__ import annotations

import platform as machine
from collections.abc import Iterator
from datetime import date, datetime

from metrics.calendar.ends import TERMS_LAST, EndDate, api_end, debian_end, python_end
from metrics.platforms import Platform
from metrics.texts.phrases import Phrase, PlatformName
from settings import Settings


def end_dates(settings: Settings) -> tuple[EndDate, ...]:
    """All that is known, the soonest first; what is over stays until it is mended.

    The ends of tokens are not among them: only their platforms know, and `check` asks.
    """
    used = dict.fromkeys(account.platform for account in settings.accounts)
    platforms = [settings.platforms[key] for key in used]
    of_sections = {platform.section: platform for platform in platforms}
    ends = [
        *_of_the_machine(),
        *(end for platform in of_sections.values() for end in _version(settings, platform)),
        *(end for platform in platforms for end in _terms(settings, platform)),
    ]
    return tuple(sorted(ends, key=lambda end: end.on))


def coming_ends(settings: Settings, now: datetime) -> tuple[EndDate, ...]:
    """Those of which something is to be done within three months, or long since."""
    today = now.astimezone(settings.zone()).date()
    return tuple(end for end in end_dates(settings) if end.is_soon(today))


def _of_the_machine() -> Iterator[EndDate]:
    python = python_end(".".join(machine.python_version_tuple()[:2]))
    if python:
        yield python
    try:
        release = machine.freedesktop_os_release()
    except OSError:
        return
    if release.get("ID") == "debian" and (end := debian_end(release.get("VERSION_ID", ""))):
        yield end


def _version(settings: Settings, platform: Platform) -> Iterator[EndDate]:
    """Of the version of an API that is asked for."""
    api = platform.api
    version = settings.section(platform.key).value(api.version_key)
    on = api_end(api.version_key, version)
    if on is None:
        return
    key = f"{platform.section}.{api.version_key}"
    said = Phrase("{key} {version} is served until {day}", key=key, version=version, day=on)
    action = Phrase("raise {key}, with a newer version of Hasila if need be", key=key)
    yield EndDate(key, on, said, action)


def _terms(settings: Settings, platform: Platform) -> Iterator[EndDate]:
    """Of the last reading of a platform's terms, where somebody has written it down."""
    section = settings.section(platform.key)
    read_on: date | None = section.value("terms_read_on")
    if read_on is None:
        return
    on, key = read_on + TERMS_LAST, f"{platform.section}.terms_read_on"
    said = Phrase(
        "the terms of {platform}, read on {read_on}, are to be read again by {day}",
        platform=PlatformName(platform.key),
        read_on=read_on,
        day=on,
    )
    action = Phrase("read docs/platform-terms.md anew, and write the day as {key}", key=key)
    yield EndDate(key, on, said, action)

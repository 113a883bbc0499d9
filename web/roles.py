"""Who may do what on the page: by the settings and the passwords as they are at each request."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from threading import Lock
from typing import Self

from settings import Settings, SettingsError, load
from settings.sections import SignOn

LOG = logging.getLogger(__name__)


class Role(IntEnum):
    """What somebody may do; each more than those before."""

    NOBODY = 0
    READER = 1
    EDITOR = 2
    """Enters and corrects."""
    ADMINISTRATOR = 3
    """Closes years, undoes imports, sees whom the page names."""


class SignedOn(str):
    """The name of somebody whom the house's sign-on named, with their groups at that moment."""

    __slots__ = ("groups",)
    groups: frozenset[str]

    def __new__(cls, name: str, groups: Iterable[str] = ()) -> Self:
        """Their name, and the groups that the sign-on told with it."""
        self = super().__new__(cls, name)
        self.groups = frozenset(groups)
        return self


def role_of(user: str | None, settings: Settings, users: Mapping[str, str]) -> Role:
    """What somebody may do by the settings; `users` are those who have a password.

    A name is that of somebody by its password or by the sign-on, whichever the settings have.
    """
    web = settings.web
    if web.sign_on is not None:
        return _role_by_groups(user.groups, web.sign_on) if isinstance(user, SignedOn) else NONE
    if user not in users or isinstance(user, SignedOn):
        return NONE
    if user in web.administrators:
        return Role.ADMINISTRATOR
    return Role.EDITOR if user in web.editors else Role.READER


NONE = Role.NOBODY


def _role_by_groups(groups: frozenset[str], sign_on: SignOn) -> Role:
    if groups & frozenset(sign_on.administrators):
        return Role.ADMINISTRATOR
    if groups & frozenset(sign_on.editors):
        return Role.EDITOR
    is_reader = not sign_on.readers or bool(groups & frozenset(sign_on.readers))
    return Role.READER if is_reader else NONE


def may_enter(user: str | None, settings: Settings, users: Mapping[str, str]) -> bool:
    """Whether somebody is an editor, or an administrator where there are editors."""
    return has_editors(settings) and role_of(user, settings, users) >= Role.EDITOR


def has_editors(settings: Settings) -> bool:
    """Whether the settings let anybody enter anything."""
    web = settings.web
    return bool(web.sign_on.editors if web.sign_on else web.editors)


Stamp = tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The settings and the passwords, as they were read once."""

    stamp: Stamp | None
    """The state of their files; None: they are to be read again."""
    settings: Settings
    users: Mapping[str, str]
    is_whole: bool = True
    """False: the file cannot be understood just now, and these are the settings of before."""


class Roles:
    """What somebody may do now: the files are read anew as soon as one of them has changed.

    Where config.toml cannot be understood, nobody does more than read; where the passwords cannot
    be used, nobody gets in by one. Safe to be asked by several threads.
    """

    def __init__(self, settings: Settings, config: Path | None) -> None:
        """Begin with settings that were read before; without a file they stay as they are.

        Raises:
            SettingsError: the passwords cannot be used.
        """
        self._config = config
        self._lock = Lock()
        self._reading = _Reading(_stamp(config, settings), settings, settings.page_users())

    @property
    def users(self) -> Mapping[str, str]:
        """Who has a password, with its hash."""
        return self._read().users

    @property
    def has_editors(self) -> bool:
        """Whether anybody may enter anything."""
        reading = self._read()
        web = reading.settings.web
        return has_editors(reading.settings) and (bool(reading.users) or web.sign_on is not None)

    def role_of(self, user: str | None) -> Role:
        """What somebody may do."""
        reading = self._read()
        role = role_of(user, reading.settings, reading.users)
        return role if reading.is_whole else min(role, Role.READER)

    def may_enter(self, user: str | None) -> bool:
        """Whether somebody may enter something."""
        reading = self._read()
        return reading.is_whole and may_enter(user, reading.settings, reading.users)

    def _read(self) -> _Reading:
        with self._lock:
            before = self._reading
            if before.stamp is None or before.stamp != _stamp(self._config, before.settings):
                self._reading = self._anew(before)
            return self._reading

    def _anew(self, before: _Reading) -> _Reading:
        settings, is_whole = before.settings, True
        try:
            settings = settings if self._config is None else load(self._config)
        except SettingsError as error:
            is_whole = False
            self._warn(before, "nobody does more than read: %s", error)
        stamp = _stamp(self._config, settings)  # before the passwords: they may change meanwhile
        try:
            users: Mapping[str, str] = settings.page_users()
        except SettingsError as error:
            self._warn(before, "nobody gets in: %s", error)
            return _Reading(None, settings, {}, is_whole)
        return _Reading(stamp if is_whole else None, settings, users, is_whole)

    def _warn(self, before: _Reading, words: str, error: SettingsError) -> None:
        if before.stamp is not None:  # else it was said already
            LOG.warning(words, error)


def _stamp(config: Path | None, settings: Settings) -> Stamp:
    """By what it is seen that a file was written, or another one put in its place."""
    return tuple(map(_state, (config, settings.page_users_file())))


def _state(file: Path | None) -> tuple[int, ...] | None:
    try:
        state = None if file is None else file.stat()
    except OSError:
        return None
    return state and (
        state.st_dev,
        state.st_ino,
        state.st_size,
        state.st_mtime_ns,
        state.st_ctime_ns,
    )

"""The whole of the settings, as the rest of the program sees and shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, InstanceOf

from metrics import periods
from metrics.activity import KINDS, ActivityKind
from metrics.calendar import Calendar, merged
from metrics.calendar.morocco import moroccan_calendar
from metrics.model import Account, CallLimit
from metrics.platforms import Platform, Price
from metrics.topics import Rule
from settings.brand import Brand
from settings.checks import bare
from settings.entries import tokens_of, users_of
from settings.problems import Problem, SettingsError
from settings.secrets import Secret, Source, Vault
from settings.section import Section
from settings.sections import (
    CALLS_LIMIT,
    PRICE_KEYS,
    AccountTable,
    Network,
    PlatformSection,
    Storage,
    Tables,
    order_of_sections,
)
from settings.values import is_loopback, masked, passwords_in


@dataclass(frozen=True, slots=True)
class Access:
    """The way to one account: where, by which secrets, through what, and whether it is allowed."""

    platform: str
    base_url: str
    """The address of the platform's API, or the sandbox's, without a slash at the end."""
    secrets: Mapping[str, Secret]
    """By name: `api_key`, `access_token`, …; the optional ones may be absent."""
    network: Network
    owned_reads: bool = False
    """Whether the account itself owns the developer app, which makes its timeline cheaper."""
    app_id: str | None = None
    version: str | None = None
    """The version of the API that is asked for, where it has versions."""
    price: Price | None = None
    """What reading costs; None: what the platform's entry says."""
    terms_read: bool = True
    """False: the platform must not be read before somebody has read its terms."""
    others: frozenset[Secret] = frozenset()
    """Every secret of the settings: no text that the platform tells may hold one."""


def masked_text(tables: Mapping[str, Any], vault: Vault) -> str:
    """The tables as TOML; beside each secret, where it is given."""
    parts = (part for name, value in tables.items() for part in _parts(name, value, vault))
    return "\n\n".join("\n".join(lines) for lines in parts if len(lines) > 1)


def _parts(path: str, value: Any, vault: Vault) -> Iterator[list[str]]:
    """The lines of a table, of each of a list of tables, or of each in a table of tables."""
    if isinstance(value, Section):
        yield from _table(f"[{path}]", path, value, vault)
    elif isinstance(value, tuple):
        for table in value:
            yield from _table(f"[[{path}]]", path, table, vault)
    elif isinstance(value, Mapping):
        for key, table in value.items():
            yield from _table(f"[{path}.{key}]", f"{path}.{key}", table, vault)


def _table(heading: str, path: str, table: Section, vault: Vault) -> Iterator[list[str]]:
    values = {key: getattr(table, key) for key in type(table).model_fields}
    inner = {key: value for key, value in values.items() if _is_tables(value)}
    yield [
        heading,
        *(
            f"{key} = {_literal(_shown(table, key, value))}"
            for key, value in values.items()
            if value is not None and key not in inner
        ),
        *(f'{name} = "***"  # {source}' for name, source in _places(path, table, vault).items()),
    ]
    for key, value in inner.items():
        yield from _parts(f"{path}.{key}", value, vault)


def _is_tables(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, Section) for item in value)


def _places(path: str, table: Section, vault: Vault) -> dict[str, Source]:
    if isinstance(table, AccountTable):
        return vault.places(table.name, vault.accounts)
    return vault.places(path, vault.sections)


def _shown(table: Section, key: str, value: Any) -> Any:
    return masked(value) if isinstance(table, Storage) and key == "url" else value


def _literal(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | Decimal() | date():
            return str(value)
        case timedelta():
            return json.dumps(_length(value))
        case tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {_literal(item)}' for key, item in value.items())} }}"
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


class Settings(Tables):
    """config.toml, whole and right. Secrets are not in it: only where each is given."""

    folder: Path
    """The folder of config.toml, whole."""
    sections: dict[str, PlatformSection]
    """The sections of platforms, by name: those that are written, or need no line."""
    platforms: Mapping[str, InstanceOf[Platform]] = Field(repr=False)
    vault: InstanceOf[Vault] = Field(repr=False)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The institution's accounts, in the order of config.toml."""
        return tuple(_account(table) for table in self.account)

    def zone(self) -> ZoneInfo:
        """The institution's time zone, from the tzdata package."""
        return periods.zone(self.institution.timezone)

    def brand(self) -> Brand:
        """The institution's logo and colours; a logo whose file is gone since is none."""
        named = self.institution
        try:
            logo = named.logo.read_bytes() if named.logo else None
        except OSError:
            logo = None
        return Brand(named.colour, named.accent_colour, logo)

    def seasons(self) -> Calendar:
        """The calendar: the institution's own periods first, then those that the program knows.

        Its own days count before the program's of the same year.
        """
        known = moroccan_calendar() if self.institution.calendar == "morocco" else ()
        return merged([section.season() for section in self.calendar], known)

    def topic_rules(self) -> tuple[Rule, ...]:
        """When a post is of which topic, in the order of config.toml."""
        return tuple(
            Rule(key, topic.words, topic.hashtags, topic.patterns)
            for key, topic in self.topics.items()
        )

    def activity_kinds(self) -> dict[str, ActivityKind]:
        """The kinds of activity: the built-in ones, those declared here over and after them."""
        declared = (
            ActivityKind(kind.key, kind.in_total, kind.name, kind.plurals)
            for kind in self.activity_kind
        )
        return {**KINDS, **{kind.key: kind for kind in declared}}

    def kind_names(self, kind: str) -> Mapping[str, str]:
        """What a kind of activity is declared to be called, by language; empty: not declared."""
        return next((section.name for section in self.activity_kind if section.key == kind), {})

    def account_titles(self) -> dict[str, Mapping[str, str]]:
        """What accounts are declared to be called, by name and language; others are not there."""
        return {table.name: table.title for table in self.account if table.title}

    def topic_names(self, topic: str) -> Mapping[str, str]:
        """What a topic is declared to be called, by language; empty: not declared."""
        return self.topics[topic].name if topic in self.topics else {}

    def access(self, account: Account) -> Access:
        """The way to an account's platform; its secrets are read anew at each call.

        Raises:
            SettingsError: a secret is missing or unusable; all that are, are told at once.
        """
        platform = self.platforms[account.platform]
        section = self.section(account.platform)
        own = next((table for table in self.account if table.name == account.name), None)
        return Access(
            platform=account.platform,
            base_url=self.base_url(account.platform),
            secrets=self.vault.secrets(account, platform),
            network=self.network,
            owned_reads=self.owned_reads(account),
            app_id=(own.app_id if own else None) or section.value("app_id"),
            version=section.value(platform.api.version_key),
            price=self.price(account.platform),
            terms_read=not platform.terms_to_read or self.terms_read(account.platform),
            others=frozenset(self.secrets()),
        )

    def call_limit(self, account: Account) -> CallLimit | None:
        """How many requests an account's token may make in an hour; None: nobody has said."""
        number = self.section(account.platform).value(CALLS_LIMIT)
        platform = self.platforms[account.platform]
        return CallLimit(self.vault.owner(account, platform), number) if number else None

    def owned_reads(self, account: Account) -> bool:
        """Whether an account itself owns the developer app, so that its own posts cost less."""
        own = next((table for table in self.account if table.name == account.name), None)
        if own is not None and own.owned_reads is not None:
            return own.owned_reads
        return self.section(account.platform).value("owned_reads") is True

    def price(self, platform: str) -> Price:
        """What reading a platform costs: as its section says, else by the program's own list."""
        listed = self.platforms[platform].price
        if listed.is_free:
            return listed
        section = self.section(platform)
        values = {of: section.value(key) for key, of in PRICE_KEYS}
        return replace(listed, **values)

    def section(self, platform: str) -> PlatformSection:
        """The section of a platform: its address, what may be spent, who read its terms."""
        return self.sections[self.platforms[platform].section]

    def base_url(self, platform: str) -> str:
        """Where a platform is asked, without a slash at the end."""
        return str(self.section(platform).value(self.platforms[platform].api.url_key))

    def terms_read(self, platform: str) -> bool:
        """Whether somebody has read a platform's terms, or it is the sandbox, which has none."""
        if is_loopback(urlsplit(self.base_url(platform)).hostname):
            return True
        section = self.section(platform)
        return bool(section.value("terms_read_on") and section.value("terms_read_by"))

    @property
    def is_simulated(self) -> bool:
        """Whether every account is read on this machine: from the sandbox, not a platform."""
        hosts = [urlsplit(self.base_url(a.platform)).hostname for a in self.accounts]
        return bool(hosts) and all(is_loopback(host) for host in hosts)

    def secret_problems(self, accounts: Iterable[Account] | None = None) -> tuple[Problem, ...]:
        """What is wrong with the secrets of these accounts (of all, unless named), at once."""
        chosen = self.accounts if accounts is None else accounts
        return self.vault.problems(
            (account, self.platforms[account.platform]) for account in chosen
        )

    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that can be read just now, for `settings.redaction.redact`."""
        of_database = (Secret(form) for form in passwords_in(self.storage.url))
        return tuple(dict.fromkeys((*self.vault.readable(), *of_database)))

    def mail_password(self) -> Secret | None:
        """The password of the mail server, read anew at each call; None if none can be read."""
        secret = self.vault.sections["mail"]["password"].read(self.vault.environ)
        return secret if isinstance(secret, Secret) else None

    def page_users(self) -> dict[str, str]:
        """Who may open the page for staff, and the hash of each password; empty: no names given.

        Raises:
            SettingsError: they are given but cannot be used: nobody may get in by that.
        """
        secret = self.vault.sections["web"]["passwords"].read(self.vault.environ)
        if isinstance(secret, Problem):
            raise SettingsError([secret])
        return users_of(secret.reveal()) if secret else {}

    def page_users_file(self) -> Path | None:
        """The file that holds who may open the page; None where no file does."""
        return self.vault.sections["web"]["passwords"].place(self.vault.environ)

    def program_tokens(self) -> dict[str, str]:
        """The SHA-256 of each program's token by its name, read anew at each call; empty: none.

        Raises:
            SettingsError: they are given but cannot be used: nobody gets in by that.
        """
        secret = self.vault.sections["programs"]["tokens"].read(self.vault.environ)
        if isinstance(secret, Problem):
            raise SettingsError([secret])
        return tokens_of(secret.reveal()) if secret else {}

    def masked(self) -> str:
        """The settings as a text like config.toml, defaults filled in, each secret as ***."""
        tables = {name: getattr(self, name) for name in Tables.model_fields}
        order = order_of_sections(self.sections)
        return masked_text({name: (tables | self.sections)[name] for name in order}, self.vault)


def _account(table: AccountTable) -> Account:
    return Account(
        name=table.name,
        platform=table.platform,
        handle=None if table.handle is None else bare(table.handle),
        id=table.id,
        opened=table.opened,
        closed=table.closed,
        event=table.event,
        former_names=table.former_names,
        title=table.title or {},
    )

"""The whole of the settings, as the rest of the program sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, InstanceOf

from metrics import periods
from metrics.activity import KINDS, Kind
from metrics.platforms import Platform
from metrics.snapshot import Account
from metrics.topics import Rule
from settings import masking
from settings.access import Access
from settings.checks import bare
from settings.page_users import users_of
from settings.problems import Problem, SettingsError
from settings.secret import Secret
from settings.sections import AccountTable, Meta, PlatformSection, Tables
from settings.values import is_loopback
from settings.vault import Vault


class Settings(Tables):
    """config.toml, whole and right. Secrets are not in it: only where each is given."""

    folder: Path
    """The folder of config.toml, whole."""
    other_sections: dict[str, PlatformSection]
    """The sections of platforms for which this room has none of its own."""
    platforms: Mapping[str, InstanceOf[Platform]] = Field(repr=False)
    vault: InstanceOf[Vault] = Field(repr=False)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The institution's accounts, in the order of config.toml."""
        return tuple(_account(table) for table in self.account)

    def zone(self) -> ZoneInfo:
        """The institution's time zone, from the tzdata package."""
        return periods.zone(self.institution.timezone)

    def topic_rules(self) -> tuple[Rule, ...]:
        """When a post is of which topic, in the order of config.toml."""
        return tuple(
            Rule(key, topic.words, topic.hashtags, topic.patterns)
            for key, topic in self.topics.items()
        )

    def activity_kinds(self) -> dict[str, Kind]:
        """The kinds of activity: the built-in ones, those declared here over and after them."""
        declared = (
            Kind(one.key, one.in_total, one.name, one.plurals) for one in self.activity_kind
        )
        return {**KINDS, **{kind.key: kind for kind in declared}}

    def access(self, account: Account) -> Access:
        """The way to an account's platform; its secrets are read anew at each call.

        Raises:
            SettingsError: a secret is missing or unusable; all that are, are told at once.
        """
        platform = self.platforms[account.platform]
        section = self.section(account.platform)
        own = next((table for table in self.account if table.name == account.name), None)
        meta = section if isinstance(section, Meta) else None
        return Access(
            platform=account.platform,
            base_url=section.base_url,
            secrets=self.vault.secrets(account, platform),
            network=self.network,
            owned_reads=_owned_reads(section, own),
            app_id=(own.app_id if own else None) or (meta.app_id if meta else None),
            version=meta.graph_version if meta else None,
            terms_read=not platform.terms_to_read or terms_read(section),
        )

    def section(self, platform: str) -> PlatformSection | Meta:
        """The section of a platform: its address, and who read its terms."""
        name = self.platforms[platform].section
        section = getattr(self, name, None) or self.other_sections[name]
        if not isinstance(section, PlatformSection | Meta):
            raise TypeError(f"{name} is not the section of a platform")
        return section

    @property
    def is_simulated(self) -> bool:
        """Whether every account is read on this machine: from the sandbox, not a platform."""
        hosts = [urlsplit(self.section(a.platform).base_url).hostname for a in self.accounts]
        return bool(hosts) and all(is_loopback(host) for host in hosts)

    def secret_problems(self, accounts: Iterable[Account] | None = None) -> tuple[Problem, ...]:
        """What is wrong with the secrets of these accounts (of all, unless named), at once."""
        chosen = self.accounts if accounts is None else accounts
        return self.vault.problems((one, self.platforms[one.platform]) for one in chosen)

    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that can be read just now, for `settings.redaction.redact`."""
        return self.vault.readable()

    def mail_password(self) -> Secret | None:
        """The password of the mail server, read anew at each call; None if none can be read."""
        found = self.vault.sections["mail"]["password"].read(self.vault.environ)
        return found if isinstance(found, Secret) else None

    def page_users(self) -> dict[str, str]:
        """Who may open the page for staff, and the hash of each password; empty: no names given.

        Raises:
            SettingsError: they are given but cannot be used: nobody may get in by that.
        """
        found = self.vault.sections["web"]["passwords"].read(self.vault.environ)
        if isinstance(found, Problem):
            raise SettingsError([found])
        return users_of(found.reveal()) if found else {}

    def masked(self) -> str:
        """The settings as a text like config.toml, defaults filled in, each secret as ***."""
        tables = {name: getattr(self, name) for name in Tables.model_fields} | self.other_sections
        return masking.text(tables, self.vault)


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
    )


def _owned_reads(section: PlatformSection | Meta, own: AccountTable | None) -> bool:
    if own is not None and own.owned_reads is not None:
        return own.owned_reads
    return isinstance(section, PlatformSection) and section.owned_reads


def terms_read(section: PlatformSection | Meta) -> bool:
    """Whether somebody has read the platform's terms, or it is the sandbox, which has none."""
    if is_loopback(urlsplit(section.base_url).hostname):
        return True
    return isinstance(section, PlatformSection) and bool(
        section.terms_read_on and section.terms_read_by
    )

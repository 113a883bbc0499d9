"""Where every secret is looked up, each time anew, so that a renewed token is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from metrics.platforms import Platform
from metrics.snapshot import Account
from settings.problems import Problem, SettingsError
from settings.secret import Secret, Source

Given = Mapping[str, Mapping[str, Source]]


@dataclass(frozen=True, slots=True)
class Vault:
    """The places of all secrets, and the environment in which they are looked up."""

    sections: Given
    """By section and the secret's name."""
    accounts: Given
    """By account and the secret's name: an account's own come before its section's."""
    environ: Mapping[str, str]

    def secrets(self, account: Account, platform: Platform) -> dict[str, Secret]:
        """The secrets of an account, by name.

        Raises:
            SettingsError: one that the platform needs is missing, or any of them is unusable.
        """
        found = dict(self._look(account, platform))
        if problems := [one for one in found.values() if isinstance(one, Problem)]:
            raise SettingsError(problems)
        return {name: one for name, one in found.items() if isinstance(one, Secret)}

    def problems(self, accounts: Iterable[tuple[Account, Platform]]) -> tuple[Problem, ...]:
        """What is wrong with the secrets of all these accounts, each told once."""
        found = (one for pair in accounts for _, one in self._look(*pair))
        return tuple(dict.fromkeys(one for one in found if isinstance(one, Problem)))

    def readable(self) -> tuple[Secret, ...]:
        """Every secret that can be read just now: what logs must be kept clean of."""
        tables = (*self.sections.values(), *self.accounts.values())
        found = (source.read(self.environ) for table in tables for source in table.values())
        return tuple(dict.fromkeys(one for one in found if isinstance(one, Secret)))

    def places(self, table: str, given: Given) -> dict[str, Source]:
        """The secrets of a section or an account for which a place is named."""
        sources = given.get(table, {})
        return {name: one for name, one in sources.items() if one.given(self.environ)}

    def _look(
        self, account: Account, platform: Platform
    ) -> Iterator[tuple[str, Secret | Problem | None]]:
        for name in (*platform.secrets, *platform.optional_secrets):
            own = self.accounts.get(account.name, {}).get(name)
            shared = self.sections[platform.section][name]
            source = own if own and own.given(self.environ) else shared
            found = source.read(self.environ)
            needed = name in platform.secrets
            yield name, _missing(shared, name) if found is None and needed else found


def _missing(source: Source, name: str) -> Problem:
    ways = f"{name}_file, {name}_env, or a systemd credential {source.credential}"
    return Problem(source.path, f"is missing: give {ways}")

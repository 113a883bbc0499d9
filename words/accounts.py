"""What the institution's accounts are called before readers: by title, platform, or own name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from metrics.model import Account
from metrics.platforms import PLATFORMS
from words.language import Language
from words.names import Foreign, platform_name

BESIDE = " · "
"""Between a platform's name and an account's own."""
ALL_ACCOUNTS = "all"
"""Whose figure it is, where one was printed for all accounts together."""
NO_TITLES: Mapping[str, Mapping[str, str]] = {}


def account_names(
    platforms: Mapping[str, str],
    language: Language,
    *,
    events: Collection[str] = (),
    titles: Mapping[str, Mapping[str, str]] = NO_TITLES,
    foreign: Foreign = str,
) -> dict[str, str]:
    """What each account is called: its platform's name, where it has one account alone.

    `platforms` holds the platform of each account by the account's own name, and `events` the
    accounts that were opened for an event: those always show their own name, too. An account that
    has one of the `titles`, which the settings declare by language, is called by it alone.
    """
    crowd = Counter(key for account, key in platforms.items() if account not in events)
    names = {}
    for account, key in platforms.items():
        name = platform_name(key, language) if key in PLATFORMS else ""
        is_alone = crowd[key] == 1 and account not in events
        parts = (name,) if name and is_alone else (name, foreign(account))
        title = language.names(titles.get(account, {}))
        names[account] = foreign(title) if title else BESIDE.join(filter(None, parts))
    return names


def names_of_accounts(
    accounts: Iterable[Account], language: Language, foreign: Foreign = str
) -> dict[str, str]:
    """What each of these accounts of the settings is called, by its own name."""
    known = tuple(accounts)
    return account_names(
        {account.name: account.platform for account in known},
        language,
        events={account.name for account in known if account.event},
        titles={account.name: account.title for account in known},
        foreign=foreign,
    )


def account_label(account: Account, language: Language) -> str:
    """What stands for an account in a list: its title, else its own name."""
    return language.names(account.title) or account.name


def owner_name(
    owner: str, accounts: Mapping[str, str], language: Language, foreign: Foreign = str
) -> str:
    """Of whom a figure was printed: an account, several of them (`x+facebook`), or all."""
    if owner == ALL_ACCOUNTS:
        return language.say("all accounts")
    if owner in accounts:
        return accounts[owner]
    parts = owner.split("+")
    if all(part in PLATFORMS for part in parts):
        return language.listed([platform_name(part, language) for part in parts])
    return foreign(owner)

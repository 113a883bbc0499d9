"""What `import` and `record` judge the rows of registers by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imports import StatementRules
    from metrics.model import Account
    from settings import Settings
    from storage import Store


def desk(store: Store, settings: Settings, at: datetime) -> StatementRules:
    """What statements are judged by: the zone, the clock, the office's accounts and posts."""
    from imports import StatementRules
    from storage.registers.references import own_posts

    return StatementRules(settings.zone(), at, own_accounts(store, settings), own_posts(store).find)


def own_accounts(store: Store, settings: Settings) -> tuple[Account, ...]:
    """The accounts of the settings, with the handles and ids that the platforms told."""
    from storage.accounts import identities

    told = {identity.account: identity for identity in identities(store)}
    found = []
    for account in settings.accounts:
        one = told.get(account.name)
        known = one and replace(
            account, handle=account.handle or one.handle, id=account.id or one.platform_id
        )
        found.append(known or account)
    return tuple(found)


def event_accounts(settings: Settings) -> tuple[str, ...]:
    """The accounts that were opened for an event."""
    return tuple(account.name for account in settings.accounts if account.event)

"""The daily look at the tokens: what ends soon, what may do too much, what is dead."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import collectors
from collectors import Inspection
from collectors.errors import CollectorError, NotOurs
from metrics.alerts import Alarm, AlarmKind
from metrics.model import Account
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, Plural, joined_phrase
from settings import Settings, SettingsError
from storage import Store, accounts, alerts
from watch.alerts import replace_stage

STAGES = tuple(timedelta(days=days) for days in (1, 3, 7, 14))
"""How long before the end of a token it is spoken of, anew at each."""
SPOKEN_OF = ("token", "access to data", "permissions")

logger = logging.getLogger(__name__)


def check(store: Store, settings: Settings, now: datetime) -> None:
    """Ask every platform about its token, and open or close what is to be told of it.

    An account that cannot be asked keeps the alerts that it has, and stops no other: its visits
    tell what is wrong with it. One that would cost money is not asked.

    Raises:
        StorageError: the database could not write.
    """
    ids = {identity.account: identity.platform_id for identity in accounts.identities(store)}
    for account in settings.accounts:
        if not _is_free(store, account, now):
            continue
        try:
            access = settings.access(account)
            inspection = collectors.inspect(account, access, now, ids.get(account.name))
        except (SettingsError, NotOurs, CollectorError) as error:
            logger.warning("token not checked: %s", error, extra={"account": account.name})
            continue
        _settle(store, account, tuple(endings(account, inspection, now)), now)


def endings(account: Account, inspection: Inspection, now: datetime) -> Iterator[Alarm]:
    """What the platform's words about a token give to tell."""
    token, access, permissions = SPOKEN_OF
    for what, end in ((token, inspection.expires_at), (access, inspection.data_access_expires_at)):
        if end is not None and (stage := _stage(end - now)) is not None:
            ended = what == token, stage
            detail = Phrase("{what} ({at}): renew it.", what=_ending(*ended), at=end)
            yield Alarm(AlarmKind.TOKEN_EXPIRY, f"{account.name} {what}", detail)
    if inspection.warnings:
        detail = joined_phrase(" ", inspection.warnings)
        yield Alarm(AlarmKind.TOKEN_EXPIRY, f"{account.name} {permissions}", detail)


def _stage(left: timedelta) -> timedelta | None:
    """The stage that has been reached; nothing left is the last, None is that none is."""
    if left <= timedelta(0):
        return timedelta(0)
    return next((stage for stage in STAGES if left <= stage), None)


def _ending(is_token: bool, stage: timedelta) -> Phrase:  # noqa: FBT001 - read in one place
    if not stage:
        return Phrase("The token has ended") if is_token else Phrase("The access to data has ended")
    days = Plural("{n} day", "{n} days", stage.days)
    if is_token:
        return Phrase("The token ends within {days}", days=days)
    return Phrase("The access to data ends within {days}", days=days)


def _settle(store: Store, account: Account, alarms: tuple[Alarm, ...], now: datetime) -> None:
    for alarm in alarms:
        replace_stage(store, alarm, now)
    over = {f"{account.name} {what}" for what in SPOKEN_OF} - {alarm.subject for alarm in alarms}
    for subject in over:
        if alerts.close(store, AlarmKind.TOKEN_EXPIRY, subject, now):
            logger.info("alert over: %s, %s", AlarmKind.TOKEN_EXPIRY, subject)


def _is_free(store: Store, account: Account, now: datetime) -> bool:
    """Whether asking costs nothing: no price, or paid for in this UTC day already."""
    if not PLATFORMS[account.platform].price.user:
        return True
    known = accounts.known(store, account.name, now)
    return known.platform_id in known.billed_today

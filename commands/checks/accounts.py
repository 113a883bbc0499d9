"""What `check` asks the platforms: each account's login, proof, token and usage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import collectors
from collectors import Inspection
from collectors.errors import CollectorError, NotOurs
from commands.checks.findings import Finding, failed, fine, to_do, wrong
from metrics.model import Account, Known
from metrics.platforms import Platform
from metrics.texts.phrases import Phrase, Plural
from settings import Access, Settings, SettingsError
from storage import StorageError, Store
from storage.accounts import identities, if_enrolled, known
from storage.spending import spent, utc_day
from watch.visits import allowance

COUNTS_USAGE = "bearer_token"
"""The secret with which a platform tells what it counted."""
SOON = timedelta(days=14)
"""How long before its end a token is to be renewed."""


def look(settings: Settings, account: Account, now: datetime) -> Iterator[Finding]:
    """What the platform says of one account; what is not asked, and why."""
    try:
        access = settings.access(account)
    except SettingsError:  # told among the secrets
        yield failed(
            Phrase("{account} login", account=account.name),
            Phrase("not asked: its secrets cannot be used"),
        )
        return
    refusal = _reason_not_to_ask(settings, account, access, now)
    if refusal:
        yield to_do(
            Phrase("{account} login", account=account.name),
            Phrase("not asked: {refusal}", refusal=refusal),
        )
        return
    platform = settings.platforms[account.platform]
    id_on_file, on_file = _id_on_file(settings, account), _on_file(settings, account, now)
    try:
        inspection = collectors.inspect(account, access, now, id_on_file, on_file)
    except NotOurs as error:
        yield wrong(Phrase("{account} ours", account=account.name), error.detail)
    except CollectorError as error:
        yield failed(Phrase("{account} login", account=account.name), error.detail)
    else:
        yield from _answers(account, platform, access, now, inspection)
        yield from bill(settings, account, access, inspection, now)


def _reason_not_to_ask(
    settings: Settings, account: Account, access: Access, now: datetime
) -> str | None:
    if not access.terms_read:
        return Phrase("the platform's terms have not been read")
    price = settings.price(account.platform).user
    if not price or _is_affordable(settings, account, price, now):
        return None
    return Phrase("it costs {price} USD, and the spend limits leave less than that", price=price)


def _is_affordable(settings: Settings, account: Account, price: Decimal, now: datetime) -> bool:
    """Whether the spend limits leave room, or the account is paid for today already."""
    try:
        with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
            left = allowance(settings, store, account.platform, now)
            on_file = known(store, account.name, now)
    except StorageError:  # nothing is on file, or it is told beside the database
        limits = settings.section(account.platform).limits()
        return min(limits.day_usd, limits.month_usd) >= price
    return left is None or left >= price or on_file.platform_id in on_file.billed_today


def _id_on_file(settings: Settings, account: Account) -> str | None:
    """The account's id in the database, if there is one: it outweighs a handle that changed."""
    try:
        with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
            on_file = {identity.account: identity.platform_id for identity in identities(store)}
    except StorageError:  # nothing is on file, or it is told beside the database
        return None
    names = (account.name, *account.former_names)
    return next((on_file[name] for name in names if on_file.get(name)), None)


def _on_file(settings: Settings, account: Account, now: datetime) -> Known:
    """What is on file of an account; nothing where it was never read."""
    try:
        with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
            return if_enrolled(lambda: known(store, account.name, now)) or Known()
    except StorageError:  # nothing is on file, or it is told beside the database
        return Known()


def _answers(
    account: Account, platform: Platform, access: Access, now: datetime, inspection: Inspection
) -> Iterator[Finding]:
    """What the platform answered of a login."""
    yield from _identity(account, inspection)
    yield fine(Phrase("{account} token", account=account.name), _token(inspection))
    yield from _endings(account.name, inspection, now)
    if inspection.reading:
        yield fine(
            Phrase("{account} reading", account=account.name),
            Phrase("{reading} (nothing was billed for it)", reading=inspection.reading),
        )
    if inspection.usage:
        yield fine(
            Phrase("{account} usage", account=account.name),
            Phrase("{usage}, as the platform counts", usage=inspection.usage),
        )
    elif COUNTS_USAGE in platform.optional_secrets and COUNTS_USAGE not in access.secrets:
        key = f"{platform.section}.{COUNTS_USAGE}_file"
        yield fine(
            Phrase("{account} usage", account=account.name),
            Phrase("not asked for: there is no {key}", key=key),
        )


def bill(
    settings: Settings, account: Account, access: Access, inspection: Inspection, now: datetime
) -> Iterator[Finding]:
    """Whether the platform counted more posts on whole days than our ledger paid for."""
    days = [day for day, _ in inspection.billed if day < now.astimezone(UTC).date()]
    if not days:
        return
    price = settings.price(account.platform)
    number = sum(posts for day, posts in inspection.billed if day in days)
    theirs = number * (price.owned_post if access.owned_reads else price.post)
    since, until = utc_day(datetime.combine(min(days), time(), UTC))[0], max(days)
    end = utc_day(datetime.combine(until, time(), UTC))[1]
    try:
        with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
            ours = spent(store, since, end, account.platform)
    except StorageError:  # it is told beside the database
        return
    text = Phrase(
        "{posts} from {since} to {until} are at least {theirs} USD as the platform counts;"
        " our ledger has {ours} USD, accounts included",
        posts=Plural("{n} post", "{n} posts", number),
        since=min(days),
        until=until,
        theirs=theirs,
        ours=ours,
    )
    if theirs <= ours:
        yield fine(Phrase("{account} bill", account=account.name), text)
    else:
        why = Phrase("something else reads with the keys of this app, or the prices have changed")
        yield to_do(
            Phrase("{account} bill", account=account.name),
            Phrase("{told}: {why}", told=text, why=why),
        )


def _identity(account: Account, inspection: Inspection) -> Iterator[Finding]:
    name, warnings = account.name, inspection.warnings
    if inspection.ours:
        yield fine(
            Phrase("{account} login", account=name), Phrase("{who} answers", who=_who(inspection))
        )
        yield fine(
            Phrase("{account} ours", account=name),
            Phrase("the token proves it; its id is {id}", id=inspection.platform_id),
        )
    else:
        why = (
            warnings[0] if warnings else Phrase("the token is that of {who}", who=_who(inspection))
        )
        yield wrong(Phrase("{account} ours", account=name), why)
        warnings = warnings[1:]
    yield from (to_do(Phrase("{account} token", account=name), warning) for warning in warnings)


def _who(inspection: Inspection) -> str:
    names = (
        inspection.handle and f"@{inspection.handle}",
        inspection.display_name,
        inspection.platform_id,
    )
    return next(name for name in names if name)


def _token(inspection: Inspection) -> str:
    scopes = (
        Phrase("scopes are not told")
        if inspection.scopes is None
        else Phrase("scopes {scopes}", scopes=", ".join(inspection.scopes))
    )
    end = (
        Phrase("ends {day}", day=inspection.expires_at.date())
        if inspection.expires_at
        else Phrase("no end is told")
    )
    return Phrase("{kind}; {scopes}; {end}", kind=inspection.token_kind, scopes=scopes, end=end)


def _endings(name: str, inspection: Inspection, now: datetime) -> Iterator[Finding]:
    """What ends soon, or has ended."""
    ends = (
        (inspection.expires_at, TOKEN_ENDS),
        (inspection.data_access_expires_at, DATA_ACCESS_ENDS),
    )
    for end, (over, soon) in ends:
        if end is None or end - now > SOON:
            continue
        sentence = over(end) if end <= now else soon(end)
        tell = failed if end <= now else to_do
        yield tell(Phrase("{account} token", account=name), sentence)


Ending = Callable[[datetime], Phrase]
TOKEN_ENDS: tuple[Ending, Ending] = (
    lambda end: Phrase("the token ended {at}: renew it", at=end),
    lambda end: Phrase("the token ends {at}: renew it", at=end),
)
DATA_ACCESS_ENDS: tuple[Ending, Ending] = (
    lambda end: Phrase("its access to data ended {at}: renew it", at=end),
    lambda end: Phrase("its access to data ends {at}: renew it", at=end),
)
"""What is said of an end that is past, and of one that is near."""

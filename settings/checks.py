"""What compares one key of config.toml with another.

These run on the raw table, as TOML gives it: pydantic would skip them as soon as one field of the
table fails, and the reader would meet the problems one after the other. A value of a wrong type
counts as missing here; its type is told by the validation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from metrics.activity import KINDS, PRINTED_TOTAL
from metrics.languages import LANGUAGES
from metrics.platforms import Platform
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, PlatformName
from settings.problems import Problem
from settings.sections import DAY_LIMIT, MONTH_LIMIT
from settings.values import is_loopback

T = TypeVar("T")

PAIRS = (("api_key", "api_secret"), ("access_token", "access_token_secret"))
"""Secrets that belong together: one of an account with one of the section fit nothing."""
RESERVED = ("all",)
"""Names that printed figures use for more than one account."""


def check_between_fields(
    raw: Mapping[str, Any], platforms: Mapping[str, Platform]
) -> Iterator[Problem]:
    """Every problem between fields, in the order of the sections."""
    for section, sharing in by_section(platforms).items():
        for platform in sharing:
            yield from _spending(section, _table(raw, section), platform)
    yield from _mail(_table(raw, "mail"))
    yield from _web(_table(raw, "web"))
    accounts = _tables(raw, "account")
    for index, account in enumerate(accounts):
        yield from _account(f"account[{index}]", account, platforms)
    yield from _same_names(accounts)
    yield from _same_titles(accounts)
    yield from _same_accounts(accounts)
    kinds = _tables(raw, "activity_kind")
    yield from _activity_kinds(kinds)
    yield from _balance(
        _table(raw, "balance"), {*KINDS, *(_get(kind, "key", str) for kind in kinds)}
    )
    yield from _calendar(_tables(raw, "calendar"))
    yield from _targets(_tables(raw, "target"), [_get(each, "name", str) for each in accounts])
    yield from _reports(_tables(raw, "report"), has_mail="mail" in raw)
    recipients = _tables(_table(raw, "mail"), "recipient")
    yield from _repeated(recipients, "mail.recipient", ("address", "role"))


def by_section(platforms: Mapping[str, Platform]) -> dict[str, list[Platform]]:
    """Return the platforms of each section of the settings, in the order of their entries."""
    sections: dict[str, list[Platform]] = {}
    for platform in platforms.values():
        sections.setdefault(platform.section, []).append(platform)
    return sections


def _spending(section: str, table: Mapping[str, Any], platform: Platform) -> Iterator[Problem]:
    if platform.price.is_free:
        return
    day = _amount(table.get(DAY_LIMIT, platform.limits.day_usd))
    month = _amount(table.get(MONTH_LIMIT, platform.limits.month_usd))
    if day is not None and month is not None and day > month:
        yield Problem(
            f"{section}.{DAY_LIMIT}", Phrase("is above {month_limit}", month_limit=MONTH_LIMIT)
        )


def _amount(value: object) -> Decimal | None:
    amount = Decimal(value) if isinstance(value, Decimal | int) else None
    return amount if amount is not None and amount.is_finite() else None


def _mail(mail: Mapping[str, Any]) -> Iterator[Problem]:
    security, username = _get(mail, "security", str), _get(mail, "username", str)
    password = any(key in mail for key in ("password_file", "password_env"))
    if security == "none" and not is_loopback(_get(mail, "host", str)):
        yield Problem(
            "mail.security", Phrase('"none" is for a mail server on this machine itself alone')
        )
    if security == "none" and username:
        yield Problem(
            "mail.username", Phrase('a password never travels in clear: not with security "none"')
        )
    if password and not username:
        yield Problem("mail.username", Phrase("is missing: a password is given"))


def _web(web: Mapping[str, Any]) -> Iterator[Problem]:
    if "socket" in web and ("port" in web or "host" in web):
        yield Problem("web.socket", Phrase("give a socket, or host and port, not both"))
    if not is_loopback(_get(web, "host", str) or "127.0.0.1") and not web.get("allowed_hosts"):
        yield Problem("web.allowed_hosts", Phrase("is missing: host lets other machines in"))
    if isinstance(web.get("sign_on"), dict):
        yield from _sign_on(web)


def _sign_on(web: Mapping[str, Any]) -> Iterator[Problem]:
    """A name in a header is believed from a proxy of this machine alone."""
    proxies = _get(web, "proxies", list) or []
    if not proxies:
        yield Problem("web.proxies", Phrase("is missing: name the proxy that signs people on"))
    if any(proxy != "socket" and not is_loopback(str(proxy)) for proxy in proxies):
        yield Problem(
            "web.proxies",
            Phrase("must be of this machine where there is [web.sign_on]: 127.0.0.1, or socket"),
        )
    if any(key.startswith("passwords_") for key in web):
        yield Problem("web.sign_on", Phrase("give passwords or a sign-on, not both"))


def _account(
    path: str, account: Mapping[str, Any], platforms: Mapping[str, Platform]
) -> Iterator[Problem]:
    opened, closed = _day(account, "opened"), _day(account, "closed")
    if opened and closed and opened > closed:
        yield Problem(f"{path}.closed", Phrase("is before opened"))
    for key, other in PAIRS:
        given = [name for name in (key, other) if {f"{name}_file", f"{name}_env"} & account.keys()]
        if len(given) == 1 and (platform := _platform(account, platforms)):
            missing = other if given == [key] else key
            if missing in platform.secrets:
                yield Problem(
                    f"{path}.{missing}", Phrase("is missing: it belongs to {given}", given=given[0])
                )
    if platform := _platform(account, platforms):
        yield from _identity(path, account, platform)


def _identity(path: str, account: Mapping[str, Any], platform: Platform) -> Iterator[Problem]:
    handle, number = _get(account, "handle", str), _get(account, "id", str)
    if not any(key in account for key in platform.needs_handle_or_id):
        needed = " or ".join(platform.needs_handle_or_id)
        yield Problem(
            path,
            Phrase(
                "{needed} is missing: an account on {network} needs it",
                needed=needed,
                network=PlatformName(platform.key, platform.names["en"]),
            ),
        )
    for key, text in (("handle", handle), ("id", number)):
        if text is not None and ADDRESS.fullmatch(text.strip()):
            yield Problem(f"{path}.{key}", _not_by_address(key, platform))
            return
    if handle is not None and not re.fullmatch(platform.handle_pattern, bare(handle)):
        yield Problem(
            f"{path}.handle",
            Phrase(
                "is not a handle of {network}",
                network=PlatformName(platform.key, platform.names["en"]),
            ),
        )
    if number is not None and not re.fullmatch(platform.id_pattern, number.strip()):
        yield Problem(
            f"{path}.id",
            Phrase(
                "is not an id of {network}",
                network=PlatformName(platform.key, platform.names["en"]),
            ),
        )


ADDRESS = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/\S*", re.IGNORECASE)
BEFORE_IDS = frozenset(
    {
        "groups",
        "i",
        "p",
        "pages",
        "people",
        "pg",
        "posts",
        "profile.php",
        "reel",
        "share",
        "stories",
    }
)
"""What stands before an account's id in the path of an address."""
OF_POSTS = frozenset({"groups", "posts", "reel", "reels", "share", "stories", "watch"})
"""What stands first in the path of an address of a post."""
SHORTEST_NUMBER = 5
"""Digits from which on a part of an address is an id."""


def without_addresses(raw: Mapping[str, Any], platforms: Mapping[str, Platform]) -> dict[str, Any]:
    """The settings with handles and ids in the place of addresses of accounts, where they tell.

    `handle = "https://x.com/DGSN"` is the handle DGSN. What tells none is left as it is.
    """
    tables = raw.get("account")
    if not isinstance(tables, list):
        return dict(raw)
    read = [
        _read_addresses(table, platform)
        if isinstance(table, dict) and (platform := _platform(table, platforms))
        else table
        for table in tables
    ]
    return {**raw, "account": read}


def _read_addresses(account: Mapping[str, Any], platform: Platform) -> dict[str, Any]:
    read = dict(account)
    for key in ("handle", "id"):
        text = _get(account, key, str)
        if text is None or not ADDRESS.fullmatch(text.strip()):
            continue
        identifier = _told_by(text.strip(), platform)
        is_enough = identifier and (
            identifier[0] == key or identifier[0] in platform.needs_handle_or_id
        )
        if identifier and is_enough and identifier[0] not in account.keys() - {key}:
            del read[key]
            read[identifier[0]] = identifier[1]
    return read


def _told_by(address: str, platform: Platform) -> tuple[str, str] | None:
    """Which key an address tells of an account, and its value."""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    host = (parts.hostname or "").removeprefix("m.").removeprefix("mobile.").removeprefix("www.")
    if host not in {known.removeprefix("www.") for known in platform.hosts}:
        return None
    steps = [step for step in parts.path.split("/") if step]
    # Deeper in a path, or behind a name, a number is that of a post.
    names = steps if steps[:1] and steps[0] in BEFORE_IDS else steps[:1]
    asked = parse_qs(parts.query).get("id", ()) if steps[:1] == ["profile.php"] else ()
    for number in (*asked, *(step.rpartition("-")[2] for step in names)):
        if len(number) >= SHORTEST_NUMBER and re.fullmatch(platform.id_pattern, number):
            return "id", number
    name = bare(steps[0]) if steps else ""
    if (
        name
        and name not in {*BEFORE_IDS, *OF_POSTS}
        and re.fullmatch(platform.handle_pattern, name)
    ):
        return "handle", name
    return None


def bare(handle: str) -> str:
    """A handle without white space around it and the @ before it."""
    return handle.strip().removeprefix("@")


def _not_by_address(key: str, platform: Platform) -> Phrase:
    """What to write where an address tells no account of the platform."""
    network = PlatformName(platform.key, platform.names["en"])
    if key == "handle":
        return Phrase(
            "is an address that names no account of {network}: write the handle alone, such as"
            ' "DGSN_MAROC"',
            network=network,
        )
    return Phrase(
        "is an address in which no id of {network} stands: write the number alone"
        " (docs/tokens.md says where to find it)",
        network=network,
    )


def _same_names(accounts: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: dict[str, str] = dict.fromkeys(RESERVED, "a word for several accounts")
    for key in ("name", "former_names"):  # present names first: a former one must give way
        for index, account in enumerate(accounts):
            value = account.get(key)
            for name in value if isinstance(value, list) else [value]:
                path = f"account[{index}].{key}"
                if not isinstance(name, str):
                    continue
                if (folded := name.strip().casefold()) in seen:
                    yield Problem(
                        path, Phrase("{name} is {seen} already", name=repr(name), seen=seen[folded])
                    )
                seen.setdefault(
                    folded, f"the {'former ' * (key != 'name')}name of account[{index}]"
                )


def _same_titles(accounts: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """A title stands alone before readers, who could not tell two accounts of one apart."""
    seen: dict[tuple[str, str], int] = {}
    for index, account in enumerate(accounts):
        for code, title in (_get(account, "title", dict) or {}).items():
            if not isinstance(title, str):
                continue
            first = seen.setdefault((code, title.strip().casefold()), index)
            if first != index:
                yield Problem(
                    f"account[{index}].title.{code}",
                    Phrase("is that of account[{first}] already", first=first),
                )


def _same_accounts(accounts: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: dict[tuple[str | None, ...], int] = {}
    for index, account in enumerate(accounts):
        for key in ("id", "handle"):
            value = _get(account, key, str)
            if value is None:
                continue
            identity = (key, _get(account, "platform", str), bare(value).casefold())
            first = seen.setdefault(identity, index)
            if first != index:
                yield Problem(
                    f"account[{index}].{key}",
                    Phrase("is that of account[{first}] already", first=first),
                )


def _activity_kinds(kinds: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    yield from _repeated(kinds, "activity_kind", ("key",))
    for index, kind in enumerate(kinds):
        if kind.get("key") == PRINTED_TOTAL:
            yield Problem(
                f"activity_kind[{index}].key", Phrase("is the word for a total that was printed")
            )
        for code in _get(kind, "plurals", dict) or {}:
            if code not in LANGUAGES:
                message = Phrase(
                    "{code} is not one of {listed}", code=repr(code), listed=", ".join(LANGUAGES)
                )
                yield Problem(f"activity_kind[{index}].plurals", message)


def _balance(balance: Mapping[str, Any], kinds: Collection[str | None]) -> Iterator[Problem]:
    """Kinds of activity that nobody declares; two events whose account is the same."""
    events = _tables(balance, "event")
    printed = [
        (f"event[{index}].visitors", _get(event, "visitors", str))
        for index, event in enumerate(events)
    ]
    for index, kind in enumerate(_get(balance, "season_kinds", list) or []):
        printed.append((f"season_kinds[{index}]", kind if isinstance(kind, str) else None))
    for path, kind in printed:
        if kind is not None and kind not in kinds:
            hint = did_you_mean(kind, sorted(filter(None, kinds)))
            yield Problem(
                f"balance.{path}",
                Phrase("{kind} is no kind of activity{hint}", kind=repr(kind), hint=hint),
            )
    yield from _repeated(events, "balance.event", ("account",))


def _calendar(seasons: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """A period that ends before it begins, is given twice, or has the key of another."""
    yield from _repeated(seasons, "calendar", ("key",))
    for index, season in enumerate(seasons):
        periods = _tables(season, "period")
        for place, period in enumerate(periods):
            first, last = _get(period, "first", date), _get(period, "last", date)
            if first and last and last < first:
                yield Problem(f"calendar[{index}].period[{place}].last", Phrase("is before first"))
        yield from _repeated(periods, f"calendar[{index}].period", ("label",))


def _targets(
    targets: Sequence[Mapping[str, Any]], accounts: Sequence[str | None]
) -> Iterator[Problem]:
    """A target of no account of ours, or whose way ends before it begins."""
    for index, target in enumerate(targets):
        name = _get(target, "account", str)
        if name is not None and name not in accounts:
            known = [account for account in accounts if account]
            message = Phrase(
                "no account is called {name}{advice}",
                name=repr(name),
                advice=did_you_mean(name, known),
            )
            yield Problem(f"target[{index}].account", message)
        since, by = _get(target, "since", date), _get(target, "by", date)
        if since and by and by <= since:
            yield Problem(f"target[{index}].by", Phrase("must be after since"))


def _reports(reports: Sequence[Mapping[str, Any]], *, has_mail: bool) -> Iterator[Problem]:
    """A report that holds nothing, goes nowhere, or has the key of another."""
    yield from _repeated(reports, "report", ("key",))
    for index, report in enumerate(reports):
        path = f"report[{index}]"
        if not report.get("questions") and not report.get("charts"):
            yield Problem(path, "has neither questions nor charts")
        if "xlsx" in (_get(report, "formats", list) or []) and not report.get("questions"):
            yield Problem(f"{path}.formats", "a workbook holds answers: give it questions")
        if not report.get("recipients") and "folder" not in report:
            yield Problem(path, "goes nowhere: give it recipients, or a folder")
        if report.get("recipients") and not has_mail:
            yield Problem(f"{path}.recipients", "need a mail server: see [mail]")


def _repeated(
    tables: Sequence[Mapping[str, Any]], path: str, keys: tuple[str, ...]
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for index, table in enumerate(tables):
        identity = tuple((_get(table, key, str) or "").casefold() for key in keys)
        if identity[0] and (first := seen.setdefault(identity, index)) != index:
            yield Problem(
                f"{path}[{index}].{keys[0]}",
                Phrase("is that of {path}[{first}] already", path=path, first=first),
            )


def _platform(account: Mapping[str, Any], platforms: Mapping[str, Platform]) -> Platform | None:
    return platforms.get(_get(account, "platform", str) or "")


def _get(table: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    value = table.get(key)
    return value if isinstance(value, kind) else None


def _day(table: Mapping[str, Any], key: str) -> date | None:
    value = _get(table, key, date)
    return None if isinstance(value, datetime) else value


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return _get(raw, key, dict) or {}


def _tables(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    # Something else in a table's place stays in its place: the indices must remain true.
    return [table if isinstance(table, dict) else {} for table in _get(raw, key, list) or []]

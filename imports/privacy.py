"""What no text of a register may hold: a way to reach, or to find, a person or a foreign page.

Digits of every script are read as 0-9, full-width signs as plain ones, and invisible signs are
left out, before a text is judged: none of these is a way around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from imports.cells import Cell, as_text
from imports.refusal import CellRefused
from metrics.platforms import PLATFORMS
from metrics.snapshot import Account

MOST_DIGITS = 8
"""More digits in a row, with what people write between them, are a telephone number's."""
ENDINGS = (
    "com|org|net|info|biz|ma|fr|ly|me|io|tv|co|be|gg|app|xyz|online|site|news|page|link|live|eu|uk"
    "|us|dz|tn|eg|sa|ae|es|de|ru|cn|gov|edu|int|blog|club|top|shop|web|to|gl|cc|ws|المغرب|موقع"
)
# Days and times of the calendar are no telephone numbers.
CALENDAR = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)\d\d?[:h]\d\d(?!\d)"
)
BETWEEN = r"[\s().\-/_·•,*|]{0,3}"
INTERNATIONAL = re.compile(rf"(?:\+|(?<!\d)00){BETWEEN}\d(?:{BETWEEN}\d){{6,}}")
LONG = re.compile(rf"\d(?:{BETWEEN}\d){{{MOST_DIGITS},}}")
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{1,2}|www\.)\S+"
    rf"|(?:[\w-]+\.)+(?:{ENDINGS})(?![\w-])\S*"
    r"|[\w-]+\.[a-z]{2,}/\S*",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]\s?(?:@|[\[({]\s?(?:at|arobase)\s?[\])}])\s?[\w-]+\s?\.", re.IGNORECASE)
HANDLE = re.compile(r"@\s*(?P<name>[\w.]*)")


def as_safe_text(cell: Cell, accounts: Sequence[Account], longest: int) -> str | None:
    """A short text without anybody's handle, number or address; None where there is none.

    The handles and pages of the office's own `accounts` may stand in it.

    Raises:
        CellRefused: it holds one, or is longer than `longest` characters.
    """
    text = as_text(cell)
    if text is None:
        return None
    if len(text) > longest:
        raise CellRefused(f"has {len(text)} characters; {longest} are the most")
    trouble = _found(_bare(text), accounts)
    if trouble:
        raise CellRefused(f"holds what looks like {trouble}: leave it out, none is kept here")
    return text


def is_own_page(address: str, accounts: Sequence[Account]) -> bool:
    """Whether a web address is one of the office's own accounts', or lies below it."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # brackets that hold no address of a machine
        return False
    first = parts.path.strip("/").split("/")[0].casefold()
    return any(
        first in _names(account) and host in _hosts(account.platform) for account in accounts
    )


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    seen = (sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    return "".join(_western(sign) for sign in seen).replace("。", ".").replace("٫", ".")


def _western(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _found(text: str, accounts: Sequence[Account]) -> str | None:
    """What a text must not hold, in words."""
    if MAIL.search(text):
        return "a mail address"
    if any(not is_own_page(found[0], accounts) for found in ADDRESS.finditer(text)):
        return "a web address that is not of the office's own accounts"
    own = {name for account in accounts for name in _names(account)}
    rest = ADDRESS.sub(" ", text)
    if any(found["name"].casefold().rstrip(".") not in own for found in HANDLE.finditer(rest)):
        return "somebody's handle (@)"
    numbers = CALENDAR.sub(" – ", rest)
    if INTERNATIONAL.search(numbers) or LONG.search(numbers):
        return "a telephone number"
    return None


def _names(account: Account) -> set[str]:
    return {name.casefold() for name in (account.handle, account.id) if name}


def _hosts(platform: str) -> set[str]:
    return {host.removeprefix("www.") for host in PLATFORMS[platform].hosts}

"""What no text of a register may hold: a way to reach, or to find, a person or a foreign page.

What leads to a person is told by `metrics.texts.privacy`, as for posts. A register may hold less:
no foreign address, and no long number at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from imports.cells import Cell, text_of_cell
from imports.refusal import CellRefused, FileProblem, ImportRefused
from metrics.model import Account
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, Plural, said_by
from metrics.texts.privacy import CALENDAR, Personal, personal_in

MOST_DIGITS = 8
"""More digits in a row, with what people write between them, are a telephone number's."""
ENDINGS = "المغرب|موقع|شبكة|بازار|عمان|تونس|مصر|السعودية|امارات|الجزائر|الاردن|فلسطين|قطر|عرب"
"""The ends of addresses in Arabic letters; in Latin letters any two may be one."""
BETWEEN = r"[\W_h]{0,3}"
INTERNATIONAL = re.compile(rf"(?:\+|(?<!\d)00){BETWEEN}\d(?:{BETWEEN}\d){{6,}}")
LONG = re.compile(rf"\d(?:{BETWEEN}\d){{{MOST_DIGITS},}}")
OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{1,2}|www[.\s])\S+"
    r"|(?:mailto|tel|sms|tg|data|javascript):\S+"
    rf"|(?:[\w-]+\.)+(?:{ENDINGS})(?![\w-])\S*"
    r"|(?:[\w-]+\.)*[\w-]{2,}\.[a-z]{2,}(?![\w-])\S*"
    r"|[\w-]+\.[a-z]{2,}/\S*"
    rf"|(?<![\d.]){OCTET}(?:\.{OCTET}){{3}}(?![\d.])\S*",
    re.IGNORECASE,
)
# A dot that is spelt so that no program knows the address is a dot all the same.
SPELT_DOT = re.compile(
    r"\s?[\[({]\s?(?:\.|dot|point|نقطة)\s?[\])}]\s?|(?<=\w)\s+dot\s+(?=\w)", re.IGNORECASE
)
OWN_PARTS = frozenset({"status", "posts", "videos", "photos", "reel", "p"})
OWN_POST = re.compile(r"\d{15,20}|pfbid\w{20,}")
"""Ids of posts; no telephone number is so long."""
TAIL = ".,;:!?)»'\"…،؛؟"
"""What may stand after an address without being part of it."""
MAIL = re.compile(
    r"[\w.+-]\s?(?:@|[\[({]\s?(?:at|arobase)\s?[\])}])\s?[\w-]+\s?\."
    r"|\w\s+(?:at|arobase)\s+[\w-]+\s+point\s+\w",
    re.IGNORECASE,
)
ALONE = re.compile(r"(?<![\w.+-])@(?P<name>[\w.]*)")
"""A handle that is not the end of a mail address."""
ON_A_MAP = re.compile(r"\d\s?°\s?\d")


def as_safe_text(cell: Cell, accounts: Sequence[Account], longest: int) -> str | None:
    """A short text without anybody's handle, number or address; None where there is none.

    The handles and pages of the office's own `accounts` may stand in it.

    Raises:
        CellRefused: it holds one, or is longer than `longest` characters.
    """
    text = text_of_cell(cell)
    if text is None:
        return None
    if len(text) > longest:
        raise CellRefused(
            Phrase(
                "has {characters}; {longest} are the most",
                characters=Plural("{n} character", "{n} characters", len(text)),
                longest=longest,
            )
        )
    trouble = _found(_bare(text), accounts)
    if trouble:
        raise CellRefused(
            Phrase(
                "holds what looks like {trouble}: leave it out, none is kept here", trouble=trouble
            )
        )
    return text


def sign_of_person(text: str, accounts: Sequence[Account]) -> str | None:
    """What in a text may lead to a person, or name a minor, in words; None where nothing does.

    The handles and pages of the office's own accounts may stand in it, and other web addresses.
    Names are found as far as a word for a child stands before them: this warns, and proves nothing.
    """
    bare = _without_own_handles(_bare(text), accounts)
    foreign = ADDRESS.sub(
        lambda match: " " if is_own_page(match[0].rstrip(TAIL), accounts) else match[0], bare
    )
    kind = personal_in(foreign)
    return sign_of_minor(text) if kind is None else PERSONAL[kind]


def sign_of_minor(text: str) -> str | None:
    """That a text seems to name a minor; None where it does not."""
    plain = unicodedata.normalize("NFKC", text)
    bare = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Mn"})
    if any(pattern.search(bare) for pattern in MINORS):
        return Phrase("the name of a minor")
    return None


def is_own_page(address: str, accounts: Sequence[Account]) -> bool:
    """Whether a web address is the page of one of the office's own accounts, or a post below it.

    Anything that follows (a query, a page of somebody's below the own one) makes it another.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # brackets that hold no address of a machine
        return False
    first, *rest = parts.path.strip("/").casefold().split("/")
    if parts.query or parts.fragment or "@" in parts.netloc or not _is_post(rest):
        return False
    return any(
        first in _names(account) and host in _hosts(account.platform) for account in accounts
    )


def _is_post(rest: Sequence[str]) -> bool:
    """Whether what stands below a page names a post of it, or nothing."""
    if not rest:
        return True
    return len(rest) == 2 and rest[0] in OWN_PARTS and bool(OWN_POST.fullmatch(rest[1]))  # noqa: PLR2004 - such as "status" and an id


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    seen = (sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    bare = "".join(_western(sign) for sign in seen).replace("。", ".").replace("٫", ".")
    return SPELT_DOT.sub(".", bare)


def _western(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _found(text: str, accounts: Sequence[Account]) -> str | None:
    """What a text must not hold, in words."""
    foreign = _without_own_handles(text, accounts)
    if MAIL.search(foreign):
        return Phrase("a mail address")
    if any(not is_own_page(match[0].rstrip(TAIL), accounts) for match in ADDRESS.finditer(foreign)):
        return Phrase("a web address that is not of the office's own accounts")
    rest = ADDRESS.sub(" ", foreign)
    if "@" in rest:
        return Phrase("somebody's handle (@)")
    if ON_A_MAP.search(rest):
        return Phrase("a place on a map")
    numbers = CALENDAR.sub("", rest)
    if INTERNATIONAL.search(numbers) or LONG.search(numbers):
        return Phrase("a telephone number")
    kind = personal_in(rest)
    return None if kind is None else PERSONAL[kind]


def _without_own_handles(text: str, accounts: Sequence[Account]) -> str:
    own = {name for account in accounts for name in _names(account)}
    return ALONE.sub(
        lambda handle: " " if handle["name"].casefold().rstrip(".") in own else handle[0], text
    )


def _names(account: Account) -> set[str]:
    return {name.casefold() for name in (account.handle, account.id) if name}


def _hosts(platform: str) -> set[str]:
    return {host.removeprefix("www.") for host in PLATFORMS[platform].hosts}


PERSONAL = {
    Personal.MAIL: Phrase("a mail address"),
    Personal.PROFILE: Phrase("an address of somebody's page"),
    Personal.MENTION: Phrase("somebody's handle (@)"),
    Personal.BANK: Phrase("the number of an account or a card"),
    Personal.IDENTITY: Phrase("the number of an identity card, a passport or a car"),
    Personal.PLACE: Phrase("a place on a map"),
    Personal.TELEPHONE: Phrase("a telephone number"),
}

CHILD = (
    r"(?i:mineure?|enfant|fillette|gar[cç]on(?:net)?|adolescente?|nourrisson|[eé]l[eè]ve|minor|boy|girl"
    r"|child|pupil)"
)
CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w'’-]+|\.)"
CHILD_AR = "(?:ال)?(?:قاصرة?|طفلة?|رضيعة?|تلميذة?|فتى|فتاة)"
CALLED_AR = "(?:ال)?(?:مسماة?|مدعوة?|يدعى|تدعى|اسمه|اسمها)"
NO_NAME_AR = (
    r"(?:[وبلف]?ال|لل|ضحي"
    r"|(?:في|من|على|إلى|عن|مع|كانت?|هو|هي|بعد|قبل|تمت?|ذات|ذو|غير|أو|دون|عند|خلال|لم|لا|قد)(?!\w))"
)
"""How words begin that follow on a word for a child, and are no name."""
AGE = r"(?:1[0-7]|[1-9])"
MINORS = (
    re.compile(rf"\b{CHILD}\s+(?:(?i:nomm[eé]e?|d[eé]nomm[eé]e?|named|called)\s+)?{CAPITAL}"),
    re.compile(rf"{CAPITAL}\s*,?\s*\(?(?:[aâ]g[eé]e?\s+de\s+)?{AGE}\s+(?:ans|years?)\b"),
    re.compile(rf"(?<!\w){CHILD_AR}\s+{CALLED_AR}\s+\w"),
    re.compile(rf"(?<!\w){CHILD_AR}\s+(?!{NO_NAME_AR})[\u0621-\u064a]{{2,}}"),
    re.compile(rf"{CALLED_AR}\s[^\n.،]{{2,40}}(?:بالغة?|عمره|عمرها)[^\d\n]{{0,20}}{AGE}(?!\d)"),
)
"""A word for a child with a name after it, or a name with the age of one."""
LONGEST = 200


def as_reason(text: str | None) -> str | None:
    """The reason of a correction; None where there is none.

    Raises:
        ImportRefused: it holds control characters, or has no end.
    """
    try:
        return text_of_cell(text)
    except CellRefused as refusal:
        raise _refused(refusal) from None


def as_safe_reason(text: str | None, accounts: Sequence[Account]) -> str | None:
    """The reason of a statement's correction, which may name nobody either.

    Raises:
        ImportRefused: it holds a handle, a number or an address, or is longer than 200 characters.
    """
    try:
        return as_safe_text(text, accounts, LONGEST)
    except CellRefused as refusal:
        raise _refused(refusal) from None


def _refused(refusal: CellRefused) -> ImportRefused:
    return ImportRefused([FileProblem(None, said_by(refusal), "reason")])

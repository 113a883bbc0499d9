"""What a text may hold of a person: a way to reach or to find somebody. One reading for all texts.

Posts of our own are kept without it (`without_personal`); the office's registers refuse it
(`personal_in`). Names cannot be found by a program.

A text is read as people read it: digits and signs of other forms (٠٦, ０６, ＠) as plain ones, and
without signs that show nothing. Days and times of the calendar are no telephone numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache, partial

from metrics.platforms import PLATFORMS

Span = tuple[int, int]


class Personal(StrEnum):
    """What was found, in words."""

    MAIL = "a mail address"
    PROFILE = "an address of somebody's page"
    MENTION = "somebody's handle (@)"
    BANK = "the number of an account or a card"
    IDENTITY = "the number of an identity card, a passport or a car"
    PLACE = "a place on a map"
    TELEPHONE = "a telephone number"


UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Kinds of signs that show nothing by themselves."""
ALIKE = {"。": ".", "٫": ".", "·": ".", "،": ",", "٬": ",", "ـ": "_"}
MONTH, DAY = "(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
CALENDAR = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d\d[-/.]{MONTH}[-/.]{DAY}|{DAY}[-/.]{MONTH}[-/.](?:19|20)\d\d)(?!\d)"
    r"|(?<![\d:h])(?:[01]?\d|2[0-3])[:h][0-5]\d(?![\d:h])"
)
LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)
NAME, PART = r"[A-Za-z0-9._%+-]{1,64}", r"[A-Za-z0-9-]{1,63}"
AT = r"\s?[\[({]\s?(?:at|@|arobase)\s?[\])}]\s?"
DOT = r"(?:\.|\s?[\[({]\s?(?:dot|point|\.)\s?[\])}]\s?)"
HOSTS = frozenset(host for platform in PLATFORMS.values() for host in platform.hosts)
PAGES = (
    "|".join(re.escape(host.removeprefix("www.")) for host in sorted(HOSTS))
    + r"|fb\.com|fb\.me|m\.me|messenger\.com|instagr\.am|tiktok\.com|snapchat\.com"
    r"|linkedin\.com|lnkd\.in|threads\.(?:net|com)"
    r"|t\.me|telegram\.(?:me|dog|org)|wa\.me|wa\.link|whatsapp\.com|discord\.(?:gg|com)|vk\.com"
    r"|linktr\.ee|paypal\.me|about\.me|youtube\.com(?=/(?:@|c/|channel/|user/))"
)
PROFILE = (
    rf"(?:https?:/{{1,2}})?(?<![\w@.-])(?:[\w-]{{1,63}}\.){{0,3}}(?:{PAGES})/"
    r"[A-Za-z0-9._~:/?#@!$&*+,;=%|-]{1,500}"
)
IBAN = (
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?"
    r"(?![A-Za-z0-9])"
)
BETWEEN = r"[ \u00a0.\-/()\u2010-\u2015\u2212]{0,2}"
"""What people write between the digits of a telephone."""
CALLED = (
    r"(?:t[eé]l(?:[eé]phone)?|phone|gsm|mobile|portable|whats\s?app|واتس\s?[اآ]?ب"
    r"|(?:ال)?هاتف|(?:ال)?جوال)"
)
IDENTIFIED = (
    r"(?:\bC\.?\s?I\.?\s?N(?:\.?\s?E)?\b|\bcarte\s+(?:d'identit[eé]\s+)?nationale|\bpasse?ports?\b"
    r"|(?:ال)?بطاقة\s+(?:ال)?(?:وطنية|تعريف)|ب\.?\s?ت\.?\s?و\b|(?:ال)?جواز\s+(?:ال)?سفر)"
)
PATTERNS: tuple[tuple[Personal, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE if folds else 0))
    for kind, folds, pattern in (
        (Personal.MAIL, True, rf"{NAME}@{PART}(?:\.{PART}){{1,5}}"),
        (Personal.MAIL, True, rf"{NAME}{AT}{PART}(?:{DOT}{PART}){{1,5}}"),
        (Personal.MAIL, True, rf"\b{NAME}\s(?:at|arobase)\s{PART}\s(?:dot|point)\s[a-z]{{2,10}}\b"),
        (Personal.PROFILE, True, PROFILE),
        (Personal.PROFILE, True, r"\b(?:mailto|sms|tg|skype|viber|whatsapp):/{0,2}[!-~]{1,500}"),
        (Personal.MENTION, False, r"(?<!@)@+\[\d{1,30}:[^\]\n]{0,200}\]"),
        (
            Personal.MENTION,
            False,
            r"(?<![A-Za-z0-9_@])(?:@+[A-Za-z0-9_]+(?:[.,-][A-Za-z0-9_]+)*)+",
        ),
        (Personal.MENTION, False, r"(?<![A-Za-z0-9_@])@+(?!\d)\w+(?:\.\w+)*"),
        (Personal.BANK, False, IBAN),
        (Personal.BANK, False, r"(?<!\d)\d(?:[ \u00a0.-]?\d){15,33}(?!\d)"),
        (Personal.IDENTITY, True, rf"{IDENTIFIED}[^\d\n]{{0,15}}(?<!\d)\d{{4,9}}(?!\d)"),
        (
            Personal.IDENTITY,
            False,
            r"(?<![A-Za-z0-9#_])(?!DH|KM|KG|EU|US)[A-Z]{1,2}\d{5,7}(?![A-Za-z0-9])",
        ),
        (
            Personal.IDENTITY,
            False,
            r"(?<!\d)\d{1,5}\s?[-|]\s?[\u0621-\u064a]\s?[-|]\s?\d{1,2}(?!\d)",
        ),
        (
            Personal.PLACE,
            False,
            r"(?<![\d.])-?\d{1,3}\.\d{3,}\s?[,;]\s?-?\d{1,3}\.\d{3,}|\d{1,3}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}\b[\"”″]?)?",
        ),
        (
            Personal.TELEPHONE,
            False,
            rf"\(?(?:\+|(?<!\d)00){BETWEEN}\d(?:{BETWEEN}\d){{9,14}}(?!\d)",
        ),
        (
            Personal.TELEPHONE,
            False,
            rf"(?<!\d)(?:\(?212\)?{BETWEEN})?0[5-8](?:{BETWEEN}\d){{8}}(?!\d)",
        ),
        (Personal.TELEPHONE, False, r"(?<!\d)(?:212)?[5-7]\d{8}(?!\d)"),
        (Personal.TELEPHONE, True, rf"(?<!\w){CALLED}\W{{0,12}}\d(?:{BETWEEN}\d){{7,14}}(?!\d)"),
    )
)
NEEDED: dict[Personal, re.Pattern[str]] = {
    Personal.MAIL: re.compile(r"@|\bat\b|arobase", re.IGNORECASE),
    Personal.PROFILE: re.compile(
        rf"(?:{PAGES})/|(?:mailto|sms|tg|skype|viber|whatsapp):", re.IGNORECASE
    ),
    Personal.MENTION: re.compile("@"),
    Personal.BANK: re.compile(r"\d\d"),
    Personal.IDENTITY: re.compile(r"\d"),
    Personal.PLACE: re.compile(r"\d"),
    Personal.TELEPHONE: re.compile(r"\d"),
}
"""What a text holds that may hold such a thing: looked for first, for most texts hold none."""
NUMBERED = frozenset({Personal.BANK, Personal.IDENTITY})
"""Kinds that the path of an ordinary link may look like."""
TAIL = ".,;:!?"
"""What may stand after an address without being part of it."""


def personal_in(text: str) -> Personal | None:
    """The first thing in a text by which a person could be reached or found; None without one."""
    return next((kind for kind, _ in _found(_read(text)[0])), None)


def without_personal(text: str) -> str:
    """A text without whatever could lead to a person; the blank before it goes with it.

    In the place of somebody's handle stands a neutral word, so that the sentence stays whole.
    """
    text = text.replace(HANDLE_WAS_HERE, "")
    while spans := _spans(text):
        kept, end = [], 0
        for since, until, is_mention in spans:
            kept.append(text[end:since])
            if is_mention:
                kept.append(" " * (text[since] in " \t") + HANDLE_WAS_HERE)
            end = max(end, until)
        text = "".join((*kept, text[end:]))
    if not any(map(str.isalnum, text)):
        return text.replace(HANDLE_WAS_HERE, "")
    return HANDLES.sub(partial(_neutral, is_arabic=_is_arabic(text)), text)


HANDLE_WAS_HERE = "\ue000"
"""Keeps the place of a handle. Nothing to whoever reads: pieces that meet across it are found."""
HANDLES = re.compile(rf"(?P<before>.?){HANDLE_WAS_HERE}(?:[ \t]*{HANDLE_WAS_HERE})*(?P<after>\w?)")
OPENING = "([{«“\"'"
ANOTHER_ACCOUNT = {True: "حساب آخر", False: "un autre compte"}
"""What stands for handles, in a text of mostly Arabic letters and in another one."""


def _is_arabic(text: str) -> bool:
    ways = [unicodedata.bidirectional(letter) for letter in text]
    return ways.count("AL") > ways.count("L")


def _neutral(match: re.Match[str], *, is_arabic: bool) -> str:
    """The word for handles, apart from others; to a preposition of Arabic it is joined."""
    before, after = match["before"], match["after"]
    is_free = before.isspace() or before in OPENING or unicodedata.bidirectional(before) == "AL"
    is_glued = bool(before) and not is_free
    return f"{before}{' ' * is_glued}{ANOTHER_ACCOUNT[is_arabic]}{' ' * bool(after)}{after}"


def _spans(text: str) -> list[tuple[int, int, bool]]:
    """Where it stands, in order, and whether it is a handle and nothing else."""
    plain, places = _read(text)
    spans = []
    for kind, (since, until) in _found(plain):
        last = until
        while kind is Personal.PROFILE and last > since + 1 and plain[last - 1] in TAIL:
            last -= 1
        begin, end = places[since], places[last - 1] + 1
        if begin and text[begin - 1] in " \t":
            begin -= 1
        while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Me"}:
            end += 1
        spans.append((begin, end, kind is Personal.MENTION))
    return _merged(sorted(spans))


def _merged(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    merged: list[tuple[int, int, bool]] = []
    for since, until, is_mention in spans:
        if merged and since <= merged[-1][1]:
            first, end, were_mentions = merged[-1]
            merged[-1] = first, max(end, until), were_mentions and is_mention
        else:
            merged.append((since, until, is_mention))
    return merged


def _found(plain: str) -> Iterator[tuple[Personal, Span]]:
    undated = CALENDAR.sub(_as_long, plain)
    unlinked = LINK.sub(_as_long, undated)
    possible = {kind for kind, needed in NEEDED.items() if needed.search(undated)}
    for kind, pattern in PATTERNS:
        if kind not in possible:
            continue
        for match in pattern.finditer(unlinked if kind in NUMBERED else undated):
            yield kind, match.span()


def _as_long(match: re.Match[str]) -> str:
    """Something that is no number and no word, as long as what stands there."""
    return "\x00" * len(match[0])


def _read(text: str) -> tuple[str, list[int]]:
    """A text as people read it, and the place of each of its signs in the text itself."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign == HANDLE_WAS_HERE:
            continue
        if sign.isascii():
            signs.append(sign)
            places.append(place)
        elif plain := _plain(sign):
            signs += plain
            places += [place] * len(plain)
    return "".join(signs), places


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """What people see of a sign; nothing of one that shows nothing."""
    if unicodedata.category(sign) in UNSEEN:
        return ""
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    return ALIKE.get(sign) or unicodedata.normalize("NFKC", sign)

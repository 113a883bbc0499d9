"""The one door by which a platform's text comes in."""

from __future__ import annotations

import re
import unicodedata

CAP = 65_536
"""The longest text kept, in characters; the longest post that a platform allows is 63,206."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls but line feed and tab; overrides, embeddings and isolates of direction, which can turn
# the text around them; the byte order mark. The plain direction marks stay: Arabic needs them.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# Names on the platforms are ASCII, and often stand right behind an Arabic letter ("و@name"). An
# ASCII letter before the sign makes an address of electronic mail, which is no mention.
_MENTION = re.compile(
    r"[ \t]?(?<![A-Za-z0-9_@\uff20\ufe6b])(?:[@\uff20\ufe6b]+[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)+"
)


def clean_text(text: str) -> str:
    """Return a text fit to be stored, drawn and mailed, and without anybody's @mention.

    It is in Unicode's composed form (NFC), has no control characters but line feed and tab, no
    lone surrogates, nothing that overrides the direction of writing, and at most `CAP` characters.
    """
    text = _SURROGATES.sub("\ufffd", text[:CAP])
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)[:CAP]
    return _MENTION.sub("", text).strip()

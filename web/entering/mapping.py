"""The fields by which a person says what the columns of a file are that nobody knows.

They become what a mapping file of `import --map` holds, and are judged by the same code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imports.exports.layout import DAY, ID, PUBLISHED, TEXT, URL
from imports.exports.mapping import DAY_FIELDS, DAYS, POST_FIELDS, POSTS
from imports.exports.values import Order
from metrics.platforms import PLATFORMS
from settings import Settings
from web.entering.fields import Choices, EntryField
from words import Language, platform_name
from words.bidi import isolated
from words.names import count_name, day_metric_name

UTC = "UTC"
FIELD = re.compile(r"t(?P<table>\d{1,3})_(?P<name>kind|platform|zone|order|h\d{1,3}|c\d{1,3})")
"""Of a table by its number: what is said of it, what stands above a column, what that column is."""


def mapping_fields(
    headers: Sequence[Sequence[str]],
    texts: Mapping[str, str],
    settings: Settings,
    words: Language,
) -> list[list[EntryField]]:
    """The fields of each table: first what it is, then its columns, by what stands above them."""
    return [
        [*_about_table(number, texts, settings, words), *_columns(number, header, texts, words)]
        for number, header in enumerate(headers)
    ]


def headers_of(texts: Mapping[str, str]) -> list[list[str]]:
    """What stands above the columns of each table, as the fields say it."""
    headers: dict[int, list[str]] = {}
    for table, name, text in _named(texts):
        if name.startswith("h"):
            headers.setdefault(table, []).append(text)
    return [headers[table] for table in sorted(headers)]


def mapping_document(texts: Mapping[str, str]) -> dict[str, Any]:
    """What was filled in, in the form of a mapping file."""
    tables: dict[int, dict[str, Any]] = {}
    fields = {(table, name): text for table, name, text in _named(texts)}
    for (table, name), text in fields.items():
        said = tables.setdefault(table, {"columns": {}})
        if name.startswith("h"):
            said["columns"][text] = fields.get((table, f"c{name[1:]}"), "")
        elif not name.startswith("c"):
            said[name] = text
    listed = [{"zone": UTC, **tables[table]} for table in sorted(tables)]
    return {"table": listed} if listed else {}


def _named(texts: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    for key, text in texts.items():
        match = FIELD.fullmatch(key)
        if match:
            yield int(match["table"]), match["name"], text


def _about_table(
    number: int, texts: Mapping[str, str], settings: Settings, words: Language
) -> Iterator[EntryField]:
    def select(name: str, label: str, choices: Choices) -> EntryField:
        key = f"t{number}_{name}"
        return EntryField(key, label, "select", choices=choices, value=texts.get(key, ""))

    say = words.say
    kinds = ((DAYS, say("one day")), (POSTS, say("one post")))
    yield select("kind", say("what a row tells of"), kinds)
    used = {account.platform for account in settings.accounts}
    platforms = [(key, platform_name(key, words)) for key in PLATFORMS if key in used]
    yield select("platform", say("platform"), platforms)
    yield select("order", say("days written in numbers"), order_choices(words))
    key, hint = f"t{number}_zone", isolated(f"{UTC}, {settings.institution.timezone}")
    zone = texts.get(key, UTC)
    yield EntryField(key, say("zone of its days and times"), hint=hint, value=zone)


def _columns(
    number: int, header: Sequence[str], texts: Mapping[str, str], words: Language
) -> Iterator[EntryField]:
    choices = [("", words.say("is not taken in")), *_meanings(words)]
    for place, label in enumerate(dict.fromkeys(filter(None, header))):
        key = f"t{number}_c{place}"
        yield EntryField(key, label, "column", choices=choices, value=texts.get(key, ""))


def order_choices(words: Language) -> Choices:
    """Which number of 03/04/2026 is the day."""
    return (
        ("", words.say("the file says it")),
        (Order.DAY_FIRST.value, words.say("the day first")),
        (Order.MONTH_FIRST.value, words.say("the month first")),
    )


def _meanings(words: Language) -> Choices:
    own = {
        DAY: words.say("the day"),
        ID: words.say("id of the post"),
        URL: words.say("address of the post"),
        PUBLISHED: words.say("when it was published"),
        TEXT: words.say("text of the post"),
    }
    return [
        (key, own.get(key) or _count(key, words)) for key in dict.fromkeys(DAY_FIELDS + POST_FIELDS)
    ]


def _count(key: str, words: Language) -> str:
    return day_metric_name(key, words) if key in DAY_FIELDS else count_name(key, words)

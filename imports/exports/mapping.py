"""The mapping file: what a person says of files that do not say it themselves, in TOML.

The dry run writes it with everything that is asked; whoever fills it in names columns in our words,
accounts, days of download and the order of dates. Nothing in it is proposed by likeness.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from imports.exports.layout import DAY, ID, PUBLISHED, TEXT, URL, ExportLayout, header_label
from imports.exports.model import ExportKind
from imports.exports.plan import FileAnswer
from imports.exports.recognise import Answers, UnknownTable
from imports.exports.values import Order
from imports.refusal import FileProblem, ImportRefused
from metrics.history.account_days import ACCOUNT_DAY_METRICS
from metrics.platforms import COUNT_NAMES, PLATFORMS
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, said_by

DAYS, POSTS = "days", "posts"
DAY_FIELDS = (DAY, *ACCOUNT_DAY_METRICS)
POST_FIELDS = (ID, URL, PUBLISHED, TEXT, *COUNT_NAMES)


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A mapping file, read."""

    layouts: tuple[ExportLayout, ...] = ()
    files: Mapping[str, FileAnswer] = field(default_factory=dict)


def read_mapping(path: Path) -> ImportMapping:
    """What a mapping file says. As `mapping_of`.

    Raises:
        ImportRefused: it cannot be read, or is no TOML.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImportRefused([FileProblem(None, error.strerror or str(error), str(path))]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(
            [FileProblem(None, Phrase("is no TOML: {error}", error=said_by(error)), str(path))]
        ) from None
    return mapping_of(document, str(path))


def mapping_of(document: Mapping[str, Any], place: str | None = None) -> ImportMapping:
    """What a person says of files, in the form of a mapping file; `place` names it for refusals.

    Raises:
        ImportRefused: it says something that nothing here knows.
    """
    try:
        tables = [_layout(table) for table in _listed(document, "table")]
        files = {str(_required(table, "name")): _file(table) for table in _listed(document, "file")}
    except ValueError as error:
        raise ImportRefused([FileProblem(None, said_by(error), place)]) from None
    return ImportMapping(tuple(table for table in tables if table), files)


def _listed(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    tables = document.get(name, [])
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        raise ValueError(Phrase("write [[{name}]] above each {name}", name=name))
    return tables


def _required(table: Mapping[str, Any], name: str) -> Any:
    if name not in table:
        raise ValueError(Phrase("the key {name} is missing", name=repr(name)))
    return table[name]


def _file(table: Mapping[str, Any]) -> FileAnswer:
    downloaded = table.get("downloaded") or None
    if isinstance(downloaded, str):
        downloaded = date.fromisoformat(downloaded)
    if downloaded is not None and not isinstance(downloaded, date):
        raise ValueError(
            Phrase(
                "downloaded: {downloaded} is not a day such as 2026-03-09",
                downloaded=repr(downloaded),
            )
        )
    return FileAnswer(table.get("account") or None, downloaded, Answers(order=_order(table)))


def _order(table: Mapping[str, Any]) -> Order | None:
    word = table.get("order") or None
    return None if word is None else Order(_one_of("order", word, tuple(Order)))


def _one_of(name: str, word: object, known: Sequence[str]) -> str:
    if word not in known:
        advice = did_you_mean(str(word), known) or Phrase(
            "; write {listed}", listed=", ".join(known)
        )
        raise ValueError(
            Phrase("{name}: {word} is not known{advice}", name=name, word=repr(word), advice=advice)
        )
    return str(word)


def _layout(table: Mapping[str, Any]) -> ExportLayout | None:
    """The layout that a table of the mapping tells; None: no column of it is named."""
    columns = {str(label): word for label, word in _required(table, "columns").items() if word}
    if not columns:
        return None
    content = _one_of("kind", _required(table, "kind"), (DAYS, POSTS))
    known = DAY_FIELDS if content == DAYS else POST_FIELDS
    labels = {
        _one_of(f"the column {label!r}", word, known): (header_label(label),)
        for label, word in columns.items()
    }
    key = DAY if content == DAYS else ID
    if len(labels) < len(columns) or key not in labels:
        raise ValueError(
            Phrase("one column must be {key}, and no two columns the same", key=repr(key))
        )
    platform = _one_of("platform", _required(table, "platform"), tuple(PLATFORMS))
    kind = ExportKind(f"mapped_{content}", platform, _zone(table), content == POSTS)
    return ExportLayout(kind, labels, tuple(labels), order=_order(table))


def _zone(table: Mapping[str, Any]) -> str:
    name = str(_required(table, "zone"))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            Phrase("zone: {name} is not a zone such as Africa/Casablanca", name=repr(name))
        ) from None
    return name


def mapping_text(
    unknown: Sequence[UnknownTable], asked: Sequence[str], unordered: Sequence[str] = ()
) -> str:
    """A mapping file with everything that is asked, to be filled in."""
    lines = [
        "# Fill in what you know, and run the import again with the same --map.",
        '# What stays "" is not taken in. order: day_first or month_first, for 03/04/2026.',
    ]
    for name in dict.fromkeys((*asked, *unordered)):
        lines += ["", "[[file]]", f"name = {_quoted(name)}", 'account = ""']
        lines += ['downloaded = ""  # such as 2026-03-09', 'order = ""']
    for table in unknown:
        lines += ["", "[[table]]", f"# {_quoted(table.name)}"]
        lines += [f'kind = ""  # {DAYS} (a row is a day) or {POSTS} (a row is a post)']
        lines += [f'platform = ""  # {", ".join(PLATFORMS)}', 'order = ""']
        lines += ['zone = "UTC"  # whose days and times', "[table.columns]"]
        lines += [f"# of days: {', '.join(DAY_FIELDS)}", f"# of posts: {', '.join(POST_FIELDS)}"]
        lines += [f'{_quoted(label)} = ""' for label in dict.fromkeys(table.header) if label]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

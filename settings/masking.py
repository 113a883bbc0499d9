"""The settings as a text to show: like config.toml, defaults filled in, every secret as ***."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from settings.secret import Source
from settings.sections import AccountTable, Section, Storage
from settings.storage_url import masked
from settings.vault import Vault


def text(tables: Mapping[str, Any], vault: Vault) -> str:
    """The tables as TOML; beside each secret, where it is given."""
    parts = (part for name, value in tables.items() for part in _parts(name, value, vault))
    return "\n\n".join("\n".join(lines) for lines in parts if len(lines) > 1)


def _parts(path: str, value: Any, vault: Vault) -> Iterator[list[str]]:
    """The lines of a table, of each of a list of tables, or of each in a table of tables."""
    if isinstance(value, Section):
        yield from _table(f"[{path}]", path, value, vault)
    elif isinstance(value, tuple):
        for table in value:
            yield from _table(f"[[{path}]]", path, table, vault)
    elif isinstance(value, Mapping):
        for key, table in value.items():
            yield from _table(f"[{path}.{key}]", f"{path}.{key}", table, vault)


def _table(heading: str, path: str, table: Section, vault: Vault) -> Iterator[list[str]]:
    values = {key: getattr(table, key) for key in type(table).model_fields}
    inner = {key: value for key, value in values.items() if _is_tables(value)}
    yield [
        heading,
        *(
            f"{key} = {_literal(_shown(table, key, value))}"
            for key, value in values.items()
            if value is not None and key not in inner
        ),
        *(f'{name} = "***"  # {source}' for name, source in _places(path, table, vault).items()),
    ]
    for key, value in inner.items():
        yield from _parts(f"{path}.{key}", value, vault)


def _is_tables(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Section) for one in value)


def _places(path: str, table: Section, vault: Vault) -> dict[str, Source]:
    if isinstance(table, AccountTable):
        return vault.places(table.name, vault.accounts)
    return vault.places(path, vault.sections)


def _shown(table: Section, key: str, value: Any) -> Any:
    return masked(value) if isinstance(table, Storage) and key == "url" else value


def _literal(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | Decimal() | date():
            return str(value)
        case timedelta():
            return json.dumps(_length(value))
        case tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {_literal(one)}' for key, one in value.items())} }}"
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"

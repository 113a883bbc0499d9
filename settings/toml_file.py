"""The text of config.toml, as TOML's own tables."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from settings.problems import Problem, SettingsError

POSITION = re.compile(r"(?P<what>.*?)\s*\(at line (?P<line>\d+), column (?P<column>\d+)\)")


def read(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; its fractions as Decimal, so that no cent is lost.

    Raises:
        SettingsError: the file is missing, unreadable or no TOML.
    """
    try:
        # utf-8-sig: some editors put a byte order mark before the first section.
        return tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        message = (
            "there is no such file: copy config.example.toml to it and fill it in, "
            "or name another with --config"
        )
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        message = "is not UTF-8 text"
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = _position(str(error))
    raise SettingsError([Problem(str(path), message)])


def _position(message: str) -> str:
    # Only the parser's own sentences are passed on: another error's could hold a value.
    found = POSITION.fullmatch(message)
    if found is None:
        known = message.endswith("(at end of document)")
        return f"is not TOML: {message}" if known else "is not TOML"
    what = found["what"][:1].lower() + found["what"][1:]
    return f"line {found['line']}, column {found['column']}: {what}"

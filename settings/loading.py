"""From config.toml to the settings: everything that is wrong is told at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from metrics.platforms import PLATFORMS, Platform
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, joined_phrase, said_by
from settings import checks
from settings.problems import Problem, SettingsError
from settings.secrets import Source, Vault
from settings.section import Section
from settings.sections import PlatformSection, Tables, order_of_sections, section_model
from settings.settings import Settings

POSITION = re.compile(r"(?P<what>.*?)\s*\(at line (?P<line>\d+), column (?P<column>\d+)\)")


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; its fractions as Decimal, so that no cent is lost.

    Raises:
        SettingsError: the file is missing, unreadable or no TOML.
    """
    text, message = "", ""
    try:
        # utf-8-sig: some editors put a byte order mark before the first section.
        text = path.read_text("utf-8-sig")
        return tomllib.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        message = Phrase(
            "there is no such file: copy config.example.toml to it and fill it in, or name"
            " another with --config"
        )
    except OSError as error:
        message = Phrase("cannot be read: {why}", why=error.strerror)
    except UnicodeDecodeError:
        message = Phrase("is not UTF-8 text")
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = _position(str(error), text)
    raise SettingsError([Problem(str(path), message)])


def _position(message: str, text: str) -> str:
    # Only the parser's own sentences are passed on: another error's could hold a value.
    match = POSITION.fullmatch(message)
    if match is None:
        known = message.endswith("(at end of document)")
        return Phrase("is not TOML: {message}", message=message) if known else Phrase("is not TOML")
    what = match["what"][:1].lower() + match["what"][1:]
    place = Phrase(
        "line {line}, column {column}: {what}",
        line=match["line"],
        column=match["column"],
        what=what,
    )
    lines = text.splitlines()
    number = int(match["line"])
    return joined_phrase("", (place, _usual(lines[number - 1]))) if number <= len(lines) else place


SECRET_KEY = re.compile("key|token|secret|password|url", re.IGNORECASE)
"""What stands behind such a key is not shown, even where it does not belong there."""
LONGEST_SHOWN = 60
CURLY_QUOTES = "“”„«»‘’"
USUAL = (
    (re.compile(rf"[{CURLY_QUOTES}]"), Phrase('quotes are straight: "')),
    (re.compile(r"\d+,\d+"), Phrase("a number has a decimal point, and none for thousands: 1.50")),
    (
        re.compile(r"[\"']?\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}[\"']?"),
        Phrase("a day is written with the year first, without quotes: 2026-11-01"),
    ),
    (
        re.compile(r"(?:true|false|yes|no|oui|non)", re.IGNORECASE),
        Phrase("write true or false, small"),
    ),
    (re.compile(r"\"[^\"]*|'[^']*"), Phrase("a text ends with the quote that it begins with")),
    (re.compile(r"[^\"'\[{\d].*"), Phrase('a text stands in quotes: name = "…"')),
)
"""What people write, and what is usual; the first that fits a value, or stands in it, is told."""


def _usual(line: str) -> str:
    """The line where a parser stopped, and what is usual there; nothing of what may be secret."""
    key, sign, rest = line.partition("=")
    shown = line.strip()
    if not shown:
        return ""
    if not sign:
        advice: str = Phrase('a line is a [section], key = value, or begins with "#"')
    else:
        value = rest.partition(" #")[0].strip()
        advice = next((hint for form, hint in USUAL if _fits(form, value)), "")
        if SECRET_KEY.search(key):
            shown = f"{key.strip()} = …"
    if len(shown) > LONGEST_SHOWN:
        shown = f"{shown[:LONGEST_SHOWN]}…"
    if advice:
        return Phrase("; there stands: {shown} ({advice})", shown=shown, advice=advice)
    return Phrase("; there stands: {shown}", shown=shown)


def _fits(form: re.Pattern[str], value: str) -> bool:
    """Whether a value is of a form; curly quotes are looked for anywhere in it."""
    return bool(form.search(value) if form is USUAL[0][0] else form.fullmatch(value))


SENTENCES = {
    "missing": Phrase("is missing"),
    "string_type": Phrase("must be text, in quotes"),
    "int_type": Phrase("must be a whole number, without quotes"),
    "int_from_float": Phrase("must be a whole number"),
    "bool_type": Phrase("must be true or false, without quotes"),
    "date_type": Phrase("must be a date such as 2026-11-01, without quotes and without a time"),
    "dict_type": Phrase("must be a table"),
    "model_type": Phrase("must be a table"),
    "model_attributes_type": Phrase("must be a table"),
    "tuple_type": Phrase("must be a list, in [ ]"),
    "too_short": Phrase("must not be empty"),
    "string_unicode": Phrase("must be text without broken characters"),
}
UNKNOWN = Phrase("is not a value that can stand here")


Keys = Mapping[tuple[str, ...], Collection[str]]
"""By the path of a table, keys that it may hold beside those of its model."""


def validation_problems(
    error: ValidationError, model: type[BaseModel], prefix: str, more_keys: Keys
) -> Iterator[Problem]:
    """What the validation of a table found, in the order of the models' fields."""
    for detail in error.errors(include_input=False, include_url=False):
        where = detail["loc"]
        if detail["type"] == "extra_forbidden":
            known = _known_keys(model, where[:-1], more_keys)
            message: str = Phrase(
                "there is no such setting{advice}", advice=did_you_mean(str(where[-1]), known)
            )
        else:
            message = _sentence(detail["type"], detail.get("ctx", {}))
        yield Problem(dotted(where, prefix), message)


def dotted(where: tuple[int | str, ...], prefix: str = "") -> str:
    """A path as people write it: account[1].handle."""
    path = prefix
    for step in where:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step != "[key]":  # pydantic's own mark
            path += f".{step}" if path else step
    return path


def _known_keys(
    model: type[BaseModel], where: tuple[int | str, ...], more_keys: Keys
) -> Collection[str]:
    """The keys of the table that a path leads to."""
    steps = tuple(step for step in where if isinstance(step, str))
    for step in steps:
        field = model.model_fields.get(step)  # None for a key of the user's own, as of a topic
        model = (field and model_in(field.annotation)) or model
    return (*model.model_fields, *more_keys.get(steps, ()))


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model of the tables that a field's annotation speaks of, if it does."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(model_in, get_args(annotation))), None)


def _sentence(kind: str, context: dict[str, Any]) -> str:
    if kind == "value_error":  # one of ours, from settings.values
        return said_by(context["error"])
    if kind == "greater_than_equal":
        return Phrase("must be at least {least}", least=str(context["ge"]))
    if kind == "less_than_equal":
        return Phrase("must be at most {most}", most=str(context["le"]))
    return SENTENCES.get(kind, UNKNOWN)


VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
OWN_SECRETS = {"mail": ("password",), "web": ("passwords",), "programs": ("tokens",)}
"""The secrets of sections that are no platform's."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where every secret is given; and what is left of config.toml without them."""

    rest: dict[str, Any]
    sections: dict[str, dict[str, Source]] = field(default_factory=dict)
    """By section and the secret's name."""
    accounts: dict[str, dict[str, Source]] = field(default_factory=dict)
    """By account name and the secret's name: an account's own come before its section's."""
    problems: list[Problem] = field(default_factory=list)


def secrets_of(platforms: Mapping[str, Platform]) -> dict[str, tuple[str, ...]]:
    """The names of the secrets that each section may give."""
    wanted = {section: dict.fromkeys(names) for section, names in OWN_SECRETS.items()}
    for platform in platforms.values():
        names = (*platform.secrets, *platform.optional_secrets)
        wanted.setdefault(platform.section, {}).update(dict.fromkeys(names))
    return {section: tuple(names) for section, names in wanted.items()}


def secret_keys_of(names: Collection[str]) -> tuple[str, ...]:
    """The keys by which secrets of these names are given."""
    return tuple(f"{name}_{form}" for name in names for form in ("file", "env"))


def take_out(raw: dict[str, Any], folder: Path, platforms: Mapping[str, Platform]) -> Sources:
    """Split config.toml into where its secrets are, and the rest, which is left to validate."""
    sources = Sources(dict(raw))
    for section, names in secrets_of(platforms).items():
        table = raw.get(section, {})
        if isinstance(table, dict):
            taken = _Taken(section, section, folder, sources.problems)
            sources.sections[section] = taken.sources(table, names)
            if section in raw:
                sources.rest[section] = _without(table, names)
    tables = raw.get("account")
    if isinstance(tables, list):
        sources.rest["account"] = [
            _take_from_account(index, table, folder, platforms, sources)
            for index, table in enumerate(tables)
        ]
    return sources


def _take_from_account(
    index: int, table: Any, folder: Path, platforms: Mapping[str, Platform], sources: Sources
) -> Any:
    if not isinstance(table, dict):
        return table
    name = str(table.get("name"))
    taken = _Taken(f"account[{index}]", name, folder, sources.problems)
    secrets = secrets_of_account(table, platforms)
    sources.accounts[name] = taken.sources(table, secrets)
    return _without(table, secrets)


def secrets_of_account(
    table: Mapping[str, Any], platforms: Mapping[str, Platform]
) -> tuple[str, ...]:
    """The names of the secrets that an account's table may give: its platform's, if known."""
    platform = table.get("platform")
    known = platforms.get(platform) if isinstance(platform, str) else None
    chosen = [known] if known else list(platforms.values())
    names = [
        name for platform in chosen for name in (*platform.secrets, *platform.optional_secrets)
    ]
    return tuple(dict.fromkeys(names))


def _without(table: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    secret = {*secret_keys_of(names), *names}
    return {key: value for key, value in table.items() if key not in secret}


@dataclass(frozen=True, slots=True)
class _Taken:
    """One table whose secrets' keys are being read."""

    path: str
    credential_prefix: str
    folder: Path
    problems: list[Problem]

    def sources(self, table: Mapping[str, Any], names: Collection[str]) -> dict[str, Source]:
        return {name: self._source(table, name) for name in names}

    def _source(self, table: Mapping[str, Any], name: str) -> Source:
        path = f"{self.path}.{name}"
        file, variable = table.get(f"{name}_file"), table.get(f"{name}_env")
        if name in table:
            self._blame(
                path, Phrase("a secret does not belong here: {advice}", advice=_advice(name))
            )
        if file is not None and variable is not None:
            self._blame(path, Phrase("give {name}_file or {name}_env, not both", name=name))
        return Source(
            path,
            f"{self.credential_prefix}_{name}",
            None if file is None else self._file(f"{path}_file", file),
            None if variable is None else self._variable(f"{path}_env", variable),
        )

    def _file(self, path: str, name: Any) -> Path | None:
        if isinstance(name, str) and name.strip() and "\0" not in name:
            return self.folder / Path(name).expanduser()
        self._blame(path, Phrase("must be the name of a file, as text in quotes"))
        return None

    def _variable(self, path: str, name: Any) -> str | None:
        if isinstance(name, str) and VARIABLE.fullmatch(name):
            return name
        self._blame(
            path, Phrase("must be the name of an environment variable, not the secret itself")
        )
        return None

    def _blame(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))


def _advice(name: str) -> str:
    return Phrase(
        'put it into a file of its own (chmod 600) and write {name}_file = "THAT FILE"', name=name
    )


S = TypeVar("S", bound=Section)


def load(
    path: Path,
    environ: Mapping[str, str] = os.environ,
    platforms: Mapping[str, Platform] = PLATFORMS,
) -> Settings:
    """The settings of a config.toml. Secrets are read later, when an account is accessed.

    Raises:
        SettingsError: with every problem of the file.
    """
    path = path.absolute()
    raw = checks.without_addresses(read_toml(path), platforms)
    sources = take_out(raw, path.parent, platforms)
    reading = _Reading(path.parent, platforms, sources.problems)
    sections = reading.sections(sources.rest)
    tables = reading.validate(Tables, {"storage": {}} | sources.rest)
    reading.problems.extend(checks.check_between_fields(raw, platforms))
    if tables is None or reading.problems:
        named = [_with_name(problem, raw) for problem in reading.problems]
        raise SettingsError(_sorted(named, platforms))
    return Settings.model_construct(
        **{name: getattr(tables, name) for name in Tables.model_fields},
        folder=path.parent,
        sections=sections,
        platforms=platforms,
        vault=Vault(sources.sections, sources.accounts, environ),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One validation, which goes on when it meets a problem."""

    folder: Path
    platforms: Mapping[str, Platform]
    problems: list[Problem] = field(default_factory=list)

    def validate(self, model: type[S], table: Any, path: str = "") -> S | None:
        """The table as its model, or None and what is wrong with it."""
        context = {"folder": self.folder, "platforms": self.platforms}
        try:
            return model.model_validate(table, context=context)
        except ValidationError as error:
            self.problems.extend(validation_problems(error, model, path, self._more_keys(path)))
            return None

    def sections(self, rest: dict[str, Any]) -> dict[str, PlatformSection]:
        """Take out and validate the sections of platforms."""
        valid = {}
        for name, platforms in checks.by_section(self.platforms).items():
            model = section_model(platforms)
            if not self._wanted(name, model, rest):
                continue
            table = self.validate(model, rest.pop(name, {}), name)
            if table is not None:
                valid[name] = table
        return valid

    def _wanted(self, section: str, model: type[PlatformSection], rest: Mapping[str, Any]) -> bool:
        """Whether a section is written, needs no line, or an account needs its address."""
        if not any(key.is_required() for key in model.model_fields.values()):
            return True
        keys = {key for key, platform in self.platforms.items() if platform.section == section}
        accounts = rest.get("account")
        tables = accounts if isinstance(accounts, list) else []
        return section in rest or any(
            isinstance(table, dict) and table.get("platform") in keys for table in tables
        )

    def _more_keys(self, path: str) -> Keys:
        """The keys that are taken beside those of the models."""
        secrets = secrets_of(self.platforms)
        if path:
            return {(): secret_keys_of(secrets[path])}
        every = tuple(name for names in secrets.values() for name in names)
        own = {(section,): secret_keys_of(names) for section, names in secrets.items()}
        return own | {(): tuple(secrets), ("account",): secret_keys_of(every)}


ACCOUNT_PATH = re.compile(r"account\[(\d+)\]")


def _with_name(problem: Problem, raw: Mapping[str, Any]) -> Problem:
    """A problem of an account with the name that people know the account by."""
    match, tables = ACCOUNT_PATH.match(problem.path), raw.get("account")
    if match is None or not isinstance(tables, list) or int(match[1]) >= len(tables):
        return problem
    table = tables[int(match[1])]
    name = table.get("name") if isinstance(table, dict) else None
    if not isinstance(name, str) or not name.isprintable() or len(name) > LONGEST_SHOWN:
        return problem
    return replace(problem, account=name)


def _sorted(problems: Iterable[Problem], platforms: Mapping[str, Platform]) -> list[Problem]:
    """Each problem once: sections in the order of the example, tables by their number."""
    known = order_of_sections(checks.by_section(platforms))

    def place(problem: Problem) -> tuple[int, int]:
        section, _, rest = problem.path.partition(".")[0].partition("[")
        at = known.index(section) if section in known else len(known)
        return at, int(rest.rstrip("]") or 0)

    return sorted(dict.fromkeys(problems), key=place)

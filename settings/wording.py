"""pydantic's errors in our own words: where, and what to write instead; never the value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from settings.problems import Problem, did_you_mean

SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text, in quotes",
    "int_type": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false, without quotes",
    "date_type": "must be a date such as 2026-11-01, without quotes and without a time",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "tuple_type": "must be a list, in [ ]",
    "too_short": "must not be empty",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_unicode": "must be text without broken characters",
}
UNKNOWN = "is not a value that can stand here"


Keys = Mapping[tuple[str, ...], Collection[str]]
"""By the path of a table, keys that it may hold beside those of its model."""


def problems_of(
    error: ValidationError, model: type[BaseModel], prefix: str, more_keys: Keys
) -> Iterator[Problem]:
    """What the validation of a table found, in the order of the models' fields."""
    for detail in error.errors(include_input=False, include_url=False):
        where = detail["loc"]
        if detail["type"] == "extra_forbidden":
            known = _known_keys(model, where[:-1], more_keys)
            message = f"there is no such setting{did_you_mean(str(where[-1]), known)}"
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
        return str(context["error"])
    return SENTENCES.get(kind, UNKNOWN).format(**context)

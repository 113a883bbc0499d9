"""Whatever stands in config.toml, the answer is settings or problems in plain words."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from metrics.platforms import PLATFORMS
from settings import SettingsError, load
from settings.checks import by_section
from settings.loading import UNKNOWN, model_in
from settings.sections import Tables, section_model
from tests.support.config_files import INSTITUTION, write

CANARY = "canary-of-a-secret"
SECRETS = {"x": ("api_key",), "meta": ("app_secret",), "account": ("access_token",)}
PLAIN = st.one_of(
    st.sampled_from(['"x"', '"facebook"', '"1h"', '"none"', '""', '"\\u0000"']),
    st.sampled_from(["true", "0", "-1", "70000", "1.5", "nan", "inf", "1e400", "2026-11-01"]),
    st.sampled_from(["2026-11-01T00:00:00Z", "08:00:00", "9" * 30, "1e999999"]),
    st.text(st.characters(exclude_categories=["C"]), max_size=9).map(json.dumps),
)
ANYTHING = st.one_of(
    PLAIN,
    st.lists(PLAIN, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.tuples(st.sampled_from(["fr", "name", "key"]), PLAIN).map(
        lambda of: f"{{ {of[0]} = {of[1]} }}"
    ),
)


def headings() -> dict[str, list[str]]:
    """The headings of the settings' tables, with the keys that may stand under each."""
    found = {}
    for name, field in Tables.model_fields.items():
        model = model_in(field.annotation)
        assert model is not None
        is_list = "tuple" in str(field.annotation)
        found[f"[[{name}]]" if is_list else f"[{name}]"] = _keys(name, model)
    sections = by_section(PLATFORMS).items()
    return found | {f"[{name}]": _keys(name, section_model(own)) for name, own in sections}


def _keys(section: str, model: type[BaseModel]) -> list[str]:
    secrets = [
        f"{name}{form}" for name in SECRETS.get(section, ()) for form in ("", "_file", "_env")
    ]
    return [*model.model_fields, *secrets, "unknown_key"]


def _value(heading: str, key: str) -> st.SearchStrategy[str]:
    """Anything; but the canary where a secret itself, or a variable's name, would stand."""
    straight = SECRETS.get(heading.strip("[]"), ())
    own = key in straight or key.removesuffix("_env") in straight
    return st.just(json.dumps(CANARY)) if own else ANYTHING


@st.composite
def files(draw: st.DrawFn) -> str:
    """A config.toml of right headings and keys, with anything at all for values."""
    known = headings()
    lines = [INSTITUTION] if draw(st.booleans()) else []
    taken = {"[institution]"} if lines else set()
    for heading in draw(st.lists(st.sampled_from(list(known)), max_size=5)):
        if heading in taken:
            continue
        taken |= {heading} if not heading.startswith("[[") else set()
        keys = draw(st.lists(st.sampled_from(known[heading]), unique=True, max_size=6))
        lines += [heading, *(f"{key} = {draw(_value(heading, key))}" for key in keys)]
    return "\n".join(lines)


@settings(deadline=None)
@example(text='[[account]]\nplatform = []\nname = "x"\nhandle = "x"')
@given(text=files())
def test_it_answers_any_file_with_settings_or_with_problems_in_plain_words(text: str) -> None:
    told = answer(text)

    assert told
    assert CANARY not in told
    assert UNKNOWN not in told
    assert "pydantic" not in told


def answer(text: str) -> str:
    """The masked settings of a file, or its problems."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(write(Path(folder), text), {}).masked()
        except SettingsError as error:
            return str(error)

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from metrics.platforms import PLATFORMS
from settings import Settings, load
from settings.checks import by_section
from settings.loading import model_in, secrets_of
from settings.sections import ALERTS, AccountTable, Tables, section_model
from tests.support.config_files import SECRETS, write, write_secrets

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text("utf-8")
SWITCHED_OFF = re.compile(r"^# ?(?=\[|[a-z_]+ = )", re.MULTILINE)
NOT_TOGETHER = ("socket", "ca_bundle", "logo", "passwords_file")
"""Keys that exclude others of the example, or name a file of the reader's machine."""


def example(folder: Path, text: str = EXAMPLE) -> Settings:
    """The example's settings, with its secret files made."""
    write_secrets(folder, {**SECRETS, "x_bearer_token": "canary-bearer"})
    write_secrets(folder, {"dgsn_x_access_token": "canary-1", "mail_password": "canary-2"})
    write_secrets(folder, {"dgsn_x_access_token_secret": "canary-3"})
    return load(write(folder, text), {})


def all_switched_on() -> str:
    """The example with the lines that are switched off switched on."""
    lines = SWITCHED_OFF.sub("", EXAMPLE).splitlines()
    return "\n".join(line for line in lines if not line.startswith(NOT_TOGETHER))


def test_it_loads_as_it_stands(tmp_path: Path) -> None:
    settings = example(tmp_path)

    assert [account.name for account in settings.accounts] == [
        "dgsn-x",
        "dgsn-facebook",
        "dgsn-instagram",
    ]
    assert settings.secret_problems() == ()
    assert not settings.access(settings.accounts[0]).terms_read


def test_it_loads_with_every_line_switched_on(tmp_path: Path) -> None:
    settings = example(tmp_path, all_switched_on())

    assert settings.secret_problems() == ()
    assert settings.access(settings.accounts[0]).terms_read
    assert settings.mail is not None
    assert [recipient.role for recipient in settings.mail.recipient] == ["office", "administrator"]


def test_it_shows_the_defaults_where_it_says_so(tmp_path: Path) -> None:
    """A line that is switched off shows what holds: the same settings come out either way."""
    on, off = example(tmp_path, all_switched_on()), example(tmp_path)

    no_default = {"hourly_requests"}  # there is no limit, of which 200 is an example
    told = [entry.section("facebook").model_dump(exclude=no_default) for entry in (on, off)]
    assert told[0] == told[1]
    assert on.alerts == off.alerts
    assert on.alerts.which == ALERTS
    assert (on.web.host, on.web.port) == (off.web.host, off.web.port)
    assert (on.backup.keep_days, on.backup.keep_weeks) == (14, 8)
    assert on.statements == off.statements
    assert on.base_url("x") == off.base_url("x")


def keys() -> list[tuple[str, str]]:
    """Every key of every table, with the heading under which it stands."""
    platforms = by_section(PLATFORMS).items()
    sections = [key for name, own in platforms for key in _keys(section_model(own), name)]
    return [*_keys(Tables, ""), *sections, *_secret_keys()]


def _keys(model: type[BaseModel], heading: str) -> list[tuple[str, str]]:
    found = []
    for key, field in model.model_fields.items():
        inner = model_in(field.annotation)
        path = f"{heading}.{key}".strip(".")
        found += _keys(inner, path) if inner else [(heading, key)]
    return found


def _secret_keys() -> list[tuple[str, str]]:
    return [
        (section, f"{name}_file")
        for section, names in secrets_of(PLATFORMS).items()
        for name in names
    ]


@pytest.mark.parametrize(("heading", "key"), keys())
def test_it_names_every_key_that_the_settings_know(heading: str, key: str) -> None:
    sections = re.split(r"^(?:# ?)?\[+([a-z_.]+)\]+$", EXAMPLE, flags=re.MULTILINE)
    bodies = [
        body
        for name, body in zip(sections[1::2], sections[2::2], strict=True)
        if name == heading or (name.startswith("topics.") and heading == "topics")
    ]

    assert any(re.search(rf"^(?:# ?)?{key} = ", body, re.MULTILINE) for body in bodies)


def test_it_names_an_accounts_own_secrets() -> None:
    assert {"owned_reads", "app_id"} <= set(AccountTable.model_fields)
    assert 'access_token_secret_file = "secrets/dgsn_x_access_token_secret"' in EXAMPLE

"""config.toml files for tests: a right one, and ways to make it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from metrics.platforms import PLATFORMS, Platform
from settings import Problem, Settings, SettingsError, load

INSTITUTION = """
[institution]
name = { fr = "DGSN" }
timezone = "Africa/Casablanca"
"""
SECRETS = {
    "x_api_key": "canary-x-api-key",
    "x_api_secret": "canary-x-api-secret",
    "x_access_token": "canary-x-access-token",
    "x_access_token_secret": "canary-x-access-token-secret",
    "meta_access_token": "canary-meta-access-token",
    "meta_app_secret": "canary-meta-app-secret",
}
PLATFORM_SECTIONS = """
[x]
api_key_file = "secrets/x_api_key"
api_secret_file = "secrets/x_api_secret"
access_token_file = "secrets/x_access_token"
access_token_secret_file = "secrets/x_access_token_secret"
{x}
[meta]
app_id = "123456789"
access_token_file = "secrets/meta_access_token"
app_secret_file = "secrets/meta_app_secret"
{meta}
"""
ACCOUNTS = """
[[account]]
name = "dgsn-x"
platform = "x"
handle = "DGSN_MAROC"
[[account]]
name = "dgsn-facebook"
platform = "facebook"
id = "100000000000001"
"""

ON_EACH_NETWORK = """
[[account]]
name = "office-x"
platform = "x"
handle = "office_example"
[[account]]
name = "office-fb"
platform = "facebook"
id = "100000000000001"
[[account]]
name = "office-ig"
platform = "instagram"
id = "17841400000000001"
"""
"""The accounts of an office, one on each network, whose exported files tests hold."""


def write_config(
    folder: Path, more: str = "", *, x: str = "", meta: str = "", accounts: str = ACCOUNTS
) -> Path:
    """A right config.toml with its secrets, plus what a test wants to be in it."""
    write_secrets(folder)
    sections = PLATFORM_SECTIONS.format(x=x, meta=meta)
    return write(folder, INSTITUTION + sections + accounts + more)


def write(folder: Path, text: str) -> Path:
    """Any config.toml."""
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return file


def write_secrets(folder: Path, secrets: Mapping[str, str] = SECRETS) -> None:
    """A folder of secret files that only their owner can read."""
    (folder / "secrets").mkdir(exist_ok=True)
    for name, value in secrets.items():
        write_secret(folder / "secrets" / name, value.encode())


def write_secret(file: Path, content: bytes, mode: int = 0o600) -> Path:
    """One secret file."""
    file.write_bytes(content)
    file.chmod(mode)
    return file


def loaded(folder: Path, more: str = "", **parts: str) -> Settings:
    """The settings of a right config.toml; the environment holds nothing."""
    return load(write_config(folder, more, **parts), {})


def problems(
    folder: Path, text: str, platforms: Mapping[str, Platform] = PLATFORMS
) -> tuple[Problem, ...]:
    """What is wrong with a config.toml."""
    try:
        load(write(folder, text), {}, platforms)
    except SettingsError as error:
        return error.problems
    return ()

"""The hash of a password, as datasette-auth-passwords makes and knows it (PBKDF2, SHA-256)."""

from __future__ import annotations

from collections.abc import Mapping

from datasette_auth_passwords.utils import hash_password

PLUGIN = "datasette-auth-passwords"


def entry_of(name: str, password: str) -> str:
    """One part of the secret `web.passwords`: NAME:HASH."""
    return f"{name}:{hash_password(password)}"


def plugin_settings(users: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the plugin must know of the users."""
    return {PLUGIN: {f"{name}_password_hash": hash_ for name, hash_ in users.items()}}

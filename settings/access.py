"""All that a collector needs to reach one account's platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from settings.secret import Secret
from settings.sections import Network


@dataclass(frozen=True, slots=True)
class Access:
    """The way to one account: where, by which secrets, through what, and whether it is allowed."""

    platform: str
    base_url: str
    """`https://api.x.com`, `https://graph.facebook.com`, or the sandbox's, without a slash."""
    secrets: Mapping[str, Secret]
    """By name: `api_key`, `access_token`, …; the optional ones may be absent."""
    network: Network
    owned_reads: bool = False
    """X: whether the account itself owns the developer app, which makes its timeline cheaper."""
    app_id: str | None = None
    version: str | None = None
    """The Graph API's version."""
    terms_read: bool = True
    """False: the platform must not be read before somebody has read its terms."""

"""Addresses of accounts where a handle or an id belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import load

OFFICE = """
[institution]
name = { fr = "DGSN" }
timezone = "Africa/Casablanca"
[meta]
app_id = "123456789012345"
[[account]]
name = "a"
"""


@pytest.mark.parametrize(
    ("platform", "line", "handle", "number"),
    [
        ("x", 'handle = "https://x.com/DGSN_MAROC"', "DGSN_MAROC", None),
        ("x", 'handle = "twitter.com/DGSN_MAROC/status/17590000000000"', "DGSN_MAROC", None),
        ("x", 'id = "https://x.com/DGSN_MAROC"', "DGSN_MAROC", None),
        ("x", 'id = "https://x.com/i/user/1234567"', None, "1234567"),
        ("facebook", 'id = "https://www.facebook.com/profile.php?id=100064"', None, "100064"),
        ("facebook", 'id = "https://www.facebook.com/p/DGSN-100064857/"', None, "100064857"),
        (
            "instagram",
            'id = "17800000"\nhandle = "https://www.instagram.com/dgsn.maroc?igsh=a"',
            "dgsn.maroc",
            "17800000",
        ),
    ],
)
def test_an_address_is_understood_as_the_handle_or_the_id_in_it(
    tmp_path: Path, platform: str, line: str, handle: str | None, number: str | None
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'{OFFICE}platform = "{platform}"\n{line}\n', "utf-8")

    (account,) = load(config, {}).accounts

    assert (account.handle, account.id) == (handle, number)

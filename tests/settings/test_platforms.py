"""A fourth platform is one entry of PLATFORMS: its section and its secrets are taken too."""

from pathlib import Path

import pytest

from metrics.platforms import PLATFORMS, Platform
from settings import SettingsError, load
from tests.support.config_files import INSTITUTION, problems, write, write_config, write_secret

FOURTH = Platform(
    key="plaza",
    section="plaza",
    secrets=("token",),
    optional_secrets=("seal",),
    names={"en": "Plaza"},
    colour="#000000",
    counts=("likes",),
    interactions=("likes",),
    needs_handle_or_id=("handle",),
    handle_pattern=r"[a-z]{3,9}",
    terms_to_read=True,
)
WITH_FOURTH = {**PLATFORMS, "plaza": FOURTH}
ACCOUNT = '[[account]]\nname = "dgsn-plaza"\nplatform = "plaza"\nhandle = "dgsn"\n'
SECTION = '[plaza]\napi_url = "https://plaza.example"\ntoken_file = "token"\n'


def test_it_takes_a_platform_that_it_has_never_heard_of(tmp_path: Path) -> None:
    write_config(tmp_path, SECTION + ACCOUNT)
    write_secret(tmp_path / "token", b"canary-token")

    settings = load(tmp_path / "config.toml", {}, WITH_FOURTH)
    access = settings.access(settings.accounts[-1])

    assert (access.platform, access.base_url) == ("plaza", "https://plaza.example")
    assert {name: secret.reveal() for name, secret in access.secrets.items()} == {
        "token": "canary-token"
    }
    assert not access.terms_read
    assert '[plaza]\napi_url = "https://plaza.example"' in settings.masked()
    assert "canary" not in settings.masked()


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (ACCOUNT, "plaza.api_url", "is missing"),
        (SECTION.replace("https", "http"), "plaza.api_url", "must begin with https://"),
        (f"{SECTION}tokn_env = 'A'", "plaza.tokn_env", "did you mean 'token_env'?"),
        (f"{SECTION}token = 'canary'", "plaza.token", "does not belong here"),
        (SECTION + ACCOUNT.replace('"dgsn"', '"DGSN"'), "account[0].handle", "handle of Plaza"),
        ("[plazza]", "plazza", "did you mean 'plaza'?"),
    ],
)
def test_it_checks_its_section_and_accounts_like_any_other(
    tmp_path: Path, text: str, path: str, said: str
) -> None:
    found = problems(tmp_path, INSTITUTION + text, WITH_FOURTH)

    assert [one.path for one in found] == [path]
    assert said in found[0].message


def test_it_lists_the_fourth_among_the_known_ones(tmp_path: Path) -> None:
    account = ACCOUNT.replace('"plaza"', '"piazza"')

    with pytest.raises(SettingsError, match="facebook, instagram, plaza, x; did you mean 'plaza'"):
        load(write(tmp_path, INSTITUTION + account), {}, WITH_FOURTH)

import os
from pathlib import Path
from traceback import format_exception

import pytest
from datasette_auth_passwords.utils import hash_password

from settings import Access, SettingsError, load
from settings.secrets import GUARDED, UnusableSecretError, read_secret_file, shown_name
from tests.support.config_files import (
    INSTITUTION,
    SECRETS,
    loaded,
    problems,
    write,
    write_config,
    write_secret,
)

ONE_X = '[[account]]\nname = "dgsn-x"\nplatform = "x"\nhandle = "DGSN_MAROC"\n'
ONE_PAGE = '[[account]]\nname = "page"\nplatform = "facebook"\nid = "12345"\n'
HASH = hash_password("of nobody", "salt", 10_000)
POSIX = pytest.mark.skipif(os.name != "posix", reason="file rights are those of POSIX")
NOT_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)


def access_in(folder: Path, environ: dict[str, str] | None = None) -> Access:
    """The access to the first account of the config.toml that stands in a folder."""
    settings = load(folder / "config.toml", environ or {})
    return settings.access(settings.accounts[0])


def refusal(folder: Path, environ: dict[str, str] | None = None) -> list[str]:
    """Why the first account cannot be accessed."""
    with pytest.raises(SettingsError) as caught:
        access_in(folder, environ)
    assert "canary" not in str(caught.value)
    return [str(problem) for problem in caught.value.problems]


def test_it_reads_each_secret_of_an_account(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    x, facebook = (settings.access(account) for account in settings.accounts)

    assert {name: secret.reveal() for name, secret in x.secrets.items()} == {
        "api_key": "canary-x-api-key",
        "api_secret": "canary-x-api-secret",
        "access_token": "canary-x-access-token",
        "access_token_secret": "canary-x-access-token-secret",
    }
    assert {name: secret.reveal() for name, secret in facebook.secrets.items()} == {
        "access_token": "canary-meta-access-token",
        "app_secret": "canary-meta-app-secret",
    }


def test_it_tells_a_collector_where_and_how(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[network]\nproxy = "http://proxy.example:3128"',
        x='owned_reads = true\nterms_read_on = 2026-11-01\nterms_read_by = "legal service"',
        meta='graph_version = "v25.0"',
    )
    x, facebook = (settings.access(account) for account in settings.accounts)

    assert (x.platform, x.base_url, x.version) == ("x", "https://api.x.com", None)
    assert (x.owned_reads, x.terms_read) == (True, True)
    assert x.network.proxy == "http://proxy.example:3128"
    assert (facebook.platform, facebook.base_url) == ("facebook", "https://graph.facebook.com")
    assert (facebook.version, facebook.app_id) == ("v25.0", "123456789")
    assert (facebook.owned_reads, facebook.terms_read) == (False, True)


@pytest.mark.parametrize(
    ("x", "read"),
    [
        ("", False),
        ("terms_read_on = 2026-11-01", False),
        ('terms_read_by = "legal service"', False),
        ('terms_read_on = 2026-11-01\nterms_read_by = "legal service"', True),
        ('api_url = "http://127.0.0.1:8080"', True),
        ('api_url = "http://[::1]:8080"', True),
        ('api_url = "http://localhost:8080/"', True),
    ],
)
def test_it_asks_for_the_terms_of_x_unless_x_is_the_sandbox(
    tmp_path: Path, x: str, *, read: bool
) -> None:
    settings = loaded(tmp_path, x=x)

    assert settings.access(settings.accounts[0]).terms_read is read


def test_it_notices_that_a_secret_has_changed(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    before = settings.access(settings.accounts[1]).secrets["access_token"]
    write_secret(tmp_path / "secrets" / "meta_access_token", b"canary-renewed")

    after = settings.access(settings.accounts[1]).secrets["access_token"]

    assert (before.reveal(), after.reveal()) == ("canary-meta-access-token", "canary-renewed")


@pytest.mark.fault(62)
@pytest.mark.parametrize(
    "content",
    [
        b"canary-token",
        b"canary-token\n",
        b"canary-token\r\n",
        b"  canary-token \r\n\r\n",
    ],
)
def test_it_takes_away_the_marks_that_editors_leave(tmp_path: Path, content: bytes) -> None:
    assert read_secret_file(write_secret(tmp_path / "token", content)) == "canary-token"


@pytest.mark.fault(62)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"\xef\xbb\xbfcanary-token\r\n", "begins with a byte order mark"),
        (b"canary-one\ncanary-two\n", "holds more than one line"),
        (b"canary\x00token", "holds characters that do not print"),
        (b"c\xff\xfe-canary", "is not UTF-8 text"),
        ("canary-token".encode("utf-16"), "is not UTF-8 text"),
        (b"abc", "is too short for a secret"),
        (b"canary" * 10_000, "is too long for a secret"),
    ],
)
def test_it_says_what_is_wrong_with_a_file_without_a_character_of_it(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = write_secret(tmp_path / "token", content)

    with pytest.raises(UnusableSecretError) as caught:
        read_secret_file(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.fault(62)
def test_it_names_a_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    write_config(tmp_path, accounts=ONE_X)
    (tmp_path / "secrets" / "x_api_key").unlink()
    (tmp_path / "secrets" / "x_api_secret").unlink()
    (tmp_path / "secrets" / "x_api_secret").mkdir()

    assert refusal(tmp_path) == [
        f"x.api_key_file: there is no file {tmp_path}/secrets/x_api_key",
        f"x.api_secret_file: the file {tmp_path}/secrets/x_api_secret is a folder, not a file",
    ]


@POSIX
def test_it_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "token", 0o600)

    with pytest.raises(UnusableSecretError, match="is not an ordinary file"):
        read_secret_file(tmp_path / "token")


@POSIX
@NOT_ROOT
def test_it_names_a_file_that_it_may_not_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableSecretError, match="cannot be read: Permission denied"):
        read_secret_file(write_secret(tmp_path / "token", b"canary-token", 0o200))


@pytest.mark.threat(7)
@POSIX
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o777])
def test_it_refuses_a_file_that_others_can_read_or_change(tmp_path: Path, mode: int) -> None:
    file = write_secret(tmp_path / "token", b"canary-token", mode)

    with pytest.raises(UnusableSecretError, match=f"by other users: chmod 600 {file}"):
        read_secret_file(file)


@pytest.mark.threat(7)
@POSIX
def test_it_looks_at_what_a_link_leads_to(tmp_path: Path) -> None:
    open_to_all = write_secret(tmp_path / "target", b"canary-token", 0o644)
    (tmp_path / "guarded").mkdir()
    link = tmp_path / "guarded" / "token"
    link.symlink_to(open_to_all)

    with pytest.raises(UnusableSecretError, match="by other users"):
        read_secret_file(link, [tmp_path / "guarded"])


@POSIX
def test_it_trusts_the_folders_that_keep_others_out_themselves(tmp_path: Path) -> None:
    file = write_secret(tmp_path / "token", b"canary-token", 0o444)

    assert read_secret_file(file, [tmp_path]) == "canary-token"
    assert Path("/run/secrets") in GUARDED


@pytest.mark.threat(6)
def test_it_reads_a_systemd_credential_where_nothing_else_is_named(tmp_path: Path) -> None:
    write(tmp_path, INSTITUTION + ONE_PAGE)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    write_secret(credentials / "meta_access_token", b"canary-credential\n", 0o444)
    environ = {"CREDENTIALS_DIRECTORY": str(credentials)}

    secrets = access_in(tmp_path, environ).secrets

    assert {name: secret.reveal() for name, secret in secrets.items()} == {
        "access_token": "canary-credential"
    }


def test_it_prefers_what_is_named_to_a_credential_and_an_account_to_its_section(
    tmp_path: Path,
) -> None:
    write_config(tmp_path, accounts=f'{ONE_PAGE}access_token_env = "PAGE"\n')
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    write_secret(credentials / "meta_app_secret", b"canary-credential", 0o400)
    write_secret(credentials / "page_access_token", b"canary-credential", 0o400)
    environ = {"CREDENTIALS_DIRECTORY": str(credentials), "PAGE": " canary-page\n"}

    secrets = access_in(tmp_path, environ).secrets

    assert secrets["access_token"].reveal() == "canary-page"
    assert secrets["app_secret"].reveal() == SECRETS["meta_app_secret"]


def test_it_gives_an_account_its_own_credential_before_the_sections_file(tmp_path: Path) -> None:
    write_config(tmp_path, accounts=ONE_PAGE)
    write_secret(tmp_path / "page_access_token", b"canary-of-the-page", 0o400)

    secrets = access_in(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).secrets

    assert secrets["access_token"].reveal() == "canary-of-the-page"


def test_it_gives_an_account_its_own_app_and_its_own_price(tmp_path: Path) -> None:
    accounts = f'{ONE_PAGE}app_id = "987654321"\n{ONE_X}owned_reads = true\n'
    settings = loaded(tmp_path, accounts=accounts)
    page, x = (settings.access(account) for account in settings.accounts)

    assert page.app_id == "987654321"
    assert x.owned_reads


def test_it_says_which_ways_there_are_when_no_secret_is_given(tmp_path: Path) -> None:
    write(tmp_path, INSTITUTION + ONE_PAGE)

    (line,) = refusal(tmp_path)

    assert line.startswith("meta.access_token: is missing: give access_token_file, ")
    assert line.endswith("access_token_env, or a systemd credential meta_access_token")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "the environment variable that it names is not set"),
        ({"PAGE": " "}, "the environment variable that it names is empty"),
    ],
)
def test_it_says_what_is_wrong_with_a_variable(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    write(tmp_path, f'{INSTITUTION}{ONE_PAGE}access_token_env = "PAGE"')

    assert refusal(tmp_path, environ) == [f"account[0].access_token_env: {said}"]


@pytest.mark.parametrize(
    ("keys", "path", "said"),
    [
        ('access_token = "canary-token"', "meta.access_token", "does not belong here"),
        ('access_token_env = "canary token"', "meta.access_token_env", "not the secret itself"),
        ("access_token_file = 3", "meta.access_token_file", "must be the name of a file"),
        ('access_token_file = ""', "meta.access_token_file", "must be the name of a file"),
        ('access_token_file = "a"\naccess_token_env = "B"', "meta.access_token", "not both"),
    ],
)
def test_it_refuses_a_secret_that_is_given_wrongly(
    tmp_path: Path, keys: str, path: str, said: str
) -> None:
    (found,) = problems(tmp_path, f"{INSTITUTION}[meta]\n{keys}")

    assert found.path == path
    assert said in found.message
    assert "canary" not in str(found)


def test_it_does_not_print_a_secret_that_stands_where_a_files_name_belongs(tmp_path: Path) -> None:
    token = "EAAcanary0123456789canary0123456789"
    write(tmp_path, f'{INSTITUTION}{ONE_PAGE}access_token_file = "{token}"')

    (line,) = refusal(tmp_path)

    assert token not in line
    assert "looks like a secret" in line
    assert token not in load(tmp_path / "config.toml", {}).masked()


def test_it_tells_all_that_is_wrong_with_all_secrets_each_once(tmp_path: Path) -> None:
    more = ONE_PAGE.replace("page", "second").replace("12345", "54321")
    settings = loaded(tmp_path, accounts=ONE_X + ONE_PAGE + more)
    (tmp_path / "secrets" / "x_api_key").unlink()
    write_secret(tmp_path / "secrets" / "meta_access_token", b"")

    assert [problem.path for problem in settings.secret_problems()] == [
        "x.api_key_file",
        "meta.access_token_file",
    ]
    assert settings.secret_problems(settings.accounts[:1]) == settings.secret_problems()[:1]


def test_it_shows_no_secret_in_any_way_but_one(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    access = settings.access(settings.accounts[0])
    shown = [repr(access), str(access.secrets), f"{access.secrets['api_key']:>5}", repr(settings)]

    assert "canary" not in " ".join([*shown, settings.masked()])
    assert str(access.secrets["api_key"]) == "***"
    assert {secret.reveal() for secret in settings.secrets()} == set(SECRETS.values())


@pytest.mark.parametrize(
    "written",
    [
        "me@db/hasila?password=canary-pw",
        "me@db/hasila?%70assword=canary-pw",
        "me@db/hasila?sslpassword=canary-pw",
        "me@db/hasila?options=canary-pw",
        "me@db/hasila?port=canary-pw",
        "me@db/hasila?canary-pw",
        "me:canary@pw@db/hasila",
        "me:canary/pw@db/hasila",
        "me:canary?pw@db/hasila",
        "me:canary#pw@db/hasila",
        "me:canary pw@db/hasila",
        "me:canarÿ-pw@db/hasila",
        "me:pw@db/hasila#canary",
        "me:canary-pw@db:canary/hasila",
        "me:canary-pw@[db/hasila",
    ],
)
def test_a_password_that_others_would_read_otherwise_is_refused_and_not_repeated(
    tmp_path: Path, written: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, f'[storage]\nurl = "postgresql://{written}"\n')

    assert "storage.url" in str(caught.value)
    assert "canar" not in str(caught.value)
    assert "canar" not in "".join(format_exception(caught.value))


def test_it_shows_the_settings_masked_with_the_place_of_each_secret(tmp_path: Path) -> None:
    more = '[storage]\nurl = "postgresql://me:canary%40db@db/hasila?sslmode=require"\n'
    settings = loaded(tmp_path, more)
    masked = settings.masked()

    assert "canary" not in masked
    assert 'url = "postgresql+psycopg://me:***@db/hasila?sslmode=require"' in masked
    of_database = {secret.reveal() for secret in settings.secrets()} - set(SECRETS.values())
    assert of_database == {"canary%40db", "canary@db"}
    assert f'api_key = "***"  # file {tmp_path}/secrets/x_api_key' in masked
    assert 'followers = "1h"' in masked
    assert 'handle = "DGSN_MAROC"' in masked


@pytest.mark.parametrize("name", ["secretofthedirectorgeneral", "20261130202611302026", "key.pem"])
def test_a_long_name_is_taken_for_a_secret_only_where_it_mixes_letters_and_digits(
    name: str,
) -> None:
    assert shown_name(Path("/etc") / name) == f"/etc/{name}"
    assert "a1b2c3" not in shown_name(Path("/etc") / ("a1b2c3" * 4))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"karim:plain", "is not NAME:HASH"),
        (f"karim:{HASH} karim:{HASH}".encode(), "entry 2.*an earlier one gave"),
    ],
)
def test_who_may_open_the_page_is_refused_without_a_character_of_it(
    tmp_path: Path, content: bytes, said: str
) -> None:
    settings = loaded(tmp_path, '[web]\npasswords_file = "secrets/web_passwords"\n')
    file = tmp_path / "secrets" / "web_passwords"
    with pytest.raises(SettingsError, match="web_passwords"):
        settings.page_users()
    write_secret(file, content)

    with pytest.raises(SettingsError, match=said) as caught:
        settings.page_users()

    assert "plain" not in str(caught.value)
    assert HASH not in str(caught.value)
    assert settings.page_users_file() == file


def test_the_names_of_the_page_may_come_from_a_variable_or_a_credential(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    write_secret(folder / "web_passwords", f"amal:{HASH}".encode(), 0o400)
    named = write_config(tmp_path, '[web]\npasswords_env = "PEOPLE"\n')
    by_variable = load(named, {"PEOPLE": f"karim:{HASH}"})
    by_credential = load(write_config(tmp_path), {"CREDENTIALS_DIRECTORY": str(folder)})

    assert (by_variable.page_users(), by_variable.page_users_file()) == ({"karim": HASH}, None)
    assert by_credential.page_users() == {"amal": HASH}
    assert by_credential.page_users_file() == folder / "web_passwords"
    assert load(write_config(tmp_path), {}).page_users() == {}

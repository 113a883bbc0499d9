from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from metrics.platforms import PLATFORMS, SpendingLimits
from metrics.topics import Rule
from settings import SettingsError, load
from settings.sections import DAY_LIMIT
from settings.values import WeekTime
from tests.support.config_files import INSTITUTION, loaded, problems, write, write_config


def test_it_reads_the_accounts_in_their_order_with_all_that_is_told_of_them(tmp_path: Path) -> None:
    accounts = """
[[account]]
name = "dgsn-x"
platform = "x"
handle = " @DGSN_MAROC "
opened = 2019-06-01
closed = 2026-12-31
event = true
former_names = ["dgsn-twitter"]
[[account]]
name = "dgsn-facebook"
platform = "facebook"
id = "100000000000001"
"""
    first, second = loaded(tmp_path, accounts=accounts).accounts

    assert first.name == "dgsn-x"
    assert first.handle == "DGSN_MAROC"
    assert (first.opened, first.closed) == (date(2019, 6, 1), date(2026, 12, 31))
    assert first.event
    assert first.former_names == ("dgsn-twitter",)
    assert (second.id, second.handle, second.event) == ("100000000000001", None, False)


def test_it_fills_in_what_is_not_written(tmp_path: Path) -> None:
    settings = load(write(tmp_path, INSTITUTION), {})

    assert settings.accounts == ()
    assert settings.storage.url == f"sqlite:///{tmp_path}/hasila.db"
    assert settings.storage.text_days == 400
    assert settings.section("x").limits() == SpendingLimits(Decimal("1.00"), Decimal("20.00"))
    assert settings.base_url("x") == "https://api.x.com"
    assert settings.section("facebook").value("graph_version") == "v27.0"
    assert settings.schedule.followers == timedelta(hours=1)
    assert settings.schedule.letter == WeekTime(0, time(8))
    assert settings.statements.ceiling == timedelta(hours=5)
    assert settings.mail is None


EVERY_SECTION = """
[schedule]
followers = "30m"
letter = "Friday 17:30"
[mail]
host = "localhost"
security = "none"
sender = "hasila@example.org"
[[mail.recipient]]
address = "office@example.org"
language = "ar"
[alerts]
which = ["credit"]
[web]
socket = "hasila.sock"
[backup]
folder = "backups"
[topics.road_safety]
name = { fr = "sécurité routière" }
words = ["سلامة"]
hashtags = ["#السلامة_الطرقية"]
patterns = ["حملة .{0,20}طرقية"]
[topics.campaign]
name = { fr = "campagne" }
[statements]
ceiling = "2d"
[daemon]
ping_url = "https://ping.example.org/x"
[[activity_kind]]
key = "pupils"
name = { ar = "تلميذ" }
plurals = { fr = { one = "élève", other = "élèves" } }
in_total = false
"""


def test_it_reads_every_section(tmp_path: Path) -> None:
    settings = loaded(tmp_path, EVERY_SECTION)

    assert settings.schedule.letter == WeekTime(4, time(17, 30))
    assert settings.mail is not None
    assert settings.mail.recipient[0].role == "office"
    assert settings.web.socket == tmp_path / "hasila.sock"
    assert settings.backup.folder == tmp_path / "backups"
    assert settings.topic_rules() == (
        Rule("road_safety", ("سلامة",), ("السلامة_الطرقية",), ("حملة .{0,20}طرقية",)),
        Rule("campaign"),
    )
    assert settings.statements.ceiling == timedelta(days=2)
    assert not settings.activity_kind[0].in_total
    pupils = settings.activity_kinds()["pupils"]
    assert pupils.plurals["fr"]["other"] == "élèves"
    assert settings.activity_kinds()["communique"].in_total


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:////var/lib/hasila.db", "sqlite:////var/lib/hasila.db"),
        ("postgresql://hasila@db/hasila", "postgresql+psycopg://hasila@db/hasila"),
        ("postgres://db:5433/hasila", "postgresql+psycopg://db:5433/hasila"),
        ("postgresql+psycopg://db/hasila", "postgresql+psycopg://db/hasila"),
    ],
)
def test_it_names_the_database_whole_and_with_its_driver(
    tmp_path: Path, written: str, meant: str
) -> None:
    settings = load(write(tmp_path, f'{INSTITUTION}[storage]\nurl = "{written}"'), {})

    assert settings.storage.url == meant


def test_it_takes_the_folder_of_the_file_even_when_named_relatively(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(tmp_path)
    monkeypatch.chdir(tmp_path)

    settings = load(Path("config.toml"), {})

    assert settings.folder == tmp_path
    assert settings.access(settings.accounts[0]).secrets["api_key"].reveal() == "canary-x-api-key"


def test_it_reads_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = write(tmp_path, "\ufeff" + INSTITUTION)

    assert load(file, {}).institution.name == {"fr": "DGSN"}


@pytest.mark.fault(51)
def test_it_knows_that_morocco_is_at_utc_now(tmp_path: Path) -> None:
    zone = loaded(tmp_path).zone()

    assert datetime(2026, 11, 21, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(0)


def test_it_cannot_be_changed(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    with pytest.raises(ValueError, match="frozen"):
        settings.storage.url = "sqlite:///elsewhere.db"
    for key in ("api_url", DAY_LIMIT):
        with pytest.raises(ValueError, match="frozen"):
            setattr(settings.section("x"), key, None)
    with pytest.raises(ValueError, match="frozen"):
        settings.folder = tmp_path / "elsewhere"


def test_it_says_where_it_looked_and_what_to_copy_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.toml")

    assert str(tmp_path / "config.toml") in str(caught.value)
    assert "config.example.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[x]\napi_key = canary\n", "line 2, column"),
        (b"[x]\napi_key = 'canary", "is not TOML: "),
        (b"[x]\n[x]\n", "line 2, column"),
        (b"a = {", "is not TOML: "),
        (b"a = 1e99999999999999999999", "is not TOML"),
        (b"\xff\xfe", "is not UTF-8 text"),
    ],
)
def test_it_says_in_one_line_what_is_no_toml(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "config.toml").write_bytes(content)

    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.toml")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "daily_spend_limit = 1,00",
            "there stands: daily_spend_limit = 1,00 (a number has a decimal",
        ),
        (
            "opened = 01/11/2026",
            "(a day is written with the year first, without quotes: 2026-11-01)",
        ),
        ("name = DGSN Maroc", '(a text stands in quotes: name = "…")'),
        ("name = “DGSN”", '(quotes are straight: ")'),
        ("event = Yes", "(write true or false, small)"),
        ('name = "DGSN', "(a text ends with the quote that it begins with)"),
        ("name DGSN", '(a line is a [section], key = value, or begins with "#")'),
        ("access_token = canary", "there stands: access_token = … (a text stands in quotes"),
    ],
)
def test_it_shows_the_line_that_is_no_toml_and_says_what_is_usual(
    tmp_path: Path, line: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, f"[x]\n{line}\n"), {})
    assert "line 2, column " in str(caught.value)
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_problem_of_an_account_names_it(tmp_path: Path) -> None:
    text = f'{INSTITUTION}[[account]]\nname = "dgsn-x"\nplatform = "x"\nhandle = 5\n'
    told = [str(problem) for problem in problems(tmp_path, text)]
    assert [line for line in told if line.startswith("account[0].handle (dgsn-x): must be text")]


def test_it_says_that_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load(tmp_path)


def test_what_reading_costs_stands_in_the_settings_or_is_the_list_of_the_program(
    tmp_path: Path,
) -> None:
    listed = load(write(tmp_path, INSTITUTION), {})
    dearer = "[x]\nprice_user = 0.02\nprice_owned_post = 0.0015\n"
    told = load(write(tmp_path, INSTITUTION + dearer), {}).price("x")

    assert listed.price("x") == PLATFORMS["x"].price
    assert listed.price("facebook").is_free
    assert (told.user, told.owned_post) == (Decimal("0.02"), Decimal("0.0015"))
    assert told.post == PLATFORMS["x"].price.post

"""`check`, end to end: real clients, a real database, the sandbox on loopback."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import Inspection
from commands._context import IN_PART, WRONG_USE
from commands.checks import accounts, house
from commands.checks.findings import Sign
from metrics.model import Account
from sandbox import Fault
from settings import load
from tests.support.office import Office, open_office

POSIX = pytest.mark.skipif(os.name != "posix", reason="file rights are those of POSIX")
NOT_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)


HEARD = """
[mail]
host = "127.0.0.1"
sender = "hasila@office.test"
[[mail.recipient]]
address = "admin@office.test"
language = "fr"
role = "administrator"
[backup]
folder = "backups"
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def findings(office: Office, *words: str) -> dict[str, list[tuple[str, str]]]:
    """The signs and sentences of each subject."""
    return by_subject(office.ask_json("check", *words))


def by_subject(printed: Any) -> dict[str, list[tuple[str, str]]]:
    """The signs and sentences of what `check --json` printed."""
    told: dict[str, list[tuple[str, str]]] = {}
    for one in printed["findings"]:
        told.setdefault(one["subject"], []).append((one["sign"], one["sentence"]))
    return told


def secret_file(office: Office, name: str) -> Path:
    """The file of a secret of the section `x` or `meta`."""
    settings = load(office.config, {})
    file = settings.vault.sections[name.partition(".")[0]][name.partition(".")[2]].file
    assert file is not None
    return file


def test_it_finds_nothing_to_do_in_a_good_office(office: Office) -> None:
    office.run("collect")

    with office.config.open("a", encoding="utf-8") as file:
        file.write(HEARD)

    result = office.run("check")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "warning"}
    assert [line for line in lines if line.startswith("warning") and "fonts" not in line] == []
    for subject in ("settings", "secrets", "clock", "time zones", "database", "disk", "fonts"):
        assert any(f" {subject}: " in line for line in lines)
    for account in ("dgsn-x", "dgsn-facebook", "dgsn-instagram"):
        for subject in ("login", "ours", "token"):
            assert any(f" {account} {subject}: " in line for line in lines)


def test_it_looks_at_the_disk_that_holds_the_database(office: Office) -> None:
    (office.folder / "state").mkdir()
    office.change_settings("sqlite:///hasila.db", "sqlite:///state/hasila.db")

    ((_, sentence),) = findings(office)["disk"]

    assert sentence.endswith(f" GB free at {office.folder / 'state'}")


def test_it_prints_the_settings_and_no_secret(office: Office) -> None:
    assert "[[account]]" not in office.run("check").stdout

    result = office.run("check", "--settings")

    assert 'name = "dgsn-x"' in result.stdout
    assert '"***"' in result.stdout
    for secret in load(office.config, {}).secrets():
        assert secret.reveal() not in result.output


def test_it_begins_with_what_is_wrong_and_ends_with_what_is_fine(office: Office) -> None:
    secret_file(office, "meta.access_token").unlink()

    lines = office.run("check", "--offline").stdout.splitlines()

    signs = [line.split()[0] for line in lines]
    assert signs == sorted(signs, key=["wrong", "warning", "ok"].index)
    assert set(signs) == {"wrong", "warning", "ok"}


def test_it_says_when_nobody_hears_of_what_goes_wrong_and_nothing_is_kept(office: Office) -> None:
    told = findings(office, "--offline")
    assert told["alerts"] == [(Sign.WARNING, "nobody gets any: there is no [mail]")]
    assert told["backup"] == [(Sign.WARNING, "none is made: [backup] names no folder")]

    with office.config.open("a", encoding="utf-8") as file:
        file.write(HEARD)
    told = findings(office, "--offline")
    assert told["alerts"] == [(Sign.OK, "go to admin@office.test")]
    assert [sign for sign, _ in told["backup"]] == [Sign.OK]

    text = office.config.read_text("utf-8").replace('role = "administrator"', 'role = "office"')
    office.config.write_text(text, "utf-8")
    (heard,) = findings(office, "--offline")["alerts"]
    assert heard == (Sign.WARNING, "nobody gets any: no recipient has the role administrator")


def test_it_names_days_to_come_and_what_still_stands_as_in_the_example(office: Office) -> None:
    text = office.config.read_text("utf-8").replace(
        'platform = "x"', 'platform = "x"\nopened = 2190-06-01', 1
    )
    office.config.write_text(f"{text}{HEARD.replace('office.test', 'example.org')}", "utf-8")

    told = [sentence for _, sentence in findings(office, "--offline")["settings"]]

    assert "dgsn-x: opened 2190-06-01 is a day to come" in told
    example = "still as in config.example.toml: hasila@example.org, admin@example.org"
    assert example in told


def test_it_tells_kind_and_scopes_of_the_token(office: Office) -> None:
    told = findings(office)

    ((sign, sentence),) = told["dgsn-facebook token"]
    assert sign == Sign.OK
    assert "SYSTEM_USER" in sentence
    assert "pages_read_engagement" in sentence
    assert office.sandbox.world.page.id in told["dgsn-facebook ours"][0][1]


def test_it_asks_no_platform_when_offline(office: Office) -> None:
    told = findings(office, "--offline")

    assert office.sandbox.requests == []
    assert not any(subject.startswith("dgsn-") for subject in told)
    assert "terms of X" in told


def test_it_stores_nothing_and_makes_no_database(office: Office) -> None:
    result = office.run("check")

    assert result.exit_code == 0
    assert list(office.folder.glob("*.db*")) == []
    assert "there is no database yet" in result.stdout


def test_it_tells_the_others_when_one_login_fails(office: Office) -> None:
    office.sandbox.faults.dead_token("x")

    result = office.run("check")

    assert result.exit_code == IN_PART
    assert "wrong    dgsn-x login: " in result.stdout
    assert "ok       dgsn-facebook login: " in result.stdout


def test_it_tells_a_platform_that_is_down(office: Office) -> None:
    office.sandbox.faults.add(Fault(platform="meta", status=503))

    checked = office.run("check", "--json")  # once: it asks a platform that is down three times

    told = by_subject(json.loads(checked.stdout))
    assert told["dgsn-x login"][0][0] == Sign.OK
    assert told["dgsn-facebook login"][0][0] == Sign.WRONG
    assert checked.exit_code == IN_PART


@pytest.mark.parametrize(
    ("of", "another"),
    [
        (lambda world: world.x_account.handle, "SOMEBODY_ELSE"),
        (lambda world: world.page.id, "100000000000009"),
        (lambda world: world.instagram.id, "17800000000000009"),
    ],
    ids=["x", "facebook", "instagram"],
)
def test_it_refuses_an_account_that_the_token_does_not_prove(
    office: Office, of: Callable[[Any], str], another: str
) -> None:
    office.change_settings(of(office.sandbox.world), another)

    told = findings(office)

    (subject,) = [subject for subject in told if told[subject][0][0] == Sign.WRONG]
    assert subject.endswith(" ours")
    assert office.run("check").exit_code == WRONG_USE


def test_it_asks_x_for_nothing_before_the_terms_are_read(office: Office) -> None:
    """An address that is not this machine: were X asked all the same, the login would fail."""
    office.change_settings(office.sandbox.url, "https://x.invalid")

    told = findings(office)

    assert told["terms of X"][0][0] == Sign.WARNING
    assert "docs/platform-terms.md" in told["terms of X"][0][1]
    assert told["dgsn-x login"] == [
        (Sign.WARNING, "not asked: the platform's terms have not been read")
    ]
    assert office.run("check", "--offline").exit_code == IN_PART


@pytest.mark.parametrize(
    ("day", "sign"),
    [("2026-11-01", Sign.OK), ("2999-01-01", Sign.WARNING)],
    ids=["read", "to come"],
)
def test_it_tells_who_read_the_terms_and_when(office: Office, day: str, sign: Sign) -> None:
    office.change_settings(
        f'api_url = "{office.sandbox.url}"',
        f'terms_read_on = {day}\nterms_read_by = "legal service"\napi_url = "https://x.invalid"',
    )

    ((found, sentence),) = findings(office, "--offline")["terms of X"]

    assert found == sign
    assert f"read on {day}" in sentence


@pytest.mark.parametrize(
    ("days", "read_on", "sign"),
    [
        (0, "", Sign.OK),
        (180, "", Sign.OK),
        (181, "", Sign.WARNING),
        (400, "2027-06-01", Sign.OK),
        (600, "2027-06-01", Sign.WARNING),
    ],
)
def test_it_says_that_a_price_list_is_old(
    office: Office, days: int, read_on: str, sign: Sign
) -> None:
    key = f"prices_read_on = {read_on}\n" if read_on else ""
    office.change_settings(
        f'api_url = "{office.sandbox.url}"', f'{key}api_url = "https://x.invalid"'
    )
    settings = load(office.config, {})
    platform = settings.platforms["x"]
    assert platform.price.told_on is not None
    listed = datetime.combine(platform.price.told_on, time(12), UTC)

    finding = house.prices(settings, platform, listed + timedelta(days=days))

    assert finding.sign == sign
    assert "2026-08-13 at docs.x.com" in finding.sentence
    assert ("x.prices_read_on" in finding.sentence) == (sign == Sign.WARNING)


def test_the_prices_of_the_sandbox_grow_not_old(office: Office) -> None:
    settings = load(office.config, {})

    finding = house.prices(settings, settings.platforms["x"], datetime(2099, 1, 1, tzinfo=UTC))

    assert finding.sign == Sign.OK


def test_it_does_not_pass_the_spend_limit(office: Office) -> None:
    office.change_settings("[x]\n", "[x]\ndaily_spend_limit = 0\n")

    told = findings(office)

    assert "the spend limits leave less than that" in told["dgsn-x login"][0][1]
    assert not any(seen.path.startswith("/2/") for seen in office.sandbox.requests)


def test_it_reports_every_problem_of_the_settings_as_json_too(office: Office) -> None:
    office.change_settings("[meta]", "[mata]")

    result = office.run("check")
    told = office.ask_json("check")

    assert result.exit_code == WRONG_USE
    assert (
        "wrong    settings: mata: there is no such setting; did you mean 'meta'?" in result.stdout
    )
    assert told["settings"] == ""
    assert told["findings"][0]["sign"] == Sign.WRONG
    assert office.sandbox.requests == []


@POSIX
def test_it_names_a_secret_that_others_can_read_and_asks_the_others(office: Office) -> None:
    file = secret_file(office, "x.api_key")
    file.chmod(0o644)

    told = findings(office)

    ((sign, sentence),) = told["secrets"]
    assert sign == Sign.WRONG
    assert sentence.startswith(f"x.api_key_file: the file {file} can be read or changed by")
    assert sentence.endswith(f"chmod 600 {file}")
    assert told["dgsn-x login"] == [(Sign.WRONG, "not asked: its secrets cannot be used")]
    assert told["dgsn-facebook login"][0][0] == Sign.OK
    assert office.run("check").exit_code == WRONG_USE


def test_it_names_a_damaged_database(office: Office) -> None:
    office.run("collect")
    (database,) = office.folder.glob("*.db")
    database.write_bytes(b"no database at all" * 1000)

    result = office.run("check", "--offline")

    assert result.exit_code == WRONG_USE
    assert "wrong    database: " in result.stdout
    assert str(database) in result.stdout


def test_it_tells_how_much_is_on_file(office: Office) -> None:
    office.run("collect")
    (database,) = office.folder.glob("*.db")
    with sqlite3.connect(database) as connection:
        (readings,) = connection.execute("SELECT count(*) FROM account_reading").fetchone()
    connection.close()

    ((_, sentence),) = findings(office, "--offline")["database"]

    assert f"{readings} readings of accounts" in sentence
    assert sentence.endswith("sound")


def test_it_tells_when_what_is_rolled_up_is_not_what_the_readings_say(office: Office) -> None:
    office.run("collect")
    assert findings(office, "--offline")["roll-ups"] == [(Sign.OK, "say what the readings say")]
    (database,) = office.folder.glob("*.db")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE account_day SET looks = looks + 1")
    connection.close()

    ((sign, sentence),) = findings(office, "--offline")["roll-ups"]

    assert sign == Sign.WARNING
    assert sentence.startswith("3 rows of account_day are not what the readings say")
    assert office.run("check", "--offline").exit_code == IN_PART


@POSIX
@NOT_ROOT
def test_it_says_when_the_database_cannot_be_made(office: Office) -> None:
    office.folder.chmod(0o500)
    told = findings(office, "--offline")["database"]
    office.folder.chmod(0o700)

    assert told == [
        (Sign.WRONG, f"{office.folder}: this user may not write the database or its folder")
    ]


def test_it_says_when_there_is_no_account(office: Office) -> None:
    text = office.config.read_text("utf-8")
    office.config.write_text(text.partition("[[account]]")[0], "utf-8")

    result = office.run("check")

    assert result.exit_code == IN_PART
    assert "they name no account" in result.stdout


def test_it_tells_a_clock_that_is_behind() -> None:
    behind, zones = house.clock(datetime(2020, 1, 1, tzinfo=UTC), "Africa/Casablanca")

    assert behind.sign == Sign.WARNING
    assert "2020-01-01 01:00" in behind.sentence
    assert zones.sign == Sign.OK


@pytest.mark.parametrize(
    ("left", "signs"),
    [
        (timedelta(days=60), []),
        (timedelta(days=13), [Sign.WARNING]),
        (timedelta(seconds=-1), [Sign.WRONG]),
    ],
)
def test_it_tells_a_token_that_ends(office: Office, left: timedelta, signs: list[Sign]) -> None:
    """The sandbox says when the token ends, as `/debug_token` does."""
    end = int((datetime.now(UTC) + left).timestamp())

    def ending(answer: Any) -> Any:
        answer["data"]["expires_at"] = end
        return answer

    office.sandbox.faults.add(Fault("/debug_token", alter=ending))
    settings = load(office.config, {})
    page: Account = settings.accounts[1]

    found = [one for one in accounts.look(settings, page, datetime.now(UTC)) if "renew" in str(one)]

    assert [one.sign for one in found] == signs


def test_it_warns_of_a_token_that_may_do_too_much(office: Office) -> None:
    def widened(answer: Any) -> Any:
        answer["data"]["scopes"].append("pages_manage_posts")
        return answer

    office.sandbox.faults.add(Fault("/debug_token", alter=widened))

    told = findings(office)

    assert any(
        sign == Sign.WARNING and "pages_manage_posts" in sentence
        for sign, sentence in told["dgsn-facebook token"]
    )
    assert office.run("check").exit_code == IN_PART


def test_it_tells_what_x_counted_where_a_bearer_token_is_given(office: Office) -> None:
    file = secret_file(office, "x.api_key").with_name("bearer_token")
    file.touch(0o600)
    file.write_text(office.sandbox.world.credentials.x.bearer_token)
    office.change_settings("[x]\n", f'[x]\nbearer_token_file = "{file}"\n')

    ((sign, sentence),) = findings(office)["dgsn-x usage"]

    assert sign == Sign.OK
    assert " of " in sentence
    assert "dgsn-x bill" not in findings(office)  # nothing was counted on a whole day


@pytest.mark.parametrize(("number", "sign"), [(1, Sign.OK), (5000, Sign.WARNING)])
def test_it_holds_what_x_counted_against_our_ledger(
    office: Office, number: int, sign: Sign
) -> None:
    now = office.sandbox.world.now
    office.run("collect", at=now)
    settings = load(office.config, {})
    account = next(one for one in settings.accounts if one.name == "dgsn-x")
    told = Inspection("1", None, None, True, "", billed=((now.date(), number),))

    tomorrow = now + timedelta(days=1)

    (finding,) = accounts.bill(settings, account, settings.access(account), told, tomorrow)

    assert finding.sign == sign
    assert f"{number:,} post" in finding.sentence
    assert ("something else" in finding.sentence) == (sign == Sign.WARNING)


def test_it_says_what_was_read_for_nothing(office: Office) -> None:
    ((sign, sentence),) = findings(office)["dgsn-x reading"]
    assert sign == Sign.OK
    assert "which may cost" in sentence

    office.run("collect")
    paid = office.sandbox.bill.usd
    ((_, sentence),) = findings(office)["dgsn-x reading"]

    assert "posts that are paid for today" in sentence
    assert office.sandbox.bill.usd == paid

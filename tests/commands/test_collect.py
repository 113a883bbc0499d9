"""`collect` and `status`, end to end: real clients, a real database, the sandbox on loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path

import pytest

from commands._context import IN_PART, WRONG_USE
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def test_it_reads_every_account_and_keeps_what_the_platform_said(office: Office) -> None:
    world = office.sandbox.world

    visits = {visit["account"]: visit for visit in office.ask_json("collect")}

    truths = (world.x_account, world.page, world.instagram)
    assert [visits[name]["followers"] for name in visits] == [
        truth.followers_at(world.now) for truth in truths
    ]
    assert {visit["outcome"] for visit in visits.values()} == {"ok"}
    assert all(visit["posts_new"] == 100 for visit in visits.values())


def test_it_prints_a_table_for_people(office: Office) -> None:
    result = office.run("collect")

    assert result.exit_code == 0
    followers = office.sandbox.world.page.followers_at(office.sandbox.world.now)
    assert f"{followers:,}" in result.stdout


def test_it_counts_what_x_would_bill(office: Office) -> None:
    visits = {visit["account"]: visit for visit in office.ask_json("collect")}

    assert visits["dgsn-x"]["cost_usd"] == pytest.approx(float(office.sandbox.bill.usd))
    assert visits["dgsn-facebook"]["cost_usd"] == 0


def test_it_reads_one_account_when_one_is_named(office: Office) -> None:
    (visit,) = office.ask_json("collect", "--account", "dgsn-x")

    assert visit["account"] == "dgsn-x"
    assert all(seen.path.startswith("/2/") for seen in office.sandbox.requests)


def test_it_names_the_accounts_when_none_is_called_so(office: Office) -> None:
    result = office.run("collect", "--account", "dgsn-tiktok")

    assert result.exit_code == WRONG_USE
    assert "dgsn-x, dgsn-facebook, dgsn-instagram" in result.stderr
    assert not office.sandbox.requests


@pytest.mark.fault(20)
def test_a_failing_account_leaves_a_gap_and_the_others_are_stored(office: Office) -> None:
    office.sandbox.faults.dead_token("x")

    result = office.run("collect", "--json")

    assert result.exit_code == IN_PART
    told = {entry["account"]: entry for entry in office.ask_json("status")["accounts"]}
    assert told["dgsn-x"]["followers"] is None
    assert told["dgsn-x"]["last_failure"]["reason"] == "access"
    assert told["dgsn-facebook"]["followers"] is not None
    assert told["dgsn-instagram"]["followers"] is not None


def test_an_account_that_is_not_ours_is_refused_and_never_read(office: Office) -> None:
    stranger = office.sandbox.world.strange_x
    office.change_settings('handle = "DGSN_MAROC"', f'handle = "{stranger.handle}"')

    result = office.run("collect")

    assert result.exit_code == WRONG_USE
    assert "the token did not prove the account ours" in result.stdout
    asked = [seen.path for seen in office.sandbox.requests if seen.path.startswith("/2/")]
    assert asked == ["/2/users/me"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ar", "المعرف: كان \u2068DGSN_MAROC\u2069 وأصبح \u2068SURETE_MAROC\u2069 منذ"),
        (
            "fr",
            "l’identifiant\u202f: \u2068DGSN_MAROC\u2069, devenu \u2068SURETE_MAROC\u2069 depuis",
        ),
    ],
)
def test_a_change_of_handle_and_name_is_a_sentence_in_the_office_s_language(
    office: Office, code: str, sentence: str
) -> None:
    recipient = f'[[mail.recipient]]\naddress = "a@example.org"\nlanguage = "{code}"\n'
    mail = f'[mail]\nhost = "127.0.0.1"\nsender = "h@example.org"\n{recipient}'
    office.change_settings("[institution]", f"{mail}[institution]")
    office.run("collect")
    account = office.sandbox.world.x_account
    account.handle, account.name = "SURETE_MAROC", "[bold]\u202eDGSN\n'official'"

    said = office.run("collect").stdout

    lines = [line for line in said.splitlines() if "SURETE_MAROC" in line or "official" in line]
    assert len(lines) == len({"handle", "name"})
    assert lines[0].startswith(f"dgsn-x: {sentence}")
    assert "\u2068[bold]DGSN 'official'\u2069" in lines[1]
    assert "Change(" not in said


def test_the_ceiling_on_money_holds_and_followers_come_first(office: Office) -> None:
    office.change_settings("[meta]", "daily_spend_limit = 0.06\n[meta]")

    first = office.ask_json("collect", "--account", "dgsn-x")[0]
    second = office.ask_json("collect", "--account", "dgsn-x", "--backfill", "500")[0]

    assert first["followers"] is not None
    assert first["posts_new"] == 10
    assert second["followers"] is not None
    assert "ceiling" in {failure["reason"] for failure in second["failures"]}
    assert office.sandbox.bill.usd <= Decimal("0.06")


def test_a_visit_costs_what_the_settings_say_of_the_platform_s_prices(office: Office) -> None:
    office.change_settings("[meta]", "price_user = 0.02\nprice_post = 0.006\n[meta]")

    visit = office.ask_json("collect", "--account", "dgsn-x", "--backfill", "5")[0]

    assert visit["posts_new"] == 5
    assert visit["cost_usd"] == pytest.approx(0.02 + 5 * 0.006)


def test_a_second_visit_discovers_only_what_is_new(office: Office) -> None:
    office.ask_json("collect")

    again = {visit["account"]: visit["posts_new"] for visit in office.ask_json("collect")}

    assert set(again.values()) == {0}


def test_backfill_reads_further_back(office: Office) -> None:
    (visit,) = office.ask_json("collect", "--account", "dgsn-facebook", "--backfill", "250")

    assert visit["posts_new"] == 250


def test_status_tells_what_is_on_file(office: Office) -> None:
    office.run("collect")

    result = office.run("status")
    told = office.ask_json("status")

    assert result.exit_code == 0
    assert told["alerts"] == []
    assert set(told["accounts"][0]) >= {
        "account",
        "platform",
        "followers",
        "taken_at",
        "age_s",
        "slots_due_7d",
        "slots_kept_7d",
        "last_failure",
    }
    assert [entry["slots_kept_7d"] for entry in told["accounts"]] == [1, 1, 1]
    assert told["spend"]["today_usd"] == told["spend"]["month_usd"] > 0
    assert {"python", "sqlite", "tzdata", "tweepy"} <= set(told["versions"])


def test_status_without_a_database_says_what_to_do(office: Office) -> None:
    result = office.run("status")

    assert result.exit_code == WRONG_USE
    assert "collect" in result.stderr
    assert result.stdout == ""


def test_status_is_not_well_while_an_account_is_unread(office: Office) -> None:
    office.run("collect", "--account", "dgsn-x")

    result = office.run("status", "--json")

    assert result.exit_code == IN_PART
    assert [alert["account"] for alert in office.ask_json("status")["alerts"]] == [
        "dgsn-facebook",
        "dgsn-instagram",
    ]


def test_missing_settings_are_one_clear_sentence(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.config.unlink()

        result = office.run("collect")

    assert result.exit_code == WRONG_USE
    assert "config.example.toml" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.threat(7)
def test_a_secret_that_others_may_read_costs_its_own_accounts_alone(office: Office) -> None:
    secret = office.folder / "secrets" / "access_token"
    secret.chmod(0o644)

    result = office.run("collect")

    assert result.exit_code == WRONG_USE
    assert str(secret) in result.stderr
    assert not [seen for seen in office.sandbox.requests if seen.path.startswith("/2/")]
    told = {entry["account"]: entry for entry in office.ask_json("status")["accounts"]}
    assert told["dgsn-x"]["last_failure"]["reason"] == "access"
    assert told["dgsn-facebook"]["followers"] is not None


def test_every_unusable_secret_is_named_at_once(office: Office) -> None:
    secrets = office.folder / "secrets"
    (secrets / "api_key").unlink()
    (secrets / "system_user_token").write_text("", encoding="utf-8")

    result = office.run("collect")

    assert result.exit_code == WRONG_USE
    assert "api_key" in result.stderr
    assert "system_user_token" in result.stderr
    assert not office.sandbox.requests


def test_texts_expire_after_the_days_of_the_settings(office: Office) -> None:
    office.run("collect", "--account", "dgsn-facebook")
    office.change_settings(
        'url = "sqlite:///hasila.db"', 'url = "sqlite:///hasila.db"\ntext_days = 30'
    )
    old = next(
        post.text
        for post in office.sandbox.world.page.posts_at(office.sandbox.world.now)[40:]
        if post.text and "@" not in post.text
    )
    assert old.encode() in (office.folder / "hasila.db").read_bytes()

    office.run("collect", "--account", "dgsn-x")

    assert old.encode() not in (office.folder / "hasila.db").read_bytes()


@pytest.mark.threat(1)
@pytest.mark.parametrize("trouble", ["none", "dead tokens", "not json"])
def test_no_secret_is_seen_or_kept(
    office: Office, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    caplog.set_level(logging.DEBUG)
    if trouble == "dead tokens":
        office.sandbox.faults.dead_token("x")
        office.sandbox.faults.dead_token("meta")
    if trouble == "not json":
        office.sandbox.faults.not_json()

    output = office.run("collect").output + office.run("status").output

    keys = office.sandbox.world.credentials
    secrets = [word for part in (keys.x, keys.meta) for word in astuple(part) if "canary" in word]
    kept = (office.folder / "hasila.db").read_bytes()
    assert len(secrets) > 5
    for secret in secrets:
        assert secret not in output + caplog.text
        assert secret.encode() not in kept
    assert not any("canary" in str(seen.query) for seen in office.sandbox.requests)


@pytest.mark.parametrize("command", ["collect", "status", "chart"])
def test_a_file_that_is_no_database_is_named_and_left_alone(office: Office, command: str) -> None:
    precious = b"not a database, but somebody's file" * 100
    (office.folder / "hasila.db").write_bytes(precious)

    result = office.run(command)

    assert result.exit_code == WRONG_USE
    assert "hasila.db" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert (office.folder / "hasila.db").read_bytes() == precious
    assert not office.sandbox.requests


def test_an_unknown_platform_is_answered_with_the_known_ones(office: Office) -> None:
    office.change_settings('platform = "instagram"', 'platform = "instagramm"')

    result = office.run("collect")

    assert result.exit_code == WRONG_USE
    assert "facebook, instagram, x" in result.stderr
    assert "instagram'" in result.stderr


def test_an_account_that_does_not_exist_is_not_ours(office: Office) -> None:
    page = office.sandbox.world.page
    office.change_settings(f'id = "{page.id}"', 'id = "999999999999"')

    result = office.run("collect", "--account", "dgsn-facebook")

    assert result.exit_code == WRONG_USE
    assert "the token did not prove the account ours" in result.stdout

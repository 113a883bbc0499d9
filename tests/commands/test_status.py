"""`status`: slots kept of slots due, the longest gap, open alerts, what comes next."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.prometheus import Gauge, Sample, exposition
from metrics.model import Reason
from metrics.periods import last_days, local_day
from metrics.slots import HOUR, slots_between
from settings import load
from storage import Store
from storage.accounts import enrol
from storage.alerts import close, open_
from storage.backoff import hold, of_account
from storage.visits import keep_missed
from tests.support.databases import open_empty
from tests.support.office import Office, open_office

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(office: Office) -> Iterator[Store]:
    with open_empty(office.folder) as opened:
        enrol(opened, load(office.config).accounts, NOON)
        yield opened


def told(office: Office, name: str = "dgsn-facebook") -> Any:
    accounts = office.ask_json("status")["accounts"]
    return next(entry for entry in accounts if entry["account"] == name)


def test_it_tells_slots_over_a_week_a_month_and_a_year(office: Office, store: Store) -> None:
    office.run("collect")
    now = datetime.now(UTC)
    start = now.replace(minute=0, second=0, microsecond=0)
    days = [start - number * HOUR for number in range(1, 40 * 24)]
    keep_missed(store, "dgsn-facebook", days, Reason.DOWN)

    entry = told(office)

    for span, due in [(7, None), (30, None), (365, 960)]:
        zone = load(office.config).zone()
        since, _ = last_days(span, local_day(now, zone)).instants(zone)
        wanted = due or slots_between(since, start, HOUR) + 1
        assert (entry[f"slots_due_{span}d"], entry[f"slots_kept_{span}d"]) == (wanted, 1)
    assert entry["longest_gap"]["reason"] == "down"
    assert "longest gap" in office.run("status", "--lang", "en").stdout


def test_hours_in_which_nothing_ran_are_missing_though_nobody_wrote_them_down(
    office: Office, store: Store
) -> None:
    before = datetime.now(UTC) - 7 * DAY
    keep_missed(store, "dgsn-facebook", [before - 9 * DAY], Reason.DOWN)
    office.sandbox.world.now = before
    office.run("collect", at=before)

    entry = told(office)

    assert entry["slots_since_365d"] < before.isoformat()
    assert entry["slots_kept_7d"] == 0
    assert entry["slots_due_7d"] >= 6 * 24  # so many at midnight
    assert entry["longest_gap"]["reason"] == "down"
    result = office.run("status", "--lang", "en")
    assert result.exit_code == 1
    assert "is the daemon up?" in result.stdout
    assert {alert["kind"] for alert in office.ask_json("status")["alerts"]} == {"gap"}


NAME = "compte-institutionnel-de-la-direction-generale"
"""As long as an account's name may be, and longer than a column of a narrow terminal."""


def in_terminal(office: Office, columns: int) -> str:
    """What `status` prints in a terminal of so many columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("COLUMNS", None)
    words = [
        sys.executable,
        "run_monitor.py",
        "--config",
        str(office.config),
        "status",
        "--lang",
        "en",
    ]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=theirs):
        os.close(theirs)
        pieces = b"".join(_pieces(ours))
    os.close(ours)
    return pieces.decode().replace("\r\n", "\n")


def _pieces(descriptor: int) -> Iterator[bytes]:
    """What comes out of a terminal, until nobody writes into it any more."""
    with suppress(OSError):
        while piece := os.read(descriptor, 4096):
            yield piece


def test_it_cuts_no_name_and_no_reason_in_a_pipe_or_at_80_columns(office: Office) -> None:
    office.change_settings('"dgsn-instagram"', f'"{NAME}"')
    office.sandbox.faults.dead_token("meta")
    office.run("collect")
    reasons = {
        entry["account"]: entry["last_failure"]["detail"]
        for entry in office.ask_json("status")["accounts"]
        if entry["last_failure"]
    }
    piped, narrow = office.run("status", "--lang", "en").stdout, in_terminal(office, 80)

    assert NAME in reasons
    for said in (piped, narrow):
        assert "…" not in said
        for name, reason in reasons.items():
            sentences = [line for line in said.splitlines() if line.startswith(f"{name}: ")]
            assert any(
                line.endswith(f"not read at the latest visit: {reason}") for line in sentences
            )
    assert NAME in "".join(line.split(" ")[0] for line in narrow.splitlines())
    assert any(line.startswith(f"{NAME} ") for line in piped.splitlines())


def test_an_open_alert_is_told_and_makes_the_exit_code_1(office: Office, store: Store) -> None:
    office.run("collect")
    assert office.run("status").exit_code == 0

    open_(store, "disk", "disk", "There is too little room.", NOON)
    result = office.run("status", "--lang", "en")
    assert result.exit_code == 1
    assert "There is too little room." in result.stdout
    (alert,) = office.ask_json("status")["alerts"]
    assert (alert["kind"], alert["subject"], alert["told_at"]) == ("disk", "disk", None)

    close(store, "disk", "disk", NOON)
    assert office.run("status").exit_code == 0


@pytest.mark.parametrize(
    ("code", "headings", "alert", "account"),
    [
        (
            "en",
            ["Account", "Followers", "kept in 7 days", "Next visit"],
            "Alert since November 21, 2026 at 12:30 (not mailed): Disk nearly full, disk: No room.",
            "dgsn-x: the account not read at the latest visit: ",
        ),
        (
            "fr",
            ["Compte", "Abonnés", "conservés en 7 jours", "Prochain relevé"],
            "Alerte depuis le 21 novembre 2026 à 12:30 (non envoyée par courriel)",
            "dgsn-x : le compte : non relevé à la dernière visite",
        ),
        (
            "ar",
            ["الحساب", "المنخرطون", "محفوظة في 7 أيام", "الزيارة المقبلة"],
            "تنبيه منذ 21 نونبر 2026 على الساعة 12:30 (لم يُرسل بالبريد)",
            "\u200edgsn-x\u200e: لم تنجح قراءة الحساب في آخر زيارة",
        ),
    ],
)
def test_it_speaks_the_language_that_is_asked_for(
    office: Office, store: Store, code: str, headings: list[str], alert: str, account: str
) -> None:
    office.sandbox.faults.dead_token("x")
    office.run("collect")
    open_(store, "disk", "disk", "No room.", NOON)
    told = office.run("status", "--lang", code).stdout.replace("\u202f", " ")
    told = told.replace("\u00a0", " ")

    assert [heading for heading in headings if heading not in told] == []
    assert alert in told
    assert account in told


def test_an_account_that_was_not_read_is_told_once_though_an_alert_speaks_of_it(
    office: Office, store: Store
) -> None:
    office.sandbox.faults.dead_token("x")
    office.run("collect")
    assert [alert["kind"] for alert in office.ask_json("status")["alerts"]] == ["unreadable"]

    open_(store, "access", "dgsn-x", "The token is dead.", NOON)
    assert [alert["kind"] for alert in office.ask_json("status")["alerts"]] == ["access"]


def test_it_tells_the_next_visit_and_what_keeps_it_back(office: Office, store: Store) -> None:
    assert told(office)["next_visit_at"] <= datetime.now(UTC).isoformat()
    office.run("collect")
    begun = datetime.now(UTC)
    assert told(office)["next_visit_at"] > begun.isoformat()
    assert told(office)["waits_for"] is None

    until = (begun + 3 * HOUR).replace(microsecond=0)
    hold(store, of_account("dgsn-facebook"), until, Reason.LIMIT)
    assert told(office)["next_visit_at"] == until.isoformat()
    assert told(office)["waits_for"] == "limit"


def test_it_tells_what_the_readings_that_are_due_will_cost(office: Office, store: Store) -> None:
    del store
    spend = office.ask_json("status")["spend"]
    assert spend["planned_usd"] == 0.01

    office.run("collect")
    spend, now = office.ask_json("status")["spend"], datetime.now(UTC)
    assert spend["planned_usd"] < 0.01
    is_last_day = (now + DAY).month != now.month
    assert spend["rest_of_month_usd"] > 0 or is_last_day  # tomorrow's is the next month's bill


SAMPLE = re.compile(
    r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[0-9.]+(?:e[-+]?[0-9]+)?)'
)
"""A line of the text exposition format, version 0.0.4, as this program writes it."""


def gauges(text: str) -> dict[tuple[str, str], float]:
    """The numbers by name and labels, where the text keeps the format's rules."""
    numbers: dict[tuple[str, str], float] = {}
    kinds: list[str] = []
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped = line.split(" ", 3)[2]
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {helped} gauge"
            kinds.append(helped)
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] == kinds[-1], "a gauge's samples stand together, below its type"
            assert (sample[1], sample[2] or "") not in numbers
            numbers[sample[1], sample[2] or ""] = float(sample[3])
    assert len(kinds) == len(set(kinds))
    return numbers


def test_prometheus_is_told_the_numbers_and_nothing_that_is_not_known(
    office: Office, store: Store
) -> None:
    office.sandbox.faults.dead_token("meta")
    office.run("collect")
    open_(store, "disk", "office", "little room", datetime.now(UTC))
    printed = office.run("status", "--prometheus")
    numbers = gauges(printed.stdout)
    of_x = 'account="dgsn-x",platform="x"'

    assert printed.exit_code == 0
    assert numbers["hasila_followers", of_x] == told(office, "dgsn-x")["followers"]
    assert ("hasila_followers", 'account="dgsn-facebook",platform="facebook"') not in numbers
    assert numbers["hasila_account_lost", 'account="dgsn-facebook",platform="facebook"'] == 1
    assert numbers["hasila_slots_kept", f'{of_x},days="7"'] == 1
    assert numbers["hasila_alerts_open", 'kind="disk"'] == 1
    assert numbers["hasila_alerts_open", 'kind="clock"'] == 0
    assert numbers["hasila_spent_today_usd", ""] > 0


@pytest.mark.usefixtures("store")
def test_prometheus_finds_a_whole_file_that_it_can_read(office: Office) -> None:
    file = office.folder / "hasila.prom"
    before = os.umask(0o077)
    try:
        result = office.run("status", "--prometheus", str(file))
    finally:
        os.umask(before)

    assert (result.exit_code, result.stdout) == (0, "")
    assert gauges(file.read_text("utf-8"))["hasila_alerts_open", 'kind="gap"'] == 0
    assert file.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in office.folder.glob("hasila.prom*")] == ["hasila.prom"]


def test_a_label_is_escaped_and_a_number_keeps_its_digits() -> None:
    odd = Sample(1700000000.25, {"what": 'a "b"\\\n'})
    text = exposition([Gauge("hasila_odd", "two\nlines", (odd,)), Gauge("hasila_none", "", ())])

    assert text == (
        "# HELP hasila_odd two\\nlines\n# TYPE hasila_odd gauge\n"
        'hasila_odd{what="a \\"b\\"\\\\\\n"} 1700000000.25\n'
    )
    assert gauges(text)


def test_nagios_gets_one_line_and_the_exit_code_of_its_worst_news(
    office: Office, store: Store
) -> None:
    office.run("collect")
    fine = office.run("status", "--nagios", "--lang", "en")
    open_(store, "disk", "office", "little room", datetime.now(UTC))
    warned = office.run("status", "--nagios", "--lang", "fr")
    office.sandbox.faults.dead_token("meta")
    office.run("collect", at=datetime.now(UTC) + HOUR)
    critical = office.run("status", "--nagios", "--lang", "en")
    office.change_settings("[institution]", "nonsense = 1\n[institution]")
    unknown = office.run("status", "--nagios", "--lang", "en")

    assert fine.exit_code == 0
    assert fine.stdout.startswith("HASILA OK: 3 accounts are read | unread=0 alerts=0 today_usd=")
    assert (warned.exit_code, warned.stdout[:16]) == (1, "HASILA WARNING: ")
    assert (critical.exit_code, critical.stdout[:17]) == (2, "HASILA CRITICAL: ")
    assert "not read: dgsn-facebook, dgsn-instagram; open alerts: " in critical.stdout
    assert (unknown.exit_code, unknown.stdout[:16]) == (3, "HASILA UNKNOWN: ")
    assert "nonsense" in unknown.stdout
    assert {line.stdout.count("\n") for line in (fine, warned, critical, unknown)} == {1}


def test_one_way_of_telling_it_excludes_the_others(office: Office) -> None:
    assert office.run("status", "--nagios", "--json").exit_code == 2

"""What is installed on a server: units that systemd understands, hardened, and documented."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands._context import IN_PART, WRONG_USE
from commands.run import TRIES, WAIT_S
from metrics.platforms import PLATFORMS
from settings.loading import secrets_of
from settings.sections import ALERTS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs/operations.md").read_text("utf-8")
UPGRADE = GUIDE.split("\n## Upgrade\n")[1].split("\n## ")[0]
HARDENED = ("hasila.service", "hasila-backup.service", "hasila-web.service")
PYTHON = "/opt/hasila/.venv/bin/python"
WORST_EXPOSURE = 15
"""Tenths: 1.5 of 10."""

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze on this machine"
)


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def values(unit: str, key: str) -> list[str]:
    text = (DEPLOY / unit).read_text("utf-8")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


@pytest.mark.threat(31)
@needs_systemd
@pytest.mark.parametrize("unit", HARDENED)
def test_a_unit_is_exposed_by_one_and_a_half_at_most(unit: str) -> None:
    threshold = f"--threshold={WORST_EXPOSURE}"
    found = analyze("security", "--offline=yes", "--no-pager", threshold, str(DEPLOY / unit))

    assert found.returncode == 0, found.stdout.splitlines()[-1]


@pytest.mark.threat(31)
@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in DEPLOY.glob("hasila*"):
        # Only the program's place is changed: verify wants it to be there.
        text = unit.read_text("utf-8").replace(PYTHON, sys.executable)
        (tmp_path / unit.name).write_text(text, "utf-8")
    names = (*HARDENED, "hasila-backup.timer")
    found = analyze(
        "verify", "--man=no", *(str(tmp_path / name) for name in (*names, "hasila-alert@x.service"))
    )

    ours = [line for line in found.stderr.splitlines() if "hasila" in line]
    assert (found.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", HARDENED)
def test_a_unit_starts_a_command_of_this_checkout(unit: str) -> None:
    (start,) = values(unit, "ExecStart")

    assert start.split()[:4] == [PYTHON, "run_monitor.py", "--config", "/etc/hasila/config.toml"]
    assert values(unit, "WorkingDirectory") == ["/opt/hasila"]
    assert (ROOT / "run_monitor.py").is_file()


def test_each_credential_has_the_name_by_which_the_settings_look_for_it() -> None:
    text = "".join((DEPLOY / unit).read_text("utf-8") for unit in HARDENED)
    offered = dict(re.findall(r"^(?:# )?LoadCredential=([^:]+):(.+)$", text, re.MULTILINE))
    sections = secrets_of(PLATFORMS)

    assert set(offered) == {
        f"{section}_{name}" for section, names in sections.items() for name in names
    }
    assert all(path == f"/etc/hasila/secrets/{name}" for name, path in offered.items())


def test_the_secrets_that_every_platform_needs_are_switched_on() -> None:
    switched_on = {value.partition(":")[0] for value in values("hasila.service", "LoadCredential")}

    for platform in PLATFORMS.values():
        assert {f"{platform.section}_{name}" for name in platform.secrets} <= switched_on


@pytest.mark.threat(6)
def test_the_page_is_given_no_secret_but_its_own() -> None:
    text = (DEPLOY / "hasila-web.service").read_text("utf-8")

    given = re.findall(r"LoadCredential=([^:]+):", text)
    assert given == ["web_passwords", "programs_tokens"]
    assert values("hasila-web.service", "ReadOnlyPaths") == ["/var/lib/hasila"]


@pytest.mark.threat(6)
def test_no_secret_stands_in_a_unit() -> None:
    for unit in DEPLOY.iterdir():
        assert "SetCredential" not in unit.read_text("utf-8")
        assert not re.search(r"_(KEY|SECRET|TOKEN|PASSWORD)\s*=", unit.read_text("utf-8"))


def test_the_daemon_is_watched_and_told_of_when_it_fails() -> None:
    assert values("hasila.service", "Type") == ["notify"]
    assert values("hasila.service", "WatchdogSec") == ["120"]
    assert values("hasila.service", "Restart") == ["on-failure"]
    for unit in HARDENED:
        assert values(unit, "OnFailure") == ["hasila-alert@%n.service"]
        assert "TZ=UTC" in values(unit, "Environment")[0].split()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("version", ["v1.0", "origin/main"])
def test_the_guide_upgrades_with_tags_and_without(tmp_path: Path, version: str) -> None:
    """Its lines run as they stand, but for `sudo`, on a checkout of an older commit."""
    source, checkout = tmp_path / "source", tmp_path / "checkout"
    _git(tmp_path, "init", "--quiet", "--initial-branch=main", str(source))
    _commit(source, "old")
    _git(tmp_path, "clone", "--quiet", str(source), str(checkout))
    _commit(source, "new")
    if version == "v1.0":
        _git(source, "tag", version)
    lines = re.findall(
        r"^(?:cd /opt/hasila-source && )?(sudo git .*?)(?: #.*)?$", UPGRADE, re.MULTILINE
    )

    script = "\n".join(lines).replace("sudo ", "").replace("VERSION", version)
    _run(checkout, ["sh", "-ec", script])

    assert len(lines) == 3
    assert (checkout / "news").read_text("utf-8") == "new"


def _commit(folder: Path, text: str) -> None:
    (folder / "news").write_text(text, encoding="utf-8")
    _git(folder, "add", "news")
    _git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", text)


def _git(folder: Path, *words: str) -> None:
    _run(folder, ["git", *words])


def _run(folder: Path, command: list[str]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reload_needs_no_program_that_a_small_system_lacks() -> None:
    """The line's own shell sends the signal: here to one that waits for it."""
    (line,) = values("hasila.service", "ExecReload")
    assert line.startswith("/bin/sh -c ")
    waiting = "trap 'echo reloaded; exit' HUP; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(["sh", "-c", waiting], stdout=subprocess.PIPE, text=True) as main:
        assert main.stdout is not None
        assert main.stdout.readline() == "ready\n"
        words = shlex.split(line.replace("$MAINPID", str(main.pid)).replace("$$", "$"))
        subprocess.run(words, env={"PATH": "/nowhere"}, check=True)
        assert main.stdout.readline() == "reloaded\n"


@pytest.mark.parametrize(("python", "is_made_anew"), [("false", True), ("true", False)])
def test_the_environment_is_made_anew_where_python_has_become_another_one(
    tmp_path: Path, python: str, *, is_made_anew: bool
) -> None:
    """`false` stands for a Python that finds nothing of what was installed."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/run.txt").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(shutil.which(python) or python)
    (tmp_path / ".venv/.run").touch()
    done = subprocess.run(
        ["make", "--dry-run", ".venv"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert ("rm -rf .venv" in done.stdout) is is_made_anew
    assert ("pip install" in done.stdout) is is_made_anew


@pytest.mark.parametrize("unit", ["hasila.service", "hasila-web.service"])
def test_wrong_settings_alone_keep_a_service_from_being_started_again(unit: str) -> None:
    assert values(unit, "Restart") == ["on-failure"]
    assert values(unit, "RestartPreventExitStatus") == [str(WRONG_USE)]
    assert "postgresql.service" in values(unit, "After")[0].split()
    assert values(unit, "StartLimitBurst") in ([], ["30"])


def test_a_backup_of_a_database_that_is_held_is_tried_again_and_then_told() -> None:
    assert values("hasila-backup.service", "Restart") == ["on-failure"]
    (never,) = values("hasila-backup.service", "RestartPreventExitStatus")
    assert never.split() == [str(IN_PART), str(WRONG_USE)]
    (rest,) = values("hasila-backup.service", "RestartSec")
    (burst,) = values("hasila-backup.service", "StartLimitBurst")
    assert (rest, int(burst) * 5 < 120) == ("5min", True)  # so that the limit is reached


def test_a_database_that_stays_away_for_hours_is_never_given_up() -> None:
    """The tries of each start and the rest after it take so long that no limit is reached."""
    (rest,) = values("hasila.service", "RestartSec")
    starts = 3600 / ((TRIES - 1) * WAIT_S + int(rest))

    assert values("hasila.service", "StartLimitIntervalSec") == ["1h"]
    assert starts < int(values("hasila.service", "StartLimitBurst")[0])


def test_a_backup_that_was_slept_through_is_made_up_for() -> None:
    assert values("hasila-backup.timer", "Persistent") == ["true"]
    assert all(moment.endswith(" UTC") for moment in values("hasila-backup.timer", "OnCalendar"))


@pytest.mark.parametrize("kind", ALERTS)
def test_the_guide_says_what_each_alert_means(kind: str) -> None:
    rows = [line for line in GUIDE.splitlines() if line.startswith(f"| `{kind}` |")]

    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))


@pytest.mark.parametrize("code", ["0", "1", "2", "75"])
def test_the_guide_explains_each_exit_code(code: str) -> None:
    assert f"\n| {code} | " in GUIDE


def test_the_guide_names_every_file_that_is_installed() -> None:
    """And the scripts that do it, which are there to be run."""
    scripts = {DEPLOY / "install", DEPLOY / "upgrade"}
    behind = {DEPLOY / "steps.sh", DEPLOY / "command", DEPLOY / "hasila.sysusers.conf"}
    units = {file for file in DEPLOY.iterdir() if file.suffix in {".service", ".timer"}}

    assert {*scripts, *behind, *units} == set(DEPLOY.iterdir())
    assert all(f"deploy/{file.name}" in GUIDE and file.stat().st_mode & 0o111 for file in scripts)
    # A service stands beside the timer that starts it.
    named = units - {DEPLOY / "hasila-backup.service"}
    assert all(f"`{unit.name}`" in GUIDE for unit in named)

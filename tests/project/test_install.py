"""`deploy/install` and `deploy/upgrade`, tried below a folder: no root, no systemd, no network.

The environments are this one, put in place before: `make live` makes real ones, from the lock, and
lets systemd run what was switched.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.upgrade import VERSIONS, known_versions

ROOT = Path(__file__).parents[2]
SCRIPTS = ("install", "upgrade", "command", "steps.sh")
LATEST = known_versions()[-1]
NEXT = f"{int(LATEST) + 1:04}"
STEP = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{LATEST}"


def upgrade():
    op.add_column("account", sa.Column("motto", sa.Text))
"""
FAILING = '    op.execute("INSERT INTO nowhere VALUES (1)")\n'


class Server:
    """A folder on which Hasila is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.house = folder, folder / "opt/hasila"
        self.config = folder / "etc/hasila/config.toml"
        self.database = folder / "var/lib/hasila/hasila.db"
        self.units = folder / "etc/systemd/system"

    def run(self, *words: str, source: Path = ROOT) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "HASILA_ROOT": str(self.folder), "PYTHON": "false"}
        command = ["sh", str(source / "deploy" / words[0]), *words[1:]]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    def give_environment(self, source: Path) -> Path:
        """Put a version in place whole, as `place_version` leaves it; its folder."""
        steps = f'. "{source}/deploy/steps.sh"; '
        told = subprocess.run(
            ["sh", "-c", f'{steps} name_of "{source}"'], capture_output=True, text=True, check=True
        )
        version = self.folder / "opt/hasila-versions" / told.stdout.strip()
        if version.exists():
            return version
        version.mkdir(parents=True)
        subprocess.run(
            ["sh", "-c", f'{steps} packed "{source}" | tar -C "{version}" -xf -'], check=True
        )
        environment = version / ".venv"
        environment.mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (environment / name).symlink_to(Path(sys.prefix) / name)
        (environment / ".run").touch()
        return version

    def hasila(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "run_monitor.py", "--config", str(self.config), *words]
        return subprocess.run(command, cwd=self.house, capture_output=True, text=True, check=False)

    def columns(self) -> set[str]:
        with closing(sqlite3.connect(self.database)) as connection:
            return {row[1] for row in connection.execute("PRAGMA table_info(account)")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One on which this version is installed, with an empty database."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.give_environment(ROOT)
    done = server.run("install")
    assert done.returncode == 0, done.stderr
    assert server.hasila("rebuild").returncode == 0
    return server


def newer(folder: Path, step: str) -> Path:
    """A checkout of a version whose schema is newer by one step."""
    source = folder / "source"
    kept = shutil.ignore_patterns(".git", ".venv", "tests", "docs", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, source, ignore=kept)
    (source / VERSIONS.relative_to(ROOT) / f"v{NEXT}_planted.py").write_text(step, "utf-8")
    return source


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_what_a_small_shell_understands(name: str) -> None:
    subprocess.run(["sh", "-n", str(ROOT / "deploy" / name)], check=True)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing_in_the_scripts() -> None:
    command = ["shellcheck", "-x", *(f"deploy/{name}" for name in SCRIPTS)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do it")
@pytest.mark.parametrize("name", ["install", "upgrade"])
def test_nobody_but_root_installs(name: str) -> None:
    done = subprocess.run(
        ["sh", f"deploy/{name}"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("hasila: only root can do this")


def test_it_makes_what_a_server_needs_and_says_what_is_left_to_do(server: Server) -> None:
    config = server.config.read_text("utf-8")

    assert server.house.is_symlink()
    assert (server.folder / "etc/hasila/secrets").stat().st_mode & 0o777 == 0o700
    assert f'url = "sqlite:///{server.database}"' in config
    assert not [line for line in config.splitlines() if line.startswith("api_key_file")]
    assert {path.name for path in server.units.iterdir()} == {
        path.name for path in (ROOT / "deploy").glob("hasila*") if path.suffix != ".conf"
    }
    assert (server.folder / "usr/local/sbin/hasila").stat().st_mode & 0o777 == 0o755


def test_run_again_it_keeps_the_settings_and_switches_on_the_secrets_that_are_there(
    server: Server,
) -> None:
    """It makes no environment anew, for there is no Python here; a unit changed by hand is kept."""
    (server.folder / "etc/hasila/secrets/x_api_key").write_text("canary", "utf-8")
    timer = server.units / "hasila-backup.timer"
    for place in (server.config, timer):
        place.write_text(place.read_text("utf-8") + "# ours\n", "utf-8")
    done = server.run("install")
    unit = (server.units / "hasila.service").read_text("utf-8")

    assert done.returncode == 0, done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert server.config.read_text("utf-8").endswith("# ours\n")
    assert "\nLoadCredential=x_api_key:" in unit
    assert "\n# LoadCredential=x_api_secret:" in unit
    assert "systemctl edit hasila-backup.timer" in done.stdout
    assert "# ours" not in timer.read_text("utf-8")
    assert timer.with_name("hasila-backup.timer.before").read_text("utf-8").endswith("# ours\n")
    assert "hasila.service.before" not in {path.name for path in server.units.iterdir()}


def test_a_version_that_fails_its_trial_changes_nothing(server: Server, tmp_path: Path) -> None:
    source = newer(tmp_path, STEP + FAILING)
    server.give_environment(source)
    before = server.house.readlink(), server.database.read_bytes()
    done = server.run("upgrade", source=source)

    assert done.returncode == 1
    assert "no such table: nowhere" in done.stderr
    assert done.stderr.endswith("the trial failed; the old version stays and runs on\n")
    assert (server.house.readlink(), server.database.read_bytes()) == before
    assert not list((server.folder / "etc/hasila").glob(".*"))
    assert not (server.folder / "var/lib/hasila/upgrade-trial").exists()


def test_settings_that_the_new_version_refuses_change_nothing(
    server: Server, tmp_path: Path
) -> None:
    """Here they are refused by the old one as well, which then makes no backup either."""
    config = server.config.read_text("utf-8")
    source = newer(tmp_path, STEP)
    server.give_environment(source)
    server.config.write_text(config + "nonsense = 1\n", "utf-8")
    done = server.run("upgrade", source=source)
    server.config.write_text(config, "utf-8")

    assert done.returncode == 1
    assert "the old version stays and runs on" in done.stderr


def test_it_switches_to_the_new_version_and_back_to_the_old_database(
    server: Server, tmp_path: Path
) -> None:
    """The old one is itself a checkout, as the guide had it once: it is moved aside."""
    source = newer(tmp_path, STEP)
    new, old = server.give_environment(source), server.house.readlink()
    server.house.unlink()
    old.rename(server.house)
    done = server.run("upgrade", source=source)
    assert done.returncode == 0, done.stderr
    assert (server.house.readlink(), server.columns() & {"motto"}) == (new, set())
    assert "installed already" in server.run("upgrade", source=source).stdout
    server.hasila("rebuild")  # as the daemon does when it starts
    assert "motto" in server.columns()

    back = server.run("upgrade", "--back", source=server.house)
    assert back.returncode == 0, back.stderr
    assert server.house.readlink().name.startswith("checkout-")
    assert server.columns() & {"motto"} == set()
    again = server.run("upgrade", "--back", source=server.house)
    assert (again.returncode, again.stderr) == (
        1,
        "hasila: no version from before an upgrade is kept\n",
    )


def test_it_is_not_run_from_what_it_would_replace(server: Server) -> None:
    done = server.run("upgrade", source=server.house)

    assert done.returncode == 1
    assert "run it in a checkout of the new version elsewhere" in done.stderr

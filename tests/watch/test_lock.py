"""One daemon at a time: the second is told so, and a dead one is in nobody's way."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from settings import Settings
from tests.support.config_files import loaded
from watch import lock

ROOT = Path(__file__).parents[2]
OTHER_DAEMON = """
import subprocess
import sys
from pathlib import Path
from settings import load
from watch import lock

try:
    with lock.hold(load(Path(sys.argv[1]), {})):
        child = "import sys; print('held', flush=True); sys.stdin.read()"
        subprocess.run([sys.executable, "-c", child], close_fds=False)
except lock.AlreadyRunning as error:
    print(error)
    sys.exit(75)
"""


@contextmanager
def other_daemon(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that takes the lock, or says why it cannot.

    While it holds the lock a program of its own is running, which says so, and lives until the
    block ends even when the process is killed.
    """
    config = str(settings.folder / "config.toml")
    command = [sys.executable, "-c", OTHER_DAEMON, config]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def open_files() -> list[Path]:
    return sorted(Path("/dev/fd").iterdir())


@pytest.fixture(params=["sqlite:///hasila.db", "postgresql://hasila@db.example/hasila"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return loaded(tmp_path, f'[storage]\nurl = "{request.param}"\n')


@pytest.mark.fault(54)
def test_a_second_daemon_is_refused_in_a_sentence_and_with_exit_code_75(
    settings: Settings,
) -> None:
    with lock.hold(settings), other_daemon(settings) as second:
        said = first_line(second)
        assert second.wait(30) == 75

    assert said.startswith("another daemon is running")
    assert str(lock.place_of(settings)) in said


def test_the_lock_ends_with_the_block(settings: Settings) -> None:
    with lock.hold(settings):
        pass

    with other_daemon(settings) as second:
        assert first_line(second) == "held\n"


def test_the_lock_ends_with_the_process_though_what_it_started_lives_on(settings: Settings) -> None:
    with other_daemon(settings) as first:
        assert first_line(first) == "held\n"
        with pytest.raises(lock.AlreadyRunning), lock.hold(settings):
            raise AssertionError
        first.send_signal(signal.SIGKILL)
        first.wait(30)

        with lock.hold(settings):
            assert first.returncode == -signal.SIGKILL


def test_a_refused_daemon_leaves_no_file_open(settings: Settings) -> None:
    with lock.hold(settings):
        before = open_files()
        for _ in range(20):
            with pytest.raises(lock.AlreadyRunning), lock.hold(settings):
                raise AssertionError

        assert open_files() == before


def test_an_error_of_the_block_passes_as_it_is_and_frees_the_lock(settings: Settings) -> None:
    with pytest.raises(BlockingIOError, match="of the block"), lock.hold(settings):
        raise BlockingIOError("of the block")

    with lock.hold(settings):
        pass


def test_databases_of_one_folder_have_locks_of_their_own(tmp_path: Path) -> None:
    one = loaded(tmp_path, '[storage]\nurl = "sqlite:///one.db"\n')
    other = loaded(tmp_path, '[storage]\nurl = "sqlite:///other.db"\n')

    with lock.hold(one), lock.hold(other):
        assert lock.place_of(one) == tmp_path / "one.db.lock"


def test_only_its_owner_can_read_the_lock(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    with lock.hold(settings):
        assert lock.place_of(settings).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("trouble", ["no folder", "a symbolic link"])
def test_a_lock_that_cannot_be_taken_is_told_with_its_place(tmp_path: Path, trouble: str) -> None:
    settings = loaded(tmp_path, '[storage]\nurl = "sqlite:///data/hasila.db"\n')
    if trouble == "a symbolic link":
        (tmp_path / "data").mkdir()
        (tmp_path / "data/hasila.db.lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(lock.LockRefused, match=r"hasila\.db\.lock"), lock.hold(settings):
        raise AssertionError
    assert not (tmp_path / "elsewhere").exists()

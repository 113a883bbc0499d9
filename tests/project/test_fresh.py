"""The bare machines of `make fresh` and `make live`: where they cannot be, they say why."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = 77


def may_build() -> bool:
    """Whether this user and this kernel could build one, if Debian were reached."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        return False
    namespaces = ["unshare", "--mount", "--pid", "--fork", "true"]
    return subprocess.run(namespaces, capture_output=True, check=False).returncode == 0


def fresh(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", ".ci/fresh", *words],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(not may_build(), reason="only root with debootstrap can build a machine")
def test_where_no_debian_can_be_reached_it_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    answer = fresh(tmp_path, "test", DEBIAN_MIRROR="http://127.0.0.1:9/debian")

    assert answer.returncode == SKIPPED, answer.stderr
    assert "no fresh machine: debootstrap failed: " in answer.stderr
    assert list(tmp_path.iterdir()) == []
    assert str(tmp_path) not in Path("/proc/mounts").read_text("utf-8")


def test_where_a_tool_is_missing_it_says_which(tmp_path: Path) -> None:
    """Without root it says that, which is asked first."""
    for tool in ("bash", "id", "dirname"):
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / tool).symlink_to(found)
    answer = fresh(tmp_path, "test", PATH=str(tmp_path))

    assert answer.returncode == SKIPPED
    why = "debootstrap is not installed" if os.geteuid() == 0 else "only root can make one"
    assert answer.stderr == f"no fresh machine: {why}\n"


@pytest.mark.threat(31)
@pytest.mark.nightly
@pytest.mark.timeout(1700)
@pytest.mark.skipif(not may_build(), reason="only root with debootstrap can build a machine")
def test_installed_by_the_guide_the_units_hold_under_a_live_systemd(tmp_path: Path) -> None:
    """What is committed, on a Debian 13 of its own."""
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        ["bash", ".ci/live"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode == SKIPPED:
        pytest.skip(done.stderr.strip())

    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert done.stdout.count("\nok ") >= 50

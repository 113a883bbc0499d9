"""`demo --serve`: from the demonstration to the page, and to a collection beside it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

DOOR = Path(__file__).parents[2] / "run_monitor.py"


@pytest.mark.nightly
def test_a_newcomer_collects_and_clicks_until_he_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "fr_MA.UTF-8", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(DOOR), "demo", "--weeks", "1", "--serve"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as demo:
        assert demo.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            said += demo.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+/", said)
        assert found
        assert requests.get(found[0], timeout=20).status_code == 200
        office = [sys.executable, str(DOOR), "--config", "demo/config.toml"]
        collected = subprocess.run(
            [*office, "collect"], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        demo.send_signal(signal.SIGINT)
        told = demo.communicate(timeout=20)[1].decode()

    assert "Bilan" in said
    assert collected.returncode == 0, collected.stderr
    assert "lecture de 1 semaine" in told
    assert demo.returncode == 0

"""`check` knows an account by its id on file, as `collect` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands._context import IN_PART
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def test_it_says_to_correct_the_settings_when_the_handle_on_x_has_changed(office: Office) -> None:
    office.run("collect")
    office.sandbox.world.x_account.handle = "SECURITE_MAROC"

    result = office.run("check")

    assert result.exit_code == IN_PART
    assert "ok       dgsn-x ours: " in result.stdout
    assert "The handle is now @SECURITE_MAROC: correct the settings." in result.stdout
    assert office.run("collect").exit_code == 0

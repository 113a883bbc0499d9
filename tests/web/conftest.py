"""The office whose staff enter things, for every file that has none of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.entering import Editor, editing_office, logged_in
from tests.support.staff_page import Pages


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Its page."""
    with closing(editing_office(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def karim(staff: Pages) -> Editor:
    """One of its editors, logged in."""
    return logged_in(staff, "karim")

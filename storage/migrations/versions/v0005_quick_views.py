"""No table changes: a step makes the views anew (`storage.upgrade`), and these became quick ones.

They read what is rolled up since version 0004, and over ten years answer within the fence.
"""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing beside the views."""

"""What the readings say, kept ready in the same transaction, compared with them, built anew."""

from storage.rollups.at_ages import may_tell
from storage.rollups.kept import (
    ROLLUPS,
    differences,
    forget_rolled,
    rebuild,
    roll_day,
    roll_files,
    roll_posts,
)

__all__ = [
    "ROLLUPS",
    "differences",
    "forget_rolled",
    "may_tell",
    "rebuild",
    "roll_day",
    "roll_files",
    "roll_posts",
]

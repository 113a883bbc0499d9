"""A list of instants handed to the database in one parameter, to be joined with what is on file.

A row of VALUES for each would be compiled anew every time, which takes longer than the answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, cast, column, func
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from storage.columns import Instant


def asked_instants(connection: Connection, instants: Sequence[datetime]) -> Any:
    """A table of the instants, in the column `value`; None may not be among them."""
    if connection.dialect.name == "sqlite":
        seconds = json.dumps([int(instant.timestamp()) for instant in instants])
        return func.json_each(seconds).table_valued(column("value", Instant), name="asked")
    listed = cast(bindparam(None, list(instants)), ARRAY(TIMESTAMP(timezone=True)))
    rows = func.unnest(listed).table_valued(column("value", Instant), name="asked")
    return rows.render_derived()

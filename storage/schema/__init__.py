"""The tables as they are today. How a database comes to look so: migrations/versions."""

from storage.schema.base import metadata
from storage.schema.core import (
    account,
    account_reading,
    change,
    event,
    failure,
    post,
    post_coverage,
    post_reading,
    printed_figure,
    refused_part,
    slot,
    visit,
)
from storage.schema.door import AccessEvent, access
from storage.schema.history import account_day_metric, exported_post, source_file
from storage.schema.operations import (
    STILL_OPEN,
    State,
    alert,
    backoff,
    job,
    letter,
    sealed_year,
    spend,
)
from storage.schema.registers import (
    By,
    activity,
    calendar_period,
    statement,
    statement_informed,
    statement_post,
    topic,
)
from storage.schema.rollups import account_day, post_at_age, post_in_files, post_now

__all__ = [
    "STILL_OPEN",
    "AccessEvent",
    "By",
    "State",
    "access",
    "account",
    "account_day",
    "account_day_metric",
    "account_reading",
    "activity",
    "alert",
    "backoff",
    "calendar_period",
    "change",
    "event",
    "exported_post",
    "failure",
    "job",
    "letter",
    "metadata",
    "post",
    "post_at_age",
    "post_coverage",
    "post_in_files",
    "post_now",
    "post_reading",
    "printed_figure",
    "refused_part",
    "sealed_year",
    "slot",
    "source_file",
    "spend",
    "statement",
    "statement_informed",
    "statement_post",
    "topic",
    "visit",
]

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from storage import Store

MAY_BE_STORED = {
    "link": {
        "id", "token_hash", "page", "title", "form", "language", "content", "made_at", "made_by",
        "expires_at", "passcode_hash", "ended_at", "ended_by", "opened", "last_opened_at",
    },
    "access": {"id", "at", "last_at", "event", "who", "address", "times"},
    "account": {
        "id", "name", "platform", "platform_id", "handle", "display_name", "verified", "proven_at",
    },
    "slot": {"account_id", "start", "outcome", "reason"},
    "visit": {"id", "account_id", "at", "outcome", "requests", "cost_micro_usd"},
    "failure": {"id", "visit_id", "scope", "reason", "detail", "until"},
    "account_reading": {
        "account_id", "at", "day", "visit_id", "followers", "following", "posts_total", "listed",
    },
    "account_day": {"account_id", "day", "at", "followers", "looks"},
    "source_file": {
        "id", "account_id", "sha256", "name", "kind", "downloaded_on", "zone", "since", "until",
        "rows", "taken_at", "taken_by", "undone_at", "undone_by", "undone_reason",
    },
    "account_day_metric": {
        "id", "account_id", "day", "metric", "value", "low", "high", "evidence", "zone", "told_as",
        "told_at", "source_file_id",
    },
    "exported_post": {
        "id", "source_file_id", "platform_id", "published_at", "kind", "url", "post_id", "views",
        "reach", "likes", "comments", "shares", "quotes", "saves",
    },
    "post": {
        "id", "account_id", "platform_id", "published_at", "kind", "form", "text", "url",
        "vanished_at",
    },
    "account_drop": {"account_id", "at"},
    "post_at_age": {
        "post_id", "age_days", "views", "reach", "likes", "comments", "shares", "quotes", "saves",
        "interactions", "estimated", "is_open",
    },
    "post_coverage": {"account_id", "since", "until"},
    "post_reading": {
        "post_id", "at", "views", "reach", "likes", "comments", "shares", "quotes", "saves",
    },
    "post_in_files": {
        "post_id", "told_on", "views", "reach", "likes", "comments", "shares", "quotes", "saves",
    },
    "post_now": {
        "post_id", "at", "views", "reach", "likes", "comments", "shares", "quotes", "saves",
    },
    "printed_figure": {
        "id", "period", "as_of", "account", "metric", "numerator", "denominator", "precision",
        "source", "note", "recorded_at", "recorded_by", "supersedes", "reason",
    },
    "refused_part": {"account_id", "part", "scope", "reason", "detail", "until"},
    "event": {
        "id", "since", "until", "name_ar", "name_fr", "name_en", "source", "note", "recorded_at",
        "recorded_by", "supersedes", "reason", "account",
    },
    "calendar_period": {
        "id", "season", "label", "since", "until", "certainty", "name_ar", "name_fr", "name_en",
        "source", "note", "recorded_at", "recorded_by", "supersedes", "reason",
    },
    "change": {"id", "at", "who", "account_id", "what", "before", "after", "why"},
    "spend": {"id", "account_id", "at", "reserved_micro_usd", "settled_micro_usd", "resource"},
    "chore": {"kind", "key", "claimed_at", "ended_at", "outcome", "reason"},
    "alert": {
        "id", "kind", "subject", "detail", "opened_at", "told_at", "closed_at", "end_told_at",
    },
    "pause": {"scope", "not_before", "reason", "failures"},
    "activity": {
        "id", "period", "kind", "count", "evidence", "precision", "in_total", "source", "note",
        "coverage", "recorded_at", "recorded_by", "supersedes", "reason",
    },
    "statement": {
        "id", "key", "noticed_at", "noticed_on", "outcome", "answer", "note", "recorded_at",
        "recorded_by", "supersedes", "reason",
    },
    "statement_informed": {"statement_id", "channel", "day", "at"},
    "statement_post": {"statement_id", "post_id"},
    "wording": {
        "id", "text", "language", "words", "recorded_at", "recorded_by", "supersedes", "reason",
    },
    "topic": {"post_id", "topic", "given_by", "is_off", "who", "at"},
    "letter": {
        "id", "week", "recipient", "language", "role", "message_id", "state", "claims", "tries",
        "enqueued_at", "next_at", "claimed_at", "sent_at", "detail",
    },
    "sealed_year": {
        "year", "as_of", "figures", "readings", "digest", "sealed_at", "sealed_by",
    },
    "schema_version": {"version_num"},
}  # fmt: skip


@pytest.mark.threat(16)
def test_it_stores_the_columns_of_the_allow_list_and_no_other(store: Store) -> None:
    """A new column is a decision about people's data: it is written here as well."""
    found = inspect(store.engine)

    assert {
        table: {column["name"] for column in found.get_columns(table)}
        for table in found.get_table_names()
    } == MAY_BE_STORED

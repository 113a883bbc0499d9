"""Views in plain words, for people who open the database themselves.

| view             | one row for each               | tells                                       |
|------------------|--------------------------------|---------------------------------------------|
| followers_by_day | account and local day          | the day's last follower count, and its time |
| posts_latest     | post that has not vanished     | its counts at the last look                 |
| gaps             | slot in which nothing was read | when, and why                               |
| visits_by_day    | account and day (UTC)          | visits, how they ended, requests            |
| spend_by_day     | platform and day (UTC)         | US dollars, unsettled ones at their worst   |
| printed_figures  | figure in force                | value, precision, source                    |
| events_in_force  | event in force                 | days, names                                 |
| activities       | activity in force              | period, kind, count, whether in the total   |
| statements       | statement in force             | noticed, first informed, outcome, answer    |
| topics           | post and topic of it           | whether a rule or a hand gave it            |
| letters          | letter in the outbox           | week, recipient, how far it has come        |

Times are texts in UTC ("2026-11-21 12:00:00"). A number that nobody told is empty, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection

TIME = re.compile(r"\{(time|day|daily|name):([a-z_.]+)\}")

FOLLOWERS_BY_DAY = """
    SELECT a.name AS account, a.platform, d.day, d.followers, {time:d.at} AS read_at
    FROM account_day d JOIN account a ON a.id = d.account_id
    WHERE d.followers IS NOT NULL
"""
# Rolled up is when a post was read last; what that reading told stands in the reading alone.
POSTS_LATEST = """
    SELECT a.name AS account, a.platform, p.platform_id AS post, {time:p.published_at} AS published,
        p.kind, p.form, p.text, p.url, r.views, r.reach, r.likes, r.comments, r.shares, r.quotes,
        r.saves, {time:r.at} AS read_at
    FROM post p JOIN account a ON a.id = p.account_id
    LEFT JOIN post_now n ON n.post_id = p.id
    LEFT JOIN post_reading r ON r.post_id = n.post_id AND r.at = n.at
    WHERE p.vanished_at IS NULL
"""
GAPS = """
    SELECT a.name AS account, a.platform, {time:s.start} AS since, s.outcome, s.reason
    FROM slot s JOIN account a ON a.id = s.account_id
    WHERE s.outcome IN ('failed', 'missed')
"""
# 260,000 visits in ten years: they are counted by outcome in the order of an index, then a day's
# three counts are added up and the day is worded, once a day and not once a visit.
VISITS_BY_DAY = """
    SELECT a.name AS account, a.platform, {name:d.day} AS day,
        CAST(sum(d.visits) AS bigint) AS visits,
        CAST(sum(CASE d.outcome WHEN 'ok' THEN d.visits ELSE 0 END) AS bigint) AS ok,
        CAST(sum(CASE d.outcome WHEN 'partial' THEN d.visits ELSE 0 END) AS bigint) AS in_part,
        CAST(sum(CASE d.outcome WHEN 'failed' THEN d.visits ELSE 0 END) AS bigint) AS failed,
        CAST(sum(d.requests) AS bigint) AS requests
    FROM (
        SELECT v.account_id, {daily:v.at} AS day, v.outcome, count(*) AS visits,
            sum(v.requests) AS requests
        FROM visit v GROUP BY v.account_id, {daily:v.at}, v.outcome
    ) d JOIN account a ON a.id = d.account_id
    GROUP BY a.name, a.platform, d.day
"""
SPEND_BY_DAY = """
    SELECT a.platform, {day:s.at} AS day,
        sum(coalesce(s.settled_micro_usd, s.reserved_micro_usd)) / 1000000.0 AS usd
    FROM spend s JOIN account a ON a.id = s.account_id
    GROUP BY a.platform, {day:s.at}
"""
PRINTED_FIGURES = """
    SELECT f.period, f.as_of, f.account, f.metric, f.numerator * 1.0 / f.denominator AS value,
        f.precision, f.source, f.note, f.reason AS corrected_because
    FROM printed_figure f
    WHERE NOT EXISTS (SELECT 1 FROM printed_figure later WHERE later.supersedes = f.id)
"""
EVENTS_IN_FORCE = """
    SELECT e.since, e.until, e.name_ar, e.name_fr, e.name_en, e.account, e.source, e.note
    FROM event e
    WHERE NOT EXISTS (SELECT 1 FROM event later WHERE later.supersedes = e.id)
"""
ACTIVITIES = """
    SELECT c.period, c.kind, c.count, c.precision, c.evidence, c.in_total, c.coverage, c.source,
        c.note, c.reason AS corrected_because
    FROM activity c
    WHERE NOT EXISTS (SELECT 1 FROM activity later WHERE later.supersedes = c.id)
"""
STATEMENTS = """
    SELECT c.key AS statement, c.noticed_on, {time:c.noticed_at} AS noticed_at,
        {time:i.at} AS informed_at, c.outcome, c.answer,
        (SELECT count(*) FROM statement_post s WHERE s.statement_id = c.id) AS posts,
        c.note, c.reason AS corrected_because
    FROM statement c LEFT JOIN (
        SELECT statement_id, min(at) AS at FROM statement_informed GROUP BY statement_id
    ) i ON i.statement_id = c.id
    WHERE NOT EXISTS (SELECT 1 FROM statement later WHERE later.supersedes = c.id)
"""
TOPICS = """
    SELECT t.topic, a.name AS account, a.platform, p.platform_id AS post,
        {time:p.published_at} AS published, t.given_by
    FROM topic t JOIN post p ON p.id = t.post_id JOIN account a ON a.id = p.account_id
    WHERE t.is_off = 0
"""
LETTERS = """
    SELECT l.week, l.recipient, l.language, l.role, l.state, l.tries, {time:l.next_at} AS next_try,
        {time:l.sent_at} AS sent, l.detail
    FROM letter l
"""
VIEWS: Mapping[str, str] = {
    "followers_by_day": FOLLOWERS_BY_DAY,
    "posts_latest": POSTS_LATEST,
    "gaps": GAPS,
    "visits_by_day": VISITS_BY_DAY,
    "spend_by_day": SPEND_BY_DAY,
    "printed_figures": PRINTED_FIGURES,
    "events_in_force": EVENTS_IN_FORCE,
    "activities": ACTIVITIES,
    "statements": STATEMENTS,
    "topics": TOPICS,
    "letters": LETTERS,
}


INDEXES: Mapping[str, str] = {
    "ix_visit_by_day": "visit (account_id, at / 86400, outcome, at, requests)",
}
"""What only views need, on SQLite: made and removed with them, so that no step meets an index of
an expression, which Alembic would lose. PostgreSQL counts as quickly without."""
# How a time is worded in the queries above: {time:column} and {day:column} as a text;
# {daily:column} is what one UTC day has in common, and {name:...} the text of that.
WORDINGS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "time": "datetime({}, 'unixepoch')",
        "day": "date({}, 'unixepoch')",
        "daily": "{} / 86400",
        "name": "date({} * 86400, 'unixepoch')",
    },
    "postgresql": {
        "time": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
        "day": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        "daily": "CAST({} AT TIME ZONE 'UTC' AS date)",
        "name": "to_char({}, 'YYYY-MM-DD')",
    },
}


def create(connection: Connection) -> None:
    """Make every view, and what makes them quick."""
    wordings = WORDINGS[connection.dialect.name]
    for name, query in VIEWS.items():
        worded = TIME.sub(lambda mark: wordings[mark[1]].format(mark[2]), query)
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {worded}")
    if connection.dialect.name == "sqlite":
        for name, columns in INDEXES.items():
            connection.exec_driver_sql(f"CREATE INDEX {name} ON {columns}")


def drop(connection: Connection) -> None:
    """Remove every view of today, before tables are changed under them."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    for name in INDEXES:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")

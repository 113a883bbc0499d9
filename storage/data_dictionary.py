"""What the views and tables mean, in plain words: docs/schema.md is written from it.

A view's rows and columns, with what an empty field says; of a table, what it keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.platforms import PLATFORMS, SEVERAL


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One column of a view."""

    meaning: str
    empty: str = ""
    """What an empty field (NULL) says; a text without words: it is never empty."""


def _either(keys: Iterable[str]) -> str:
    *others, last = (f"`{key}`" for key in keys)
    return f"{', '.join(others)} or {last}" if others else last


def _count_name(name: str) -> str:
    """What a count is called, and what platforms with another word for it call it."""
    words = name
    for platform in PLATFORMS.values():
        if own := platform.own_words.get(name):
            words += f"; on {platform.names['en']}, {own if isinstance(own, str) else own['en']}"
    return words


def _tellers(name: str) -> str:
    tellers = (platform.names["en"] for platform in PLATFORMS.values() if name in platform.counts)
    return ", ".join(tellers)


ACCOUNT = ViewColumn("the account's name in the settings")
PLATFORM = ViewColumn(_either(PLATFORMS))
POST = ViewColumn("the platform's id of the post (a text)", "it had to be forgotten")
PUBLISHED = ViewColumn("when it was published, UTC")
NOTE = ViewColumn("what was to be remembered", "nothing was")
CORRECTED = ViewColumn("why it stands in the place of a former one", "it was never corrected")
PRECISION = ViewColumn("`exact`, `thousand` (rounded to it), `about` or `at_least`")
SOURCE = ViewColumn("where it was printed")
NOT_TOLD = "the platform did not tell it at that look: never 0"


def _counts(**meanings: str) -> dict[str, ViewColumn]:
    return {name: ViewColumn(meaning, NOT_TOLD) for name, meaning in meanings.items()}


SUBJECTS: Mapping[str, str] = {
    "followers_by_day": "account and day of the institution's zone on which followers were told",
    "posts_latest": "post that still stands on its platform, and story that was seen",
    "gaps": "account and slot in which nothing was read",
    "visits_by_day": "account and UTC day on which it was asked",
    "spend_by_day": "platform and UTC day on which something was paid for",
    "printed_figures": "printed figure in force; a corrected one stands aside",
    "events_in_force": "event in force",
    "activities": "activity in force: how many of a kind a period saw",
    "statements": "statement in force: one content on which the public was informed",
    "topics": "post and topic of it; what a hand took away is not shown",
    "letters": "letter in the outbox: one a week and recipient",
}
"""What one row of each view is about."""
COLUMNS: Mapping[str, Mapping[str, ViewColumn]] = {
    "followers_by_day": {
        "account": ACCOUNT,
        "platform": PLATFORM,
        "day": ViewColumn("the day in the institution's zone (`2026-11-21`)"),
        "followers": ViewColumn("how many followed it, at the day's last reading that told it"),
        "read_at": ViewColumn("when that was, UTC"),
    },
    "posts_latest": {
        "account": ACCOUNT,
        "platform": PLATFORM,
        "post": POST,
        "published": PUBLISHED,
        "kind": ViewColumn("`post`, `reply` or `repost`: a ranking wants `kind = 'post'`"),
        "form": ViewColumn("`text`, `link`, `image`, `album`, `video` or `reel`", "not told"),
        "text": ViewColumn(
            "its words, without mentions of others",
            "none were kept (replies, reposts), or their time has passed (`text_days`)",
        ),
        "url": ViewColumn("its address", "not told"),
        **_counts(
            views="how often it was seen; each platform counts this in its own way",
            reach="how many accounts saw it; never to be added up over posts",
            likes=_count_name("likes"),
            comments=_count_name("comments"),
            shares=_count_name("shares"),
            quotes=f"quotes ({_tellers('quotes')})",
            saves=_count_name("saves"),
        ),
        "read_at": ViewColumn("when it was last looked at, UTC", "never yet"),
    },
    "gaps": {
        "account": ACCOUNT,
        "platform": PLATFORM,
        "since": ViewColumn("the slot's first second, UTC; `[schedule] followers` is its length"),
        "outcome": ViewColumn("`failed`: it was tried; `missed`: nobody tried"),
        "reason": ViewColumn(
            "`access`, `not_ours`, `missing`, `limit`, `credit`, `ceiling`, `unavailable`, "
            "`malformed`, `terms` or `down` (the daemon did not run)",
            "not known",
        ),
    },
    "visits_by_day": {
        "account": ACCOUNT,
        "platform": PLATFORM,
        "day": ViewColumn("the UTC day"),
        "visits": ViewColumn("how often it was visited"),
        "ok": ViewColumn("visits that read all they wanted"),
        "in_part": ViewColumn("visits of which something was lost, such as one count"),
        "failed": ViewColumn("visits that read nothing"),
        "requests": ViewColumn("requests sent, all visits together"),
    },
    "spend_by_day": {
        "platform": PLATFORM,
        "day": ViewColumn("the UTC day, by which platforms bill"),
        "usd": ViewColumn("US dollars; what never became known stands at its worst case"),
    },
    "printed_figures": {
        "period": ViewColumn("what it is of: `2025`, `2025-03`, `2025-W46` or `2025-03-09`"),
        "as_of": ViewColumn("the day for which it was printed", "no day was printed"),
        "account": ViewColumn("an account's name, or the source's own word (`all`)"),
        "metric": ViewColumn("what was counted: `followers`, …"),
        "value": ViewColumn("the number as printed; a rate as a fraction (0.40)"),
        "precision": PRECISION,
        "source": SOURCE,
        "note": NOTE,
        "corrected_because": CORRECTED,
    },
    "events_in_force": {
        "since": ViewColumn("its first day"),
        "until": ViewColumn("the first day after it"),
        "name_ar": ViewColumn("its name in Arabic", "none was given"),
        "name_fr": ViewColumn("its name in French", "none was given"),
        "name_en": ViewColumn("its name in English", "none was given"),
        "account": ViewColumn("the account that was opened for it", "none was"),
        "source": ViewColumn("where it was announced", "not told"),
        "note": NOTE,
    },
    "activities": {
        "period": ViewColumn("`2026`, `2026-03`, `2026-W46` or `2026-03-09`"),
        "kind": ViewColumn("`communique`, `press_news`, …: a built-in kind or one of the settings"),
        "count": ViewColumn("how many"),
        "precision": PRECISION,
        "evidence": ViewColumn(
            "`published`: somebody printed it; `measured`: the office counted it"
        ),
        "in_total": ViewColumn("`yes`, `no`, or `check`: a printed total to compare the sum with"),
        "coverage": ViewColumn(f"what the count covers, such as `{SEVERAL}`", "not told"),
        "source": ViewColumn("where the number stands"),
        "note": NOTE,
        "corrected_because": CORRECTED,
    },
    "statements": {
        "statement": ViewColumn("the office's own number for the content"),
        "noticed_on": ViewColumn("the day on which it was noticed"),
        "noticed_at": ViewColumn("when, UTC", "only the day is known"),
        "informed_at": ViewColumn(
            "when the public was first informed on any channel, UTC", "not known, or not informed"
        ),
        "outcome": ViewColumn("`true`, `fabricated`, `inaccurate` or `open`"),
        "answer": ViewColumn("`communique`, `denial`, `rectification` or `none`"),
        "posts": ViewColumn("how many own posts answered it"),
        "note": NOTE,
        "corrected_because": CORRECTED,
    },
    "topics": {
        "topic": ViewColumn("its key in the settings, or the word that a hand gave"),
        "account": ACCOUNT,
        "platform": PLATFORM,
        "post": POST,
        "published": PUBLISHED,
        "given_by": ViewColumn("`rule` (of the settings) or `hand` (`tag`)"),
    },
    "letters": {
        "week": ViewColumn("the ISO week that it tells of (`2026-W46`)"),
        "recipient": ViewColumn("the address"),
        "language": ViewColumn("`ar`, `fr` or `en`"),
        "role": ViewColumn("`office` or `administrator`"),
        "state": ViewColumn("`waiting`, `claimed`, `handing`, `sent`, `unsure` or `failed`"),
        "tries": ViewColumn("how often it was put off"),
        "next_try": ViewColumn("not to be tried before then, UTC"),
        "sent": ViewColumn("when the mail server took it, UTC", "it has not"),
        "detail": ViewColumn("what the mail server said last, or what went wrong", "nothing"),
    },
}
"""The columns of each view, in any order."""
TABLES: Mapping[str, str] = {
    "access": "who came in at the page's door and who was turned away, for `access_days`",
    "account": "the institution's accounts, as settings name and platforms know them",
    "account_day": "derived: the last followers of each day; `check` compares, it can be rebuilt",
    "account_day_metric": "what platforms told later of an account's days, and what files tell",
    "account_reading": "one look at an account: its counts as told",
    "activity": "activities, corrected ones as well",
    "alert": "alerts, open and over",
    "calendar_period": "days of the calendar's periods as staff entered them, corrected ones too",
    "change": "what changed: by a person's command, or noticed on a platform",
    "chore": "what the daemon does once a day or week, claimed before it is done",
    "event": "events, corrected ones as well",
    "exported_post": "counts of posts in files that were taken in, at the day of the download",
    "failure": "what a visit could not read, and why",
    "letter": "the outbox of the weekly letter",
    "link": "copies of a page or a paper that somebody without an account may open, until when",
    "pause": "until when a platform or an account is left alone",
    "post": "the accounts' own posts; the texts expire",
    "post_coverage": "the stretches of time of which every own post is on file",
    "account_drop": "derived: when many fewer followers were told at once; it can be rebuilt",
    "post_at_age": "derived: what each post had drawn at 1 and 7 days; it can be rebuilt",
    "post_in_files": "derived: what the files taken in tell of each post; it can be rebuilt",
    "post_now": "derived: the counts of each post as told last; it can be rebuilt",
    "post_reading": "one look at a post: its counts as told",
    "printed_figure": "numbers that somebody printed, corrected ones as well",
    "refused_part": "what a platform refused of an account, left out of its visits for a while",
    "sealed_year": "the figures of closed years",
    "slot": "when each account was due, and how that ended",
    "source_file": "files that were taken in, those taken back as well",
    "spend": "each request that may be billed, or is counted: its worst case, and what it cost",
    "statement": "contents on which the public was informed, corrected ones as well",
    "statement_informed": "when the public was informed of a statement, by channel",
    "statement_post": "the own posts that answered a statement",
    "topic": "topics given to posts by a rule or a hand, and those taken away by a hand",
    "visit": "every attempt to read an account, and how it ended",
    "wording": "what sources, coverages and notes of the registers say in another language",
}
"""What each table keeps."""

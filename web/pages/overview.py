"""The overview: where every account stands, what was published this week, what is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from documents.model import Cell, Column, Content, Foreign, Table, ValueKind, rows_of
from metrics.completeness import Completeness, Gap
from metrics.model import Account
from metrics.periods import last_days, local_day
from metrics.posts import INTERACTIONS, is_of_file, last_reading, latest_count
from metrics.quantity import Evidence
from metrics.series import Post
from queries.completeness import account_completeness
from queries.posts import are_posts_known, best_by_count, latest_posts_of
from queries.targets import target_progress, targets_table
from storage import Store
from storage.alerts import open_alerts
from web.pages.cards import cards, standing_together
from web.pages.pictures import shown
from web.site import Site, Visitor
from web.views import Page
from web.wording import post_cell
from words import Language, age, count_name, notices, platform_name
from words.accounts import account_label
from words.names import alert_name, evidence_name, reason_name, slots_in_words
from words.telling import tell

WEEK = 7
MOST_POSTS = 10


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """How the accounts stand now."""
    words, accounts = visitor.language, site.settings.accounts
    facts = {
        "cards_title": words.say("Followers"),
        "cards": cards(store, accounts, site, visitor),
        "together": standing_together(store, accounts, site, visitor)
        if len(accounts) > 1
        else None,
        "chart": shown(
            words.say("Followers of the official accounts"), "/chart/followers", visitor, days="365"
        ),
        "posts": _posts(store, site, visitor),
        "kept": kept_table(store, accounts, site, visitor),
        "targets": _targets(store, site, visitor),
        "alerts": _alerts(store, site, visitor),
    }
    return Page("overview.html", words.say("Overview"), facts)


def kept_table(
    store: Store,
    accounts: Sequence[Account],
    site: Site,
    visitor: Visitor,
    spans: Sequence[int] = (7, 30),
) -> Table:
    """How many of the slots that were due in so many days were read, and the longest hole."""
    words = visitor.language
    now, zone = site.clock(), site.settings.zone()
    length = site.settings.schedule.followers
    periods = [last_days(days, local_day(now, zone)) for days in spans]
    kept = [account_completeness(store, accounts, period, zone, now, length) for period in periods]
    columns = (
        Column("account", words.say("account")),
        *(Column(f"kept_{days}", _in_days(days, words), ValueKind.COUNT) for days in spans),
        Column("longest", words.say("longest gap")),
    )
    rows: list[Sequence[Content]] = [
        (
            Cell(
                Foreign(account.name),
                words=Foreign(account_label(account, words)),
                href=visitor.link(f"/account/{account.name}"),
            ),
            *(_kept(each[row].kept, site, visitor) for each in kept),
            _hole(kept[-1][row].kept.longest, site, visitor),
        )
        for row, account in enumerate(accounts)
    ]
    caption = words.say("Completeness: readings kept of those due")
    return Table("kept", caption, columns, rows_of(columns, rows))


def posts_table(caption: str, entries: Sequence[Post], visitor: Visitor, empty: str) -> Table:
    """Posts with what they drew until now."""
    words = visitor.language
    columns = (
        Column("post", words.say("post")),
        Column("platform", words.say("platform"), is_line=True),
        Column("published", words.say("published"), ValueKind.INSTANT),
        Column("views", count_name("views", words), ValueKind.COUNT),
        Column(INTERACTIONS, count_name(INTERACTIONS, words), ValueKind.COUNT),
    )
    rows = [
        (
            post_cell(post, visitor),
            platform_name(post.platform, words),
            post.published_at,
            _views(post, words),
            _drawn(post, INTERACTIONS, words),
        )
        for post in entries
    ]
    return Table("posts", caption, columns, rows_of(columns, rows), empty=empty)


def _views(post: Post, words: Language) -> Cell:
    """The views as last told; where none are, because nobody counted them, that."""
    views, born = latest_count(post, "views"), post.published_at.astimezone(UTC).date()
    why = notices.uncounted_reasons([post.platform], ["views"], born, words)
    return Cell(None, note=next(why, None)) if views is None else _drawn(post, "views", words)


def _drawn(post: Post, metric: str, words: Language) -> Cell:
    """A count as last told; one that stands in a file says so."""
    last = last_reading(post, metric)
    if last is None:
        return Cell(None)
    of_file = is_of_file(last[0], post.platform, metric)
    return Cell(last[1], note=evidence_name(Evidence.EXPORTED, words) if of_file else None)


def _posts(store: Store, site: Site, visitor: Visitor) -> Table:
    """The posts of the last seven days, those that drew most first."""
    words = visitor.language
    zone = site.settings.zone()
    week = last_days(WEEK, local_day(site.clock(), zone)).instants(zone)
    posts = [
        post
        for account in site.settings.accounts
        for post in latest_posts_of(store, account, *week)
    ]
    ranked = [entry.post for entry in best_by_count(posts, INTERACTIONS, MOST_POSTS)]
    unranked = [post for post in posts if post not in ranked]
    shown_posts = [*ranked, *unranked][:MOST_POSTS]
    names = [account.name for account in site.settings.accounts]
    if are_posts_known(store, names, *week, site.clock()):
        caption = words.count(
            "{n} post of the last seven days, by the interactions last known",
            "{n} posts of the last seven days, by the interactions last known",
            len(posts),
        )
        nothing = words.say("Nothing was published in the last seven days.")
    else:
        caption = words.say("Posts on file of the last seven days, by the interactions last known")
        nothing = words.say(
            "No post of these days is on file; whether there were any is not known."
        )
    return posts_table(caption, shown_posts, visitor, nothing)


def _targets(store: Store, site: Site, visitor: Visitor) -> Table:
    """How far the way to each target is gone."""
    today = local_day(site.clock(), site.settings.zone())
    progress = target_progress(store, site.settings, today, site.clock())
    accounts = site.settings.accounts
    platforms = {account.name: account.platform for account in accounts}
    called = {each.name: account_label(each, visitor.language) for each in accounts}
    return targets_table(progress, platforms, visitor.language, called)


def _alerts(store: Store, site: Site, visitor: Visitor) -> Table:
    """What is open; of a letter that was lost the week, and for administrators to whom it went."""
    words = visitor.language
    is_told = site.is_administrator(visitor.user)
    columns = (
        Column("alert", words.say("alert")),
        Column("of", words.say("of")),
        Column("since", words.say("since"), ValueKind.INSTANT),
        Column("detail", words.say("detail")),
    )
    shown = [
        record
        if is_told or "@" not in record.subject
        else replace(record, subject=record.subject.partition(" ")[0], detail="")
        for record in open_alerts(store)
    ]
    rows = [
        (
            alert_name(record.kind, words),
            Foreign(record.subject),
            record.opened_at,
            Foreign(tell(record.detail, words)),
        )
        for record in shown
    ]
    caption, nothing = words.say("Open alerts"), words.say("No alert is open.")
    return Table("alerts", caption, columns, rows_of(columns, rows), empty=nothing)


def _kept(kept: Completeness, site: Site, visitor: Visitor) -> Cell:
    words = visitor.language
    begun = kept.begun and words.moment(kept.begun, site.settings.zone())
    note = words.say("before {moment} is before Hasila", moment=begun) if begun else None
    return Cell(slots_in_words(kept, words), note=note)


def _hole(hole: Gap | None, site: Site, visitor: Visitor) -> Cell:
    words = visitor.language
    if hole is None:
        return Cell(words.say("none"))
    length = age(hole.length, words)
    why = reason_name(hole.reason.value if hole.reason else None, words)
    since = words.moment(hole.since, site.settings.zone())
    return Cell(length, note=words.say("from {moment}: {reason}", moment=since, reason=why))


def _in_days(days: int, words: Language) -> str:
    return words.count("in {n} day", "in {n} days", days)

"""The office's letter in words: followers, posts, what is unusual, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from documents.model import (
    Cell,
    Column,
    Heading,
    Item,
    Paragraph,
    Part,
    Picture,
    Table,
    Tone,
    ValueKind,
    rows_of,
)
from metrics.alerts import Breakout
from metrics.completeness import Completeness
from metrics.model import Account
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from metrics.post_coverage import Cover
from metrics.posts import Tally
from queries.posts import BestPost, Published
from queries.reservations import from_files, lasting_loss
from reports.letter.facts import (
    OfficeFacts,
    OwnDays,
    Passed,
    Renamed,
    Unusual,
    Vanished,
    WeekFall,
)
from reports.letter.tables import own_days_table, standings_table, targets_parts
from reports.letter.wording import LetterWording, excerpt, isolated_line, link_to
from storage.alerts import AlertRecord
from words import count_name, notices
from words.names import count_noun, reason_name
from words.nouns import Noun


def _item_of(unusual: Unusual, teller: LetterWording) -> Item:
    """One thing that is unusual."""
    match unusual:
        case WeekFall():
            return _purge(unusual, teller)
        case Passed():
            return _passed(unusual, teller)
        case Breakout():
            return _breakout(unusual, teller)
        case Vanished():
            return _vanished(unusual, teller)
        case Renamed():
            return _renamed(unusual, teller)


def _purge(week_fall: WeekFall, teller: LetterWording) -> Item:
    say = teller.language.say
    head = say("{account}: a fall in one step", account=teller.account(week_fall.account.name))
    return Item(head, tuple(_falls(week_fall, teller)), tone=Tone.LOUD)


def _falls(week_fall: WeekFall, teller: LetterWording) -> Iterator[str]:
    say = teller.language.say
    for fall in week_fall.growth.falls:
        line = say(
            "From {before} to {after} followers, read on {moment}.",
            before=teller.language.number(fall.before),
            after=teller.language.number(fall.after),
            moment=teller.moment(fall.at),
        )
        yield line
        if fall.is_suspect:
            yield say("Too few readings have followed to know whether that number is true.")
    yield say(
        "Net growth of the week: {net}; without such falls: {without}.",
        net=teller.signed(week_fall.growth.net),
        without=teller.signed(week_fall.growth.without),
    )


def _passed(passed: Passed, teller: LetterWording) -> Item:
    head = teller.language.say(
        "{account}: {followers} passed",
        account=teller.account(passed.account.name),
        followers=teller.count(Noun.FOLLOWER, passed.count),
    )
    first = teller.language.say("First read on {moment}.", moment=teller.moment(passed.at))
    return Item(head, (first,))


def _breakout(breakout: Breakout, teller: LetterWording) -> Item:
    say, post = teller.language.say, breakout.post
    line = say(
        "{drawn}, where {usual} is usual.",
        drawn=teller.count(Noun.INTERACTION, breakout.drawn),
        usual=teller.language.number(breakout.usual),
    )
    return Item(
        say("{account}: a post breaks out", account=teller.account(post.account)),
        (line,),
        quote=excerpt(post.text) if post.text else None,
        link=link_to(post.url, post.platform),
    )


def _vanished(vanished: Vanished, teller: LetterWording) -> Item:
    say, post = teller.language.say, vanished.post
    assert post.vanished_at is not None  # noqa: S101 - it is told of for this
    line = say(
        "Published on {published}, noticed gone on {moment}. It counts as published; its text is"
        " erased.",
        published=teller.moment(post.published_at),
        moment=teller.moment(post.vanished_at),
    )
    return Item(
        say("{account}: a post is gone", account=teller.account(vanished.account.name)), (line,)
    )


def _renamed(renamed: Renamed, teller: LetterWording) -> Item:
    say, change = teller.language.say, renamed.change
    line = notices.shown_otherwise(
        change.what,
        isolated_line(change.before) if change.before else teller.not_known(),
        isolated_line(change.after or ""),
        teller.moment(change.at),
        teller.language,
    )
    head = say("{account}: shown otherwise", account=teller.account(renamed.account.name))
    return Item(head, (line,), tone=Tone.LOUD)


def _posts_of_week(published: Sequence[Published], teller: LetterWording) -> Iterator[Part]:
    """What each account published in the week, and what that has drawn so far."""
    say = teller.language.say
    is_known = all(output.cover is Cover.WHOLE for output in published)
    is_quiet = not any(output.posts or output.replies or output.reposts for output in published)
    if is_known and is_quiet:
        yield Paragraph(say("No post of this week is on file."))
        return
    columns = (
        Column("network", say("Network")),
        Column("posts", say("Posts"), ValueKind.COUNT),
        Column("views", _capital(count_name("views", teller.language)), ValueKind.COUNT),
        Column(
            "interactions", _capital(count_name("interactions", teller.language)), ValueKind.COUNT
        ),
    )
    rows = rows_of(columns, [_published(output, teller) for output in published])
    yield Table("published", say("Posts of the week"), columns, rows)
    for output in published:
        if output.cover is not Cover.WHOLE:
            yield Paragraph(_not_known(output, teller))
    yield Paragraph(" ".join(_definitions(published, teller)), Tone.FAINT)


def _own_days(own: Sequence[OwnDays], teller: LetterWording) -> Iterator[Part]:
    """What each account as a whole drew in the week, whatever drew it."""
    if own:
        yield own_days_table(own, teller)
        yield Paragraph(notices.own_days(teller.language), Tone.FAINT)


def _not_known(published: Published, teller: LetterWording) -> str:
    """Why a network's posts of the week are not known, or in part alone."""
    account = teller.account(published.account.name)
    reason = reason_name(published.lost_by, teller.language)
    if published.cover is Cover.NONE and not published.from_files:
        return teller.language.say(
            "{account}: what was published this week is not known ({reason}).",
            account=account,
            reason=reason,
        )
    if not published.posts:
        return teller.language.say(
            "{account}: the posts of this week are known in part alone ({reason}), and none was"
            " found there: how many there were is not known.",
            account=account,
            reason=reason,
        )
    if published.known_since is not None:
        return teller.language.say(
            "{account}: the posts of this week are known since {day} alone ({reason}); the numbers"
            " are at least so high.",
            account=account,
            day=teller.language.date(published.known_since),
            reason=reason,
        )
    return teller.language.say(
        "{account}: the posts of this week are known in part alone ({reason}); the numbers are at"
        " least so high.",
        account=account,
        reason=reason,
    )


def _published(published: Published, teller: LetterWording) -> tuple[Cell, ...]:
    name = Cell(published.account.name, words=teller.account(published.account.name))
    if published.cover is Cover.NONE and not published.from_files:
        return (name, Cell(None), Cell(None), Cell(None))
    apart = [
        teller.count(noun, n)
        for noun, n in ((Noun.REPLY, published.replies), (Noun.REPOST, published.reposts))
        if n
    ]
    beside = teller.language.say("beside {posts}", posts=teller.language.listed(apart))
    parts = PLATFORMS[published.account.platform].interactions
    drawn = [
        _counted(name, published.by_kind[name], published.account.platform, teller)
        for name in parts
        if published.summed(published.by_kind[name]) is not None
    ]
    return (
        name,
        Cell(published.counted(len(published.posts)), note=beside if apart else None),
        _tally(published, published.views, teller),
        _tally(published, published.interactions, teller, " · ".join(drawn)),
    )


def _counted(name: str, tally: Tally, platform: str, teller: LetterWording) -> str:
    """A sum with its noun, in the platform's own word: X's comments are replies."""
    count = teller.count(count_noun(name, platform), tally.total or 0)
    return count.replace(" ", "\u00a0")  # a number and its noun stay on one line


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tally(
    published: Published, tally: Tally, teller: LetterWording, note: str | None = None
) -> Cell:
    """A sum; of some posts alone it says of how many."""
    known = published.summed(tally)
    if known is None or tally.is_whole:
        return Cell(known, note=note if known and tally.posts else None)
    part = teller.language.say(
        "of {counted} of {posts} posts", counted=tally.counted, posts=tally.posts
    )
    return Cell(known, note=f"{part} · {note}" if note else part)


def _definitions(published: Sequence[Published], teller: LetterWording) -> Iterator[str]:
    say = teller.language.say
    platforms = {output.account.platform for output in published if output.posts}
    yield say(
        "Counts are those of the last look at each post, until {moment}.",
        moment=teller.moment(teller.now),
    )
    yield from from_files(teller.language, sum(output.from_files for output in published))
    for key in sorted(platforms):
        counts = [count_name(name, teller.language, key) for name in PLATFORMS[key].interactions]
        yield say(
            "Interactions on {platform}: {counts}.",
            platform=teller.platform(key),
            counts=teller.language.listed(counts),
        )
    born = [post.published_at for output in published for post in output.posts]
    if born:
        first_day, keys = min(born).astimezone(UTC).date(), sorted(platforms)
        for reason in notices.uncounted_reasons(keys, ["views"], first_day, teller.language):
            yield f"{reason}."
    yield say("Accounts reached are told post by post and never added.")


def _best_posts(facts: OfficeFacts, teller: LetterWording) -> Iterator[Part]:
    """The posts of each network that drew most."""
    accounts = {standing.account.name: standing.account for standing in facts.standings}
    for best_post in facts.best:
        yield _best(best_post, accounts[best_post.post.account], teller)
    yield Paragraph(
        teller.language.say(
            "The posts of each network that drew most interactions by their last look."
        ),
        Tone.FAINT,
    )
    named = {best_post.post.account for best_post in facts.best}
    partly = [
        output.account.name
        for output in facts.published
        if output.cover is not Cover.WHOLE and output.account.name in named
    ]
    if partly:
        yield Paragraph(
            teller.language.say(
                "{accounts}: the best of the posts on file; not all of this week are known.",
                accounts=teller.listed(partly),
            )
        )


def _best(best_post: BestPost, account: Account, teller: LetterWording) -> Item:
    counts, post = best_post.reading.counts, best_post.post
    drawn = [teller.count(Noun.INTERACTION, best_post.count)]
    if counts.views is not None:
        drawn.insert(0, teller.count(Noun.VIEW, counts.views))
    lines = [" · ".join(drawn)]
    if best_post.by_followers:
        lines.append(
            teller.language.say(
                "{number} interactions for each 1,000 of the {followers} at publication",
                number=teller.language.number(1000 * best_post.by_followers.value.value),
                followers=teller.count(Noun.FOLLOWER, best_post.by_followers.denominator),
            )
        )
    if counts.reach is not None:
        reached = teller.language.number(counts.reach)
        lines.append(_capital(teller.language.say("accounts reached: {number}", number=reached)))
    return Item(
        head=f"{teller.account(account.name)} · {teller.moment(post.published_at)}",
        lines=tuple(lines),
        quote=excerpt(post.text) if post.text else None,
        link=link_to(post.url, post.platform),
    )


NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def office_chapters(
    facts: OfficeFacts, teller: LetterWording, chart: Picture | None
) -> Iterator[Part]:
    """The letter's chapters, in their order. Without a chart it says that there is none."""
    say = teller.language.say
    yield Heading(say("Followers"))
    yield from _followers(facts, teller, chart)
    if facts.targets:
        yield Heading(say("Targets"))
        yield from targets_parts(facts, teller)
    yield Heading(say("Posts of the week"))
    yield from _posts_of_week(facts.published, teller)
    yield from _own_days(facts.own, teller)
    if facts.best:
        yield Heading(say("Best posts"))
        yield from _best_posts(facts, teller)
    yield Heading(say("What is unusual"))
    yield from _unusual(facts, teller)
    yield Heading(say("Reservations"))
    yield Paragraph(_reservations(facts, teller))


def _reservations(facts: OfficeFacts, teller: LetterWording) -> str:
    """What is missing, in one line; accounts of which the same is missing are told together."""
    alike: dict[Completeness, list[str]] = {}
    for completeness in facts.kept:
        alike.setdefault(_without_instants(completeness.kept), []).append(completeness.account.name)
    parts = [_kept(kept, teller.listed(names), teller) for kept, names in alike.items()]
    parts += [teller.language.names(change.names) for change in facts.breaks]
    parts += [_loss(record, teller) for record in facts.losses]
    return teller.language.say("; ").join(parts) if parts else teller.not_known()


def _loss(record: AlertRecord, teller: LetterWording) -> str:
    """Figures that are missing, since when and, where it is over, until when."""
    name, _, count = record.subject.partition(" ")
    ended = record.closed_at and local_day(record.closed_at, teller.zone)
    days = (local_day(record.opened_at, teller.zone), ended)
    return lasting_loss(teller.language, teller.account(name), record.kind, count or None, days)


def _without_instants(kept: Completeness) -> Completeness:
    """The same, with its longest hole moved to where all holes begin."""
    hole = kept.longest
    moved = hole and replace(hole, since=NEVER, until=NEVER + hole.length)
    return replace(kept, gaps=(moved,) if moved else (), since=None)


def _kept(kept: Completeness, accounts: str, teller: LetterWording) -> str:
    say = teller.language.say
    if kept.is_whole:
        return say("every reading kept: {accounts}", accounts=accounts)
    if not kept.slots_due:
        return say("not read yet: {accounts}", accounts=accounts)
    count, due = teller.language.count, kept.slots_due
    days = count("{kept} of {n} day", "{kept} of {n} days", kept.days_due, kept=kept.days_kept)
    slots = count("{kept} of {n} reading", "{kept} of {n} readings", due, kept=kept.slots_kept)
    part = say("{account}: {days}, {readings}", account=accounts, days=days, readings=slots)
    if kept.slots_partial:
        text = say("{n} of them in part", n=teller.language.number(kept.slots_partial))
        part = say("{one}, {other}", one=part, other=text)
    if kept.begun:
        day = teller.language.date(local_day(kept.begun, teller.zone))
        text = say("before {day} is before Hasila", day=day)
        part = say("{one}, {other}", one=part, other=text)
    if kept.longest is None:
        return part
    reason = kept.longest.reason
    gap = say(
        "longest gap {length} ({reason})",
        length=teller.length(kept.longest.length),
        reason=reason_name(reason.value if reason else None, teller.language),
    )
    return say("{one}, {other}", one=part, other=gap)


def _followers(facts: OfficeFacts, teller: LetterWording, chart: Picture | None) -> Iterator[Part]:
    say = teller.language.say
    yield standings_table(facts, teller, has_sum=len(facts.together.accounts) > 1)
    yield from (Paragraph(words, Tone.FAINT) for words in _on_total(facts, teller))
    if chart is not None:
        yield chart
    elif facts.drawn_since is None:
        yield Paragraph(say("There is no chart: nothing has been read yet."), Tone.FAINT)
    else:
        yield Paragraph(say("There is no chart: it could not be drawn."), Tone.LOUD)


def _on_total(facts: OfficeFacts, teller: LetterWording) -> Iterator[str]:
    """Which accounts a total is of, where it is not of all."""
    say, together = teller.language.say, facts.together
    if len(together.accounts) < 2:  # noqa: PLR2004 - one account has no total
        return
    if together.left_out:
        names = teller.listed(together.left_out)
        yield say("The total is without {accounts}, of which nothing is known.", accounts=names)
    if together.week is not None and together.week_of != together.accounts:
        names = teller.listed(together.week_of)
        yield say("The week’s total growth is that of {accounts} alone.", accounts=names)
    if together.before is not None and together.before_of != together.accounts:
        names = teller.listed(together.before_of)
        yield say(
            "The total growth of the week before is that of {accounts} alone.", accounts=names
        )
    if together.year is not None and together.year_of != together.accounts:
        names = teller.listed(together.year_of)
        yield say("The year’s total growth is that of {accounts} alone.", accounts=names)
    events = [standing.account.name for standing in facts.standings if standing.account.event]
    if events:
        names = teller.listed(events)
        yield say("Accounts opened for an event are outside the total: {accounts}.", accounts=names)


def _unusual(facts: OfficeFacts, teller: LetterWording) -> Iterator[Part]:
    if not facts.unusual:
        yield Paragraph(
            teller.language.say("Nothing unusual was seen in the figures of this week.")
        )
    for week_fall in facts.unusual:
        yield _item_of(week_fall, teller)

"""`today`: the figures of today, as sentences that can be printed and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics.growth import in_total, known_total
from metrics.model import Account
from metrics.periods import Span, local_day, period_of
from metrics.quantity import Quantity, known_by, total
from queries.columns import standing_cell, whose_cells, whose_columns
from queries.growth import AccountGrowth, grown_together, growth_by_account
from queries.posts import published_counts
from queries.request import Asked, Question
from queries.reservations import PostsKnown
from queries.totals import notes_on_events, without
from words import Language, notices
from words.accounts import names_of_accounts
from words.nouns import Noun, counted
from words.sentences import change_sentence, together_sentence
from words.sentences.clauses import begun, sentence_of

SPANS = (Span.DAY, Span.WEEK, Span.MONTH, Span.YEAR)


@dataclass(frozen=True, slots=True)
class _Today:
    """Where an account stands, what it gained so far in each span, and what it published."""

    account: Account
    growths: Mapping[Span, AccountGrowth]
    posts: Quantity | None
    """Of today; None where nothing of today is known."""

    @property
    def followers(self) -> Quantity | None:
        """The newest count that is known."""
        end = self.growths[Span.YEAR].end
        return end.quantity if end else None

    @property
    def read_at(self) -> datetime | None:
        """When that was read; None of a printed figure."""
        end = self.growths[Span.YEAR].end
        return end.at if end else None


def ask_today(asked: Asked) -> Table:
    """Followers now, what was gained today, this week, month and year so far, and today's posts.

    The first notes are sentences as a press release prints them, in the language asked for. The
    total is of the accounts that are known, and its growth of those known at both ends; accounts
    that were opened for an event are in no total.
    """
    known = PostsKnown(asked)
    standings = [_of(asked, account, known) for account in asked.accounts]
    counted_in = {account.name for account in in_total(asked.accounts)}
    members = [entry for entry in standings if entry.account.name in counted_in]
    rows = [_row(entry, asked) for entry in standings]
    has_sum = len([entry for entry in members if entry.followers]) > 1
    if has_sum:
        rows.append(_sum(members, asked))
    moment = asked.language.moment(asked.now, asked.zone)
    caption = asked.language.say("The figures of today, {moment}", moment=moment)
    notes = (*_sentences(asked, standings, members), *_reservations(asked, standings, members))
    return Table("today", caption, _columns(asked.language), tuple(rows), notes, has_sum=has_sum)


def _of(asked: Asked, account: Account, known: PostsKnown) -> _Today:
    periods = [period_of(asked.today, span) for span in SPANS]
    growths = growth_by_account(asked.store, [account], periods, asked.zone, asked.now)
    day = periods[0]
    (counts,) = published_counts(asked.store, account, [day], asked.zone)
    return _Today(
        account,
        dict(zip(SPANS, growths, strict=True)),
        known.bounded(account, day, known_by(counts.posts, counts.evidence)),
    )


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    titles = {
        Span.DAY: say("gained today"),
        Span.WEEK: say("gained this week"),
        Span.MONTH: say("gained this month"),
        Span.YEAR: say("gained this year"),
    }
    return (
        *whose_columns(language),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("read at"), ValueKind.INSTANT),
        *(
            Column(span.value, title, ValueKind.COUNT, is_signed=True)
            for span, title in titles.items()
        ),
        Column("posts", say("posts today"), ValueKind.COUNT),
    )


def _row(entry: _Today, asked: Asked) -> Row:
    language = asked.language
    return {
        **whose_cells(entry.account),
        "followers": standing_cell(entry.growths[Span.YEAR].end, language),
        "read_at": entry.read_at,
        **{span.value: _gain(entry.growths[span], asked) for span in SPANS},
        "posts": _posts_cell(entry.posts, language),
    }


def _gain(grown: AccountGrowth, asked: Asked) -> Cell:
    notes = (_longer_note([grown], asked), _fall_note([grown], asked.language))
    return Cell(grown.growth.net, note=asked.language.listed([*filter(None, notes)]) or None)


def _longer_note(grown: Iterable[AccountGrowth], asked: Asked) -> str | None:
    """From which reading on the growth is, where one is older than its days."""
    starts = [each.growth.start_at for each in grown if each.growth.is_longer]
    oldest = min(filter(None, starts), default=None)
    if oldest is None:
        return None
    day = asked.language.date(local_day(oldest, asked.zone))
    return asked.language.say("since the reading of {day}", day=day)


def _fall_note(grown: Iterable[AccountGrowth], language: Language) -> str | None:
    return (
        language.say("with a fall in one step") if any(growth.falls for growth in grown) else None
    )


def _posts_cell(posts: Quantity | None, language: Language) -> Cell:
    """That there are none or more says nothing."""
    if posts is not None and not posts.value and not posts.is_exact:
        return Cell(posts, words=notices.not_known(language))
    return Cell(posts)


def _sum(members: Sequence[_Today], asked: Asked) -> Row:
    language = asked.language
    posts = [entry.posts for entry in members if entry.posts is not None]
    is_whole = len(posts) == len(members)
    return {
        "account": Cell(None, words=language.say("together")),
        "platform": None,
        "followers": known_total(
            {member.account.name: member.followers for member in members}
        ).value,
        "read_at": Cell(None, words=""),
        **{span.value: _gained_together(members, span, asked) for span in SPANS},
        "posts": _posts_cell(total(posts), language) if is_whole else None,
    }


def _gained_together(members: Sequence[_Today], span: Span, asked: Asked) -> Cell:
    """What the accounts gained of which the gain is known, like for like; a note says of which."""
    grown = [entry.growths[span] for entry in members]
    together = grown_together(grown)
    if together.net is None:
        return Cell(None)
    known = [entry for entry in grown if entry.account.name in together.accounts]
    language = asked.language
    notes = [
        _longer_note(known, asked),
        _fall_note(known, language),
        without(together.left_out, asked),
    ]
    return Cell(together.net, note=language.listed([*filter(None, notes)]) or None)


def _sentences(
    asked: Asked, standings: Sequence[_Today], members: Sequence[_Today]
) -> Iterator[str]:
    """What a press release says: where accounts stand, how they changed, what was published."""
    language = asked.language
    names = names_of_accounts([entry.account for entry in standings], language)
    known = [
        (names[member.account.name], member.followers) for member in members if member.followers
    ]
    standing = together_sentence(
        language,
        total=total([followers for _, followers in known]) if known else None,
        networks=known if len(known) > 1 else (),
        when=asked.today,
    )
    changes = (_change(standing, names[standing.account.name], asked) for standing in standings)
    yield from filter(None, (standing, *changes, _published(asked, members)))


def _change(entry: _Today, name: str, asked: Asked) -> str | None:
    """The change since the beginning of the year; where that is not known, of the month."""
    for span in (Span.YEAR, Span.MONTH):
        grown = entry.growths[span]
        if grown.growth.net is not None and not grown.growth.is_longer:
            since = grown.start.period if grown.start and grown.start.period else None
            return change_sentence(
                asked.language,
                name,
                net=grown.growth.net,
                rate=grown.rate,
                since=since or grown.growth.period.since,
                lost=[fall.lost for fall in grown.falls],
            )
    return None


def _published(asked: Asked, members: Sequence[_Today]) -> str | None:
    posts = [entry.posts for entry in members if entry.posts is not None]
    if not posts or len(posts) < len(members):
        return None
    together = total(posts)
    if not together.value and not together.is_exact:
        return None
    language = asked.language
    clause = language.count(
        "{posts} was published today until {moment}",
        "{posts} were published today until {moment}",
        int(together.value),
        posts=counted(Noun.POST, together, language),
        moment=language.clock(asked.now, asked.zone),
    )
    return sentence_of(begun(clause), language)


def _reservations(
    asked: Asked, standings: Sequence[_Today], members: Sequence[_Today]
) -> Iterator[str]:
    language = asked.language
    for entry in standings:
        if entry.followers is None:
            yield language.say(
                "{account}: not known, it was never read", account=asked.called(entry.account.name)
            )
        elif entry.read_at and local_day(entry.read_at, asked.zone) < asked.today:
            yield language.say(
                "{account}: not read today; what is told was read {moment}",
                account=asked.called(entry.account.name),
                moment=language.moment(entry.read_at, asked.zone),
            )
        yield from _since_older_readings(entry, asked)
        for fall in entry.growths[Span.YEAR].falls:
            name = asked.called(entry.account.name)
            yield notices.fall_in_one_step(name, fall, asked.zone, language)
    yield from notes_on_events([entry.account for entry in standings], asked)
    if len(members) > 1:
        yield language.say("Growth together is of the accounts of which it is known.")


def _since_older_readings(entry: _Today, asked: Asked) -> Iterator[str]:
    """Which growths hold more than their days, a sentence for each reading that they begin with."""
    begun: dict[datetime, date] = {}
    for grown in (entry.growths[span] for span in SPANS):
        if grown.growth.is_longer and grown.growth.start_at:
            begun[grown.growth.start_at] = grown.growth.period.since
    for read_at, since in begun.items():
        yield asked.language.say(
            "{account}: the growth told from {day} on is that since the reading of {read}",
            account=asked.called(entry.account.name),
            day=asked.language.date(since),
            read=asked.language.date(local_day(read_at, asked.zone)),
        )


TODAY = Question(
    "today",
    lambda language: language.say("What are the figures of today?"),
    frozenset(),
    ask_today,
    has_days=False,
    counts_growth=True,
)

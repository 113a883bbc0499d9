"""The press-ready sentences of a balance, each with the numbers that it tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from documents.model import foreign_line
from metrics.periods import local_day
from metrics.quantity import Quantity, total
from metrics.statement import ResponseTimes
from queries.reservations import from_files
from reports.balance.facts import (
    ActivityLine,
    Answered,
    Balance,
    Happening,
    TopPost,
    YearStanding,
)
from reports.balance.figure import Figure
from reports.balance.posts import are_all_known_since, by_platform, silent_accounts
from reports.balance.wording import Reader, day_meant, drawn_together, summed_counts
from settings.sections import RecurringEvent
from words import lengths, platform_name
from words import sentences as models
from words.names import count_noun, reason_name
from words.nouns import KIND_NOUNS, Countable, Noun

INFORMING = ("communique", "press_news")
"""The kinds that are told together: what they cover changes from year to year."""
VIEWERS = "viewers"
"""The metric of a printed figure that tells an event's audience."""
SEASON = re.compile(r"(?<!\d)(\d{4})\s*[-–/]\s*(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, which model it follows, and the ids of the figures that it tells."""

    id: str
    text: str
    figures: tuple[str, ...]


def sentences(balance: Balance, reader: Reader) -> tuple[Sentence, ...]:
    """The sentences that the facts allow, in the order of the paper."""
    makers: tuple[Callable[[Balance, Reader], Iterator[Sentence]], ...] = (
        _followers,
        _posts,
        _as_wholes,
        _work,
        _evidence,
    )
    return tuple(sentence for maker in makers for sentence in maker(balance, reader))


def _worded(model: str, text: str | None, *figures: Figure | str | None) -> Iterator[Sentence]:
    """The sentence, unless what it tells is not known."""
    if text is not None:
        ids = (
            figure if isinstance(figure, str) else figure.id
            for figure in figures
            if figure is not None
        )
        yield Sentence(model, text, tuple(dict.fromkeys(ids)))


def _work(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    """The sentences on activities, statements, events, requests and schools."""
    activities = balance.activities
    lines = {line.kind: line for line in activities.lines}
    parts = list(_kinds(activities.lines, reader))
    text = models.activities_sentence(
        reader.language,
        total=activities.total.quantity if activities.total else None,
        kinds=[(noun, quantity) for noun, quantity, _ in parts],
        is_so_far=reader.is_so_far(balance),
    )
    yield from _worded("S9", text, activities.total, *(id_ for *_, ids in parts for id_ in ids))
    yield from _statements(balance, lines, reader)
    yield from _events(balance, lines, reader)
    yield from _requests(lines, balance, reader)
    yield from _schools(lines, balance, reader)


def _kinds(
    lines: Sequence[ActivityLine], reader: Reader
) -> Iterator[tuple[Countable, Quantity, tuple[str, ...]]]:
    """Each part of the total with its noun; communiques and news are one part."""
    inside = [line for line in lines if line.in_total]
    informing = [line for line in inside if line.kind in INFORMING]
    if informing:
        value = total([line.count.quantity for line in informing])
        yield Noun.INFORMATION, value, tuple(line.count.id for line in informing)
    for line in inside:
        if line.kind in INFORMING:
            continue
        noun = _noun(line.kind, reader)
        if noun is not None:
            yield noun, line.count.quantity, (line.count.id,)


def _noun(kind: str, reader: Reader) -> Countable | None:
    """What a kind is counted as; one that the office declared needs its plurals in the language."""
    plurals = reader.plurals.get(kind, {}).get(reader.language.code, {})
    return plurals if "other" in plurals else KIND_NOUNS.get(kind)


def _statements(
    balance: Balance, lines: dict[str, ActivityLine], reader: Reader
) -> Iterator[Sentence]:
    answered, language = balance.answered, reader.language
    ids = {figure.id.rpartition("/")[2]: figure for figure in answered.figures}
    if answered.denials or answered.rectifications:
        text = models.truth_statements_sentence(
            language,
            denials=answered.denials,
            rectifications=answered.rectifications,
            is_so_far=reader.is_so_far(balance),
            is_alone=balance.activities.total is None,
        )
        yield from _worded("S10", text, ids["denials"], ids["rectifications"])
    if answered.count:
        text = models.violent_contents_sentence(
            language,
            informed=answered.informed,
            noticed=answered.count,
            times=_times(answered),
            is_so_far=reader.is_so_far(balance),
        )
        yield from _worded("S11", text, *answered.figures)
    elif "violent_content" in lines:
        count = lines["violent_content"].count
        yield from _worded(
            "S11", models.violent_contents_sentence(language, informed=count.quantity), count
        )


def _times(answered: Answered) -> ResponseTimes:
    return ResponseTimes(
        count=answered.count,
        informed=answered.informed,
        timed=answered.timed,
        shortest=answered.shortest,
        median=answered.median,
        longest=answered.longest,
        within=answered.within,
        share=Fraction(answered.within, answered.timed) if answered.timed else None,
        ceiling=answered.ceiling,
    )


def _events(balance: Balance, lines: dict[str, ActivityLine], reader: Reader) -> Iterator[Sentence]:
    """The visitors and viewers of the events as printed; what the accounts of events drew."""
    for event in reader.events:
        yield from _printed_event(event, balance, lines, reader)
    occasions = {
        happening.account: happening for happening in balance.happenings if happening.account
    }
    for output in balance.outputs:
        views, occasion = output.views.figure, occasions.get(output.account)
        if output.is_event and views:
            text = models.event_sentence(
                reader.language,
                reader.language.names(occasion.names) if occasion else reader.name(output.account),
                audience=(Noun.VIEW, views.quantity),
                stretch=(occasion.since, occasion.until) if occasion else None,
                is_so_far=_is_running(occasion, balance, reader),
            )
            yield from _worded("S12", text, views)


def _printed_event(
    event: RecurringEvent, balance: Balance, lines: dict[str, ActivityLine], reader: Reader
) -> Iterator[Sentence]:
    visitors = lines[event.visitors].count if event.visitors in lines else None
    viewers = next(
        (
            other.figure
            for other in balance.others
            if other.metric == VIEWERS and other.account == event.account
        ),
        None,
    )
    happening = _happening_of(event, balance)
    text = models.event_sentence(
        reader.language,
        reader.language.names(event.name),
        visitors=visitors.quantity if visitors else None,
        audience=(Noun.VIEWER, viewers.quantity) if viewers else None,
        stretch=(happening.since, happening.until) if happening else None,
        is_so_far=_is_running(happening, balance, reader),
    )
    yield from _worded("S12", text, visitors, viewers)


def _is_running(happening: Happening | None, balance: Balance, reader: Reader) -> bool:
    """Whether an event may go on: what it drew is so far. None: its days are not on file."""
    if happening is None:
        return reader.is_so_far(balance)
    return local_day(balance.drawn_at, reader.zone) < happening.until


def _happening_of(event: RecurringEvent, balance: Balance) -> Happening | None:
    """The event's entry in the register, if it is on file once."""
    happenings = [
        happening for happening in balance.happenings if event.is_named_in(happening.names.values())
    ]
    return happenings[0] if len(happenings) == 1 else None


def _requests(
    lines: dict[str, ActivityLine], balance: Balance, reader: Reader
) -> Iterator[Sentence]:
    kinds = ("media_request", "media_request_met", "media_request_withheld")
    received, met, withheld = (lines[kind].count if kind in lines else None for kind in kinds)
    text = models.media_requests_sentence(
        reader.language,
        received=received.quantity if received else None,
        met=_whole(met),
        withheld=_whole(withheld),
        is_so_far=reader.is_so_far(balance),
    )
    yield from _worded("S13", text, received, met, withheld)


def _schools(
    lines: dict[str, ActivityLine], balance: Balance, reader: Reader
) -> Iterator[Sentence]:
    kinds = ("pupils", "schools", "associations", "unions")
    counts = [lines[kind].count if kind in lines else None for kind in kinds]
    pupils, schools, associations, unions = (
        figure.quantity if figure else None for figure in counts
    )
    notes = {lines[kind].note or "" for kind in reader.season_kinds if kind in lines}
    seasons = [SEASON.search(note) for note in notes]
    named = seasons[0] if len(seasons) == 1 else None
    text = models.school_year_sentence(
        reader.language,
        "-".join(named.groups()) if named else None,
        pupils=pupils,
        schools=schools,
        associations=associations,
        unions=unions,
        is_so_far=reader.is_so_far(balance),
    )
    yield from _worded("S14", text, *counts)


def _whole(figure: Figure | None) -> int | None:
    return int(figure.quantity.value) if figure else None


def _followers(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    total = balance.total
    members = [standing for standing in balance.standings if standing.account in total.accounts]
    networks = [
        (reader.name(member.account), member.value.quantity)
        for member in members
        if member.value is not None
    ]
    yield from _worded(
        "S1",
        models.together_sentence(
            reader.language,
            total=total.value.quantity if total.value else None,
            networks=networks,
            when=day_meant([member.value for member in members if member.value], balance, reader),
            is_so_far=reader.is_so_far(balance),
        ),
        total.value,
        *(member.value for member in members),
    )
    launched = {launch.account for launch in balance.launches}
    for standing in balance.standings:
        if (
            standing.value is not None
            and not standing.is_event
            and standing.account not in launched
        ):
            yield from _change(standing, reader)
    if total.growth and len(total.same_accounts) > 1:
        text = models.like_for_like_sentence(
            reader.language,
            accounts=[reader.name(account) for account in total.same_accounts],
            rate=total.growth.quantity,
        )
        yield from _worded("S4", text, total.growth)
    yield from _launched(balance, reader)


def _change(year_standing: YearStanding, reader: Reader) -> Iterator[Sentence]:
    """The change of an account, or that it is not known; a printed rate is told as theirs."""
    name = reader.name(year_standing.account)
    if year_standing.net is None or year_standing.previous is None:
        rate = year_standing.printed_rate
        unknown = models.change_not_known_sentence(
            reader.language,
            name,
            printed=rate.quantity if rate else None,
            source=rate.quantity.source if rate else None,
        )
        yield from _worded("S3", unknown, rate or year_standing.value)
        return
    since = year_standing.previous.as_of or year_standing.previous.period
    if year_standing.previous.at is not None:
        since = local_day(year_standing.previous.at, reader.zone)
    rate = year_standing.growth
    text = models.change_sentence(
        reader.language,
        name,
        net=year_standing.net.quantity,
        rate=rate.quantity if rate else None,
        since=since,
        lost=[fall.lost for fall in year_standing.falls],
    )
    without, value = year_standing.without_falls, year_standing.value
    yield from _worded("S2", text, year_standing.net, rate, value, year_standing.previous, without)


def _launched(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    for launch in balance.launches:
        within = None
        if launch.reached.at is not None:
            day = local_day(launch.reached.at, reader.zone)
            within = lengths.launch(launch.opened, day, reader.language)
        text = models.launch_sentence(
            reader.language,
            reader.name(launch.account),
            followers=launch.reached.quantity,
            opened=launch.opened,
            within=within,
        )
        yield from _worded("S5", text, launch.reached)


def _posts(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    combined = balance.published
    if combined is None:
        return
    own = [output for output in balance.outputs if not output.is_event]
    counts, posts = dict(by_platform(own)), combined.posts
    is_told = posts is not None and (posts.quantity.is_exact or posts.quantity.value > 0)
    unknown = [
        platform_name(key, reader.language)
        for key, count in counts.items()
        if count is None or not is_told
    ]
    unknown += [reader.name(account) for account in silent_accounts(own)]
    text = models.published_sentence(
        reader.language,
        total=posts.quantity if posts and is_told else None,
        platforms=[(key, count) for key, count in counts.items() if count is not None],
        unknown=unknown,
        known_since=combined.known_since,
        is_all=are_all_known_since(own, balance, reader.zone),
        is_so_far=reader.is_so_far(balance),
    )
    yield from _worded("S6", text, posts, *(output.posts for output in own))
    for said in from_files(reader.language, sum(output.from_files for output in own)):
        yield from _worded("S18", said, posts)
    views, interactions = combined.views.figure, combined.interactions.figure
    text = models.drawn_sentence(
        reader.language,
        views=views.quantity if views else None,
        interactions=interactions.quantity if interactions else None,
        when=balance.as_of,
        definition=summed_counts(balance, reader),
    )
    yield from _worded("S7", text, views, interactions)
    yield from _most_viewed(balance, reader)


def _as_wholes(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    """The views of each account as a whole and the visits to it: S7 tells those of its posts."""
    for account_year in balance.account_years:
        pair = [count for count in account_year.counts if count.metric in {"views", "visits"}]
        text = models.account_days_sentence(
            reader.language,
            reader.name(account_year.account),
            **{count.metric: count.figure.quantity for count in pair},
            covered=min(((count.days, count.due) for count in pair), default=(0, 0)),
            is_so_far=reader.is_so_far(balance),
        )
        yield from _worded("S17", text, *(count.figure for count in pair))
    text, figures = drawn_together(balance, reader)
    yield from _worded("S19", text, *figures)


def _most_viewed(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    """The best post that was read; years sealed in form 1 know it by the same age alone."""
    is_read = (post for post in balance.most_viewed if post.count.readings)
    for post in list(is_read)[:1]:
        text = models.most_viewed_sentence(reader.language, _ranked(post, reader), balance.as_of)
        yield from _worded("S8", text, post.count, post.likes)
    if not balance.most_viewed:
        for post in balance.best[:1]:
            text = models.most_viewed_at_age_sentence(reader.language, _ranked(post, reader))
            yield from _worded("S8", text, post.count, post.likes)


def _ranked(post: TopPost, reader: Reader) -> models.RankedContent:
    liked = (count_noun("likes", post.platform), post.likes.quantity) if post.likes else None
    return models.RankedContent(
        network=reader.name(post.account),
        views=post.count.quantity,
        liked=liked,
        title=reader.titles.get((post.account, post.published_at)),
        day=local_day(post.published_at, reader.zone),
        age=post.age,
    )


def _evidence(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    covered = balance.coverage
    if covered:
        holes = [coverage.hole for coverage in covered if coverage.hole]
        begun = [coverage.begun for coverage in covered if coverage.begun]
        longest = max(holes, key=lambda hole: hole.until - hole.since, default=None)
        text = models.completeness_sentence(
            reader.language,
            kept=sum(coverage.slots_kept for coverage in covered),
            due=sum(coverage.slots_due for coverage in covered),
            longest_gap=longest.until - longest.since if longest else None,
            since=local_day(min(begun), reader.zone) if len(begun) == len(covered) else None,
            reason=reason_name(longest.reason, reader.language, foreign_line) if longest else None,
        )
        yield from _worded("S15", text, *(coverage.figure for coverage in covered))
    for correction in balance.corrections:
        if correction.is_base:
            text = models.rectification_sentence(
                reader.language,
                new=correction.new,
                old=correction.old,
                printed_on=correction.printed_on,
                reason=correction.reason,
            )
            yield from _worded("S16", text, correction.id)

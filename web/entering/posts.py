"""The forms that name posts, found by words of their texts: statements, and topics of posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from entries.texts import statement_texts
from entries.topics import GIVE, TAKE
from metrics.statement import CHANNELS, OfficeAnswer, StatementOutcome
from storage.post_query.words import NamedPost, posts_by_id, posts_with_words
from storage.registers.statements import statement_numbered
from storage.topics import topics_on_file
from web.entering.fields import (
    FIND,
    EntryField,
    EntryForm,
    FormDesk,
    Texts,
    note_field,
    wording_fields,
)
from words import platform_name
from words.bidi import isolated
from words.names import outcome_name, topic_name
from words.registers import answer_name, channel_name

MOST_FOUND = 30
LONGEST_EXCERPT = 120


def _statement_fields(desk: FormDesk) -> Iterator[EntryField]:
    say, moment = desk.words.say, isolated("2026-03-09 14:30")
    yield EntryField("key", say("the office's own number of the content"), is_needed=True)
    hint = say("{moment}, or the day alone", moment=moment)
    yield EntryField("noticed", say("noticed"), hint=hint, is_needed=True)
    outcomes = [(each.value, outcome_name(each.value, desk.words)) for each in StatementOutcome]
    yield EntryField("outcome", say("what it turned out to be"), "select", choices=outcomes)
    answers = [(each.value, answer_name(each, desk.words)) for each in OfficeAnswer]
    yield EntryField("answer", say("answer of the office"), "select", choices=answers)
    for channel in CHANNELS:
        label = say("public informed: {channel}", channel=channel_name(channel, desk.words))
        yield EntryField(f"informed_{channel}", label, hint=hint)
    choices = [(post.id, _worded(post, desk)) for post in _offered(desk)]
    yield from _post_fields(desk, choices)
    safe = say("without a person, a number or an address")
    yield EntryField("note", note_field(desk).label, hint=safe)
    yield from wording_fields(desk, "note")


def _statement_on_file(desk: FormDesk, number: int) -> Texts | None:
    statement = statement_numbered(desk.store, number)
    return None if statement is None else statement_texts(statement, desk.settings.zone())


def _topic_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    choices = [(f"{post.account}/{post.id}", _worded(post, desk)) for post in _offered(desk)]
    yield from _post_fields(desk, choices)
    keys = dict.fromkeys([*desk.settings.topics, *topics_on_file(desk.store)])
    topics = [(key, topic_name(key, desk.words, desk.settings.topic_names(key))) for key in keys]
    yield EntryField("topic", say("topic"), "select", choices=topics, is_needed=True)
    what = ((GIVE, say("give it to them")), (TAKE, say("take it away from them")))
    yield EntryField("what", say("what is done"), "select", choices=what)


def _no_rows(desk: FormDesk, number: int) -> None:
    """A topic is given to posts, and is no row of a register."""
    del desk, number


def _post_fields(desk: FormDesk, choices: Sequence[tuple[str, str]]) -> Iterator[EntryField]:
    yield EntryField(FIND, desk.words.say("find posts by words"), "search")
    hint = desk.words.say("those that you choose above; more of them by id or address")
    yield EntryField("posts", desk.words.say("posts"), "posts", hint, choices=choices)


def _offered(desk: FormDesk) -> list[NamedPost]:
    """The posts that are chosen, and those that hold the words that were looked for."""
    named = {name.rpartition("/")[2] for name in desk.texts.get("posts", "").split()}
    chosen = posts_by_id(desk.store, named) if named else []
    words = desk.texts.get(FIND, "")
    posts = posts_with_words(desk.store, words, MOST_FOUND) if words else []
    return [*chosen, *(post for post in posts if post not in chosen)]


def _worded(post: NamedPost, desk: FormDesk) -> str:
    day = desk.words.date(post.published_at.astimezone(desk.settings.zone()).date())
    text = " ".join((post.text or "").split())
    excerpt = text if len(text) <= LONGEST_EXCERPT else f"{text[:LONGEST_EXCERPT]}…"
    return " · ".join((day, platform_name(post.platform, desk.words), excerpt or post.id))


STATEMENT = EntryForm(
    "statement",
    lambda words: words.say("Statement on a violent or false content"),
    _statement_fields,
    frozenset({"key"}),
    _statement_on_file,
    "statement",
)
TOPIC = EntryForm(
    "topic",
    lambda words: words.say("Topic of posts"),
    _topic_fields,
    frozenset(),
    _no_rows,
    linked=frozenset({"posts", FIND}),
)

"""`forms`: what videos, images and texts drew, compared at an equal age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from documents.model import Column, Row, Table, ValueKind
from metrics.model import Account
from metrics.periods import Period, Span
from metrics.posts import INTERACTIONS
from metrics.quantity import Quantity, derived, measured, middle_number
from queries.columns import bound_columns, bounds, whose_cells, whose_columns
from queries.posts import drawn_by_form
from queries.questions.posts import FORM_KEYS, UNTOLD, form_titles
from queries.questions.times import FEWEST
from queries.request import Asked, Question, age_of, topic_of
from queries.reservations import PostsKnown, breaks, lists
from storage.post_query import DrawnAtAge, PostQuery
from words import Language

AGE_DAYS = 7
"""At which age posts are compared unless somebody asks for another: most has been drawn by then."""
COUNTED = ("views", INTERACTIONS)


def _median(drawn: DrawnAtAge) -> Quantity | None:
    """An estimate where it is not known of some post, or estimated of one."""
    if not drawn.counts:
        return None
    middle = middle_number(drawn.counts)
    is_whole = len(drawn.counts) == drawn.posts and not drawn.estimated
    return measured(middle) if is_whole else derived(middle)


def ask_forms(asked: Asked) -> Table:
    """For each account and form of posts the median of views and of interactions at one age.

    Unless told at seven days. Posts whose number at that age is not known are left out of a median;
    fewer than three behind one say nothing, and are told as such.

    Raises:
        CannotAnswer: nobody knows the topic that was asked for.
    """
    age = age_of(asked) or timedelta(days=AGE_DAYS)
    known = PostsKnown(asked)
    rows = tuple(row for account in asked.accounts for row in _rows(asked, account, age, known))
    caption = asked.language.count(
        "What each form of posts had drawn {n} day after publication",
        "What each form of posts had drawn {n} days after publication",
        age.days,
    )
    return Table("forms", caption, _columns(asked.language), rows, tuple(_notes(asked, known)))


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    titles = {"views": say("median of views"), INTERACTIONS: say("median of interactions")}
    return (
        *whose_columns(language),
        Column("form", say("form"), is_detail=True),
        Column("form_name", say("form")),
        Column("posts", say("posts"), ValueKind.COUNT),
        *(
            column
            for metric, title in titles.items()
            for column in (
                Column(metric, title, ValueKind.COUNT),
                Column(f"{metric}_of", say("of so many posts"), ValueKind.COUNT, is_detail=True),
                *bound_columns(f"{metric}_", language),
            )
        ),
        Column("remark", say("remark")),
    )


def _rows(asked: Asked, account: Account, age: timedelta, known: PostsKnown) -> Iterator[Row]:
    drawn = _by_form(asked, account, age)
    days = Period(asked.first_day, asked.last_day, Span.DAY)
    for key, title in form_titles(asked.language):
        at_age = {metric: by_form.get(key) for metric, by_form in drawn.items()}
        of_interactions = at_age[INTERACTIONS]
        if of_interactions is None:
            continue
        is_thin = len(of_interactions.counts) < FEWEST
        yield {
            **whose_cells(account),
            "form": key,
            "form_name": title,
            "posts": known.shown(account, days, of_interactions.posts),
            **{name: value for metric in COUNTED for name, value in _cells(metric, at_age).items()},
            "remark": asked.language.say("too few posts") if is_thin else "",
        }


def _cells(metric: str, at_age: Mapping[str, DrawnAtAge | None]) -> Row:
    drawn = at_age[metric]
    middle = _median(drawn) if drawn else None
    return {
        metric: middle,
        f"{metric}_of": len(drawn.counts) if drawn else None,
        **bounds(f"{metric}_", middle),
    }


def _by_form(
    asked: Asked, account: Account, age: timedelta
) -> Mapping[str, Mapping[str, DrawnAtAge]]:
    """By count what the posts of each form had drawn at an age; a form without a post is none."""
    wanted = PostQuery(account.name, *asked.instants(), topic=topic_of(asked), with_stories=True)
    by_form = drawn_by_form(asked.store, wanted, COUNTED, age)
    return {
        metric: {
            FORM_KEYS[form] if form else UNTOLD: drawn[place] for form, drawn in by_form.items()
        }
        for place, metric in enumerate(COUNTED)
    }


def _notes(asked: Asked, known: PostsKnown) -> Iterator[str]:
    say = asked.language.say
    yield say("A form shows what was published in it and drew so much; it proves no cause.")
    yield say("Posts whose number at that age is not known are left out.")
    yield say("Fewer than three posts behind a median say nothing of their form.")
    yield from lists(asked)
    yield from breaks(asked, COUNTED)
    yield from known.notes()


FORMS = Question(
    "forms",
    lambda language: language.say("Do videos, images or texts draw more?"),
    frozenset({"age", "topic"}),
    ask_forms,
)

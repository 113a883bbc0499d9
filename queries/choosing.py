"""What an asking chooses: posts on a topic, counted by a metric; a mistyped name is refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from difflib import get_close_matches

from metrics.errors import HasilaError
from metrics.periods import Period
from queries.asking import Asked
from storage.tags import topics_on_file


class CannotAnswer(HasilaError):
    """The question was put in a way that has no answer."""


def topic_of(asked: Asked) -> str | None:
    """The topic that was asked for, if any.

    Raises:
        CannotAnswer: neither the settings nor any post know it.
    """
    if asked.topic is None or asked.topic in asked.settings.topics:
        return asked.topic
    return _known("topic", asked.topic, {*asked.settings.topics, *topics_on_file(asked.store)})


def metric_of(asked: Asked, known: Collection[str]) -> str:
    """The count that was asked for.

    Raises:
        CannotAnswer: it is not one of those.
    """
    return _known("metric", asked.metric, known)


def begun_periods(asked: Asked) -> tuple[Period, ...]:
    """The periods asked for that have begun; of the others nothing can be known yet."""
    return tuple(period for period in asked.periods() if period.since <= asked.today)


def age_of(asked: Asked) -> timedelta | None:
    """The age at which posts are to be compared, if at an equal one."""
    return None if asked.age_days is None else timedelta(days=asked.age_days)


def topic_name(key: str, asked: Asked) -> str:
    """A topic as the settings name it in the reader's language, else its key."""
    known = asked.settings.topics.get(key)
    return (asked.language.names(known.name) if known else "") or key


def _known(what: str, word: str, known: Collection[str]) -> str:
    if word in known:
        return word
    alike = get_close_matches(word, known, n=1)
    hint = f"did you mean {alike[0]}?" if alike else f"there are: {', '.join(sorted(known))}"
    raise CannotAnswer(f"no {what} is called {word!r}" + (f"; {hint}" if known else ""))

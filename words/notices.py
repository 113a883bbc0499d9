"""What every surface says in the same words: a number is missing or fell, the data is not real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from metrics.falls import Fall
from metrics.platforms import counts_lacking
from words.language import Language
from words.names import count_name, platform_name


def not_known(language: Language) -> str:
    """What stands in the place of a number that nobody has."""
    return language.say("not known")


def own_days(language: Language) -> str:
    """What counts of an account as a whole are, beside those of its posts."""
    return language.say(
        "Views of an account hold those of its posts. The days are the platform’s own, as it"
        " reports them later or as a file tells them."
    )


def demonstration(language: Language) -> str:
    """What stands on whatever shows a simulated platform's readings."""
    return language.say("Demonstration: readings of a simulated platform, not of the real accounts")


def uncounted_reasons(
    platforms: Iterable[str], metrics: Iterable[str], first_day: date, language: Language
) -> Iterator[str]:
    """Why a number is not known of posts published from a day on, where it was not counted yet.

    `first_day` is the day, in UTC, of the oldest of the posts that are shown or asked for.
    """
    for platform, metric, counted in counts_lacking(platforms, metrics, first_day):
        yield language.say(
            "{platform}, {count}: not known of posts published before {day}, for it was not"
            " counted yet",
            platform=platform_name(platform, language),
            count=count_name(metric, language, platform),
            day=language.date(counted),
        )


def fall_in_one_step(name: str, fall: Fall, zone: ZoneInfo, language: Language) -> str:
    """That followers fell in one step, lest what was published then be taken for the cause."""
    return language.say(
        "{account}: a fall in one step from {before} to {after}, read {moment}, as when a"
        " platform removes accounts; it says nothing of what was published then",
        account=name,
        before=language.number(fall.before),
        after=language.number(fall.after),
        moment=language.moment(fall.at, zone),
    )


def shown_otherwise(what: str, before: str, after: str, moment: str, language: Language) -> str:
    """That a platform shows an account otherwise than before, and since when that was noticed.

    `what` is the field of the account: its handle, name, badge or id.
    """
    names = {
        "platform_id": language.say("the id"),
        "handle": language.say("the handle"),
        "display_name": language.say("the name"),
        "verified": language.say("the verification badge"),
    }
    return language.say(
        "{what} was {before} and is {after} since {moment}",
        what=names[what],
        before=before,
        after=after,
        moment=moment,
    )

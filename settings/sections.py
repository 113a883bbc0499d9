"""What each section of config.toml may hold, with its defaults."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, create_model

from metrics.alerts import AlarmKind
from metrics.calendar import Certainty, Edition, Season
from metrics.platforms import Platform, SpendingLimits
from metrics.texts.phrases import Phrase
from metrics.topics import TOPIC, check_pattern
from settings import values
from settings.brand import ACCENT, COLOUR
from settings.report import ReportSection
from settings.section import AsTuple, Section
from settings.values import as_known_word, as_plain_text, storage_url

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's names for the forms that a noun takes after a number."""


def hashtag(text: str) -> str:
    """A hashtag, with or without its #."""
    bare = as_plain_text(text).removeprefix("#")
    if not re.fullmatch(r"\w{1,100}", bare):
        raise ValueError(Phrase("must be one hashtag: letters, digits and '_', without spaces"))
    return bare


def pattern(text: str) -> str:
    """A regular expression that can be read, and ends soon on any text."""
    check_pattern(text)
    return text


def topic_key(text: str) -> str:
    """The key of a topic, as it stands in the database."""
    if not TOPIC.fullmatch(text):
        raise ValueError(
            Phrase("a topic's key must be small letters a-z, digits, '_' and '-', 40 at most")
        )
    return text


def as_plural_forms(value: dict[str, str]) -> dict[str, str]:
    """The forms of a counted noun, without the number; "other" at least."""
    for category, text in value.items():
        as_known_word(category, PLURAL_CATEGORIES)
        as_plain_text(text)
    if "other" not in value:
        raise ValueError(Phrase('must hold at least other = "…"'))
    return value


def filled(items: tuple[str, ...]) -> tuple[str, ...]:
    """A list that holds something."""
    if not items:
        raise ValueError(Phrase("must not be empty"))
    return items


NotEmpty = AfterValidator(filled)
Hashtag = Annotated[str, AfterValidator(hashtag)]
Pattern = Annotated[str, AfterValidator(pattern)]
TopicKey = Annotated[str, AfterValidator(topic_key)]
Forms = Annotated[dict[str, str], AfterValidator(as_plural_forms)]

MAIL_SECURITY = ("tls", "starttls", "none")
ROLES = ("office", "administrator")
ALERTS = tuple(kind.value for kind in AlarmKind)
"""What is worth a mail."""


class Institution(Section):
    """Whose balance this is."""

    name: values.Names
    timezone: values.Zone
    """The zone of its days and weeks, such as Africa/Casablanca."""
    language: values.Language = "ar"
    """In which the command line answers those whose environment names none."""
    calendar: Annotated[str, values.word_of(("morocco", "none"))] = "morocco"
    """The named periods that questions understand before those of `[[calendar]]`."""
    logo: values.LogoFile | None = None
    """A PNG that stands on cards, slides, letters and the balance."""
    colour: values.Colour = COLOUR
    """The ground of cards and slides."""
    accent_colour: values.Colour = ACCENT
    """Beside it."""


SQLITE = "sqlite:///"
"""How the URL of a SQLite file begins; the path follows."""


class Storage(Section):
    """Where readings are kept."""

    url: Annotated[str, AfterValidator(storage_url)] = Field(
        default="sqlite:///hasila.db", repr=False, validate_default=True
    )
    """SQLAlchemy's URL, its path whole. May hold a password: print it by `storage_url.masked`."""
    text_days: int = Field(default=400, ge=1, le=36_500)
    """Days for which the texts of the office's own posts are kept."""

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None where a server keeps it."""
        return Path(self.url.removeprefix(SQLITE)) if self.url.startswith(SQLITE) else None


class Network(Section):
    """How the platforms are reached."""

    proxy: values.WebAddress | None = None
    ca_bundle: values.ExistingFile | None = None


AppId = Annotated[str, values.matching(r"[0-9]{5,20}", "digits in quotes")]


class PlatformSection(Section):
    """The section of a platform, or of several; its keys follow from their entries."""

    def value(self, key: str) -> Any:
        """Return what stands under a key; None where this section has no such key."""
        return getattr(self, key, None)

    def limits(self) -> SpendingLimits:
        """Return what may be spent, in US dollars.

        Raises:
            AttributeError: reading the platform costs nothing.
        """
        day, month = (getattr(self, key) for key in LIMIT_KEYS)
        return SpendingLimits(day, month)


DAY_LIMIT, MONTH_LIMIT = LIMIT_KEYS = ("daily_spend_limit", "monthly_spend_limit")

CALLS_LIMIT = "hourly_requests"
"""How many requests a token may make in an hour, of all processes together."""

PRICES_READ = "prices_read_on"
"""The day on which somebody found the platform's prices to be those of this program."""


PRICE_KEYS = tuple((f"price_{of}", of) for of in ("user", "post", "owned_post"))
"""What one resource costs where the platform's list has changed, each with the price that it is."""


def section_model(platforms: Iterable[Platform]) -> type[PlatformSection]:
    """Return what the section of these platforms may hold, with its defaults."""
    keys: dict[str, Any] = {}
    for platform in platforms:
        keys |= _keys(platform)
    return create_model("PlatformSection", __base__=PlatformSection, **keys)


def _keys(platform: Platform) -> dict[str, Any]:
    api, keys = platform.api, dict[str, Any]()
    keys[CALLS_LIMIT] = (Annotated[int, Field(ge=1)] | None, None)
    if api.has_app:
        keys["app_id"] = (AppId | None, None)
    keys[api.url_key] = (values.SecureAddress, api.url or ...)
    if api.version is not None:
        version = values.matching(api.version_pattern, f'as "{api.version}"')
        keys[api.version_key] = (Annotated[str, version], api.version)
    if platform.price.owned_post:
        keys["owned_reads"] = (bool, False)
    if platform.terms_to_read:
        keys |= {"terms_read_on": (date | None, None), "terms_read_by": (values.Text | None, None)}
    if not platform.price.is_free:
        keys[DAY_LIMIT] = (values.Dollars, platform.limits.day_usd)
        keys[MONTH_LIMIT] = (values.Dollars, platform.limits.month_usd)
        keys[PRICES_READ] = (date | None, None)
        keys |= {key: (values.Dollars, getattr(platform.price, of)) for key, of in PRICE_KEYS}
    return keys


class AccountTable(Section):
    """One official account; its own tokens, if it has any, are among the secrets."""

    name: Annotated[
        str,
        values.matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", "letters, digits, '-', '_' and '.'"),
    ]
    platform: Annotated[str, AfterValidator(values.known_platform)]
    handle: values.Text | None = None
    id: values.Text | None = None
    opened: date | None = None
    closed: date | None = None
    event: bool = False
    former_names: tuple[values.Text, ...] = AsTuple
    title: values.Names | None = None
    """What people read in place of the name, by language."""
    owned_reads: bool | None = None
    """Whether this account itself owns the developer app; else the section says."""
    app_id: AppId | None = None
    """The app of this account's own token; else the section's."""


class ScheduleSection(Section):
    """When things are done."""

    followers: Annotated[values.Duration, AfterValidator(values.even_slot)] = timedelta(hours=1)
    """The length of a slot: each slot wants one reading."""
    letter: values.Weekly = values.WeekTime(0, time(8))


class Recipient(Section):
    """Somebody who gets the weekly letter."""

    address: values.MailAddress
    language: values.Language
    role: Annotated[str, values.word_of(ROLES)] = "office"


class Mail(Section):
    """How letters and alerts are sent."""

    host: values.Text
    port: values.Port = 25
    security: Annotated[str, values.word_of(MAIL_SECURITY)] = "starttls"
    username: values.Text | None = None
    sender: values.MailAddress
    recipient: tuple[Recipient, ...] = AsTuple


class Alerts(Section):
    """Which alerts are mailed to the administrators."""

    which: tuple[Annotated[str, values.word_of(ALERTS)], ...] = Field(default=ALERTS, strict=False)


HeaderName = Annotated[str, values.matching(r"[A-Za-z][A-Za-z0-9-]{0,63}", "a header's name")]


class SignOn(Section):
    """The house's own sign-on: which headers a named proxy writes, and what its groups may do."""

    header: HeaderName
    """Who asks."""
    groups_header: HeaderName
    """Of which groups they are, with commas between."""
    readers: tuple[values.Text, ...] = AsTuple
    """Groups that may read; empty: whoever is signed on."""
    editors: tuple[values.Text, ...] = AsTuple
    """Groups that may enter and correct as well; empty: nobody may."""
    administrators: tuple[values.Text, ...] = AsTuple
    """Groups that may do all."""


class Web(Section):
    """Where the page for staff is served: an address of this machine, or a socket's file."""

    host: values.Text = "127.0.0.1"
    port: values.Port = 8001
    socket: values.FilePath | None = None
    socket_group: values.Text | None = None
    """The group of the proxy that may use the socket as well; this user must be in it."""
    allowed_hosts: tuple[values.Text, ...] = AsTuple
    """Names by which browsers may ask for the page, beside `host`."""
    proxies: tuple[values.Text, ...] = AsTuple
    """Addresses of proxies that are believed who asks and whether by TLS; `socket`: by the file."""
    administrators: tuple[values.Text, ...] = AsTuple
    """Names of those with a password who also see the tables that name people."""
    editors: tuple[values.Text, ...] = AsTuple
    """Names of those with a password who may enter and correct; empty: nobody may."""
    sign_on: SignOn | None = None
    """By which people are known in the place of passwords."""
    access_days: int = Field(default=180, ge=1, le=3650)
    """Days for which it is kept who logged in, from where, and who was turned away."""
    most_links: int = Field(default=100, ge=1, le=10_000)
    """So many links to copies may be good at once; each keeps its copy in the database."""
    most_links_each: int = Field(default=25, ge=1, le=10_000)
    """So many of them may one person have made."""


class Backup(Section):
    """Where copies of the database are kept, and how many."""

    folder: values.FilePath | None = None
    keep_days: int = Field(default=14, ge=1, le=3650)
    keep_weeks: int = Field(default=8, ge=0, le=520)


class Topic(Section):
    """A subject of posts, known by their texts; one without any rule is given by hand alone."""

    name: values.Names
    words: Annotated[tuple[values.Text, ...], NotEmpty] = AsTuple
    """Words and phrases, found as whole words; metrics/topics.py says how."""
    hashtags: Annotated[tuple[Hashtag, ...], NotEmpty] = AsTuple
    patterns: Annotated[tuple[Pattern, ...], NotEmpty] = AsTuple
    """Regular expressions that end soon on any text."""


class Statements(Section):
    """The register of violent or false content on which the public is informed."""

    ceiling: values.Duration = timedelta(hours=5)
    """Within which time after it was noticed the public shall be informed."""


class DaemonSection(Section):
    """What watches the daemon from outside."""

    ping_url: values.SecureAddress | None = None


class ActivityKindSection(Section):
    """A kind of activity that the office counts beside the built-in ones."""

    key: Annotated[str, values.matching(r"[a-z][a-z0-9_]{0,39}", "small letters, digits, '_'")]
    name: values.Names
    plurals: dict[str, Forms] = Field(default_factory=dict)
    """By language, the noun after a number, by CLDR's categories (one, two, few, many, other)."""
    in_total: bool = True


class RecurringEvent(Section):
    """An event that comes back each year, whose visitors and audience the balance tells."""

    name: values.Names
    words: Annotated[tuple[values.Text, ...], NotEmpty] = AsTuple
    """An event of the register is this one where a name of it holds one of them."""
    visitors: values.Text | None = None
    """The kind of activity that counts its visitors."""
    account: values.Text | None = None
    """Under which name the printed figures of its own account stand in the register."""
    account_name: values.Names | None = None
    """What that account is called; unless given, as it stands in the register."""

    def is_named_in(self, names: Iterable[str]) -> bool:
        """Whether something that is called so is this event."""
        return any(word.casefold() in name.casefold() for name in names for word in self.words)


class BalanceSection(Section):
    """What the yearly balance tells of this institution alone."""

    event: tuple[RecurringEvent, ...] = AsTuple
    season_kinds: tuple[values.Text, ...] = AsTuple
    """The kinds of activity whose notes name the school year that they were counted for."""


class CalendarPeriod(Section):
    """One time that a period of the calendar came: its days, the last one included."""

    label: Annotated[
        str, values.matching("[0-9]{3,4}(-[0-9]{4})?", 'a year such as "1447" or "2025-2026"')
    ]
    first: date
    last: date
    estimated: bool = False
    """Whether the days are computed, and nobody has declared them."""


class CalendarSection(Section):
    """A period with a name that comes again, or more days of one that the program knows."""

    key: Annotated[str, values.matching("[a-z][a-z0-9-]{0,39}", "small letters, digits and '-'")]
    name: values.Names
    words: tuple[values.Text, ...] = AsTuple
    """What people call it besides."""
    on_charts: bool = True
    period: Annotated[tuple[CalendarPeriod, ...], NotEmpty] = AsTuple

    def season(self) -> Season:
        """The same as questions need it: half-open, by the first day."""
        editions = (
            Edition(
                dates.label,
                dates.first,
                dates.last + timedelta(days=1),
                Certainty.ESTIMATED if dates.estimated else Certainty.DECLARED,
            )
            for dates in self.period
        )
        ordered = tuple(sorted(editions, key=lambda edition: edition.since))
        return Season(self.key, self.name, ordered, self.words, self.on_charts)


class TargetSection(Section):
    """A number of followers that shall be reached by a day."""

    account: values.Text | None = None
    """Of which account; None is all together, without those opened for an event."""
    followers: Annotated[int, Field(ge=1)]
    by: date
    """The last day on which it counts."""
    since: date | None = None
    """From when on the way is measured; unless given, the first day of the year of `by`."""

    @property
    def first_day(self) -> date:
        """From when on the way is measured."""
        return self.since or self.by.replace(month=1, day=1)


class Programs(Section):
    """What assistants (`mcp`) and programs with a token get."""

    post_texts: bool = False
    """Whether they get what posts say, too."""


class Tables(Section):
    """All of config.toml, but for secrets and the sections of platforms.

    `storage` may be left out of the file: the loader then puts an empty table in its place, as
    its default needs to know the file's folder.
    """

    institution: Institution
    storage: Storage
    network: Network = Network()
    account: tuple[AccountTable, ...] = AsTuple
    schedule: ScheduleSection = ScheduleSection()
    mail: Mail | None = None
    alerts: Alerts = Alerts()
    web: Web = Web()
    programs: Programs = Programs()
    backup: Backup = Backup()
    topics: dict[TopicKey, Topic] = Field(default_factory=dict)
    statements: Statements = Statements()
    daemon: DaemonSection = DaemonSection()
    activity_kind: tuple[ActivityKindSection, ...] = AsTuple
    balance: BalanceSection = BalanceSection()
    calendar: tuple[CalendarSection, ...] = AsTuple
    target: tuple[TargetSection, ...] = AsTuple
    report: tuple[ReportSection, ...] = AsTuple


def order_of_sections(platforms: Iterable[str]) -> list[str]:
    """Return the names of all sections in the order of the example; platforms' follow `network`."""
    names = list(Tables.model_fields)
    after = names.index("network") + 1
    return [*names[:after], *platforms, *names[after:]]

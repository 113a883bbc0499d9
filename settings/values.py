"""The kinds of value that settings have: what each must look like, said in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from metrics.languages import LANGUAGES
from metrics.periods import zone
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, said_by
from settings.brand import logo_file

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class WeekTime:
    """A time on the wall, once a week, in the institution's zone; weekday 0 is Monday."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


def as_plain_text(text: str) -> str:
    """A text that is more than white space and prints on one line."""
    text = text.strip()
    if not text or not text.isprintable():
        raise ValueError(Phrase("must not be empty, and must be one line that prints"))
    return text


def as_known_word(word: str, known: tuple[str, ...]) -> str:
    """A word of a list, or a sentence that gives the list and the nearest word of it."""
    if word not in known:
        raise ValueError(
            Phrase(
                "{word} is not one of {listed}{advice}",
                word=repr(word),
                listed=", ".join(known),
                advice=did_you_mean(word, known),
            )
        )
    return word


def as_language(code: str) -> str:
    """A language of the program."""
    return as_known_word(code, LANGUAGES)


def as_names(value: dict[str, str]) -> dict[str, str]:
    """A name in at least one language of the program."""
    if not value:
        raise ValueError(Phrase('must be given in at least one language: {{ fr = "…" }}'))
    return {as_language(code): as_plain_text(text) for code, text in value.items()}


def known_zone(name: str) -> str:
    """A time zone of the tzdata package."""
    try:
        zone(name)
    except ValueError as error:
        listed = files("tzdata").joinpath("zones").read_text("ascii").split()
        raise ValueError(
            Phrase(
                "{error}{advice}",
                error=said_by(error),
                advice=did_you_mean(name, listed),
            )
        ) from None
    return name


def as_duration(value: Any) -> timedelta:
    """A length of time: 30m, 1h, 2d."""
    match = re.fullmatch(r"([0-9]{1,5})\s?([mhd])", value) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        raise ValueError(Phrase('must be a length of time such as "30m", "1h" or "2d"'))
    return int(match[1]) * UNITS[match[2]]


def week_time(value: Any) -> WeekTime:
    """A day of the week and a time: monday 08:00."""
    match = (
        re.fullmatch(r"(\w+) +([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    )
    if match is None:
        raise ValueError(Phrase('must be a day of the week and a time, such as "monday 08:00"'))
    weekday = WEEKDAYS.index(as_known_word(match[1].lower(), WEEKDAYS))
    try:
        return WeekTime(weekday, time(int(match[2]), int(match[3])))
    except ValueError:
        raise ValueError(Phrase("has a time that no clock shows: write 00:00 to 23:59")) from None


def dollars(value: Any) -> Decimal:
    """An amount in US dollars. TOML's numbers are read as Decimal: no cent is lost."""
    number = Decimal(value) if type(value) is int else value
    if not isinstance(number, Decimal) or not number.is_finite() or number < 0:
        raise ValueError(Phrase("must be an amount in US dollars, such as 1.00"))
    return number


def beside_config(value: Any, info: ValidationInfo) -> Path:
    """A path, relative to the folder of config.toml."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(Phrase("must be the path of a file or folder, as text in quotes"))
    folder: Path = (info.context or {})["folder"]
    return folder / Path(value).expanduser()


def existing_file(path: Path) -> Path:
    """A file that is there."""
    if not path.is_file():
        raise ValueError(Phrase("there is no file {path}", path=path))
    return path


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself, by name or address; no name is looked up."""
    if host == "localhost":
        return True
    try:
        return host is not None and ip_address(host).is_loopback
    except ValueError:
        return False


def web_address(url: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """An address of the web without credentials, query or fragment."""
    advice = Phrase("must be an address such as {scheme}://example.org", scheme=schemes[-1])
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0
    except ValueError:
        raise ValueError(advice) from None
    if "@" in parts.netloc:
        raise ValueError(Phrase("must not hold a user name or password"))
    if parts.scheme not in schemes or not parts.hostname or not port_fits or not url.isascii():
        raise ValueError(advice)
    if parts.query or parts.fragment or re.search(r"[\s\\?#]", url):
        raise ValueError(Phrase("must be an address alone, without '?', '#' or white space"))
    return url.rstrip("/")


def secure_address(url: str) -> str:
    """An address that only https reaches, or http on this machine itself."""
    url = web_address(url)
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise ValueError(Phrase("must begin with https:// (http:// only on this machine itself)"))
    return url


def even_slot(length: timedelta) -> timedelta:
    """A slot of which a whole number make a day: slots are buckets of UTC."""
    day = timedelta(days=1)
    if length < timedelta(minutes=5) or length > day or day % length:
        raise ValueError(
            Phrase("must divide a day evenly, and be 5m at least: 15m, 30m, 1h, 2h, 6h, 1d")
        )
    return length


def known_platform(name: str, info: ValidationInfo) -> str:
    """A platform that this program reads."""
    known = sorted((info.context or {})["platforms"])
    if name not in known:
        raise ValueError(
            Phrase(
                "no platform is called {name}; the known ones are {listed}{advice}",
                name=repr(name),
                listed=", ".join(known),
                advice=did_you_mean(name, known),
            )
        )
    return name


def matching(pattern: str, wanted: str) -> AfterValidator:
    """A text that a pattern fits whole; `wanted` says to people what it must be."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(Phrase("must be {wanted}", wanted=wanted))
        return text

    return AfterValidator(check)


def word_of(known: tuple[str, ...]) -> AfterValidator:
    """A word of a list."""
    return AfterValidator(lambda word: as_known_word(word, known))


def email_address(text: str) -> str:
    """A mail address alone, without a name beside it."""
    if not re.fullmatch(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,190}", text) or not text.isprintable():
        raise ValueError(Phrase("must be a mail address such as office@example.org"))
    return text


Text = Annotated[str, AfterValidator(as_plain_text)]
Language = Annotated[str, AfterValidator(as_language)]
Names = Annotated[dict[str, str], AfterValidator(as_names)]
Zone = Annotated[str, AfterValidator(known_zone)]
Duration = Annotated[timedelta, BeforeValidator(as_duration)]
Weekly = Annotated[WeekTime, BeforeValidator(week_time)]
Dollars = Annotated[Decimal, BeforeValidator(dollars)]
FilePath = Annotated[Path, BeforeValidator(beside_config)]
ExistingFile = Annotated[FilePath, AfterValidator(existing_file)]
WebAddress = Annotated[str, AfterValidator(web_address)]
SecureAddress = Annotated[str, AfterValidator(secure_address)]
MailAddress = Annotated[str, AfterValidator(email_address)]
Port = Annotated[int, Field(ge=1, le=65535)]

LogoFile = Annotated[ExistingFile, AfterValidator(logo_file)]
Colour = Annotated[str, matching("#[0-9A-Fa-f]{6}", 'a colour such as "#17365D"')]

SQLITE = "sqlite:///"
POSTGRESQL = re.compile(r"(?:postgres|postgresql|postgresql\+psycopg)://")
SERVER_OPTIONS = frozenset(
    (
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "host",
        "hostaddr",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "krbsrvname",
        "passfile",
        "port",
        "require_auth",
        "sslcert",
        "sslcertmode",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslrootcert",
        "ssl_min_protocol_version",
        "target_session_attrs",
        "tcp_user_timeout",
        "user",
    )
)
"""What may stand behind the "?" of a PostgreSQL's URL: libpq's own words, without passwords and
without `options` and `dbname`, which this program sets."""
ODD_SIGNS = Phrase(
    "must hold each odd sign of its user, password and database, such as @ / ? # : % or a"
    " letter that is not ASCII, as %XX: %40 %2F %3F %23 %3A %25"
)
ADVICE = Phrase('must be "sqlite:///FILE" or "postgresql://USER@HOST/DATABASE"')


def storage_url(url: str, info: ValidationInfo) -> str:
    """The URL of the settings, a file's name being meant in their folder: see `database_url`."""
    return database_url(url, (info.context or {})["folder"])


def database_url(url: str, folder: Path) -> str:
    """A URL with a whole path, a file's name being meant in a folder, and the installed driver.

    Raises:
        ValueError: it is of another kind of database. The URL, which may hold a password, is not
            repeated.
    """
    if url.startswith("sqlite:"):
        return SQLITE + str(_database_file(url, folder))
    match = POSTGRESQL.match(url)
    if match is None:
        raise ValueError(ADVICE)
    _check_server(url, match.end())
    return "postgresql+psycopg://" + url[match.end() :]


def masked(url: str) -> str:
    """The URL without the password that may stand in it."""
    return re.sub(r"(?<=://)([^/@:]*):.*(?=@)", r"\1:***", url)


def passwords_in(url: str) -> tuple[str, ...]:
    """The password in a checked URL, as it is written there and as it is meant; none of SQLite."""
    if url.startswith(SQLITE):
        return ()
    written = urlsplit(url).password or ""
    return tuple(dict.fromkeys(form for form in (written, unquote(written)) if form))


def _database_file(url: str, folder: Path) -> Path:
    name = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or not name or name == ":memory:":
        raise ValueError(Phrase('must name a file, as in "sqlite:///hasila.db"'))
    file = folder / Path(name).expanduser()
    if "?" in str(file) or not str(file).isprintable():
        raise ValueError(Phrase("must name a file without '?' or characters that do not print"))
    return file


def _check_server(url: str, begin: int) -> None:
    """Let a server's URL pass that everybody reads alike: what is odd must be written as %XX.

    An @, /, ? or # in a password would end it for one reader and not for the next, who then tells
    its rest as the name of a host.
    """
    if url.count("@") > 1 or not url[begin:].isascii() or not url.isprintable() or " " in url:
        raise ValueError(ODD_SIGNS)
    try:
        parts = urlsplit(url)
        fits = parts.port != 0 and len(parts.path) > 1
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError(
            Phrase("{advice}; {odd_signs}", advice=ADVICE, odd_signs=ODD_SIGNS)
            if "@" in url
            else ADVICE
        ) from None
    if "@" in parts.path + parts.query or "#" in url or "/" in parts.path[1:]:
        raise ValueError(ODD_SIGNS)
    if not fits:
        raise ValueError(ADVICE)
    if any("pass" in key.lower() and key != "passfile" for key, _ in asked):
        raise ValueError(
            Phrase(
                'must not hold a password behind the "?": write'
                ' "postgresql://USER:PASSWORD@HOST/…", or name a file of passwords by ?passfile='
            )
        )
    if not all(value.isdigit() for key, value in asked if key == "port"):
        raise ValueError(Phrase("must hold a number as its port"))
    unknown = sorted({key for key, _ in asked} - SERVER_OPTIONS)
    if unknown:  # libpq would repeat it with what stands beside it
        raise ValueError(
            Phrase('knows behind the "?" only {listed}', listed=", ".join(sorted(SERVER_OPTIONS)))
        )

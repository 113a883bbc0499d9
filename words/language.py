"""One language: its sentences from a catalogue, its numbers and dates by Babel."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from gettext import c2py
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from metrics.periods import Period, Span
from metrics.quantity import Number, Precision, Quantity
from words import bidi

SOURCE_LANGUAGE = "en"


def catalogue_path(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return Path(__file__).parent / code / "LC_MESSAGES" / "hasila.po"


Entry = dict[str, str]
"""What a .po file says of one sentence, by keyword: msgctxt, msgid, msgstr, msgstr[0] …"""


def _is_not_one(n: int) -> int:
    """English: the singular for one alone."""
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of a language; what is missing is said in English, as the source has it."""

    forms: Mapping[tuple[str | None, str], tuple[str, ...]] = field(default_factory=dict)
    """By context and English singular: the sentence, or each form of a counted noun in order."""
    plural: Callable[[int], int] = _is_not_one
    """The index of the form that a number, not negative, asks for."""

    def sentence(self, message: str) -> str:
        """The translation of a sentence."""
        forms = self.forms.get((None, message))
        if forms is None:
            return message
        return forms[0] if len(forms) == 1 else forms[self.plural(1)]

    def counted(self, singular: str, plural: str, n: int, context: str | None = None) -> str:
        """The form of a counted noun for `n`, not negative."""
        forms = self.forms.get((context, singular))
        if forms is None:
            return singular if n == 1 else plural
        return forms[self.plural(n)]


def parse_catalogue(text: str) -> Translations:
    """The catalogue that a .po file holds.

    Babel reads such files as well, in four times the time, for which every command would wait.

    Raises:
        ValueError: a line is neither a keyword with its text, nor more text, nor a comment.
    """
    forms = {
        (entry.get("msgctxt"), entry["msgid"]): tuple(
            value for key, value in entry.items() if key.startswith("msgstr")
        )
        for entry in _entries(text)
    }
    (header,) = forms.pop((None, ""))
    rule = header.partition("plural=")[2].partition(";")[0].strip()
    return Translations(forms, c2py(rule))


def _entries(text: str) -> Iterator[Entry]:
    """Each entry; what follows a translation and is none begins the next."""
    entry, keyword = Entry(), ""
    for line in text.splitlines():
        if line.startswith('"'):
            entry[keyword] += _unquoted(line)
        elif line and not line.startswith("#"):
            before, (keyword, _, value) = keyword, line.partition(" ")
            if before.startswith("msgstr") and not keyword.startswith("msgstr"):
                yield entry
                entry = {}
            entry[keyword] = _unquoted(value)
    if entry:
        yield entry


def _unquoted(text: str) -> str:
    """The text in its quotes; what holds no sign that is written otherwise is only cut out."""
    inner = text[1:-1]
    if "\\" in text or '"' in inner or text != f'"{inner}"':
        return str(json.loads(text))
    return inner


@cache
def catalogue(code: str) -> Translations:
    """The sentences of a language; none for English, which stands in the source."""
    if code == SOURCE_LANGUAGE:
        return Translations()
    return parse_catalogue(catalogue_path(code).read_text(encoding="utf-8"))


LOCALES = {"ar": "ar_MA", "fr": "fr_MA", "en": "en"}
"""The languages by code, and what Babel calls them; a fourth is one line here."""
CODES = tuple(LOCALES)
"""The languages, in the order in which one stands in for another."""

A_PAIR = 2
WHOLE_FROM = 100
"""From this size on (either sign) a number that is not whole is told without a decimal."""


class Case(StrEnum):
    """What a counted noun is in its sentence. Of our languages Arabic alone tells them apart."""

    NOMINATIVE = "nominative"
    """The subject, or a noun that stands alone."""
    ACCUSATIVE = "accusative"
    """The object of a verb."""
    GENITIVE = "genitive"
    """After a preposition, a qualifier or another noun."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the program speaks; `language()` makes them."""

    code: str
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)
    """What the office says of its registers' texts in each language, by the text as it is on file;
    empty: nobody has looked (`queries.wordings` does)."""

    @property
    def locale(self) -> str:
        """Babel's name of it: ar_MA, fr_MA, en."""
        return LOCALES[self.code]

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return Locale.parse(self.locale).text_direction == "rtl"

    def say(self, message: str, **values: object) -> str:
        """The sentence in this language, its {placeholders} filled in.

        `message` stands in English in the source, as a literal: a test reads it from there and
        fails while a catalogue lacks it.
        """
        return catalogue(self.code).sentence(message).format(**values)

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """A counted noun in the form that `n` asks for (Arabic has six); {n} is the number."""
        template = catalogue(self.code).counted(singular, plural, abs(n))
        return template.format(n=self.number(n), **values)

    def inflect(self, pair: tuple[str, str], n: int, case: Case) -> str:
        """A counted noun of the vocabulary (its English singular and plural) in a case.

        Arabic spells the genitive of one as the nominative, and that of a pair as the
        accusative; from three on the case makes no difference. A catalogue keeps accusatives
        under that context, and need not have any.
        """
        spoken = catalogue(self.code)
        template = spoken.counted(*pair, abs(n))
        if case is Case.ACCUSATIVE or (case is Case.GENITIVE and abs(n) == A_PAIR):
            other = spoken.counted(*pair, abs(n), Case.ACCUSATIVE)
            template = template if other in pair else other
        return template.format(n=self.number(n))

    def number(self, n: Number | Decimal | float) -> str:
        """A number, grouped; not whole ones with one decimal below a hundred, else with none."""
        decimal = _decimal(n)
        digits = 0 if abs(decimal) >= WHOLE_FROM else 1
        rounded = round(decimal, digits) + 0  # adding nothing turns -0.0 into 0.0
        text = format_decimal(rounded, "#,##0.#", locale=self.locale)
        return self._kept_together(text)

    def signed(self, n: Number | Decimal | float) -> str:
        """A number with its sign: +12, -12, 0."""
        text = self.number(n)
        return self._kept_together(f"+{text}") if n > 0 and text != "0" else text

    def percent(
        self, fraction: Number | Decimal | float, *, signed: bool = False, whole: bool = False
    ) -> str:
        """A fraction of one as percent, with one decimal: 12.5%, 12,5 %, 12,5 بالمائة."""
        return self.say("{number}%", number=self._hundredth(fraction, signed=signed, whole=whole))

    def per_thousand(self, fraction: Number | Decimal | float, *, signed: bool = False) -> str:
        """A fraction of one in thousandths, with one decimal: 6.4 per thousand, 6,4 ‰."""
        number = self._hundredth(10 * fraction, signed=signed, whole=False)
        return self.say("{number} per thousand", number=number)

    def percents(self, low: Number, high: Number, *, signed: bool = False) -> str:
        """An interval of fractions as percent: 36.7 to 37.0%, ما بين 36,7 و37,0 بالمائة."""
        ends = [self._hundredth(end, signed=signed) for end in (low, high)]
        return self.say("{low} to {high}%", low=ends[0], high=ends[1])

    def per_thousands(self, low: Number, high: Number, *, signed: bool = False) -> str:
        """An interval of fractions in thousandths: 6.4 to 6.9 per thousand."""
        ends = [self._hundredth(10 * end, signed=signed, whole=False) for end in (low, high)]
        return self.say("{low} to {high} per thousand", low=ends[0], high=ends[1])

    def dollars(self, amount: Decimal, decimals: int = 2) -> str:
        """An amount of US dollars, of which the cents or less matter: 0,015 USD."""
        return self.say("{amount} USD", amount=self.amount(amount, decimals))

    def amount(self, amount: Number | Decimal | float, decimals: int = 2) -> str:
        """An amount of money without its currency: 0,015."""
        text = format_decimal(_decimal(amount), f"#,##0.{'0' * decimals}", locale=self.locale)
        return self._kept_together(text)

    def date(self, day: dt.date) -> str:
        """A day with its month in full and its year: 9 ماي 2026."""
        return self._first(format_date(day, "long", locale=self.locale))

    def day_month(self, day: dt.date) -> str:
        """A day without its year: 9 ماي."""
        return self._first(format_skeleton("MMMMd", day, locale=self.locale))

    def month(self, day: dt.date) -> str:
        """The month of a day, with its year: ماي 2026."""
        return format_date(day, "MMMM y", locale=self.locale)

    def month_name(self, day: dt.date) -> str:
        """The month of a day, without its year: ماي."""
        return format_date(day, "LLLL", locale=self.locale)

    def day_number(self, day: dt.date) -> str:
        """The number of a day in its month: 16; in French the first is "1er"."""
        return self._first(f"{day.day} ").rstrip()

    def year(self, day: dt.date) -> str:
        """The year of a day: 2026."""
        return format_date(day, "y", locale=self.locale)

    def moment(self, instant: dt.datetime, zone: ZoneInfo) -> str:
        """An (aware) instant as the wall clock of a zone shows it: day and time."""
        local = instant.astimezone(zone)
        return self.say(
            "{day} at {time}", day=self.date(local.date()), time=self.clock(instant, zone)
        )

    def clock(self, instant: dt.datetime, zone: ZoneInfo) -> str:
        """An (aware) instant as the wall clock of a zone shows it, without its day: 09:05."""
        return format_time(instant.astimezone(zone), "HH:mm", tzinfo=zone, locale=self.locale)

    def period(self, period: Period) -> str:
        """The name of a calendar period: a day, a week by its Monday, a month, a year."""
        match period.span:
            case Span.DAY:
                return self.date(period.since)
            case Span.WEEK:
                return self.say("week of {day}", day=self.date(period.since))
            case Span.MONTH:
                return self.month(period.since)
            case Span.YEAR:
                return self.year(period.since)

    def quantity(self, quantity: Quantity) -> str:
        """A number with the qualifier that its precision asks for: around 434,000.

        Where only one bound is known, that bound is told, not the value in the middle.
        """
        value = self.number(quantity.value)
        match quantity.precision:
            case Precision.AT_LEAST:
                value = self._bound(quantity.low, value)
            case Precision.AT_MOST:
                value = self._bound(quantity.high, value)
        return self.qualified(value, quantity)

    def qualified(self, figure: str, quantity: Quantity) -> str:
        """A figure after the qualifier of its quantity.

        A lower bound that we measured is "at least": there may be no more. What others printed as
        a bound is "more than", as they printed it.
        """
        if quantity.is_measured_bound:
            return self.say("at least {number}", number=figure)
        return self.qualify(figure, quantity.precision)

    def qualify(self, figure: str, precision: Precision) -> str:
        """A figure after the qualifier of its precision: زهاء, نحو, أكثر من, على الأكثر."""
        return {
            Precision.EXACT: figure,
            Precision.ABOUT: self.say("about {number}", number=figure),
            Precision.THOUSAND: self.say("around {number}", number=figure),
            Precision.AT_LEAST: self.say("more than {number}", number=figure),
            Precision.AT_MOST: self.say("at most {number}", number=figure),
        }[precision]

    def names(self, names: Mapping[str, str]) -> str:
        """A name in this language, else in the first of Arabic, French, English that has one."""
        return next((names[code] for code in (self.code, *CODES) if names.get(code)), "")

    def listed(self, items: Sequence[str]) -> str:
        """Items as a sentence lists them: a, b and c."""
        return format_list(list(items), locale=self.locale)

    def inset(self, text: str) -> str:
        """Text of another direction for use inside a sentence: marks hold its brackets in place."""
        return bidi.inset(text) if self.rtl else text

    def _first(self, date: str) -> str:
        """A date in French, where the first of a month is not "1" but "1er"; Babel has no such."""
        return f"1er{date[1:]}" if self.code == "fr" and date.startswith("1 ") else date

    def _hundredth(
        self, fraction: Number | Decimal | float, *, signed: bool, whole: bool = False
    ) -> str:
        # What rounds to nothing has no sign; adding nothing turns -0.0 into 0.0.
        hundredfold = round(_decimal(fraction) * 100, 0 if whole else 1) + 0
        digits = "#,##0" if whole else "#,##0.0"
        pattern = f"+{digits};-{digits}" if signed and hundredfold else digits
        return self._kept_together(format_decimal(hundredfold, pattern, locale=self.locale))

    def _bound(self, bound: Number | None, value: str) -> str:
        return value if bound is None else self.number(bound)

    def _kept_together(self, figure: str) -> str:
        """A signed figure that Arabic around it cannot turn about."""
        return bidi.LEFT_TO_RIGHT_MARK + figure if self.rtl and figure[0] in "+-" else figure


LANGUAGES = {code: Language(code) for code in CODES}


def language(code: str) -> Language:
    """The language of a code.

    Raises:
        ValueError: the program does not speak it.
    """
    if code not in LANGUAGES:
        raise ValueError(f"{code!r} is not a language of this program: use ar, fr or en")
    return LANGUAGES[code]


def _decimal(n: Number | Decimal | float) -> Decimal:
    """A number as Babel takes it; fractions would pass through binary floats otherwise."""
    return Decimal(n.numerator) / Decimal(n.denominator) if isinstance(n, Fraction) else Decimal(n)

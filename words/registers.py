"""What staff call things in the registers: channels, answers, and what shipped rows say."""

from __future__ import annotations

from metrics.platforms import PLATFORMS
from metrics.quantity import SEMICOLON
from metrics.statement import OfficeAnswer
from metrics.texts.phrases import Phrase
from words.accounts import ALL_ACCOUNTS, owner_name
from words.language import Language
from words.names import platform_name
from words.telling import tell


def channel_name(channel: str, language: Language) -> str:
    """Where the public is informed: one of `metrics.statement.CHANNELS`."""
    if channel in PLATFORMS:
        return platform_name(channel, language)
    return {
        "press": language.say("press"),
        "site": language.say("own website"),
        "broadcast": language.say("radio and television"),
    }[channel]


def answer_name(answer: OfficeAnswer, language: Language) -> str:
    """How the office answered a content."""
    return {
        OfficeAnswer.COMMUNIQUE: language.say("communique"),
        OfficeAnswer.DENIAL: language.say("denial"),
        OfficeAnswer.RECTIFICATION: language.say("rectification"),
        OfficeAnswer.NONE: language.say("no answer"),
    }[answer]


SHIPPED = {
    str(phrase): phrase
    for phrase in (
        Phrase("Sit Info interview"),
        Phrase("DGSN, hasila 2021 (MAP)"),
        Phrase("Police magazine on 2022"),
        Phrase("DGSN, hasila 2023"),
        Phrase("simulated"),
        Phrase("rectifications"),
        Phrase("communiques, news and press files"),
        Phrase("coverage by the media"),
        Phrase("communiques alone"),
        Phrase("communiques and news"),
        Phrase("reportages and coverages"),
        Phrase("filmed with partners"),
        Phrase("those on which the public was informed"),
        Phrase("school year 2020-2021"),
        Phrase("school year 2021-2022"),
        Phrase("first half of the school year"),
        Phrase("the interview has no date and says last year: 2018 is inferred"),
        Phrase("the words before 277 may hold for it, too"),
        Phrase("Instagram is left out"),
        Phrase("printed as answered within five hours at most"),
        Phrase("printed as nearly 1.15 million"),
        Phrase("given as the figure of 2020, next to that of 2021"),
        Phrase("a figure of that year, without a day"),
        Phrase("said to be nearly 40 percent over 2020, whose own figure was not printed"),
        Phrase("a total of about so many posts, over a time that is not named"),
        Phrase("opened in 2022; it took less than ten months"),
        Phrase(
            "visits and views counted as one, over both accounts: never to be compared with views"
        ),
        Phrase("the printed sum; Facebook and Instagram went into it rounded to the thousand"),
        Phrase("of several posts on the earthquake: neither the most viewed nor a mean"),
        Phrase("of the same posts on the earthquake"),
        Phrase("visited the account that the open days had of their own"),
        Phrase("made up for the demo: no real event"),
        Phrase("made up for the demo: no real content"),
    )
}
"""What the figures, activities and events say that come with the program, as it is on file."""


def register_text(text: str | None, language: Language) -> str:
    """A source or a note of a register as people read it; empty where there is none.

    What came with the program is in English on file, and worded; what an office wrote, and whoever
    prints it, comes back as it is.
    """
    key = " ".join((text or "").split())
    if key in SHIPPED:
        return tell(SHIPPED[key], language)
    if key == ALL_ACCOUNTS or (key and set(key.split("+")) <= PLATFORMS.keys()):
        return owner_name(key, {}, language)
    parts = key.split(SEMICOLON)
    if len(parts) > 1 and set(parts) <= SHIPPED.keys():
        return language.say("; ").join(tell(SHIPPED[part], language) for part in parts)
    return text or ""

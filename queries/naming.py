"""What kinds of activity are called: by the settings, else by us, else by their keys."""

from __future__ import annotations

from collections.abc import Mapping

from queries.asking import Asked
from words import Language


def activity_name(key: str, asked: Asked) -> str:
    """A kind of activity in the reader's language; `total` is what some of them add up to."""
    if key == "total":
        return asked.language.say("Total")
    declared = asked.settings.activity_kinds().get(key)
    name = asked.language.names(declared.names) if declared else ""
    return name or _built_in(asked.language).get(key, key.replace("_", " "))


def _built_in(language: Language) -> Mapping[str, str]:
    return {
        "communique": language.say("Communiques"),
        "press_news": language.say("Press news"),
        "truth_statement": language.say("Statements of truth"),
        "reportage": language.say("Reportages and coverages"),
        "social_post": language.say("Digital contents"),
        "media_request": language.say("Requests of the media"),
        "media_request_met": language.say("Requests of the media met"),
        "media_request_withheld": language.say("Requests of the media withheld for legal reasons"),
        "violent_content": language.say("Violent contents on which the public was informed"),
        "open_days_visitors": language.say("Visitors of the open days"),
        "schools": language.say("Schools"),
        "pupils": language.say("Pupils"),
        "meetings": language.say("Meetings"),
        "associations": language.say("Associations"),
        "unions": language.say("Unions"),
    }

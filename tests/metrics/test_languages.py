"""In which language somebody wants to be spoken to, by the environment."""

from __future__ import annotations

import pytest

from metrics.languages import spoken_language


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, None),
        ({"LANG": "fr_MA.UTF-8"}, "fr"),
        ({"LANG": "ar_MA.UTF-8@calendar"}, "ar"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX", "LANGUAGE": "fr"}, None),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, None),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ar_MA"}, "ar"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "ar_MA", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr_MA:ar"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "ber_MA.UTF-8", "LANGUAGE": "ber:ar"}, "ar"),
        ({"LANG": "French_France.1252"}, None),
    ],
)
def test_the_strongest_variable_that_names_a_language_of_ours_counts(
    environment: dict[str, str], code: str | None
) -> None:
    assert spoken_language(environment) == code

import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.texts.phrases import Phrase
from metrics.texts.privacy import without_personal
from settings import Secret
from settings.redaction import BLOT, redact
from settings.secrets import SHORTEST

# A secret is one printable line (see secret_file). A '*' would be the blot itself.
VALUES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("C", "Z")).filter(
        lambda sign: sign != "*"
    ),
    min_size=SHORTEST,
    max_size=60,
)
FORMS = (
    str,
    lambda value: quote(value, safe=""),
    quote,
    quote_plus,
    lambda value: quote(quote(value, safe=""), safe=""),
    lambda value: quote(quote(value), safe=""),
    lambda value: re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), quote(value, safe="")),
    lambda value: json.dumps({"name": value}),
    lambda value: json.dumps({"name": value}, ensure_ascii=False),
    lambda value: urlencode({"access_token": value}),
    lambda value: repr({"Authorization": f"OAuth {value}"}),
)
HARD = ("sign/of two ways", 'with "quotes" and \\', "\u00e9t\u00e9-\u0634\u0639\u0628\u064a")
"""Secrets that are written otherwise in each of the forms."""


@pytest.mark.threat(1)
@settings(deadline=None)
@given(before=st.text(), value=VALUES, after=st.text(), form=st.sampled_from(FORMS))
def test_it_leaves_no_secret_in_any_text_in_any_of_its_forms(
    before: str, value: str, after: str, form: Callable[[str], str]
) -> None:
    written = form(value)
    left = redact(f"{before}{written}{after}", [Secret(value)])

    assert value not in left
    assert form(value) not in left


@pytest.mark.threat(1)
@pytest.mark.parametrize("value", HARD)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_leaves_a_piece_of_a_secret(form: Callable[[str], str], value: str) -> None:
    left = redact(f"<{form(value)}>", [Secret(value)])

    assert left == f"<{form('PLACE').replace('PLACE', BLOT)}>"


@pytest.mark.threat(1)
@pytest.mark.parametrize(
    "value", ["1135102546118647808-of-an-account", "key 0661 23 45 67 of ours"]
)
def test_what_is_left_of_a_secret_without_its_telephone_number_is_blotted_too(value: str) -> None:
    """Texts of platforms lose telephone numbers first, and X's tokens begin with a long id."""
    kept = without_personal(f"Sûreté {value} au service")

    assert value not in kept
    assert "of" not in redact(kept, [Secret(value)])


def test_a_text_without_a_secret_comes_back_itself() -> None:
    text = Phrase("the platform refuses {field}", field="views")

    assert redact(text, [Secret("canary-secret")]) is text


@settings(deadline=None)
@given(texts=st.lists(st.text(), min_size=3, max_size=3), values=st.tuples(VALUES, VALUES))
def test_it_leaves_neither_of_two_secrets_even_when_one_holds_the_other(
    texts: list[str], values: tuple[str, str]
) -> None:
    inner, rest = values
    outer = inner + rest
    left = redact(f"{texts[0]}{outer}{texts[1]}{inner}{texts[2]}", map(Secret, (inner, outer)))

    assert inner not in left
    assert outer not in left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GET /me?access_token=canary-1&limit=5", "GET /me?access_token=***&limit=5"),
        ("/debug_token?input_token=canary1&a=b", "/debug_token?input_token=***&a=b"),
        ("url=%2Fme%3Faccess_token%3Dcanary-1%26limit%3D5", "access_token%3D***%26limit%3D5"),
        ("Authorization: Bearer canary-canary.1", "Authorization: Bearer ***"),
        ("'Authorization': b'Bearer canary%2Fcanary'", "'Authorization': b'Bearer ***'"),
        ("Proxy-Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==", "Proxy-Authorization: Basic ***"),
        ('OAuth oauth_token="canary", oauth_signature="canary%3D"', 'oauth_token="***", oauth_si'),
        ('{"access_token": "canary \\\\u1 canary", "a": 1}', '{"access_token": "***", "a": 1}'),
        ("{'app_secret': 'canary'}", "{'app_secret': '***'}"),
        ("access_token=123456789012345|canary-1", "access_token=***"),
        ("token 123456789012345|canary-1 is dead", "token 123456789012345|*** is dead"),
        ("123456789012345%7Ccanary-1", "123456789012345%7C***"),
        ("EAAcanary0123456789canary0", "***"),
        ("https://me:canary@proxy.example/", "https://***@proxy.example/"),
        ("postgresql+psycopg://me:canary@db/hasila", "postgresql+psycopg://***@db/hasila"),
        ("appsecret_proof=canary0123456789abcdef", "appsecret_proof=***"),
    ],
)
def test_it_blots_out_what_stands_where_tokens_stand(text: str, left: str) -> None:
    assert "canary" not in redact(text)
    assert left in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "the access_token is missing",
        "the bearer of this letter",
        "the Basic settings",
        "https://x.com/DGSN_MAROC/status/1890000000000000000",
        "dgsn-x: 640,000 followers | 2026-11-21",
    ],
)
def test_it_leaves_other_texts_as_they_are(text: str) -> None:
    assert redact(text) == text

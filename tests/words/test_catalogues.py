"""Every sentence in the source is translated, and every translation is used."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural

from tests.support.catalogues import babel_catalogue
from words.language import CODES, LOCALES, Case, catalogue, catalogue_path, parse_catalogue
from words.nouns import Noun
from words.telling import PLACEHOLDERS

ROOT = Path(__file__).parents[2]
NOT_SPEAKING = {"tests", "benchmarks", "sandbox", "demo", "build", "wheels"}
SPEAKING = {"words", "charts", "queries", "reports", "web"}
TRANSLATED = [code for code in CODES if code != "en"]

Sentence = str | tuple[str, ...]


def _speaking_files(root: Path) -> Iterator[Path]:
    """The files that speak: of the rooms that do, and importers of words or of phrases."""
    for path in root.rglob("*.py"):
        inside = path.relative_to(root).parts
        if inside[0].startswith(".") or inside[0] in NOT_SPEAKING:
            continue
        text = path.read_text("utf-8")
        if inside[0] in SPEAKING or "from words" in text or "metrics.texts.phrases" in text:
            yield path


def _asked(source: str) -> Iterator[tuple[Sentence | None, int]]:
    """What `say`, `count`, `noun`, `Phrase` and `Plural` are called with, and where.

    None where it is no literal. A template that holds facts alone needs no translation.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        texts = [word for word in words if isinstance(word, str)]
        if name == "say":
            yield (texts[0] if texts[:1] == words else None), node.lineno
        elif name == "Phrase" and words != [None]:
            phrase = texts[0] if texts[:1] == words else None
            if phrase is None or any(map(str.isalpha, PLACEHOLDERS.sub("", phrase))):
                yield phrase, node.lineno
        elif (name in {"count", "Plural"} and len(words) == 3) or name == "noun":
            yield ((texts[0], texts[1]) if texts == words[:2] else None), node.lineno


def _sentences() -> set[Sentence]:
    found = {
        sentence
        for path in _speaking_files(ROOT)
        for sentence, _ in _asked(path.read_text("utf-8"))
        if sentence is not None
    }
    assert len(found) > 40  # the scan itself works
    return found


def _entries(code: str, case: Case | None = None) -> dict[Sentence, Message]:
    """The entries of a catalogue by what is asked for; in a case, the nouns of that context."""
    return {
        tuple(message.id) if message.pluralizable else str(message.id): message
        for message in babel_catalogue(code)
        if message.id and message.context == case
    }


def _all_entries(code: str) -> list[tuple[Sentence, Message]]:
    return [pair for case in (None, *Case) for pair in _entries(code, case).items()]


def _translations(message: Message) -> list[str]:
    told = message.string or ""
    return [told] if isinstance(told, str) else list(told)


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_it_asks_for_sentences_as_literals_alone() -> None:
    """A sentence put together at run time could not be found in the source, nor translated."""
    put_together = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _speaking_files(ROOT)
        for sentence, line in _asked(path.read_text("utf-8"))
        if sentence is None and path.relative_to(ROOT).parts[0] != "collectors"  # count of counts
    ]

    assert put_together == []


def test_it_would_notice_a_sentence_put_together() -> None:
    planted = 'speak.say("a" + b); speak.say("b"); speak.count(c, "{n} cs", 3); noun("d", e)'

    assert [sentence for sentence, _ in _asked(planted)] == [None, "b", None, None]


@pytest.mark.parametrize("code", TRANSLATED)
def test_it_translates_every_sentence_and_keeps_no_other(code: str) -> None:
    asked, translated = _sentences(), set(_entries(code))

    assert asked - translated == set(), "missing"
    assert translated - asked == set(), "used by nobody"


def test_it_keeps_each_noun_in_the_accusative_in_arabic_and_in_no_other_case() -> None:
    nouns = {each.value for each in Noun}

    assert set(_entries("ar", Case.ACCUSATIVE)) == nouns
    for code in TRANSLATED:
        assert set(_entries(code)) >= nouns
        known = {message.context for message in babel_catalogue(code)}
        assert known <= {None, Case.ACCUSATIVE.value}


def test_it_keeps_no_entry_twice() -> None:
    for code in TRANSLATED:
        lines = catalogue_path(code).read_text("utf-8").count("\nmsgid ")
        assert lines == len(_all_entries(code)) + 1, code  # and the head


@pytest.mark.parametrize("code", TRANSLATED)
def test_it_leaves_no_translation_empty_fuzzy_or_obsolete(code: str) -> None:
    entries = _all_entries(code)

    unfinished = [key for key, entry in entries if entry.fuzzy or not all(_translations(entry))]
    assert unfinished == []
    assert "#~" not in catalogue_path(code).read_text("utf-8")


@pytest.mark.parametrize("code", TRANSLATED)
def test_it_has_every_plural_form(code: str) -> None:
    catalogue = babel_catalogue(code)

    forms = get_plural(LOCALES[code]).num_plurals
    assert catalogue.num_plurals == forms
    counted = [message for message in catalogue if message.pluralizable]
    assert counted
    assert {len(_translations(message)) for message in counted} == {forms}


@pytest.mark.parametrize("code", TRANSLATED)
def test_it_fills_in_no_placeholder_that_is_not_given(code: str) -> None:
    for key, entry in _all_entries(code):
        given = _placeholders("".join(key))
        for translation in _translations(entry):
            assert _placeholders(translation) <= given, translation


@pytest.mark.parametrize("code", TRANSLATED)
def test_it_loses_no_placeholder_of_a_plain_sentence(code: str) -> None:
    for key, entry in _entries(code).items():
        if isinstance(key, str):
            assert _placeholders(str(entry.string)) == _placeholders(key), key


def test_it_has_a_locale_for_each_language() -> None:
    assert set(LOCALES) == set(CODES)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_program_reads_in_a_catalogue_what_babel_reads(code: str) -> None:
    read = babel_catalogue(code)
    spoken = catalogue(code)
    expected = {
        (message.context, message.id[0] if message.pluralizable else message.id): tuple(
            _translations(message)
        )
        for message in read
        if message.id
    }

    assert spoken.forms == expected
    numbers = range(250)
    assert [spoken.plural(n) for n in numbers] == [c2py(read.plural_expr)(n) for n in numbers]


@pytest.mark.parametrize("line", ["msgid sentence", "sentence", '"unended'])
def test_a_line_that_is_no_part_of_a_catalogue_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse_catalogue(f'msgid ""\nmsgstr "plural=n;"\n\n{line}\n')

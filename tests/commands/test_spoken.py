"""The language of the command line: findings, progress and refusals follow the person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import cli
from words.bidi import without_marks

INSTITUTION = '[institution]\nname = { fr = "Bureau" }\ntimezone = "Africa/Casablanca"\n'
NO_LANGUAGE = {"LC_ALL": "C.UTF-8"}
FRENCH, ARABIC = {"LC_ALL": "fr_MA.UTF-8"}, {"LC_ALL": "ar_MA.UTF-8"}


def run(folder: Path, environment: Mapping[str, str], *words: str, more: str = "") -> Result:
    config = folder / "config.toml"
    config.write_text(INSTITUTION + more, "utf-8")
    return CliRunner().invoke(cli, ["--config", str(config), *words], env=environment)


@pytest.mark.parametrize(
    ("environment", "more", "options", "said"),
    [
        (NO_LANGUAGE, "", (), "2031 has not begun yet"),
        (NO_LANGUAGE, 'language = "fr"\n', (), "2031 n’a pas encore commencé"),
        (FRENCH, 'language = "ar"\n', (), "2031 n’a pas encore commencé"),
        (ARABIC, "", (), "لم يبدأ 2031 بعد"),
        (ARABIC, "", ("--lang", "fr"), "2031 n’a pas encore commencé"),
        (FRENCH, "", ("--lang", "en"), "2031 has not begun yet"),
    ],
)
def test_a_refusal_is_told_in_the_language_of_the_person(
    tmp_path: Path, environment: dict[str, str], more: str, options: tuple[str, ...], said: str
) -> None:
    row = ("--period", "2031", "--kind", "communique", "--count", "3", "--source", "p. 1")
    result = run(tmp_path, environment, "record", "activity", *row, *options, more=more)

    assert result.exit_code == 2
    assert said in without_marks(result.stderr)


def test_what_is_wrong_with_the_settings_is_told_in_the_language_of_the_environment(
    tmp_path: Path,
) -> None:
    arabic = run(tmp_path, ARABIC, "check", "--offline", more='languge = "fr"\n')
    french = run(tmp_path, FRENCH, "collect", more='languge = "fr"\n')

    assert "لا يوجد هذا الإعداد؛ هل المقصود 'language'؟" in without_marks(arabic.stdout)
    assert "ce réglage n’existe pas" in french.stderr
    assert (arabic.exit_code, french.exit_code) == (2, 2)


def test_a_command_given_wrongly_is_told_so_beside_its_usage(tmp_path: Path) -> None:
    french = run(tmp_path, FRENCH, "tag", "--off")
    arabic = run(tmp_path, ARABIC, "ask", "folowers")
    missing = run(tmp_path, FRENCH, "bilan")

    assert french.stderr.startswith("Usage: ")
    assert "Erreur\u202f: --off demande une publication et un thème" in french.stderr
    assert "Erreur\u202f: il manque '--year'" in missing.stderr
    assert "خطأ: قيمة غير صحيحة: لا سؤال باسم 'folowers'؛ هل المقصود" in without_marks(
        arabic.stderr
    )
    assert (french.exit_code, arabic.exit_code) == (2, 2)


def test_findings_are_told_in_the_language_and_to_scripts_in_english(tmp_path: Path) -> None:
    people = run(tmp_path, ARABIC, "check", "--offline").stdout
    scripts = run(tmp_path, ARABIC, "check", "--offline", "--json").stdout

    assert "الإعدادات: لا تسمي أي حساب: يرجى إضافة [[account]]" in without_marks(people)
    assert "they name no account: add an [[account]]" in scripts

"""A fourth language is one folder and one line: tried with a made-up beginning of Spanish."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOGUE = """
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "{n} follower"
msgid_plural "{n} followers"
msgstr[0] "{n} seguidor"
msgstr[1] "{n} seguidores"

msgid "more than {number}"
msgstr "más de {number}"

msgid "As of {day}, the official accounts have {followers}"
msgstr "A {day}, las cuentas oficiales reúnen {followers}"
"""
TRIED = """
from datetime import date
from metrics.quantity import Precision, published
from words import CODES, Noun, counted, language
from words.sentences import together_sentence

spanish = language("es")
total = published(133000, Precision.AT_LEAST, "a source")
print(CODES)
print(counted(Noun.FOLLOWER, 1, spanish))
print(together_sentence(spanish, total=total, when=date(2026, 8, 1)))
print(spanish.percent(0.125), spanish.rtl)
"""


def test_it_takes_a_fourth_language_of_one_folder_and_one_line(tmp_path: Path) -> None:
    for room in ("metrics", "words"):
        shutil.copytree(ROOT / room, tmp_path / room)
    folder = tmp_path / "words" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "hasila.po").write_text(CATALOGUE.strip(), encoding="utf-8")
    source = tmp_path / "words" / "language.py"
    known = source.read_text(encoding="utf-8")
    source.write_text(known.replace('"en": "en"}', '"en": "en", "es": "es"}'), encoding="utf-8")

    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", TRIED],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    assert told.stdout.splitlines() == [
        "('ar', 'fr', 'en', 'es')",
        "1 seguidor",
        "A 1 de agosto de 2026, las cuentas oficiales reúnen más de 133.000 seguidores.",
        "12,5% False",
    ]

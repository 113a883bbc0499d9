"""Nothing that people are shown is in another language than its paper (tests/answers/ is searched).

What is not ours to word is left out: addresses, code, keys, names of files, and texts of posts, of
which the demonstration has some in Arabic and some in French, and none in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.stored_answers import ANSWERS

WORDS = {
    "en": (
        "the and with without which these those was were not known since until from its than over"
        " least most bound measured reported printed views unless after before every nothing"
        " nobody growth gained lost followers posts readings reading simulated platform"
    ),
    "fr": "abonnés abonné relevés relevé inconnu inconnue borne évolution précédente plateforme",
    "ar": "معروف المنخرطون منخرطا القراءات قراءة السابقة",
}
"""Words by which sentences, titles and notes of ours are known; none is of another language."""
NOT_OURS = re.compile(
    r"<[^>]*>"  # marks of a page, and where they lead to
    r"|`[^`]*`"  # what is typed at the command line
    r"|https?://\S+|\S+@\S+|\S*/\S*"  # addresses, folders, and ids of figures
    r"|\b[\w.]*[-_.][\w.-]*\w"  # keys, names of accounts and of files
)
COMMAND, PART = re.compile(r"^(?:\$|==) "), re.compile(r"^\[[^]]*\]")
OPTIONS = re.compile(r"^ *(POST )?--|^ {0,4}[a-z-]+ {2,}|^<p dir=ltr>ask |^ +(collect|import) ")
"""Lists of options, of questions by the word for each, and commands."""
TYPED = re.compile(
    r"it was read from November on|a school was forgotten|the token was refused|the disk is full"
)
"""What the offices that are asked gave as reasons, and causes that were put on file as they are."""


def texts() -> Iterator[tuple[str, str, str]]:
    """Where each line that people read stands, its language, and the line."""
    for path in sorted(ANSWERS.rglob("*.txt")):
        name = str(path.relative_to(ANSWERS))
        of_file = re.search(r"\.(ar|fr|en)\.", name)
        code = of_file[1] if of_file else None
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if COMMAND.match(line):
                asked = re.search(r"lang[ =](ar|fr|en)\b", line)
                is_file = re.search(r"--format|--json", line)
                code = None if is_file else asked[1] if asked else of_file and of_file[1]
            elif line == "{":
                code = None  # JSON, and in sealed.txt the files of other languages below it
            elif not code:
                continue
            elif not OPTIONS.match(line):
                yield f"{name}:{number}", code, PART.sub("", line)


def shown(line: str) -> set[str]:
    """The words of a line that are ours."""
    plain = re.sub(r"\\u20[0-6][0-9a-f]", " ", line)
    return set(re.findall(r"[^\W\d_]+", NOT_OURS.sub(" ", TYPED.sub(" ", plain)).casefold()))


@pytest.mark.parametrize("code", WORDS)
def test_no_answer_holds_words_of_another_language(code: str) -> None:
    others = {word for other, words in WORDS.items() if other != code for word in words.split()}
    found = [
        f"{place}: {' '.join(sorted(strange))}: {line.strip()[:160]}"
        for place, of_line, line in texts()
        if of_line == code and (strange := shown(line) & others)
    ]
    assert found == []


def test_there_are_answers_in_every_language_and_strange_words_are_seen() -> None:
    told = [code for _, code, _ in texts()]
    assert min(told.count(code) for code in WORDS) > 500
    assert "nobody" in shown("\\u200edgsn-x\\u200e: nobody looked")
    assert shown("followers/dgsn-x/2023 dgsn-x `growth` https://example.org/posts") == set()

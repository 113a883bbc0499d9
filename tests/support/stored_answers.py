"""What the program answers about the demonstration; `make answers` renews tests/answers/.

One file a surface: JSON as it is printed, everything else as plain text. A test compares; who
changes an answer on purpose renews the files and looks at the difference in git.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.pinned_demo import PinnedDemo, copied, make_demo, shared
from tests.support.reduced import (
    docx_text,
    html_text,
    json_text,
    mail_text,
    pdf_text,
    svg_text,
    xlsx_text,
)
from tests.support.troubled_office import make_troubled

ANSWERS = Path(__file__).parents[1] / "answers"
CODES = ("ar", "fr", "en")
ROLES = ("office", "administrator")
YEARS = ("2026", "2023")
"""A year of which half a dozen weeks are measured, and one of which figures are printed."""
AFTER_THE_YEAR = datetime(2027, 1, 5, 9, tzinfo=UTC)

QUESTIONS: Mapping[str, Sequence[str]] = {
    "today": ("",),
    "followers": (
        "",
        "--in 2026 --by month",
        "--account dgsn-x --by week",
        "--in 2023 --by year",
        "--since 2026-11-16 --until 2026-11-19 --by day",
    ),
    "growth": (
        "",
        "--in 2026 --by month",
        "--since 2026-10-07 --by week",
        "--since 2021 --by year",
        "--in 2023 --platform facebook",
        "--in yesterday",
    ),
    "milestones": ("", "--account dgsn-instagram", "--in 2023"),
    "best-days": ("", "--by week --limit 3"),
    "normal": ("--in 2026-W46", "--by day"),
    "targets": ("",),
    "pace": ("", "--number 1000000"),
    "posts": ("", "--since 2026-10-26 --by week", "--in 2026 --by month", "--topic road_safety"),
    "forms": ("", "--age 1 --topic road_safety"),
    "vanished": ("",),
    "exported-posts": ("",),
    "top": (
        "--limit 5",
        "--in 'this month' --metric likes --limit 5",
        "--age 7 --metric interactions --account dgsn-facebook --limit 5",
        "--topic road_safety --metric rate --limit 5",
        "--platform instagram --metric saves --limit 3",
    ),
    "post": (),
    "account-days": ("--account dgsn-facebook --since 2026-11-18 --until 2026-11-21",),
    "sources": ("",),
    "engagement": ("", "--since 2026-11-02 --by week", "--in 2026 --by month --topic open_days"),
    "best-times": ("", "--account dgsn-facebook --limit 3", "--topic road_safety"),
    "topics": ("", "--in 2026 --by month"),
    "compare": (
        "--in 2026-11 --versus 2026-10",
        "--in 2026-11 --versus 2026-10 --age 7",
        "--in 2026-W46 --versus 2026-W45 --topic road_safety --account dgsn-facebook",
        "--in 2023 --versus 2022",
        "--in independence-day --versus green-march",
    ),
    "events": ("",),
    "statements": ("", "--in 2026 --by month"),
    "activities": ("--in 2023", "--since 2021 --until 2024 --by year", ""),
    "gaps": ("", "--in 2026-11", "--account dgsn-x --in 2026-W46"),
    "spend": ("", "--by week", "--since 2026-11-14 --by day"),
}
"""Each question, with the options with which it is asked."""
REFUSED = (
    "ask grwth",
    "ask growth --metric views",
    "ask top --topic roads_safety",
    "ask top --metric veiws",
    "ask post 999",
    "ask followers --account dgsn",
    "ask followers --platform tiktok",
    "ask followers --in 'last decade'",
    "ask growth --since 'ramadan 2030'",
    "ask compare --in 2026-11 --versus tomorrow",
    "ask --sql 'DELETE FROM accounts'",
    "bilan --year 20",
    "bilan --year 2026 --close",
    "bilan --year 2030",
    "bilan --year 2026 --out balance.odt",
    "letter --week 2026-W60",
    "letter --week 2027-W10",
    "letter --send",
    "tag 999 road_safety",
)
"""What is refused, or answered with a hint."""
SQL = (
    "SELECT account, count(*) AS posts FROM posts_latest GROUP BY account ORDER BY account",
    "SELECT * FROM followers_by_day WHERE day >= '2026-11-19' ORDER BY account, day",
)
PAGES = (
    "/",
    "/account/dgsn-x",
    "/account/dgsn-facebook?days=365",
    "/account/dgsn-instagram",
    "/topics",
    "/topics?topic=road_safety",
    "/balance",
    "/balance/2026",
    "/balance/2023",
    "/ask",
    "/ask/growth?metric=views",
    "/ask/compare?in=2026-11&versus=tomorrow",
    "/account/nobody",
    "/nothing",
)
TROUBLED_PAGES = ("/", "/account/dgsn-x", "/account/dgsn-instagram")
DRAWN_PAGES = (
    "/chart/followers.svg?lang=ar&days=30",
    "/chart/growth.svg?lang=fr&account=dgsn-x&by=week&days=90",
    "/chart/posts.svg?lang=fr&in=2026-11&metric=views",
)

Surface = Callable[[PinnedDemo], str]


def surfaces() -> Iterator[tuple[str, Surface]]:
    """Each file of tests/answers/, and what tells its content."""
    yield "demo.txt", lambda demo: demo.said
    yield "status.json", _status
    for code in CODES:
        yield f"status.{code}.txt", partial(_said, [f"status --lang {code}"])
    yield "check.json", _check
    yield "refused.txt", partial(_said, REFUSED)
    yield "tags.txt", _tags
    yield "sql.txt", lambda demo: "\n".join(demo.say("ask", "--sql", text) for text in SQL)
    yield "export.txt", _export
    yield "sealed.txt", _sealed
    for code in CODES:
        yield f"ask/questions.{code}.txt", partial(_said, [f"ask --lang {code}"])
    for name in QUESTIONS:
        yield f"ask/{name}.json", partial(_answers, name)
        yield f"ask/{name}.txt", partial(_tables, name)
    yield from _papers()
    yield from _pages()
    yield from _troubled()


def _papers() -> Iterator[tuple[str, Surface]]:
    for code in ("ar", "fr"):
        yield f"charts/{code}.txt", partial(_charts, code)
    for year in YEARS:
        for code in CODES:
            asked = f"bilan --year {year} --lang {code}"
            yield f"balance/{year}.{code}.txt", partial(_said, [asked])
            yield f"balance/{year}.{code}.xlsx.txt", partial(_balance, "xlsx", year, code)
        yield f"balance/{year}.json", partial(_balance, "json", year, "en")
    for year, code in (("2026", "ar"), ("2023", "fr")):
        yield f"balance/{year}.{code}.html.txt", partial(_balance, "html", year, code)
    yield "balance/2023.fr.json", partial(_balance, "json", "2023", "fr")
    yield "balance/2023.ar.json", partial(_balance, "json", "2023", "ar")
    yield "balance/2026.fr.docx.txt", partial(_balance, "docx", "2026", "fr")
    yield "balance/2023.ar.docx.txt", lambda demo: docx_text(demo.made("balance-2023.ar.docx"))
    yield "balance/2023.fr.pdf.txt", lambda demo: pdf_text(demo.made("balance-2023.fr.pdf"))
    for role in ROLES:
        for code in CODES:
            yield f"letter/{role}.{code}.txt", partial(_letter, role, code)


def _pages() -> Iterator[tuple[str, Surface]]:
    for code in CODES:
        yield f"web/pages.{code}.txt", partial(_shown, code, PAGES)
        yield f"web/posts.{code}.txt", partial(_posts, code)
        yield f"web/questions.{code}.txt", partial(_questions, code)
    yield "web/charts.txt", _drawn_pages


def _troubled() -> Iterator[tuple[str, Surface]]:
    """Of the office in which much went wrong: what is said of it in each place."""
    yield "troubled/visits.txt", lambda office: office.said
    yield "troubled/status.json", _status
    for code in CODES:
        yield f"troubled/status.{code}.txt", partial(_said, [f"status --lang {code}"])
    for name in ("followers", "growth", "gaps"):
        yield f"troubled/{name}.json", partial(_answers, name)
        yield f"troubled/{name}.txt", partial(_tables, name)
    for code in CODES:
        asked = f"bilan --year 2026 --lang {code}"
        yield f"troubled/balance.{code}.txt", partial(_said, [asked])
        yield f"troubled/pages.{code}.txt", partial(_shown, code, TROUBLED_PAGES)
        for role in ROLES:
            asked = f"letter --role {role} --lang {code}"
            yield f"troubled/letter.{role}.{code}.txt", partial(_said, [asked])
    yield "troubled/balance.json", partial(_balance, "json", "2026", "en")
    yield "troubled/letter.html.txt", partial(_letter, "office", "en")


def _said(asked: Sequence[str], demo: PinnedDemo) -> str:
    return "\n".join(demo.say(*shlex.split(words)) for words in asked)


def _asked(demo: PinnedDemo, name: str) -> list[list[str]]:
    """Everything that a question is asked, in words of the command line."""
    if name == "post":
        return [["ask", "post", best] for best in _best_posts(demo)]
    return [["ask", name, *shlex.split(options)] for options in QUESTIONS[name]]


def _best_posts(demo: PinnedDemo) -> list[str]:
    """The id of the best post of each account on file."""
    found = []
    for network in ("x", "facebook", "instagram"):
        words = ("ask", "top", "--platform", network, "--metric", "interactions", "--limit", "1")
        answer = json.loads(demo.run(*words, "--format", "json").stdout)
        found += [str(row["post"]) for row in answer["rows"]]
    return found


def _answers(name: str, demo: PinnedDemo) -> str:
    """The answers in JSON, in English."""
    found = {
        shlex.join(words): json.loads(
            demo.run(*words, "--format", "json", "--lang", "en").stdout,
        )
        for words in _asked(demo, name)
    }
    return json_text(found) + "\n"


def _tables(name: str, demo: PinnedDemo) -> str:
    """The first answers as tables, the first one as a file for each program as well."""
    asked = _asked(demo, name)[:2]
    said = [demo.say(*words, "--lang", code) for words in asked for code in ("ar", "fr")]
    said.append(demo.say(*asked[0], "--lang", "fr", "--format", "csv"))
    content = demo.write(f"{name}.xlsx", *asked[0], "--lang", "ar")
    return "\n".join([*said, f"{name}.ar.xlsx\n{xlsx_text(content)}"])


def _status(demo: PinnedDemo) -> str:
    """What `status` tells scripts, without the ends of this machine's system."""
    told = json.loads(demo.run("status", "--json").stdout)
    del told["ends"]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _check(demo: PinnedDemo) -> str:
    """What `check` finds, without what is this machine's: the font, and the ends of its system."""
    found = json.loads(demo.run("check", "--offline", "--json").stdout)
    of_the_machine = {"fonts", "calendar"}
    found["findings"] = [
        finding for finding in found["findings"] if finding["subject"] not in of_the_machine
    ]
    return json_text(found) + "\n"


def _tags(demo: PinnedDemo) -> str:
    return demo.say("tag") + "".join(demo.say("tag", best) for best in _best_posts(demo))


def _export(demo: PinnedDemo) -> str:
    """The export's readme, and of each of its files the number of lines and the first ones."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "export"
        said = demo.run("export", str(folder))
        assert said.exit_code == 0, said.output
        lines = []
        for path in sorted(folder.rglob("*.*")):
            text = path.read_text(encoding="utf-8")
            whole = text.split("\n")
            lines.append(f"== {path.relative_to(folder)}: {len(whole)} lines\n")
            lines += [f"{line}\n" for line in whole[: None if path.suffix == ".md" else 4]]
        return "".join(lines).replace(str(folder), "EXPORT")


def _sealed(demo: PinnedDemo) -> str:
    """A year that was closed, and a count that was corrected afterwards."""
    count = ["record", "activity", "--period", "2026", "--kind", "schools", "--source", "made up"]
    seal = ["bilan", "--year", "2026", "--lang", "fr"]
    with TemporaryDirectory() as name, copied(demo, Path(name) / "copy", AFTER_THE_YEAR) as later:
        said = [
            later.say(*count, "--count", "1200"),
            later.say(*seal, "--close"),
            later.say(*seal, "--close", "--as-it-is", "it was read from November on"),
            later.say(*count, "--count", "1250", "--reason", "a school was forgotten"),
            *(later.say("bilan", "--year", "2026", "--lang", code) for code in CODES),
            json_text(json.loads(later.write("sealed.json", *seal))),
            html_text(later.pages.get("/balance?lang=fr").text),
            html_text(later.pages.get("/balance/2026?lang=ar").text),
        ]
        return later.masked("\n".join(said))


def _charts(code: str, demo: PinnedDemo) -> str:
    """The pictures that `chart` draws, and the texts in each."""
    with TemporaryDirectory() as name:
        made = demo.run("chart", "--lang", code, "--format", "svg", "--out", name)
        assert made.exit_code == 0, made.output
        drawn = [Path(line) for line in made.stdout.splitlines()]
        return "\n".join(f"== {path.name}\n{svg_text(path.read_bytes())}" for path in drawn)


def _balance(form: str, year: str, code: str, demo: PinnedDemo) -> str:
    content = demo.write(f"{year}.{code}.{form}", "bilan", "--year", year, "--lang", code)
    match form:
        case "html":
            return html_text(content.decode("utf-8"))
        case "docx":
            return docx_text(content)
        case "xlsx":
            return xlsx_text(content)
    return json_text(json.loads(content)) + "\n"


def _letter(role: str, code: str, demo: PinnedDemo) -> str:
    if code == "en":  # the demonstration writes its letters in Arabic and French
        return mail_text(demo.write("letter.eml", "letter", "--role", role, "--lang", code))
    return mail_text(demo.made(f"letters/{role}.{code}.eml"))


def _shown(code: str, paths: Sequence[str], demo: PinnedDemo) -> str:
    """Pages in a language: how each answers, and its texts."""
    lines = []
    for path in paths:
        page = demo.pages.get(f"{path}{'&' if '?' in path else '?'}lang={code}")
        lines.append(f"== {path}: {page.status_code}\n{html_text(page.text)}")
    return "\n".join(lines)


def _posts(code: str, demo: PinnedDemo) -> str:
    accounts = ("dgsn-x", "dgsn-facebook", "dgsn-instagram")
    best = zip(accounts, _best_posts(demo), strict=True)
    return _shown(code, [f"/post/{account}/{post}" for account, post in best], demo)


def _questions(code: str, demo: PinnedDemo) -> str:
    """The page of every question, as it is asked first."""
    paths = []
    for name in QUESTIONS:
        words = _asked(demo, name)[0][2:]
        given = [words[n : n + 2] for n in range(0, len(words), 2)] if name != "post" else []
        asked = "&".join(f"{option.removeprefix('--')}={value}" for option, value in given)
        paths.append(f"/ask/{name}?{asked}" if asked else f"/ask/{name}")
    return _shown(code, paths, demo)


def _drawn_pages(demo: PinnedDemo) -> str:
    drawn = [(path, demo.pages.get(path)) for path in DRAWN_PAGES]
    return "\n".join(f"== {path}\n{svg_text(page.content)}" for path, page in drawn)


SURFACES: Mapping[str, Surface] = dict(surfaces())
"""By the name of the file in tests/answers/."""


MAKERS: Mapping[str, Callable[[Path], PinnedDemo]] = {
    "troubled": make_troubled,
    "demo": make_demo,
}
"""The offices that are asked, and what makes each in an empty folder."""


def asked_of(name: str) -> str:
    """Which office a file of tests/answers/ is about."""
    return "troubled" if name.startswith("troubled/") else "demo"


def answer(name: str, office: PinnedDemo) -> str:
    """What a file of tests/answers/ would hold now."""
    return office.masked(SURFACES[name](office))


def stored(name: str) -> str:
    """What a file of tests/answers/ holds; nothing where there is none yet."""
    path = ANSWERS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def stored_names() -> set[str]:
    """The files in tests/answers/."""
    return {str(path.relative_to(ANSWERS)) for path in ANSWERS.rglob("*") if path.is_file()}


def main() -> None:
    """Renew every stored answer that the program now gives differently."""
    for name in stored_names() - SURFACES.keys():
        (ANSWERS / name).unlink()
        print(f"removed {name}")  # noqa: T201  # what it was asked to do
    with TemporaryDirectory() as folder:
        offices = {key: shared(Path(folder) / key, make) for key, make in MAKERS.items()}
        for name in SURFACES:
            now = answer(name, offices[asked_of(name)])
            if now == stored(name):
                continue
            path = ANSWERS / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
            print(f"renewed {name}")  # noqa: T201  # as above


if __name__ == "__main__":
    main()

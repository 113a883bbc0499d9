"""Takes one guard after the other out of a copy of the tree, and shows which named test misses it.

    python -m tests.support.guards

A guard that can be taken out without any test failing guards nothing that anybody would notice:
the program then ends with 1. What it found is written to docs/quality.md, between the marks of
`guards`. A minute or two; `make guards`. The night's run
tries them all as well, and `make test` the one whose tests are the quickest.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "quality.md"
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", "__pycache__", "demo", "*.db"
)
FAILED, PATIENCE_S = 1, 600


@dataclass(frozen=True)
class Guard:
    """One guard: where it stands, what is left without it, and the tests that must notice."""

    name: str
    file: str
    there: str
    without: str
    test: str
    """As pytest takes it: a file, `-k` and words."""

    def taken_out(self, text: str) -> str:
        """The file's text without it.

        Raises:
            ValueError: it does not stand there, or more than once.
        """
        if text.count(self.there) != 1:
            message = f"{self.file}: {self.there!r} stands there {text.count(self.there)} times"
            raise ValueError(message)
        return text.replace(self.there, self.without)


GUARDS = (
    Guard(
        "time-out of an exchange",
        "net/session.py",
        "with self._deadline.timed(seconds):",
        "with self._deadline.timed(600):",
        "tests/collectors/test_http_faults.py -k names_the_fault --timeout=15",
    ),
    Guard(
        "byte cap of an answer",
        "net/session.py",
        "raise Oversized\n",
        "pass\n",
        "tests/collectors/test_http_faults.py -k names_the_fault",
    ),
    Guard(
        "redaction of secrets",
        "settings/redaction.py",
        "text = text.replace(form, BLOT)",
        "text = str(text)",
        "tests/settings/test_redaction.py tests/watch/test_log.py",
    ),
    Guard(
        "unique key of a letter",
        "storage/migrations/versions/v0003_registers_and_papers.py",
        'sa.UniqueConstraint("week", "recipient", "role"),',
        "",
        "tests/storage/test_letters.py -k sqlite",
    ),
    Guard(
        "authorizer of questions in SQL",
        "storage/sql_fence/sqlite.py",
        "connection.set_authorizer(ration.judge)",
        "connection.set_authorizer(None)",
        "tests/storage/test_fence.py -k refuses_what_is_no_question",
    ),
    Guard(
        "escaping of texts in pages and mails",
        "documents/html.py",
        "autoescape=True",
        "autoescape=False",
        "tests/reports/test_letter_mail.py -k stays_a_text",
    ),
    Guard(
        "ceiling on what is spent",
        "storage/spending.py",
        "if usd > min(left.day_usd, left.month_usd):",
        "if usd > left.day_usd + 1_000_000:",
        "tests/storage/test_spending.py -k 'last_bit and sqlite'",
    ),
    Guard(
        "session of a login",
        "web/login.py",
        "if session is None or not session.is_good(now):",
        "if session is None:",
        "tests/web/test_login.py -k session",
    ),
    Guard(
        "id of a form, good once",
        "web/entering/once.py",
        "shown.is_sent = True",
        "shown.is_sent = False",
        "tests/web/test_entering.py -k sent_twice",
    ),
    Guard(
        "name under which the page answers",
        "web/guard.py",
        "if name not in allowed:",
        "if not allowed:",
        "tests/web/test_guard.py -k foreign_name",
    ),
)


@dataclass(frozen=True)
class Finding:
    """What the named tests said without a guard."""

    guard: Guard
    missed: str | None
    """The first test that failed; None: none did, or pytest did not come so far."""


def tried(guards: Sequence[Guard]) -> Iterator[Finding]:
    """Take each out of a copy of the tree and run its tests there; first all of them as they are.

    Raises:
        RuntimeError: the named tests fail with every guard in its place: they prove nothing.
    """
    with TemporaryDirectory(prefix="hasila-guards-") as name:
        copy = shutil.copytree(ROOT, Path(name) / "tree", ignore=LEFT_BEHIND, symlinks=True)
        for guard in guards:
            _require_green(copy, guard)
            file = copy / guard.file
            text = file.read_text(encoding="utf-8")
            file.write_text(guard.taken_out(text), encoding="utf-8")
            done = _test(copy, guard)
            file.write_text(text, encoding="utf-8")
            failed = re.search(r"^FAILED (\S+::\w+)", done.stdout, re.MULTILINE)
            yield Finding(guard, failed[1] if failed and done.returncode == FAILED else None)


def _require_green(copy: Path, guard: Guard) -> None:
    done = _test(copy, guard)
    if done.returncode:
        message = f"{guard.test} fails with every guard in its place:\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)


def _test(copy: Path, guard: Guard) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p"]
    return subprocess.run(
        [*command, "no:randomly", *shlex.split(guard.test)],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def table(findings: Sequence[Finding]) -> str:
    """What was found, as a table of docs/quality.md."""
    rows = [
        f"| {finding.guard.name} | `{finding.guard.file}` | {_named(finding.missed)} |"
        for finding in findings
    ]
    return "\n".join(["| guard | where | what fails without it |", "|---|---|---|", *rows])


def _named(test: str | None) -> str:
    return "**nothing**" if test is None else f"`{test.removeprefix('tests/')}`"


def main() -> int:
    """Try all, write what was found, and tell whether each is missed."""
    findings = []
    for finding in tried(GUARDS):
        print(f"{finding.guard.name}: {finding.missed or 'NOTHING FAILS'}", flush=True)  # noqa: T201
        findings.append(finding)
    begin, end = "<!-- guards: written by make guards -->", "<!-- end of guards -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{table(findings)}\n\n{end}{after}", encoding="utf-8")
    return 0 if all(finding.missed for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())

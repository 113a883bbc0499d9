"""`demo`: a whole office in half a minute, on a simulated platform."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands._context import WRONG_USE, Context, tongue, who
from commands._files import write_whole
from metrics.periods import Span, local_day, period_of
from metrics.platforms import PLATFORMS

if TYPE_CHECKING:
    from reports.letter import LetterWriter
    from sandbox import Sandbox
    from settings import Settings
    from storage import Store

FOLDER = Path("demo")
MARK = "This folder is made afresh by `demo`.\n"
BETWEEN_VISITS = timedelta(hours=8)
LANGUAGES = ("ar", "fr")
"""Of the charts and the letters: a third would last longer than half a minute."""
PICTURES = (
    "followers",
    "net-growth-week",
    "months-views",
    "top-posts-views",
    "best-post",
    "activities",
)
"""Of what `chart` draws: the whole demonstration is to last half a minute."""
PRINTED_YEAR = 2023
"""The balance of this year is drawn, from the figures that were printed for it."""
BALANCES = (("fr", "pdf"), ("ar", "docx"))
"""In which languages and formats."""
CONFIG = """\
# Written by `demo`: the simulated platform is gone when the demonstration ends, but
# `status`, `chart` and `import` work on what it kept (--config demo/config.toml).
[institution]
name = { ar = "المديرية العامة للأمن الوطني", fr = "Direction générale de la sûreté nationale", \
en = "General Directorate of National Security" }
timezone = "Africa/Casablanca"
[storage]
url = "sqlite:///hasila.db"
"""
SCHEDULE = """\
[schedule]
followers = "8h"
"""
ACCOUNT = """\
[[account]]
name = "{name}"
platform = "{platform}"
{key} = "{value}"
"""
TOPICS = """\
[topics.road_safety]
name = { ar = "السلامة الطرقية", fr = "Sécurité routière", en = "Road safety" }
words = ["السلامة الطرقية", "حزام السلامة", "خوذة", "sécurité routière"]
[topics.open_days]
name = { ar = "الأبواب المفتوحة", fr = "Portes ouvertes", en = "Open days" }
words = ["الأبواب المفتوحة", "portes ouvertes"]
"""
BALANCE = """\
[balance]
season_kinds = ["pupils", "schools"]

[[balance.event]]
name = { ar = "أيام الأبواب المفتوحة", fr = "Portes ouvertes", en = "Open days" }
words = ["open day", "portes ouvertes", "الأبواب المفتوحة", "أيام مفتوحة", "الأيام المفتوحة"]
visitors = "open_days_visitors"
account = "event-open-days"

[balance.event.account_name]
ar = "الحساب الخاص بأيام الأبواب المفتوحة"
fr = "le compte dédié aux portes ouvertes"
en = "the open days’ own account"
"""


@click.command("demo")
@click.option("--weeks", type=click.IntRange(1, 26), default=6, show_default=True)
@click.pass_obj
def command(context: Context, weeks: int) -> None:
    """Read a simulated platform, draw the charts into demo/: no account and no network needed.

    Starts a stand-in for X, Facebook and Instagram on this machine, takes in figures and
    activities that a police directorate has printed and statements that are made up, reads six
    simulated weeks through the real clients, asks for the past days that Facebook and Instagram
    tell, imports a year of X's overview from a file, and draws charts in Arabic and French. The
    letters of the last week are there, too, to be opened in a browser or a mail program, and the
    balance of a printed year as PDF and DOCX. `./demo/` is made afresh each time.
    """
    from sandbox import Sandbox, World
    from storage.topics import apply_rules
    from watch.history import ask_history

    _clear(FOLDER)
    end = context.now().replace(minute=0, second=0, microsecond=0)
    with Sandbox(World.demo(end - timedelta(weeks=weeks))) as sandbox:
        context = replace(
            context, config=write_office(FOLDER, sandbox, SCHEDULE + TOPICS + BALANCE)
        )
        settings = context.settings()
        with context.store(settings, durable=False) as store:
            _take_in(store, settings, end)
            kept = _live(store, settings, sandbox, end)
            _import_overview(context, sandbox, end)
            list(ask_history(settings, store, settings.accounts, lambda: end))
            apply_rules(store, settings.topic_rules(), end)
            drawn = [
                *_draw(store, settings, end),
                *_write_letters(store, settings, end),
                *_write_balances(store, settings, end),
            ]
        _tell(kept, drawn, sandbox)


def _clear(folder: Path) -> None:
    if folder.exists() and not (folder / "README").is_file():
        click.echo(f"{folder}/ exists and was not made by `demo`: move it away", err=True)
        raise SystemExit(WRONG_USE)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "README").write_text(MARK, encoding="utf-8")


def write_office(folder: Path, sandbox: Sandbox, more: str = "") -> Path:
    """Write settings and secrets of an office that reads a sandbox; returns the config.toml.

    `more` are tables that are added to the settings.
    """
    (folder / "secrets").mkdir()
    for name, value in sandbox.secrets.items():
        path = folder / "secrets" / name
        path.touch(mode=0o600)
        path.write_text(value, encoding="utf-8")
    tables = [CONFIG, sandbox.sections]
    for account in sandbox.world.accounts():
        names = {"handle": account.handle, "id": account.id}
        key = "handle" if account.handle else "id"
        tables.append(
            ACCOUNT.format(name=account.name, platform=account.platform, key=key, value=names[key])
        )
    config = folder / "config.toml"
    config.write_text("".join([*tables, more]), encoding="utf-8")
    return config


def _take_in(store: Store, settings: Settings, at: datetime) -> None:
    import imports
    from entries.registers import Hand
    from storage.registers import printed
    from storage.registers.activities import add_activities
    from storage.registers.statements import add_statements

    examples = Path(imports.__file__).parent / "examples"
    today = local_day(at, settings.zone())
    signed: dict[str, Any] = {"who": who(), "now": at, "reason": None}
    figures = imports.read_figures(examples / "published_figures.csv", today=today)
    printed.add_figures(store, figures, **signed)
    printed.add_events(store, imports.read_events(examples / "events.csv"), **signed)
    kinds = settings.activity_kinds()
    activities = imports.read_activities(examples / "activities.csv", today=today, kinds=kinds)
    add_activities(store, activities, **signed)
    desk = Hand(store, settings, who(), at).statement_rules()
    add_statements(store, imports.read_statements(examples / "statements.csv", desk), **signed)


def _import_overview(context: Context, sandbox: Sandbox, at: datetime) -> None:
    """Download the overview of X's analytics, as a person would, and import it."""
    from commands import cli
    from sandbox.x_overview import FILE_NAME, overview_csv

    file = FOLDER / "exports" / FILE_NAME
    file.parent.mkdir()
    today = at.astimezone(UTC).date()
    write_whole(file, overview_csv(sandbox.world.x_account, today).encode())
    account = next(each.name for each in sandbox.world.accounts() if each.platform == "x")
    said = ("--account", account, "--downloaded", str(today), "--yes", "--lang", "en")
    importing = cli.get_command(click.get_current_context(), "import")
    assert importing is not None  # noqa: S101 - a command of ours
    with importing.make_context("import", [str(file), *said], obj=context) as told:
        importing.invoke(told)


@dataclass(frozen=True, slots=True)
class _Lived:
    visits: int
    posts: int
    readings: int
    vanished: int
    losses: Sequence[str]


def _live(store: Store, settings: Settings, sandbox: Sandbox, end: datetime) -> _Lived:
    from commands._visits import progress
    from watch.visits import visit_account

    instants = list(_instants(sandbox.world.now, end))
    accounts = [(account, settings.access(account)) for account in settings.accounts]
    rounds = []
    with progress(len(instants), tongue()) as bar:
        for instant in instants:
            bar.begin(f"{instant:%Y-%m-%d}")
            sandbox.world.now = instant
            rounds += [
                visit_account(account, access, settings, store, lambda: sandbox.world.now)
                for account, access in accounts
            ]
    return _Lived(
        len(rounds),
        sum(entry.kept.posts_new for entry in rounds),
        sum(entry.kept.posts_read for entry in rounds),
        sum(entry.kept.vanished for entry in rounds),
        sorted({f"{lost.scope}: {lost.detail}" for r in rounds for lost in r.visit.failures}),
    )


def _instants(since: datetime, until: datetime) -> Iterator[datetime]:
    while since <= until:
        yield since
        since += BETWEEN_VISITS


def _draw(store: Store, settings: Settings, at: datetime) -> list[Path]:
    from commands._pictures import draw_charts
    from reports.pictures import ChartOrder

    drawing = ChartOrder(None, None, LANGUAGES, "png", frozenset(PICTURES))
    return draw_charts(store, settings, at, drawing, FOLDER / "charts")


def _write_letters(store: Store, settings: Settings, at: datetime) -> list[Path]:
    from reports.letter import LetterWriter

    last = period_of(local_day(at, settings.zone()) - timedelta(weeks=1), Span.WEEK)
    writer = LetterWriter(store, settings, last, at)
    (FOLDER / "letters").mkdir(parents=True, exist_ok=True)
    return [
        path
        for role in ("office", "administrator")
        for code in LANGUAGES
        for path in _write_letter(writer, role, code)
    ]


def _write_letter(writer: LetterWriter, role: str, code: str) -> Iterator[Path]:
    """Write one as a page for a browser and as a mail to open; the page holds its chart within."""
    from reports.letter import mail_as_html
    from reports.mail.smtp import WIRE

    paper = writer.paper(role, code)
    sources = {
        picture.name: f"data:image/png;base64,{b64encode(picture.content).decode()}"
        for picture in paper.pictures
    }
    page, mail = (FOLDER / "letters" / f"{role}.{code}.{kind}" for kind in ("html", "eml"))
    write_whole(page, mail_as_html(paper, sources).encode())
    yield page
    write_whole(mail, writer.mail(role, code).as_bytes(policy=WIRE))
    yield mail


def _write_balances(store: Store, settings: Settings, at: datetime) -> list[Path]:
    from reports import balance

    drawn = balance.draw(store, settings, PRINTED_YEAR, None, at)
    made = []
    for code, form in BALANCES:
        made.append(FOLDER / f"balance-{PRINTED_YEAR}.{code}.{form}")
        reader = balance.reader_of(store, settings, drawn, code)
        write_whole(made[-1], balance.render(store, drawn, reader, form))
    return made


def _tell(kept: _Lived, drawn: Sequence[Path], sandbox: Sandbox) -> None:
    dear = [each.names["en"] for each in PLATFORMS.values() if not each.price.is_free]
    click.echo(
        f"kept {kept.visits} visits, {kept.posts} posts, {kept.readings} readings of posts; "
        f"{kept.vanished} posts vanished; {len(sandbox.requests)} requests, "
        f"for which {' and '.join(dear)} would have billed {sandbox.bill.usd:.2f} USD"
    )
    for loss in kept.losses:
        click.echo(f"not read: {loss}")
    for path in drawn:
        click.echo(f"made {path}")
    click.echo(
        f"the database is {FOLDER / 'hasila.db'}; look on with --config {FOLDER}/config.toml"
    )

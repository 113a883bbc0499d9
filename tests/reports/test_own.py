"""Reports of the institution's own: what stands in them, and how often they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from documents.email import mail_as_text
from metrics.jobs import report_days
from reports.mail.outbox import NoMail, send_batch
from reports.own import ReportWriter, line_troubles
from storage import outbox
from storage.schema import State
from tests.support.asking import Desk, X, open_desk
from tests.support.letters import by_way_of
from tests.support.post_office import PostOffice
from tests.support.storage_visits import NOON

MAIL = """
[mail]
host = "localhost"
sender = "hasila@example.org"
"""
REPORTS = """
[[report]]
key = "weekly"
title = { fr = "Rapport de la semaine", ar = "تقرير الأسبوع" }
every = "week"
questions = ["growth", "growht", "followers --account nobody"]
charts = ["followers", "activities", "no-such-chart"]
recipients = ["office@example.org", "director@example.org"]
formats = ["pdf", "docx", "xlsx", "html"]
language = "fr"
"""
SIGNATURES = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!"}
DAYS = report_days("2026-W46")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("reports"), MAIL + REPORTS) as opened:
        for days in range(15):
            opened.read(X, NOON - timedelta(days=days), 1_150 - 10 * days)
        yield opened


def writer(desk: Desk) -> ReportWriter:
    return ReportWriter(desk.store, desk.settings, desk.settings.report[0], DAYS, desk.now)


def test_a_bad_question_is_named_and_the_rest_is_answered(desk: Desk) -> None:
    report = writer(desk)

    said = mail_as_text(report.paper())

    assert "Rapport de la semaine" in said
    assert "+70" in said  # seven days, ten followers each
    assert "growht" in said
    assert "vouliez-vous dire 'growth'" in said.replace("\u202f", " ")
    assert "s’appelle 'nobody'" in said
    assert [table.name for table in report.tables()] == ["growth", "unanswered", "unanswered"]


def test_it_is_written_in_each_format(desk: Desk) -> None:
    files = writer(desk).files()

    assert [file.name for file in files] == [f"weekly-2026-W46.fr.{form}" for form in SIGNATURES]
    for file in files:
        assert file.content.startswith(SIGNATURES[file.name.rpartition(".")[2]])
    book = openpyxl.load_workbook(BytesIO(files[2].content))
    assert len(book.worksheets) == 3


def test_what_there_is_nothing_to_draw_of_is_said(desk: Desk) -> None:
    paper = writer(desk).paper()

    assert [picture.name for picture in paper.pictures] == ["followers"]
    assert "activities : il n’y a rien à dessiner" in mail_as_text(paper).replace("\u202f", " ")


def test_each_recipient_gets_it_once_with_its_files(desk: Desk, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        report = replace(writer(desk), settings=by_way_of(desk.settings, office))
        for _ in range(2):
            sent = send_batch(report, report.batch(), lambda: desk.now)

    assert sent.is_whole
    assert [one.recipients for one in office.received] == [
        ("office@example.org",),
        ("director@example.org",),
    ]
    mail = message_from_bytes(office.received[0].content, policy=policy.default)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == [f"weekly-2026-W46.fr.{form}" for form in SIGNATURES]
    assert mail["Content-Language"] == "fr"
    ids = {message_from_bytes(one.content)["Message-ID"] for one in office.received}
    assert len(ids) == 2
    records = outbox.outbox(desk.store, "weekly 2026-W46")
    assert {(one.role, one.state) for one in records} == {("report", State.SENT)}


def test_without_a_mail_server_it_cannot_be_sent(desk: Desk) -> None:
    nowhere = desk.settings.model_copy(update={"mail": None})
    with pytest.raises(NoMail, match="no report can be sent"):
        replace(writer(desk), settings=nowhere).batch()


def test_what_can_never_be_answered_or_drawn_is_known_beforehand(desk: Desk) -> None:
    troubles = list(line_troubles(desk.settings))

    assert {key for key, _ in troubles} == {"weekly"}
    assert [why.partition(":")[0] for _, why in troubles] == [
        "growht",
        "followers --account nobody",
        "no chart is called 'no-such-chart'",
    ]

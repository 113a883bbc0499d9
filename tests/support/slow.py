"""What `make quick` leaves out: whatever asks PostgreSQL, and files that take seconds.

They start processes, drive a browser, draw pictures and papers, run whole commands or live through
years. `make test` runs all of it.
"""

from __future__ import annotations

import pytest

PLACES = (
    "tests/charts/",
    "tests/collectors/test_graph_refusals.py",
    "tests/collectors/test_graph_rounds.py",
    "tests/collectors/test_x_generated.py",
    "tests/commands/test_ask.py",
    "tests/commands/test_backup.py",
    "tests/commands/test_bilan.py",
    "tests/commands/test_bilan_sealed.py",
    "tests/commands/test_chart.py",
    "tests/commands/test_check.py",
    "tests/commands/test_collect.py",
    "tests/commands/test_collect_faults.py",
    "tests/commands/test_echoed_secrets.py",
    "tests/commands/test_entries.py",
    "tests/commands/test_export.py",
    "tests/commands/test_import_exports.py",
    "tests/commands/test_import_samples.py",
    "tests/commands/test_letter.py",
    "tests/commands/test_letter_processes.py",
    "tests/commands/test_mcp.py",
    "tests/commands/test_nth_failure.py",
    "tests/commands/test_record.py",
    "tests/commands/test_run.py",
    "tests/commands/test_run_disk.py",
    "tests/commands/test_status.py",
    "tests/project/test_fourth_platform.py",
    "tests/project/test_future.py",
    "tests/project/test_install.py",
    "tests/project/test_moved.py",
    "tests/project/test_one_answer.py",
    "tests/project/test_stored_answers.py",
    "tests/project/test_thirty_one_questions.py",
    "tests/project/test_tutorial.py",
    "tests/queries/test_true_numbers.py",
    "tests/reports/test_balance_formats.py",
    "tests/reports/test_balance_from_files.py",
    "tests/reports/test_balance_in_part.py",
    "tests/reports/test_balance_measured.py",
    "tests/reports/test_balance_printed.py",
    "tests/reports/test_balance_seal.py",
    "tests/reports/test_cards.py",
    "tests/reports/test_letter.py",
    "tests/reports/test_letter_in_part.py",
    "tests/reports/test_letter_mail.py",
    "tests/reports/test_letter_weeks.py",
    "tests/reports/test_outbox.py",
    "tests/reports/test_rankings.py",
    "tests/reports/test_slides.py",
    "tests/reports/test_titles.py",
    "tests/storage/test_access.py",
    "tests/storage/test_backup.py",
    "tests/storage/test_daily.py",
    "tests/storage/test_failing_disk.py",
    "tests/storage/test_fence.py",
    "tests/storage/test_letters.py",
    "tests/storage/test_letters_faults.py",
    "tests/storage/test_move.py",
    "tests/storage/test_postgresql_tls.py",
    "tests/storage/test_promises.py",
    "tests/storage/test_spending.py",
    "tests/storage/test_upgrade_processes.py",
    "tests/watch/test_daemon.py",
    "tests/watch/test_history.py",
    "tests/watch/test_log.py",
    "tests/watch/test_money.py",
    "tests/watch/test_post.py",
    "tests/watch/test_soak.py",
    "tests/watch/test_tick.py",
    "tests/watch/test_years.py",
    "tests/web/test_access.py",
    "tests/web/test_accessible.py",
    "tests/web/test_browser.py",
    "tests/web/test_entering.py",
    "tests/web/test_foreign_texts.py",
    "tests/web/test_guard.py",
    "tests/web/test_links.py",
    "tests/web/test_login.py",
    "tests/web/test_pages.py",
    "tests/web/test_questions.py",
    "tests/web/test_server.py",
    "tests/web/test_sign_on.py",
    "tests/web/test_uploads.py",
    "tests/web/test_week.py",
)
"""Files, and folders with a slash at the end."""
SERVERS = {"postgres_server", "postgres_url", "postgres_template"}


def is_slow_place(path: str) -> bool:
    """Whether a file, or a folder with a slash at the end, is left out whole."""
    return path.startswith(PLACES)


def is_slow(item: pytest.Item) -> bool:
    """Whether `make quick` leaves a test out."""
    if is_slow_place(item.nodeid) or SERVERS & set(getattr(item, "fixturenames", ())):
        return True
    called_with = getattr(item, "callspec", None)
    return called_with is not None and called_with.params.get("database_kind") == "postgresql"

"""`targets`: how far the way to each number of followers of the settings is gone."""

from __future__ import annotations

from documents.model import Table
from queries.request import Asked, Question
from queries.targets import target_progress, targets_table


def ask_targets(asked: Asked) -> Table:
    """Each target beside where its straight way stands today, with the pace that it needs.

    What is gone of the way is the growth since its beginning over the growth that it asks for.
    """
    progress = target_progress(asked.store, asked.settings, asked.today, asked.now)
    platforms = {account.name: account.platform for account in asked.settings.accounts}
    return targets_table(progress, platforms, asked.language)


TARGETS = Question(
    "targets",
    lambda language: language.say("How far are we on the way to our targets?"),
    frozenset(),
    ask_targets,
    has_days=False,
    has_accounts=False,
)

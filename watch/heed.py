"""What a platform asked of us, heeded: pauses and failures in a row, kept across restarts."""

from __future__ import annotations

from metrics.slots import pause_after
from metrics.snapshot import Account, Outcome, Visit
from storage import Store, pauses


def heed(store: Store, account: Account, visit: Visit) -> None:
    """Keep what a visit tells for the next one: how long to wait, and that it failed or did not.

    Raises:
        StorageError: the database could not write.
    """
    scope = pauses.of_account(account.name)
    if visit.outcome is Outcome.FAILED:
        pauses.note_failure(store, scope)
    else:
        pauses.note_success(store, scope)
    if pause := pause_after(visit):
        pauses.hold(store, scope, pause.until, pause.reason)

"""Own posts by what people call them: an id, or an address as a browser shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.model import Kind, Visit
from storage import RefusedValue, Store
from storage.accounts import enrol
from storage.registers.references import own_posts
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, FACEBOOK, NOON, X, post, reply, snapshot, visit


@pytest.fixture
def filed(store: Store) -> Store:
    """A post, a reply and a repost on X; a post on Facebook, and one called as that on X."""
    enrol(store, ACCOUNTS, NOON)
    repost = replace(post("13"), kind=Kind.REPOST, text=None)
    keep(store, visit(NOON, post("11"), post("14"), reply("12"), repost))
    page = post("900_77", url="https://www.facebook.com/900/posts/pfbid0abc/")
    same = post("900_14", url=None)
    seen = snapshot(NOON, posts=(page, same), account=FACEBOOK.name, platform_id="100064")
    keep(store, Visit(FACEBOOK.name, NOON, seen, proven_at=NOON))
    return store


@pytest.mark.parametrize(
    ("reference", "account", "identifier"),
    [
        ("11", X.name, "11"),
        (" 12 ", X.name, "12"),
        ("https://x.com/DGSN_MAROC/status/11", X.name, "11"),
        ("twitter.com/i/web/status/11?s=20", X.name, "11"),
        ("https://mobile.x.com/DGSN_MAROC/status/11/photo/1", X.name, "11"),
        ("900_77", FACEBOOK.name, "900_77"),
        ("77", FACEBOOK.name, "900_77"),
        ("facebook.com/900/posts/pfbid0abc", FACEBOOK.name, "900_77"),
        ("https://m.facebook.com/story.php?story_fbid=77&id=900", FACEBOOK.name, "900_77"),
        ("https://x.com/DGSN_MAROC/status/14", X.name, "14"),
    ],
)
def test_it_finds_a_post_by_its_id_or_address(
    filed: Store, reference: str, account: str, identifier: str
) -> None:
    found = own_posts(filed).find(reference)

    assert found is not None
    assert (found.account, found.id) == (account, identifier)


@pytest.mark.parametrize(
    "reference",
    ["13", "99", "https://x.com/a/status/99", "https://example.org/11", "http://[", "", "x.com"],
)
def test_it_finds_no_repost_and_nothing_foreign(filed: Store, reference: str) -> None:
    assert own_posts(filed).find(reference) is None


def test_it_asks_for_the_account_where_two_posts_are_called_the_same(filed: Store) -> None:
    with pytest.raises(RefusedValue, match="dgsn-facebook and dgsn-x: name the account"):
        own_posts(filed).find("14")

    found = own_posts(filed, X.name).find("14")
    assert found is not None
    assert found.id == "14"

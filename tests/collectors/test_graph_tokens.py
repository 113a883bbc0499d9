"""Whose a token is: proven by the platform, in the right name, with the right proof."""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from collectors import Inspection, inspect
from collectors.errors import AccessRefused
from metrics.model import Account, Known, Plan
from settings import Secret
from tests.support.graph_account import (
    ACCOUNTS,
    APP_SECRET,
    FOUND_INSTAGRAM,
    FOUND_PAGE,
    INSTAGRAM,
    ME,
    MEDIA_ID,
    NOW,
    PAGE,
    PAGE_ID,
    TOKEN,
    Answers,
    V,
    access_to,
    lost,
    read,
    recorded,
    refusal,
)
from tests.support.replay import Replay, Reply
from tests.support.rude_graph import EVERY, Refusal, RudeAccount, RudeGraph, media, page

PAGE_TOKEN = "EXAMPLE-PAGE-TOKEN"
NO_SUCH_FIELD = refusal("100_nonexisting_field")
LAST_PAGE = Reply({"data": [{"id": "77", "access_token": PAGE_TOKEN}]})
DEBUG = "/debug_token"


def proof(token: str) -> str:
    return hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()


def listed(page_id: str) -> Answers:
    """A system user's answers, who may read the recorded Pages."""
    return {
        ME: Reply({"id": "5550"}),
        ACCOUNTS: [Reply(recorded("facebook/me_accounts")), LAST_PAGE],
        f"{V}/{page_id}": Reply({"id": page_id, "followers_count": 7}),
    }


def look(answers: Answers, account: Account = PAGE, **access: Any) -> tuple[Inspection, Replay]:
    with Replay(by_path=answers) as platform:
        way = access_to(platform.url, platform=account.platform, **access)
        return inspect(account, way, NOW), platform


def test_it_reads_a_page_with_the_pages_own_token() -> None:
    with Replay(by_path=FOUND_PAGE) as platform:
        read(platform.url, PAGE, Plan())

    assert platform.paths == [ME, f"{V}/{PAGE_ID}"]
    assert {asked.headers["authorization"] for asked in platform.asked} == {f"Bearer {TOKEN}"}
    assert {asked.query["appsecret_proof"] for asked in platform.asked} == {proof(TOKEN)}
    assert "canary" not in "".join(asked.target for asked in platform.asked)


@pytest.mark.threat(4)
@pytest.mark.parametrize("page_id", ["1234", "77"])
@pytest.mark.parametrize("prove", [True, False])
def test_it_reads_a_page_with_the_token_that_a_system_user_is_given(
    page_id: str, *, prove: bool
) -> None:
    page = Account("office-facebook", "facebook", id=page_id)
    plan = Plan(prove=prove, platform_id=page_id)
    with Replay(by_path=listed(page_id)) as platform:
        visited = read(platform.url, page, plan)

    assert visited.snapshot is not None
    assert visited.snapshot.followers == 7
    last = platform.asked[-1]
    assert last.path == f"{V}/{page_id}"
    assert last.headers["authorization"] == f"Bearer {PAGE_TOKEN}"
    assert last.query["appsecret_proof"] == proof(PAGE_TOKEN)
    assert platform.asked[0].query["appsecret_proof"] == proof(TOKEN)
    assert PAGE_TOKEN not in "".join(asked.target for asked in platform.asked) + repr(visited)


@pytest.mark.threat(5)
def test_it_sends_no_proof_where_there_is_no_app_secret() -> None:
    with Replay(by_path=FOUND_PAGE) as platform:
        read(platform.url, PAGE, Plan(), secrets={"access_token": Secret(TOKEN)})

    assert all("appsecret_proof" not in asked.query for asked in platform.asked)


def test_it_reads_nothing_of_a_page_that_the_token_does_not_list() -> None:
    with Replay(by_path=listed(PAGE_ID)) as platform:
        visited = read(platform.url, PAGE)

    assert set(platform.paths) == {ME, ACCOUNTS, ASSIGNED, PAGE_NODE, DEBUG}
    # A Page gives its token to nobody without a role on it; nothing else is asked of a stranger.
    (asked,) = (asked for asked in platform.asked if asked.path == PAGE_NODE)
    assert asked.query["fields"] == "id,access_token"
    (failure,) = visited.failures
    assert failure.reason == "not_ours"
    assert PAGE_ID in failure.detail
    assert "123, 1234, 123512, 1234624, 77" in failure.detail
    assert "5550" not in failure.detail  # the id of a person perhaps


def test_it_reads_nothing_of_another_page_than_the_tokens_own() -> None:
    answers = {**FOUND_PAGE, ME: Reply({"id": "999"}), ACCOUNTS: NO_SUCH_FIELD}
    with Replay(by_path=answers) as platform:
        visited = read(platform.url, PAGE)

    assert platform.paths == [ME, ACCOUNTS]
    assert lost(visited) == {"account": "not_ours"}
    assert "only 999" in visited.failures[0].detail


def test_neither_our_token_nor_the_pages_own_is_kept_where_a_name_echoes_it() -> None:
    echo = {"id": "77", "name": f"Sûreté {TOKEN} {PAGE_TOKEN} {APP_SECRET}", "followers_count": 7}
    answers = {**listed("77"), f"{V}/77": Reply(echo)}

    with Replay(by_path=answers) as platform:
        visited = read(platform.url, Account("office-facebook", "facebook", id="77"), Plan())

    assert visited.snapshot is not None
    assert visited.snapshot.display_name == "Sûreté *** *** ***"


def test_it_says_so_when_a_page_is_listed_without_a_token() -> None:
    answers = {ME: Reply({"id": "5550"}), ACCOUNTS: Reply({"data": [{"id": PAGE_ID}]})}
    with Replay(by_path=answers) as platform:
        assert lost(read(platform.url, PAGE)) == {"account": "access"}


def test_it_reads_no_account_that_has_no_id() -> None:
    nameless = Account("office-facebook", "facebook", handle="office")
    with Replay(by_path=FOUND_PAGE | {ACCOUNTS: NO_SUCH_FIELD}) as platform:
        visited = read(platform.url, nameless)

    assert lost(visited) == {"account": "not_ours"}


def test_it_does_not_take_a_refused_proof_for_an_account_that_is_not_ours() -> None:
    with Replay(by_path={ME: refusal("100_ppca_needs_proof")}) as platform:
        assert lost(read(platform.url, INSTAGRAM)) == {"account": "access"}


def test_it_proves_an_instagram_account_by_the_page_that_it_is_linked_to() -> None:
    with Replay(by_path=FOUND_INSTAGRAM) as platform:
        visited = read(platform.url, INSTAGRAM, Plan())

    assert platform.paths == [ME, f"{V}/{MEDIA_ID}"]
    assert visited.proven_at == NOW


def test_it_proves_an_instagram_account_by_a_page_that_is_listed() -> None:
    """It goes on in the system user's name, which is the documented one for Instagram."""
    page = {"id": "1", "access_token": PAGE_TOKEN, "instagram_business_account": {"id": MEDIA_ID}}
    strange = {"id": "2", "instagram_business_account": {"id": "3"}}
    answers = FOUND_INSTAGRAM | {
        ME: NO_SUCH_FIELD,
        ACCOUNTS: Reply({"data": [strange, {"id": "4"}, page]}),
    }
    with Replay(by_path=answers) as platform:
        visited = read(platform.url, INSTAGRAM, Plan())

    assert visited.snapshot is not None
    assert {asked.headers["authorization"] for asked in platform.asked} == {f"Bearer {TOKEN}"}


NO_PAGES = Reply({"data": []})
NO_OBJECT = refusal("100_33_no_object")
ASSIGNED, PAGE_NODE = f"{V}/me/assigned_pages", f"{V}/{PAGE_ID}"
OWN_TOKEN = Reply({"id": PAGE_ID, "access_token": PAGE_TOKEN})
NOT_LISTED: Answers = {ME: Reply({"id": "5550"}), ACCOUNTS: NO_PAGES, ASSIGNED: NO_PAGES}


def test_a_page_of_a_business_portfolio_is_proven_by_the_token_that_it_gives_out() -> None:
    """The list of Pages is empty then, though the token reads the Page."""
    node = [OWN_TOKEN, FOUND_PAGE[PAGE_NODE]]
    answers = {**NOT_LISTED, ASSIGNED: NO_SUCH_FIELD, PAGE_NODE: node}
    with Replay(by_path=answers) as platform:
        visited = read(platform.url, PAGE, Plan())

    assert visited.snapshot is not None
    assert visited.snapshot.followers == 13514
    assert platform.asked[-1].headers["authorization"] == f"Bearer {PAGE_TOKEN}"


def test_a_page_that_is_assigned_to_a_system_user_is_proven() -> None:
    pages = [{"id": "4"}, {"id": PAGE_ID, "access_token": PAGE_TOKEN}]
    answers = {**FOUND_PAGE, **NOT_LISTED, ASSIGNED: Reply({"data": pages})}
    with Replay(by_path=answers) as platform:
        assert read(platform.url, PAGE, Plan()).snapshot is not None


def test_a_page_that_gives_out_no_token_is_not_proven() -> None:
    """Anybody may read a public Page's id."""
    answers = {**NOT_LISTED, PAGE_NODE: Reply({"id": PAGE_ID}), DEBUG: NO_OBJECT}
    with Replay(by_path=answers) as platform:
        visited = read(platform.url, PAGE, Plan())

    assert lost(visited) == {"account": "not_ours"}


def test_an_instagram_account_is_proven_by_the_page_that_the_token_is_for() -> None:
    scopes = [{"scope": "pages_show_list", "target_ids": ["9", PAGE_ID]}, {"scope": "other"}, 5]
    linked = {"instagram_business_account": {"id": MEDIA_ID}}
    answers = {
        **NOT_LISTED,
        ME: NO_SUCH_FIELD,
        DEBUG: Reply({"data": {"is_valid": True, "granular_scopes": scopes}}),
        f"{V}/9": NO_OBJECT,
        PAGE_NODE: Reply({"id": PAGE_ID, "access_token": PAGE_TOKEN, **linked}),
        f"{V}/{MEDIA_ID}": [NO_SUCH_FIELD, FOUND_INSTAGRAM[f"{V}/{MEDIA_ID}"]],
    }
    with Replay(by_path=answers) as platform:
        assert read(platform.url, INSTAGRAM, Plan()).snapshot is not None


def test_a_page_on_the_second_page_of_a_list_is_proven_where_the_link_alone_leads_there() -> None:
    first = {"data": [{"id": "4"}], "paging": {"next": "https://graph.facebook.com/x?offset=25"}}
    second = {"data": [{"id": PAGE_ID, "access_token": PAGE_TOKEN}]}
    answers = {**FOUND_PAGE, **NOT_LISTED, ACCOUNTS: [Reply(first), Reply(second)]}
    with Replay(by_path=answers) as platform:
        assert read(platform.url, PAGE, Plan()).snapshot is not None
        assert platform.asked[2].query["offset"] == "25"


@pytest.mark.parametrize(
    "linked", [{}, {"instagram_business_account": {"id": "3"}}, {"instagram_business_account": 3}]
)
def test_it_reads_nothing_of_an_instagram_account_that_is_not_linked(
    linked: dict[str, object],
) -> None:
    answers = FOUND_INSTAGRAM | {ME: Reply({"id": PAGE_ID} | linked), ACCOUNTS: NO_SUCH_FIELD}
    with Replay(by_path=answers) as platform:
        visited = read(platform.url, INSTAGRAM)

    assert platform.paths == [ME, ACCOUNTS]
    assert lost(visited) == {"account": "not_ours"}


def test_it_tells_the_tokens_kind_scopes_and_ends_from_the_recorded_answer() -> None:
    answers = FOUND_PAGE | {DEBUG: Reply(recorded("facebook/debug_token_user"))}

    inspection, platform = look(answers)

    assert inspection.ours
    assert (inspection.platform_id, inspection.display_name) == (PAGE_ID, "Thumb Forecast")
    assert inspection.token_kind == "USER"
    assert inspection.expires_at == datetime(2019, 12, 26, 8, tzinfo=UTC)
    assert inspection.data_access_expires_at == datetime(2020, 3, 24, 8, 59, 9, tzinfo=UTC)
    assert inspection.scopes is not None
    assert "read_insights" in inspection.scopes
    too_much, too_little = inspection.warnings
    assert "email, manage_pages." in too_much
    assert too_little == "The token lacks pages_read_engagement, pages_read_user_content."
    debug = next(asked for asked in platform.asked if asked.path == DEBUG)
    assert debug.query == {"input_token": TOKEN}
    assert debug.headers["authorization"] == f"Bearer 402115987654321|{APP_SECRET}"


def test_it_speaks_in_its_own_name_again_after_asking_what_the_token_is() -> None:
    answers = FOUND_PAGE | {DEBUG: Reply(recorded("facebook/debug_token_user"))}

    _, platform = look(answers)

    after = platform.asked[platform.paths.index(DEBUG) + 1 :]
    assert {asked.headers["authorization"] for asked in after} == {f"Bearer {TOKEN}"}


def test_it_knows_an_end_of_zero_for_never() -> None:
    data = {"is_valid": True, "type": "SYSTEM_USER", "expires_at": 0, "data_access_expires_at": 0}

    inspection, _ = look(FOUND_PAGE | {DEBUG: Reply({"data": data})})

    assert inspection.token_kind == "SYSTEM_USER"
    assert (inspection.expires_at, inspection.data_access_expires_at) == (None, None)
    assert inspection.warnings == ()


def test_it_reads_odd_facts_of_a_token_as_not_told() -> None:
    data = {"is_valid": True, "type": 5, "expires_at": 10**18, "scopes": [5, "read_insights"]}

    inspection, _ = look(FOUND_PAGE | {DEBUG: Reply({"data": data})})

    assert (inspection.token_kind, inspection.expires_at) == ("unknown", None)
    assert inspection.scopes == ("read_insights",)


@pytest.mark.threat(9)
@pytest.mark.parametrize("scope", ["pages_manage_posts", "ads_management", "pages_messaging"])
def test_it_warns_of_a_token_that_may_do_more_than_read(scope: str) -> None:
    data = {"is_valid": True, "type": "PAGE", "scopes": ["pages_read_engagement", scope]}

    inspection, _ = look(FOUND_PAGE | {DEBUG: Reply({"data": data})})

    assert scope in inspection.warnings[0]
    assert "pages_read_engagement" not in inspection.warnings[0]


def test_it_shows_a_login_that_is_not_ours_as_such() -> None:
    data = Reply({"data": {"is_valid": True, "type": "PAGE"}})
    answers = {DEBUG: data, ME: Reply({"id": "999"}), ACCOUNTS: NO_SUCH_FIELD}

    inspection, _ = look(answers)

    assert not inspection.ours
    assert "only 999" in inspection.warnings[0]


def test_it_says_that_a_token_is_dead() -> None:
    with pytest.raises(AccessRefused, match="dead"):
        look(FOUND_PAGE | {DEBUG: Reply({"data": {"is_valid": False}})})


@pytest.mark.parametrize("access", [{"app_id": None}, {"secrets": {"access_token": Secret(TOKEN)}}])
def test_it_looks_without_the_app_as_far_as_it_can(access: dict[str, Any]) -> None:
    inspection, platform = look(FOUND_PAGE, **access)

    assert inspection.ours
    assert inspection.token_kind == "unknown"
    assert len(inspection.warnings) == 1
    assert DEBUG not in platform.paths


def test_it_shows_no_token_when_the_question_about_it_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    words = {"error": {"message": f"bad input_token {TOKEN}", "code": 100}}
    with caplog.at_level(logging.DEBUG):
        inspection, _ = look(FOUND_PAGE | {DEBUG: Reply(words, 400)})

    assert inspection.ours
    assert "canary" not in caplog.text + repr(inspection)


def test_it_warns_when_the_platform_answers_as_another_version() -> None:
    old = {"facebook-api-version": "v21.0"}
    me = Reply({"id": PAGE_ID}, headers=old)
    with Replay(by_path=FOUND_PAGE | {ME: me}) as platform:
        visited = read(platform.url, PAGE, Plan())

    assert visited.snapshot is not None
    assert lost(visited) == {"version": "missing"}
    data = Reply({"data": {"is_valid": True, "type": "PAGE"}}, headers=old)
    inspection, _ = look(FOUND_PAGE | {DEBUG: data})
    assert "v27.0" in inspection.warnings[0]


def test_it_is_content_with_the_version_that_it_asked_for() -> None:
    me = Reply({"id": PAGE_ID}, headers={"facebook-api-version": "v25.0"})
    answers = {path.replace("v27.0", "v25.0"): reply for path, reply in FOUND_PAGE.items()}
    with Replay(by_path=answers | {"/v25.0/me": me}) as platform:
        assert lost(read(platform.url, PAGE, Plan(), version="v25.0")) == {}


def prove_reading(account: RudeAccount, version: str = "v27.0", now: datetime = NOW) -> Inspection:
    office = PAGE if account.platform == "facebook" else INSTAGRAM
    with RudeGraph(account) as graph:
        way = access_to(graph.url, platform=account.platform, version=version)
        return inspect(office, way, now, on_file=Known())


def test_a_check_reads_the_newest_posts_and_names_the_counts_that_they_tell() -> None:
    inspection = prove_reading(page(9))

    assert (
        inspection.reading == "5,000 followers; 5 posts with views, reach, likes, comments, shares"
    )
    # The stand-in knows no token, so that its kind is not told.
    assert [warning for warning in inspection.warnings if "kind" not in warning] == []


def test_a_check_names_a_count_that_is_refused_and_one_that_no_post_tells() -> None:
    account = media(9, refused={(EVERY, "saved_count"): Refusal(12), (EVERY, "saved"): Refusal(12)})
    for post in account.posts:
        del post["insights"]["reach"]

    inspection = prove_reading(account)

    assert inspection.reading == "5,000 followers; 5 posts with views, likes, comments, shares"
    told = " ".join(inspection.warnings)
    assert "refuses saved_count" in told
    assert "None of 5 posts tells reach." in told


def test_a_check_says_that_a_version_is_about_to_end() -> None:
    late = datetime(2026, 12, 1, tzinfo=UTC)
    ended = datetime(2027, 2, 1, tzinfo=UTC)

    told = [prove_reading(page(1), "v21.0", now).warnings[-1] for now in (late, ended)]

    assert [words.split(": ")[0] for words in told] == [
        "Version v21.0 of the Graph API ends on 2027-01-21",
        "Version v21.0 of the Graph API has ended on 2027-01-21",
    ]
    assert not any("ends" in words for words in prove_reading(page(1)).warnings)

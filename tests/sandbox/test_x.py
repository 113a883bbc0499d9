from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
from requests_oauthlib import OAuth1

from metrics.model import Kind
from sandbox import Sandbox
from tests.support.sandbox_calls import NOW, ask_x, ask_x_as_app, pages_of_x, serving, signed

METRICS = "created_at,public_metrics,referenced_tweets,note_tweet"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving() as running:
        yield running


@pytest.fixture
def timeline(sandbox: Sandbox) -> str:
    return f"/2/users/{sandbox.world.x_account.id}/tweets"


def problem(answer: requests.Response) -> str:
    return str(answer.json()["errors"][0]["type"]).rsplit("/", 1)[-1]


def test_it_tells_who_is_logged_in(sandbox: Sandbox) -> None:
    account = sandbox.world.x_account
    answer = ask_x(sandbox, "/2/users/me", user__fields="public_metrics,verified_type")
    data = answer.json()["data"]

    assert answer.status_code == 200
    assert (data["id"], data["username"]) == (account.id, "DGSN_MAROC")
    assert data["verified_type"] == "government"
    assert data["public_metrics"]["followers_count"] == account.followers_at(NOW)


def test_it_shows_only_the_user_fields_asked_for(sandbox: Sandbox) -> None:
    data = ask_x(sandbox, f"/2/users/{sandbox.world.x_account.id}").json()["data"]

    assert data.keys() == {"id", "name", "username"}


@pytest.mark.parametrize("handle", ["dgsn_maroc", "DGSN_MAROC"])
def test_it_finds_a_user_by_handle_in_any_case(sandbox: Sandbox, handle: str) -> None:
    answer = ask_x(sandbox, f"/2/users/by/username/{handle}").json()

    assert answer["data"]["id"] == sandbox.world.x_account.id


def test_it_finds_users_by_ids_and_names_the_missing_ones(sandbox: Sandbox) -> None:
    known = sandbox.world.x_account.id
    answer = ask_x(sandbox, "/2/users", ids=f"{known},999999").json()

    assert [user["id"] for user in answer["data"]] == [known]
    assert answer["errors"][0]["detail"] == "Could not find user with ids: [999999]."


def test_a_user_that_does_not_exist_is_a_200_with_errors_alone(sandbox: Sandbox) -> None:
    answer = ask_x(sandbox, "/2/users/999999")

    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert problem(answer) == "resource-not-found"


def test_a_suspended_user_is_a_200_with_errors_alone(sandbox: Sandbox) -> None:
    sandbox.faults.partial_errors([sandbox.world.x_account.id], "suspended")
    answer = ask_x(sandbox, f"/2/users/{sandbox.world.x_account.id}").json()

    assert "data" not in answer
    assert answer["errors"][0]["title"] == "Forbidden"
    assert "has been suspended" in answer["errors"][0]["detail"]


def wrong_keys(sandbox: Sandbox) -> OAuth1:
    keys = sandbox.world.credentials.x
    return OAuth1(keys.api_key, keys.api_secret, keys.access_token, "canary-another-secret")


def signed_for_another_host(sandbox: Sandbox) -> dict[str, str]:
    request = requests.Request("GET", "https://api.x.com/2/users/me", auth=signed(sandbox))
    said = request.prepare().headers["Authorization"]
    return {"Authorization": said if isinstance(said, str) else said.decode()}


def test_it_refuses_a_wrong_secret(sandbox: Sandbox) -> None:
    answer = requests.get(sandbox.url + "/2/users/me", auth=wrong_keys(sandbox), timeout=5)

    assert answer.status_code == 401
    assert answer.json() == {
        "title": "Unauthorized",
        "type": "about:blank",
        "status": 401,
        "detail": "Unauthorized",
    }


def test_it_refuses_a_signature_over_another_host(sandbox: Sandbox) -> None:
    headers = signed_for_another_host(sandbox)

    assert requests.get(sandbox.url + "/2/users/me", headers=headers, timeout=5).status_code == 401


def test_it_refuses_a_signature_over_another_query(sandbox: Sandbox) -> None:
    url = sandbox.url + "/2/users/me"
    prepared = requests.Request("GET", url, auth=signed(sandbox)).prepare()
    prepared.url = url + "?user.fields=public_metrics"

    assert requests.Session().send(prepared, timeout=5).status_code == 401


def test_it_refuses_who_does_not_log_in(sandbox: Sandbox) -> None:
    assert requests.get(sandbox.url + "/2/users/me", timeout=5).status_code == 401


def test_an_app_alone_cannot_ask_who_is_logged_in(sandbox: Sandbox) -> None:
    answer = ask_x_as_app(sandbox, "/2/users/me")

    assert answer.status_code == 403
    assert problem(answer) == "unsupported-authentication"


def test_usage_is_for_an_app_alone(sandbox: Sandbox, timeline: str) -> None:
    ask_x(sandbox, timeline, max_results="20")

    assert ask_x(sandbox, "/2/usage/tweets").status_code == 403
    assert ask_x_as_app(sandbox, "/2/usage/tweets").json()["data"] == {
        "cap_reset_day": 19,
        "project_cap": "3000000",
        "project_id": "2020044302890438656",
        "project_usage": "20",
    }


def test_usage_can_be_told_by_day(sandbox: Sandbox, timeline: str) -> None:
    ask_x(sandbox, timeline, max_results="5")
    sandbox.world.now += timedelta(days=1)
    ask_x(sandbox, timeline, max_results="6")
    query = {"usage.fields": "daily_project_usage"}
    data = ask_x_as_app(sandbox, "/2/usage/tweets", **query).json()["data"]

    assert data["daily_project_usage"]["usage"] == [
        {"date": "2026-11-16T00:00:00.000Z", "usage": "5"},
        {"date": "2026-11-17T00:00:00.000Z", "usage": "6"},
    ]


def test_a_timeline_is_newest_first_and_tells_the_truth(sandbox: Sandbox, timeline: str) -> None:
    truth = sandbox.world.x_account.posts_at(NOW)[:100]
    answer = ask_x(sandbox, timeline, max_results="100", tweet__fields=METRICS).json()
    counts = [post.counts_at(NOW) for post in truth]

    assert [post["edit_history_tweet_ids"][0] for post in answer["data"]] == [p.id for p in truth]
    assert [post["public_metrics"] for post in answer["data"]] == [
        {
            "retweet_count": count.shares,
            "reply_count": count.comments,
            "like_count": count.likes,
            "quote_count": count.quotes,
            "bookmark_count": count.saves,
            "impression_count": count.views,
        }
        for count in counts
    ]


def test_all_pages_together_hold_every_post_once(sandbox: Sandbox, timeline: str) -> None:
    pages = list(pages_of_x(sandbox, timeline, max_results="100"))
    shown = [post["edit_history_tweet_ids"][0] for page in pages for post in page["data"]]

    assert len(pages) > 3
    assert shown == [post.id for post in sandbox.world.x_account.posts_at(NOW)]
    assert all(page["meta"]["newest_id"] == page["data"][0]["id"] for page in pages)


def test_previous_token_leads_back(sandbox: Sandbox, timeline: str) -> None:
    first = ask_x(sandbox, timeline, max_results="5").json()
    token = first["meta"]["next_token"]
    second = ask_x(sandbox, timeline, max_results="5", pagination_token=token).json()
    back = second["meta"]["previous_token"]

    assert "previous_token" not in first["meta"]
    assert ask_x(sandbox, timeline, max_results="5", pagination_token=back).json() == first


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ({"since_id": 9}, 0, 9),
        ({"until_id": 9}, 10, None),
        ({"since_id": 9, "until_id": 3}, 4, 9),
    ],
)
def test_since_and_until_ids_are_both_left_out(
    sandbox: Sandbox, timeline: str, query: dict[str, int], low: int, high: int | None
) -> None:
    posts = sandbox.world.x_account.posts_at(NOW)
    bounds = {name: posts[index].versions_at(NOW)[-1] for name, index in query.items()}
    pages = pages_of_x(sandbox, timeline, max_results="100", **bounds)
    shown = [post["edit_history_tweet_ids"][0] for page in pages for post in page["data"]]

    assert shown == [post.id for post in posts[low:high]]


def test_start_is_included_and_end_is_not(sandbox: Sandbox, timeline: str) -> None:
    posts = sandbox.world.x_account.posts_at(NOW)
    start, end = posts[9].published_at, posts[3].published_at
    window = {"start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end_time": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    answer = ask_x(sandbox, timeline, **window).json()

    assert [post["edit_history_tweet_ids"][0] for post in answer["data"]] == [
        post.id for post in posts[4:10]
    ]


def test_nothing_new_is_an_empty_page_without_data(sandbox: Sandbox, timeline: str) -> None:
    newest = sandbox.world.x_account.posts_at(NOW)[0].versions_at(NOW)[-1]

    assert ask_x(sandbox, timeline, since_id=newest).json() == {"meta": {"result_count": 0}}
    assert sandbox.bill.usd == 0


def test_excluded_kinds_leave_short_pages(sandbox: Sandbox, timeline: str) -> None:
    pages = list(pages_of_x(sandbox, timeline, max_results="10", exclude="replies,retweets"))
    shown = [p["edit_history_tweet_ids"][0] for page in pages for p in page.get("data", [])]

    assert shown == [
        post.id for post in sandbox.world.x_account.posts_at(NOW) if post.kind is Kind.POST
    ]
    assert any(page["meta"]["result_count"] < 10 for page in pages[:-1])


def test_an_edited_post_is_found_again_after_its_first_id(sandbox: Sandbox, timeline: str) -> None:
    account = sandbox.world.x_account
    post = next(post for post in account.posts_at(NOW) if post.edits)
    sandbox.world.now = post.edits[0].at + timedelta(minutes=1)
    answer = ask_x(sandbox, timeline, since_id=post.id).json()

    assert answer["data"][-1]["id"] == post.edits[0].id
    assert answer["data"][-1]["edit_history_tweet_ids"] == [post.id, post.edits[0].id]


def test_an_older_version_stops_counting(sandbox: Sandbox) -> None:
    post = next(post for post in sandbox.world.x_account.posts_at(NOW) if post.edits)
    ids = ",".join(post.versions_at(NOW))
    answer = ask_x(sandbox, "/2/tweets", ids=ids, tweet__fields="public_metrics").json()
    old, new = (each["public_metrics"]["impression_count"] for each in answer["data"])

    assert old == post.counts_at(post.edits[0].at).views
    assert new == post.counts_at(NOW).views


def first_of(answer: requests.Response) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["data"][0]
    return found


def test_it_mirrors_the_dialect_that_it_is_asked_in(sandbox: Sandbox) -> None:
    post = next(p for p in sandbox.world.x_account.posts_at(NOW) if p.kind is Kind.REPLY)
    old = first_of(
        ask_x(sandbox, "/2/tweets", ids=post.id, tweet__fields="public_metrics,referenced_tweets")
    )
    new = first_of(
        ask_x(
            sandbox,
            "/2/tweets",
            ids=post.id,
            post__fields="public_metrics",
            expansions="referenced_posts",
        )
    )

    assert old.keys() == {
        "id", "text", "edit_history_tweet_ids", "public_metrics", "referenced_tweets"
    }  # fmt: skip
    assert new.keys() == {
        "id", "text", "edit_history_post_ids", "public_metrics", "referenced_posts"
    }  # fmt: skip
    assert old["public_metrics"]["retweet_count"] == new["public_metrics"]["repost_count"]


def test_it_may_refuse_the_old_dialect_or_pass_over_it(sandbox: Sandbox) -> None:
    post = next(p for p in sandbox.world.x_account.posts_at(NOW) if p.kind is Kind.REPLY)
    sandbox.faults.dialect = "strict"
    refused = ask_x(sandbox, "/2/tweets", ids=post.id, tweet__fields="public_metrics")
    sandbox.faults.dialect = "lenient"
    bare = first_of(ask_x(sandbox, "/2/tweets", ids=post.id, tweet__fields="public_metrics"))
    new = first_of(
        ask_x(sandbox, "/2/tweets", ids=post.id, post__fields="conversation_id,author_id")
    )

    assert refused.status_code == 400
    assert "tweet.fields" in refused.json()["errors"][0]["message"]
    assert bare.keys() == {"id", "text"}
    assert new.keys() == {"id", "text", "conversation_id"}
    assert new["conversation_id"] != post.id


def test_a_long_text_is_cut_and_whole_in_the_note(sandbox: Sandbox) -> None:
    post = next(p for p in sandbox.world.x_account.posts_at(NOW) if len(p.text or "") > 280)
    shown = first_of(ask_x(sandbox, "/2/tweets", ids=post.id, tweet__fields="note_tweet"))

    assert len(shown["text"]) == 280
    assert shown["note_tweet"] == {"text": post.text}


def test_an_unknown_field_is_passed_over(sandbox: Sandbox) -> None:
    post = sandbox.world.x_account.posts_at(NOW)[0]
    shown = first_of(ask_x(sandbox, "/2/tweets", ids=post.id, tweet__fields="nonsense"))

    assert shown.keys() == {"id", "text", "edit_history_tweet_ids"}


@pytest.mark.parametrize(
    ("why", "problem_type"),
    [("gone", "resource-not-found"), ("not_permitted", "not-authorized-for-resource")],
)
def test_posts_are_refused_one_by_one(sandbox: Sandbox, why: str, problem_type: str) -> None:
    first, second = (post.id for post in sandbox.world.x_account.posts_at(NOW)[3:5])
    sandbox.faults.partial_errors([second], why)
    answer = ask_x(sandbox, "/2/tweets", ids=f"{first},{second}")

    assert answer.status_code == 200
    assert [post["id"] for post in answer.json()["data"]] == [first]
    assert answer.json()["errors"][0]["resource_id"] == second
    assert problem(answer) == problem_type


def test_a_deleted_post_could_not_be_found(sandbox: Sandbox) -> None:
    post = sandbox.world.x_account.posts_at(NOW)[0]
    sandbox.world.x_account.delete(post.id, NOW)
    answer = ask_x(sandbox, "/2/tweets", ids=post.id)

    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["detail"] == f"Could not find tweet with ids: [{post.id}]."


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/2/users/abc", {}),
        ("/2/users/me", {"bogus": "1"}),
        ("/2/tweets", {}),
        ("/2/tweets", {"ids": "abc"}),
        ("/2/tweets", {"ids": ",".join(map(str, range(101)))}),
        ("/2/users/1/tweets", {"max_results": "4"}),
        ("/2/users/1/tweets", {"max_results": "101"}),
        ("/2/users/1/tweets", {"pagination_token": "nonsense"}),
        ("/2/users/1/tweets", {"since_id": "nonsense"}),
        ("/2/users/1/tweets", {"start_time": "yesterday"}),
        (
            "/2/users/1/tweets",
            {"start_time": "2026-01-02T00:00:00Z", "end_time": "2026-01-01T00:00:00Z"},
        ),
    ],
)
def test_it_refuses_wrong_parameters(sandbox: Sandbox, path: str, query: dict[str, str]) -> None:
    path = path.replace("/1/", f"/{sandbox.world.x_account.id}/")
    answer = ask_x(sandbox, path, **query)

    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Request"
    assert sandbox.bill.usd == 0


def test_it_knows_no_other_endpoint(sandbox: Sandbox) -> None:
    assert ask_x(sandbox, "/2/tweets/search/recent").status_code == 404


def test_it_tells_the_rate_limit(sandbox: Sandbox) -> None:
    headers = ask_x(sandbox, "/2/users/me").headers

    assert headers["x-rate-limit-limit"] == "75"
    assert headers["x-rate-limit-remaining"] == "74"
    assert 0 < int(headers["x-rate-limit-reset"]) - NOW.timestamp() <= 900


def test_a_resource_is_billed_once_in_a_utc_day(sandbox: Sandbox, timeline: str) -> None:
    for _ in range(3):
        ask_x(sandbox, "/2/users/me")
        ask_x(sandbox, timeline, max_results="10")
    today = sandbox.bill.usd
    sandbox.world.now += timedelta(days=1)
    ask_x(sandbox, "/2/users/me")

    assert today == Decimal("0.010") + 10 * Decimal("0.005")
    assert sandbox.bill.usd == today + Decimal("0.010")
    assert sandbox.bill.usd_on(NOW.date()) == today


def test_owned_reads_are_priced_apart(sandbox: Sandbox, timeline: str) -> None:
    sandbox.world.owns_app = True
    ask_x(sandbox, timeline, max_results="10")
    stranger = sandbox.world.strange_x
    ask_x(sandbox, f"/2/users/{stranger.id}/tweets", max_results="10")

    assert sandbox.bill.usd_of("owned_post") == 10 * Decimal("0.001")
    assert sandbox.bill.usd_of("post") == 10 * Decimal("0.005")


def test_posts_that_were_not_shown_cost_nothing(sandbox: Sandbox) -> None:
    post = sandbox.world.x_account.posts_at(NOW)[0]
    ask_x(sandbox, "/2/tweets", ids=f"{post.id},12345")

    assert sandbox.bill.usd == Decimal("0.005")

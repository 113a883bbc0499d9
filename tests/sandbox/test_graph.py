import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from metrics.model import Form
from sandbox import Sandbox, TruePost
from sandbox.world import PROFESSIONAL_SINCE
from tests.support.sandbox_calls import NOW, ask_graph, error, pages_of_graph, serving

POST_FIELDS = (
    "id,message,created_time,permalink_url,status_type,shares,"
    "reactions.summary(total_count).limit(0),comments.filter(stream).summary(total_count).limit(0)"
)
MEDIA_FIELDS = (
    "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,"
    "saved_count,shares_count"
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving() as running:
        yield running


@pytest.fixture
def posts(sandbox: Sandbox) -> str:
    return f"/{sandbox.world.page.id}/published_posts"


@pytest.fixture
def media(sandbox: Sandbox) -> str:
    return f"/{sandbox.world.instagram.id}/media"


def proof_of(sandbox: Sandbox, secret: str | None = None) -> str:
    meta = sandbox.world.credentials.meta
    key = (secret or meta.app_secret).encode()
    return hmac.new(key, meta.page_token.encode(), hashlib.sha256).hexdigest()


def test_a_page_token_is_the_page(sandbox: Sandbox) -> None:
    page = sandbox.world.page

    assert ask_graph(sandbox, "/me").json() == {"id": page.id, "name": page.name}
    assert error(ask_graph(sandbox, "/me/accounts"))["code"] == 100


def test_a_system_user_lists_its_pages_with_their_tokens(sandbox: Sandbox) -> None:
    meta = sandbox.world.credentials.meta
    listed = ask_graph(sandbox, "/me/accounts", meta.system_user_token).json()["data"]

    assert [(page["id"], page["access_token"]) for page in listed] == [
        (sandbox.world.page.id, meta.page_token),
        (sandbox.world.event_page.id, meta.event_page_token),
    ]
    assert ask_graph(sandbox, "/me", meta.system_user_token).json()["id"] == meta.system_user_id


def test_the_list_of_pages_is_paged(sandbox: Sandbox) -> None:
    token = sandbox.world.credentials.meta.system_user_token
    first = ask_graph(sandbox, "/me/accounts", token, fields="id", limit="1").json()
    after = first["paging"]["cursors"]["after"]
    last = ask_graph(sandbox, "/me/accounts", token, fields="id", limit="1", after=after).json()

    assert first["data"] == [{"id": sandbox.world.page.id}]
    assert last["data"] == [{"id": sandbox.world.event_page.id}]
    assert "next" in first["paging"]
    assert "next" not in last["paging"]


def test_a_page_tells_its_followers_and_its_instagram(sandbox: Sandbox) -> None:
    page, instagram = sandbox.world.page, sandbox.world.instagram
    fields = "followers_count,fan_count,verification_status,instagram_business_account{id,username}"
    answer = ask_graph(sandbox, f"/{page.id}", fields=fields).json()

    assert answer == {
        "id": page.id,
        "followers_count": page.followers_at(NOW),
        "fan_count": page.followers_at(NOW),
        "verification_status": "blue_verified",
        "instagram_business_account": {"id": instagram.id, "username": instagram.handle},
    }


def test_it_takes_the_token_from_the_query_as_well(sandbox: Sandbox) -> None:
    token = sandbox.world.credentials.meta.page_token
    answer = requests.get(sandbox.url + "/me", params={"access_token": token}, timeout=5)

    assert answer.json()["id"] == sandbox.world.page.id
    assert sandbox.requests[0].auth == "query"


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/v27.0", "v27.0"),
        ("/v26.0", "v26.0"),
        ("/v23.0", "v23.0"),
        ("/v18.0", "v21.0"),
        ("/v28.0", "v21.0"),
        ("", "v27.0"),
    ],
)
def test_it_serves_another_version_without_a_word(
    sandbox: Sandbox, asked: str, served: str
) -> None:
    token = sandbox.world.credentials.meta.page_token
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{sandbox.url}{asked}/me", headers=headers, timeout=5)

    assert answer.headers["facebook-api-version"] == served


def test_a_version_that_was_never_announced_is_an_unknown_path(sandbox: Sandbox) -> None:
    token = sandbox.world.credentials.meta.page_token
    answer = requests.get(f"{sandbox.url}/v99.0/me", params={"access_token": token}, timeout=5)

    assert error(answer)["message"] == "Unknown path components: /me"


def test_posts_tell_the_truth(sandbox: Sandbox, posts: str) -> None:
    truth = sandbox.world.page.posts_at(NOW)[:100]
    shown = ask_graph(sandbox, posts, fields=POST_FIELDS, limit="100").json()["data"]

    assert [post["id"] for post in shown] == [post.id for post in truth]
    for post, true in zip(shown, truth, strict=True):
        counts = true.counts_at(NOW)
        assert post["reactions"]["summary"]["total_count"] == counts.likes
        assert post["comments"]["summary"]["total_count"] == counts.comments
        assert post.get("shares", {"count": 0})["count"] == counts.shares
        assert post.get("message") == true.text


def test_an_unshared_post_has_no_shares_at_all(sandbox: Sandbox, posts: str) -> None:
    newest = sandbox.world.page.posts_at(NOW)[0]
    sandbox.world.now = newest.published_at
    shown = ask_graph(sandbox, posts, fields=POST_FIELDS, limit="1").json()["data"][0]

    assert shown["id"] == newest.id
    assert "shares" not in shown
    assert shown["reactions"] == {
        "data": [],
        "summary": {"total_count": 0, "viewer_reaction": "NONE"},
    }


def test_people_come_along_unless_the_limit_is_nothing(sandbox: Sandbox, posts: str) -> None:
    fields = "reactions.summary(total_count)"
    shown = ask_graph(sandbox, posts, fields=fields, limit="1").json()["data"][0]

    assert shown["reactions"]["data"][0]["name"] == "canary-somebody"


def test_pages_of_posts_hold_every_post_once(sandbox: Sandbox, posts: str) -> None:
    pages = list(pages_of_graph(sandbox, posts, fields="id", limit="100"))

    assert len(pages) > 3
    assert [post["id"] for page in pages for post in page] == [
        post.id for post in sandbox.world.page.posts_at(NOW)
    ]


def test_a_cursor_outlives_the_post_that_it_names(sandbox: Sandbox, posts: str) -> None:
    first = ask_graph(sandbox, posts, fields="id", limit="5").json()
    truth = sandbox.world.page.posts_at(NOW)
    sandbox.world.page.delete(truth[4].id, NOW)
    after = first["paging"]["cursors"]["after"]
    second = ask_graph(sandbox, posts, fields="id", limit="5", after=after).json()

    assert second["data"][0]["id"] in {truth[5].id, truth[6].id}


def test_before_leads_back(sandbox: Sandbox, posts: str) -> None:
    first = ask_graph(sandbox, posts, fields="id", limit="5").json()
    after = first["paging"]["cursors"]["after"]
    second = ask_graph(sandbox, posts, fields="id", limit="5", after=after).json()
    before = second["paging"]["cursors"]["before"]

    assert ask_graph(sandbox, posts, fields="id", limit="5", before=before).json() == first


def test_since_and_until_bound_the_posts(sandbox: Sandbox, posts: str) -> None:
    truth = sandbox.world.page.posts_at(NOW)
    since, until = int(truth[9].published_at.timestamp()), int(truth[3].published_at.timestamp())
    query = {"since": str(since), "until": str(until)}
    shown = ask_graph(sandbox, posts, fields="id", **query).json()["data"]

    assert [post["id"] for post in shown] == [post.id for post in truth[3:10]]


def test_an_edge_with_nothing_on_it_has_no_paging(sandbox: Sandbox, posts: str) -> None:
    since = str(int(NOW.timestamp()))

    assert ask_graph(sandbox, posts, fields="id", since=since).json() == {"data": []}


def test_a_limit_above_a_hundred_is_refused(sandbox: Sandbox, posts: str) -> None:
    answer = ask_graph(sandbox, posts, fields="id", limit="101")

    assert (answer.status_code, error(answer)["code"]) == (400, 100)


def test_the_token_stays_out_of_the_next_link_when_it_came_in_a_header(
    sandbox: Sandbox, posts: str
) -> None:
    answer = ask_graph(sandbox, posts, fields="id", appsecret_proof=proof_of(sandbox)).json()

    assert "canary" not in answer["paging"]["next"]
    assert "appsecret_proof" not in answer["paging"]["next"]


def test_insights_come_with_the_posts(sandbox: Sandbox, posts: str) -> None:
    true = sandbox.world.page.posts_at(NOW)[0]
    fields = "id,insights.metric(post_media_view,post_total_media_view_unique)"
    shown = ask_graph(sandbox, posts, fields=fields, limit="1").json()["data"][0]
    alone = ask_graph(
        sandbox, f"/{true.id}/insights", metric="post_media_view,post_total_media_view_unique"
    ).json()

    assert shown["insights"] == alone
    assert [(each["name"], each["values"][0]["value"]) for each in alone["data"]] == [
        ("post_media_view", true.counts_at(NOW).views),
        ("post_total_media_view_unique", true.counts_at(NOW).reach),
    ]


def test_one_dead_metric_fails_them_all(sandbox: Sandbox, posts: str) -> None:
    fields = "id,insights.metric(post_media_view,post_impressions)"
    answer = ask_graph(sandbox, posts, fields=fields)

    assert answer.status_code == 400
    assert error(answer)["message"] == "(#100) The value must be a valid insights metric"


def test_insights_without_a_metric_are_refused(sandbox: Sandbox) -> None:
    post = sandbox.world.page.posts_at(NOW)[0]
    refused = error(ask_graph(sandbox, f"/{post.id}/insights"))

    assert (refused["code"], refused["error_subcode"]) == (3001, 1504028)


def test_a_retired_metric_and_a_retired_field_are_unknown(sandbox: Sandbox, posts: str) -> None:
    sandbox.faults.retired_metric("post_media_view")
    sandbox.faults.retired_metric("shares")
    metric = error(ask_graph(sandbox, posts, fields="insights.metric(post_media_view)"))
    field = error(ask_graph(sandbox, posts, fields="id,shares"))

    assert metric["message"] == "(#100) The value must be a valid insights metric"
    assert field["message"] == (
        "(#100) Tried accessing nonexisting field (shares) on node type (Post)"
    )


@pytest.mark.parametrize(
    ("permission", "path", "query", "code"),
    [
        ("pages_read_user_content", "{page}/published_posts", {"fields": POST_FIELDS}, 10),
        ("read_insights", "{page}/published_posts", {"fields": "insights.metric(post_clicks)"}, 10),
        ("pages_read_engagement", "{page}/published_posts", {"fields": "id"}, 100),
        ("instagram_basic", "{instagram}/media", {"fields": "id"}, 10),
        (
            "instagram_manage_insights",
            "{instagram}/media",
            {"fields": "insights.metric(views)"},
            10,
        ),
    ],
)
def test_a_missing_permission_refuses_the_whole_call(
    sandbox: Sandbox, permission: str, path: str, query: dict[str, str], code: int
) -> None:
    world = sandbox.world
    path = "/" + path.format(page=world.page.id, instagram=world.instagram.id)
    before = ask_graph(sandbox, path, **query)
    world.permissions.discard(permission)

    assert before.status_code == 200
    assert error(ask_graph(sandbox, path, **query))["code"] == code


def test_a_deleted_post_does_not_exist(sandbox: Sandbox) -> None:
    post = sandbox.world.page.posts_at(NOW)[0]
    sandbox.world.page.delete(post.id, NOW)
    refused = error(ask_graph(sandbox, f"/{post.id}", fields="id"))

    assert (refused["code"], refused["error_subcode"]) == (100, 33)


def test_a_page_that_is_not_ours_cannot_be_read(sandbox: Sandbox) -> None:
    refused = error(ask_graph(sandbox, f"/{sandbox.world.strange_page.id}", fields="id"))

    assert refused["code"] == 100
    assert "Page Public Content Access" in refused["message"]


def test_an_instagram_account_of_others_does_not_exist_for_us(sandbox: Sandbox) -> None:
    path = f"/{sandbox.world.strange_instagram.id}"

    assert error(ask_graph(sandbox, path, fields="id"))["error_subcode"] == 33


def test_asking_for_many_ids_at_once_is_dead_with_a_500(sandbox: Sandbox) -> None:
    answer = ask_graph(sandbox, "/", ids=sandbox.world.page.id)

    assert answer.status_code == 500
    assert error(answer)["message"] == "The ids query parameter is deprecated in v26.0+"


@pytest.mark.parametrize("token", ["canary-nonsense", ""])
def test_a_token_that_never_was_one_is_refused(sandbox: Sandbox, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.get(sandbox.url + "/v27.0/me", headers=headers, timeout=5)

    assert error(answer)["code"] == (190 if token else 2500)


def test_a_wrong_proof_is_refused_and_a_missing_one_if_it_is_required(sandbox: Sandbox) -> None:
    wrong = proof_of(sandbox, "canary-another-secret")
    sandbox.world.proof_required = True

    assert error(ask_graph(sandbox, "/me", appsecret_proof=wrong))["code"] == 100
    assert error(ask_graph(sandbox, "/me"))["code"] == 100
    assert ask_graph(sandbox, "/me", appsecret_proof=proof_of(sandbox)).status_code == 200


def debugged(sandbox: Sandbox, token: str) -> dict[str, object]:
    meta = sandbox.world.credentials.meta
    query = {"input_token": token, "access_token": f"{meta.app_id}|{meta.app_secret}"}
    answer = requests.get(f"{sandbox.url}/v27.0/debug_token", params=query, timeout=5)
    data: dict[str, object] = answer.json()["data"]
    return data


def test_a_token_can_be_asked_about(sandbox: Sandbox) -> None:
    meta = sandbox.world.credentials.meta
    sandbox.world.token_expires_at = NOW + timedelta(days=60)
    page, user = debugged(sandbox, meta.page_token), debugged(sandbox, meta.system_user_token)

    assert (page["type"], page["profile_id"]) == ("PAGE", sandbox.world.page.id)
    assert user["type"] == "SYSTEM_USER"
    assert user["is_valid"] is True
    assert user["expires_at"] == int((NOW + timedelta(days=60)).timestamp())
    assert user["scopes"] == sorted(sandbox.world.permissions)
    assert debugged(sandbox, "canary-nonsense")["is_valid"] is False


def test_only_the_app_may_ask_about_a_token(sandbox: Sandbox) -> None:
    answer = ask_graph(sandbox, "/debug_token", input_token="canary-nonsense")

    assert error(answer)["code"] == 190


def test_an_expired_token_is_dead(sandbox: Sandbox) -> None:
    sandbox.world.token_expires_at = NOW
    answer = ask_graph(sandbox, "/me")

    assert answer.status_code == 401
    assert (error(answer)["code"], error(answer)["error_subcode"]) == (190, 463)


def test_instagram_tells_its_followers(sandbox: Sandbox) -> None:
    account = sandbox.world.instagram
    fields = "id,username,followers_count,follows_count,media_count"
    answer = ask_graph(sandbox, f"/{account.id}", fields=fields).json()

    assert answer["followers_count"] == account.followers_at(NOW)
    assert answer["username"] == account.handle


def test_media_tell_the_truth(sandbox: Sandbox, media: str) -> None:
    truth = sandbox.world.instagram.posts_at(NOW)[:100]
    shown = ask_graph(sandbox, media, fields=MEDIA_FIELDS, limit="100").json()["data"]

    for item, true in zip(shown, truth, strict=True):
        counts = true.counts_at(NOW)
        assert item["id"] == true.id
        assert item.get("like_count") == (None if true.likes_hidden else counts.likes)
        assert (item["comments_count"], item["saved_count"], item["shares_count"]) == (
            counts.comments,
            counts.saves,
            counts.shares,
        )


@pytest.mark.parametrize(
    ("form", "media_type", "product"),
    [
        (Form.REEL, "VIDEO", "REELS"),
        (Form.IMAGE, "IMAGE", "FEED"),
        (Form.ALBUM, "CAROUSEL_ALBUM", "FEED"),
    ],
)
def test_reels_albums_and_images_are_told_apart(
    sandbox: Sandbox, form: Form, media_type: str, product: str
) -> None:
    true = next(post for post in sandbox.world.instagram.posts_at(NOW) if post.form is form)
    fields = "media_type,media_product_type,children"
    item = ask_graph(sandbox, f"/{true.id}", fields=fields).json()

    assert (item["media_type"], item["media_product_type"]) == (media_type, product)
    assert ("children" in item) == (form is Form.ALBUM)


def test_hidden_likes_are_told_only_when_the_media_itself_is_asked(
    sandbox: Sandbox, media: str
) -> None:
    true = next(post for post in sandbox.world.instagram.posts_at(NOW) if post.likes_hidden)
    moment = str(int(true.published_at.timestamp()))
    listed = ask_graph(sandbox, media, fields="like_count", since=moment, until=moment).json()
    alone = ask_graph(sandbox, f"/{true.id}", fields="like_count").json()

    assert listed["data"] == [{"id": true.id}]
    assert alone["like_count"] == true.counts_at(NOW).likes


def insights(sandbox: Sandbox, post: TruePost, metric: str) -> requests.Response:
    return ask_graph(sandbox, f"/{post.id}/insights", metric=metric)


def test_insights_of_media_depend_on_the_product_type(sandbox: Sandbox) -> None:
    posts = sandbox.world.instagram.posts_at(NOW)
    reel = next(post for post in posts if post.form is Form.REEL)
    image = next(post for post in posts if post.form is Form.IMAGE)

    assert insights(sandbox, reel, "views,ig_reels_avg_watch_time").status_code == 200
    assert error(insights(sandbox, image, "views,ig_reels_avg_watch_time"))["code"] == 100
    assert insights(sandbox, image, "views,profile_visits").status_code == 200
    assert error(insights(sandbox, reel, "views,profile_visits"))["code"] == 100


def test_an_insight_that_is_nothing_is_left_out(sandbox: Sandbox) -> None:
    newest = sandbox.world.instagram.posts_at(NOW)[0]
    sandbox.world.now = newest.published_at

    assert insights(sandbox, newest, "views,reach").json() == {"data": []}


def test_media_from_before_the_professional_account_have_no_insights(
    sandbox: Sandbox, media: str
) -> None:
    old = sandbox.world.instagram.posts_at(NOW)[-1]
    refused = error(insights(sandbox, old, "views"))
    until = str(int(PROFESSIONAL_SINCE.timestamp()) - 1)
    listed = ask_graph(sandbox, media, fields="insights.metric(views)", until=until).json()["data"]

    assert (refused["code"], refused["error_subcode"]) == (100, 2108006)
    assert all(item.keys() == {"id"} for item in listed)


def test_it_tells_how_much_of_the_limits_is_used(sandbox: Sandbox, media: str) -> None:
    headers = ask_graph(sandbox, media).headers

    assert '"call_count": 1' in headers["X-App-Usage"]
    assert '"type": "instagram"' in headers["X-Business-Use-Case-Usage"]


@pytest.mark.parametrize("fields", ["id,", "id{", "reactions.limit(0", "id}", ""])
def test_broken_fields_are_refused_or_the_usual_ones_shown(sandbox: Sandbox, fields: str) -> None:
    answer = ask_graph(sandbox, "/me", fields=fields)

    assert answer.status_code == (400 if fields else 200)

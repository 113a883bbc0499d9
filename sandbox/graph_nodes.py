"""Pages, posts, Instagram accounts and media as the Graph API shows them, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from metrics.model import Form
from sandbox import graph_errors, graph_insights
from sandbox.exchange import Json
from sandbox.graph_call import GraphCall
from sandbox.graph_fields import AskedField
from sandbox.posts import TruePost
from sandbox.world import TrueAccount

Maker = Callable[[Any, AskedField, GraphCall], Json]
"""Makes a field's value of its subject; None leaves the field out."""

STATUS_TYPES = {
    Form.TEXT: "mobile_status_update",
    Form.IMAGE: "added_photos",
    Form.ALBUM: "added_photos",
    Form.VIDEO: "added_video",
    Form.LINK: "shared_story",
}
ATTACHMENTS = {Form.IMAGE: "photo", Form.ALBUM: "album", Form.VIDEO: "video", Form.LINK: "link"}
MEDIA_TYPES = {
    Form.REEL: "VIDEO",
    Form.IMAGE: "IMAGE",
    Form.ALBUM: "CAROUSEL_ALBUM",
    Form.STORY: "IMAGE",
}
REACTIONS = {"LIKE": 0.78, "LOVE": 0.17, "HAHA": 0.02, "WOW": 0.01, "SAD": 0.01, "ANGRY": 0.01}
SOMEBODY = {"id": "5550001112223", "name": "canary-somebody"}
"""Whom a careless question would bring along."""
OLD_MEDIA = 700
REPLIES = 4
"""One of so many comments answers another one."""
USUAL = 25
"""How many items an edge shows where no limit is asked."""


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node: its name in errors, its fields, and those shown when none is named."""

    name: str
    makers: Mapping[str, Maker]
    usual: str = "id"


def node(subject: Any, fields: Sequence[AskedField], call: GraphCall, kind: NodeKind) -> Json:
    """A node with the fields asked for; its id always.

    Raises:
        Refused: the node has no such field (one is enough), or the token lacks a permission.
    """
    shown: dict[str, Json] = {}
    for field in fields:
        maker = kind.makers.get(field.name)
        if maker is None or field.name in call.faults.retired:
            raise graph_errors.no_field(field.name, kind.name)
        value = maker(subject, field, call)
        if value is not None:
            shown[field.modifier("as") or field.name] = value
    return shown | {"id": subject.id}


def moment(instant: datetime) -> str:
    """An instant as the Graph API writes it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"


def code(post: TruePost) -> str:
    """The short code in an Instagram address."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    number, text = int(post.id), ""
    while number:
        number, index = divmod(number, 64)
        text = letters[index] + text
    return "C" + text


def _followers(account: TrueAccount, _: AskedField, call: GraphCall) -> Json:
    return account.followers_at(call.now)


def _linked(account: TrueAccount, field: AskedField, call: GraphCall) -> Json:
    if account is not call.world.page:
        return None
    return node(call.world.instagram, field.nested, call, INSTAGRAM)


def _shares(post: TruePost, _: AskedField, call: GraphCall) -> Json:
    count = post.counts_at(call.now).shares
    return {"count": count} if count else None


def _reactions(post: TruePost, field: AskedField, call: GraphCall) -> Json:
    count = post.counts_at(call.now).likes or 0
    kind = field.modifier("type")
    shown = int(count * REACTIONS.get(kind, 0.0)) if kind else count
    return _listed(field, call, {"total_count": shown, "viewer_reaction": "NONE"})


def _comments(post: TruePost, field: AskedField, call: GraphCall) -> Json:
    count = post.counts_at(call.now).comments or 0
    if field.modifier("filter") != "stream":
        count -= count // REPLIES  # the default counts comments on the post itself alone
    return _listed(
        field, call, {"order": "chronological", "total_count": count, "can_comment": True}
    )


def _listed(field: AskedField, call: GraphCall, summary: Json) -> Json:
    """An edge inside a node: its people unless `.limit(0)`, its summary if asked."""
    call.need("pages_read_user_content")
    people = [] if field.modifier("limit") == "0" or not summary["total_count"] else [SOMEBODY]
    asked = field.modifier("summary") is not None
    return {"data": people} | ({"summary": summary} if asked else {})


def _attachments(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    kind = ATTACHMENTS.get(post.form)
    return {"data": [{"media_type": kind, "type": kind}]} if kind else None


def _story(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    return "DGSN MAROC updated their cover photo." if post.text is None else None


def _permalink(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    page, number = post.id.split("_")
    return f"https://www.facebook.com/{page}/posts/{number}"


def _address(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    where = "reel" if post.form is Form.REEL else "p"
    return f"https://www.instagram.com/{where}/{code(post)}/"


def _children(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    if post.form is not Form.ALBUM:
        return None
    return {"data": [{"id": str(int(post.id) + number)} for number in (1, 2, 3)]}


def _like_count(post: TruePost, _: AskedField, call: GraphCall) -> Json:
    """Left out where the owner hides likes, except when the media itself is asked."""
    hidden = post.likes_hidden and post.id not in call.path
    return None if hidden else post.counts_at(call.now).likes


def _count(name: str) -> Maker:
    return lambda post, _, call: getattr(post.counts_at(call.now), name)


def _plain(name: str) -> Maker:
    return lambda subject, _, __: getattr(subject, name)


def _fixed(value: Json) -> Maker:
    return lambda _, __, ___: value


def _newest(account: TrueAccount, field: AskedField, call: GraphCall) -> Json:
    """The edge of posts inside its account: newest first, left out where there is none."""
    limit = int(field.modifier("limit") or USUAL)
    kind = POST if account.platform == "facebook" else MEDIA
    posts = account.posts_at(call.now)[:limit]
    data = [node(post, field.nested, call, kind) for post in posts]
    return {"data": data} if data else None


def _published(post: TruePost, _: AskedField, __: GraphCall) -> Json:
    return moment(post.published_at)


PAGE_FIELDS: Mapping[str, Maker] = {
    "id": _plain("id"),
    "name": _plain("name"),
    "username": _plain("handle"),
    "link": lambda page, _, __: f"https://www.facebook.com/{page.handle}",
    "category": _fixed("Public & Government Service"),
    "followers_count": _followers,
    "fan_count": _followers,
    "talking_about_count": lambda page, _, call: page.followers_at(call.now) // 90,
    "verification_status": lambda page, _, __: page.badge or "not_verified",
    "published_posts": _newest,
    "instagram_business_account": _linked,
    "connected_instagram_account": _linked,
}
POST_FIELDS: Mapping[str, Maker] = {
    "id": _plain("id"),
    "message": _plain("text"),
    "story": _story,
    "created_time": _published,
    "updated_time": _published,
    "permalink_url": _permalink,
    "status_type": lambda post, _, __: STATUS_TYPES[post.form] if post.text else None,
    "is_published": _fixed(True),
    "attachments": _attachments,
    "shares": _shares,
    "reactions": _reactions,
    "comments": _comments,
    "insights": graph_insights.of_post,
}
INSTAGRAM_FIELDS: Mapping[str, Maker] = {
    "id": _plain("id"),
    "username": _plain("handle"),
    "name": _plain("name"),
    "biography": _fixed("الحساب الرسمي (محاكاة)"),
    "followers_count": _followers,
    "follows_count": _fixed(6),
    "media": _newest,
    "media_count": lambda account, _, call: OLD_MEDIA + len(account.posts_at(call.now)),
}
MEDIA_FIELDS: Mapping[str, Maker] = {
    "id": _plain("id"),
    "caption": _plain("text"),
    "media_type": lambda post, _, __: MEDIA_TYPES[post.form],
    "media_product_type": lambda post, _, __: graph_insights.product_of(post),
    "permalink": _address,
    "shortcode": lambda post, _, __: code(post),
    "timestamp": _published,
    "is_comment_enabled": _fixed(True),
    "username": lambda _, __, call: call.world.instagram.handle,
    "children": _children,
    "like_count": _like_count,
    "comments_count": _count("comments"),
    "saved_count": _count("saves"),
    "shares_count": _count("shares"),
    "reposts_count": lambda post, _, call: (post.counts_at(call.now).shares or 0) // 7,
    "total_like_count": _like_count,
    "total_comments_count": _count("comments"),
    "total_views_count": lambda post, _, call: (
        post.counts_at(call.now).views if post.form is Form.REEL else None
    ),
    "insights": graph_insights.of_media,
}

PAGE = NodeKind("Page", PAGE_FIELDS, "id,name")
POST = NodeKind("Post", POST_FIELDS, "id,message,story,created_time")
INSTAGRAM: NodeKind = NodeKind("IGUser", INSTAGRAM_FIELDS)
MEDIA = NodeKind("IGMedia", MEDIA_FIELDS)

"""Meta Business Suite's content exports, and the Page Insights that Facebook offered until 2021.

Times are those of US Pacific, summer time included, although no file says so. The sum "Reactions,
Comments and Shares" stands beside its three parts and is never added. Page likes are no followers:
a file that tells `Lifetime Total Likes` tells another measure.
"""

from __future__ import annotations

from imports.exports.layout import (
    DAY,
    FORM,
    ID,
    OWNER_HANDLE,
    OWNER_ID,
    OWNER_NAME,
    PUBLISHED,
    TEXT,
    TITLE,
    URL,
    ExportLayout,
)
from imports.exports.model import IMPRESSIONS, PACIFIC, ExportKind
from imports.exports.values import Order
from imports.platforms.ids import moment_of_shortcode

FACEBOOK = {
    ID: ("post id", "identifiant de la publication", "publicerings-id"),
    OWNER_ID: ("page id", "id de la page", "sid-id"),
    OWNER_NAME: ("page name", "nom de la page", "sidnamn"),
    TITLE: ("title", "titre", "titel"),
    TEXT: ("description", "beskrivning"),
    FORM: ("post type", "type de publication", "inläggstyp"),
    PUBLISHED: ("publish time", "heure de publication", "publiceringstid"),
    URL: ("permalink", "permalien", "permalänk"),
    "views": ("views", "vues", "visningar"),
    IMPRESSIONS: ("impressions",),
    "reach": ("reach", "couverture", "räckvidd"),
    "likes": ("reactions", "réactions", "reaktioner"),
    "comments": ("comments", "commentaires", "kommentarer"),
    "shares": ("shares", "partages", "delningar"),
}
INSTAGRAM = {
    ID: ("post id", "publicerings-id"),
    OWNER_ID: ("account id", "konto-id"),
    OWNER_HANDLE: ("account username", "kontots användarnamn"),
    OWNER_NAME: ("account name", "kontonamn"),
    TEXT: ("description", "beskrivning"),
    FORM: ("post type", "inläggstyp"),
    PUBLISHED: ("publish time", "publiceringstid"),
    URL: ("permalink", "permalänk"),
    "views": ("views", "visningar"),
    IMPRESSIONS: ("impressions",),
    "reach": ("reach", "räckvidd"),
    "likes": ("likes", "gilla-markeringar"),
    "comments": ("comments", "kommentarer"),
    "shares": ("shares", "delningar"),
    "saves": ("saves", "sparade objekt"),
}
PAGE_DAYS = {
    DAY: ("date",),
    "page_likes": ("lifetime total likes",),
    "new_page_likes": ("daily new likes",),
    "lost_page_likes": ("daily unlikes",),
    "reach": ("daily total reach",),
    IMPRESSIONS: ("daily total impressions",),
}
PAGE_POSTS = {
    ID: ("post id",),
    URL: ("permalink",),
    TEXT: ("post message",),
    PUBLISHED: ("posted",),
    "reach": ("lifetime post total reach",),
    IMPRESSIONS: ("lifetime post total impressions",),
}
PAGE_POST_STORIES = {
    ID: ("post id",),
    URL: ("permalink",),
    TEXT: ("post message",),
    PUBLISHED: ("posted",),
    "likes": ("like",),
    "comments": ("comment",),
    "shares": ("share",),
}
META_LAYOUTS = (
    ExportLayout(
        ExportKind("facebook_content", "facebook", PACIFIC, needs_download_day=True),
        FACEBOOK,
        (ID, OWNER_ID, PUBLISHED, URL, "reach"),
    ),
    ExportLayout(
        ExportKind("instagram_content", "instagram", PACIFIC, needs_download_day=True),
        INSTAGRAM,
        (ID, OWNER_ID, OWNER_HANDLE, PUBLISHED, URL, "likes"),
        uploaded_at=moment_of_shortcode,
    ),
    ExportLayout(
        ExportKind("page_days", "facebook", PACIFIC),
        PAGE_DAYS,
        (DAY, "page_likes", "new_page_likes"),
        order=Order.MONTH_FIRST,
    ),
    ExportLayout(
        ExportKind("page_posts", "facebook", PACIFIC, needs_download_day=True),
        PAGE_POSTS,
        tuple(PAGE_POSTS),
        order=Order.MONTH_FIRST,
    ),
    ExportLayout(
        ExportKind("page_posts", "facebook", PACIFIC, needs_download_day=True),
        PAGE_POST_STORIES,
        tuple(PAGE_POST_STORIES),
        order=Order.MONTH_FIRST,
    ),
)

"""The page for staff: Datasette as a library, with pages of our own, read-only and fenced."""

from web.login import entry_of
from web.server import StaffPage, serve
from web.site import Site

__all__ = ["Site", "StaffPage", "entry_of", "serve"]

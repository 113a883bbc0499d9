"""Series and posts in, matplotlib figures out, and figures into bytes."""

from charts.followers import followers
from charts.fonts import arabic_font
from charts.paper import Paper
from charts.rendering import FORMATS, render

__all__ = ["FORMATS", "Paper", "arabic_font", "followers", "render"]

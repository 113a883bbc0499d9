"""Series and posts in, matplotlib figures out, and figures into bytes."""

from matplotlib.figure import Figure

from charts.curve import post_curve
from charts.followers import followers
from charts.fonts import arabic_font
from charts.growth import net_growth
from charts.paper import Paper
from charts.ranking import top_posts
from charts.rendering import FORMATS, render

__all__ = [
    "FORMATS",
    "Figure",
    "Paper",
    "arabic_font",
    "followers",
    "net_growth",
    "post_curve",
    "render",
    "top_posts",
]

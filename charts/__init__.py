"""Series and posts in, matplotlib figures out, and figures into bytes."""

from matplotlib.figure import Figure

from charts.activities import activities
from charts.curve import post_curve
from charts.followers import followers
from charts.fonts import FORMATS, arabic_font, drawable, families, font_folder, render
from charts.gains import gains
from charts.growth import net_growth
from charts.launch import launch_curve
from charts.months import months
from charts.page import Paper, paper_of
from charts.ranking import top_posts

__all__ = [
    "FORMATS",
    "Figure",
    "Paper",
    "activities",
    "arabic_font",
    "drawable",
    "families",
    "followers",
    "font_folder",
    "gains",
    "launch_curve",
    "months",
    "net_growth",
    "paper_of",
    "post_curve",
    "render",
    "top_posts",
]

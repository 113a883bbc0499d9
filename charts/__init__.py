"""Series and posts in, matplotlib figures out, and figures into bytes."""

from matplotlib.figure import Figure

from charts.activities import activities_chart
from charts.card import PIXELS, FigureCard, card_picture
from charts.curve import post_curve
from charts.followers import followers_chart
from charts.fonts import FORMATS, arabic_font, drawable, families, font_folder, render_figure
from charts.gains import gains_chart
from charts.growth import net_growth_chart
from charts.launch import launch_curve
from charts.months import months_chart
from charts.page import Paper, narrow, paper_of
from charts.ranking import top_posts_chart

__all__ = [
    "FORMATS",
    "PIXELS",
    "Figure",
    "FigureCard",
    "Paper",
    "activities_chart",
    "arabic_font",
    "card_picture",
    "drawable",
    "families",
    "followers_chart",
    "font_folder",
    "gains_chart",
    "launch_curve",
    "months_chart",
    "narrow",
    "net_growth_chart",
    "paper_of",
    "post_curve",
    "render_figure",
    "top_posts_chart",
]

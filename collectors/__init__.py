"""The institution's own accounts, asked of their platforms: one file a platform.

A platform's file is found by its name and imported when an account uses it; `base.Collector` says
what it offers.
"""

from collectors.base import Collector, Inspection, inspect, read_past_days, visit

__all__ = ["Collector", "Inspection", "inspect", "read_past_days", "visit"]

"""config.toml and secrets: one frozen `Settings`, or every problem in one message."""

from settings.access import Access
from settings.loading import load
from settings.problems import Problem, SettingsError
from settings.secret import Secret
from settings.sections import Network
from settings.settings import Settings

__all__ = ["Access", "Network", "Problem", "Secret", "Settings", "SettingsError", "load"]

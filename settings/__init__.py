"""config.toml and secrets: one frozen `Settings`, or every problem in one message."""

from settings.loading import load
from settings.problems import Problem, SettingsError
from settings.secrets import Secret
from settings.sections import Network
from settings.settings import Access, Settings

__all__ = ["Access", "Network", "Problem", "Secret", "Settings", "SettingsError", "load"]

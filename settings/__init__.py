"""config.toml and secrets: one frozen `Settings`, or every problem in one message."""

from settings.brand import Brand
from settings.loading import load
from settings.problems import Problem, SettingsError
from settings.secrets import Secret
from settings.sections import Network
from settings.settings import Access, Settings

__all__ = ["Access", "Brand", "Network", "Problem", "Secret", "Settings", "SettingsError", "load"]

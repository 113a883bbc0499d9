"""How many examples a property is tried with: few in `make test`, ten times as many in the nightly.

Pytest takes the profile by its name, `--hypothesis-profile=nightly`, before any test is read.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

PLAIN = 100
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""A machine that has other work to do is slow, and no test fails for it."""
settings.register_profile("plain", max_examples=PLAIN, **UNTIMED)
settings.register_profile("nightly", max_examples=10 * PLAIN, **UNTIMED)
settings.register_profile("quick", max_examples=PLAIN // 5, **UNTIMED)
settings.load_profile("plain")


def examples(number: int, **more: Any) -> settings:
    """So many examples in `make test`, ten times as many at night, a fifth in `make quick`."""
    many = max(1, number * settings().max_examples // PLAIN)
    return settings(max_examples=many, suppress_health_check=list(HealthCheck), **more)

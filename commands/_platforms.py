"""What the help of commands says of the platforms: prices, and what their terms let one keep."""

from __future__ import annotations

from metrics.platforms import PLATFORMS


def names() -> str:
    """What the platforms are called, one after the other."""
    return ", ".join(platform.names["en"] for platform in PLATFORMS.values())


def post_prices() -> str:
    """What a post costs on the platforms that bill it, in sentences."""
    sentence = ""
    for platform in PLATFORMS.values():
        if price := platform.price.post:
            sentence += f"On {platform.names['en']} each costs {price} USD"
            owned = platform.price.owned_post
            sentence += f", or {owned} with owned reads. " if owned else ". "
    return sentence


def past_days() -> str:
    """How many past days each platform tells that tells any, as a sentence."""
    tellers = [p for p in PLATFORMS.values() if p.days_told]
    listed = ", ".join(f"{p.names['en']} {p.days_told}" for p in tellers)
    return f"Days told: {listed}. " if tellers else ""


def account_prices() -> str:
    """What one look at an account costs on the platforms that bill it, in sentences."""
    return " ".join(
        f"On {platform.names['en']} an account costs {platform.price.user} USD, once a UTC day."
        for platform in PLATFORMS.values()
        if platform.price.user
    )


def kept_after_forgetting() -> str:
    """What is erased and what is kept of each platform, in sentences."""
    return " ".join(
        f"{platform.names['en']}: texts, links, ids and names go; counts and dates stay."
        if platform.keeps_counts
        else f"{platform.names['en']}: everything that came from it goes; what the office printed"
        " itself stays."
        for platform in PLATFORMS.values()
    )

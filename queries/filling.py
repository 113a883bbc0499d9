"""What it costs to fill a hole: so many past posts are read, each at its price."""

from __future__ import annotations

from metrics.model import Account
from metrics.platforms import PLATFORMS
from metrics.reading_plan import FIRST_BACKFILL
from metrics.texts.phrases import Phrase, PlatformName
from settings import Settings


def cost_of_reading(number: int | None, account: Account, settings: Settings) -> Phrase:
    """What reading so many posts back costs; how many they are is reckoned, hence about."""
    platform = PLATFORMS[account.platform]
    prices = settings.price(account.platform)
    price = prices.owned_post if settings.owned_reads(account) else prices.post
    free = Phrase("free")
    each = Phrase("each post costs {price} USD", price=str(price)) if price else free
    if number is None:
        first = str(FIRST_BACKFILL)
        known = Phrase("how many is not known: begin with {n}; {each}", n=first, each=each)
        if not price:
            return known
        cost = str(FIRST_BACKFILL * price)
        return Phrase("{known}, {n} cost {cost} USD", known=known, n=first, cost=cost)
    cost = free
    if price:
        facts = {"n": str(number), "cost": str(number * price)}
        cost = Phrase("{each}, about {n} cost {cost} USD", each=each, **facts)
    if number != platform.depth:
        return cost
    name = PlatformName(platform.key)
    return Phrase("{cost}; {platform} shows no more", cost=cost, platform=name)

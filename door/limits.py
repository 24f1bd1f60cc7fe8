"""How often one person may read: more than a day's work needs, and less than copying every case."""

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

SIGN_INS = "30/minute"
"""For each address that somebody tries to sign in from."""

READS = "1500/minute"
"""For each person. The Web UI asks for each value by itself, and a case's page has a hundred or two of them."""


class Limit:
    """So many requests in so long, "30/minute", for each name."""

    def __init__(self, amount: str) -> None:
        self._amount = parse(amount)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, name: str) -> None:
        """Count a request. Raises HTTPException 429 where it is one too many."""
        if not self._limiter.hit(self._amount, name):
            wait = str(self._amount.get_expiry())
            raise HTTPException(429, "That was too often. Wait a little, then go on.", headers={"retry-after": wait})

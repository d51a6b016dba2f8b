"""Wrong keys, counted per address: a few are a mistake, many are somebody trying."""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass

# As many addresses as are remembered; more than one school has.
MAX_ADDRESSES = 1024
MINUTE_US = 60_000_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_us: int


class FailureLimiter:
    """Lets an address fail `per_minute` times at once, and as often per minute after that."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self.failures = 0  # All of them since the start.

    def wait_us(self, address: str, now_us: int) -> int:
        """Return how long an address has to wait before its next attempt; 0 is not at all."""
        bucket = self._buckets.get(_subnet(address))
        if bucket is None:
            return 0
        self._refill(bucket, now_us)
        missing = 1.0 - bucket.tokens
        return 0 if missing <= 0 else math.ceil(missing * MINUTE_US / self._per_minute)

    def count(self, address: str, now_us: int) -> None:
        """Note that an address showed a wrong key."""
        self.failures += 1
        name = _subnet(address)
        bucket = self._buckets.setdefault(name, _Bucket(float(self._per_minute), now_us))
        self._buckets.move_to_end(name)
        self._refill(bucket, now_us)
        bucket.tokens = max(0.0, bucket.tokens - 1.0)
        if len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)

    def _refill(self, bucket: _Bucket, now_us: int) -> None:
        gained = (now_us - bucket.at_us) * self._per_minute / MINUTE_US
        bucket.tokens = min(float(self._per_minute), bucket.tokens + gained)
        bucket.at_us = now_us


def _subnet(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or the /64 that one host gets."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))

"""Talk to a bridge over a socket: as a device, a game, a viewer or a test.

Public, for programs and plugins alike. Everything is trio; times are integer
microseconds on the bridge's clock (docs/protocol.md §5).

    import trio
    from bridge.client import open_client

    async def main() -> None:
        async with open_client("ws://127.0.0.1:8080", role="viewer") as client:
            tags = await client.subscribe(["device/*/tags"])
            async for sample in tags:
                print(sample.topic, sample.age_us, sample.value)

    trio.run(main)

`open_http_device` is a device that can only POST; `run_client_forever` reconnects.
"""

from bridge.client.address import Address, connect_with, parse_address
from bridge.client.calls import IncomingCall
from bridge.client.channel import Channel
from bridge.client.client import Client
from bridge.client.errors import ClientClosed, ClientRefused
from bridge.client.http_channel import HttpChannel
from bridge.client.http_device import HttpDevice, open_http_device
from bridge.client.opening import Peer, open_client, open_peer
from bridge.client.reconnect import Backoff, run_client_forever
from bridge.client.subscription import ClientSubscription
from bridge.wire.bridge_messages import (
    Bye,
    CallAck,
    Drops,
    GapNotice,
    InterestChange,
    SlowDown,
    Status,
    TopicEntry,
)
from bridge.wire.received import ReceivedSample

__all__ = [
    "Address",
    "Backoff",
    "Bye",
    "CallAck",
    "Channel",
    "Client",
    "ClientClosed",
    "ClientRefused",
    "ClientSubscription",
    "Drops",
    "GapNotice",
    "HttpChannel",
    "HttpDevice",
    "IncomingCall",
    "InterestChange",
    "Peer",
    "ReceivedSample",
    "SlowDown",
    "Status",
    "TopicEntry",
    "connect_with",
    "open_client",
    "open_http_device",
    "open_peer",
    "parse_address",
    "run_client_forever",
]

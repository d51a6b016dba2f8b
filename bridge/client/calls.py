"""Commands that a device gets, each to be answered once."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Self

import trio

from bridge.client.errors import ClientClosed
from bridge.model.values import JsonScalar
from bridge.wire.bridge_messages import DeviceCall
from bridge.wire.peer_messages import DeviceAck

# The bridge keeps no more than this per device either.
MAX_WAITING = 64
# docs/protocol.md §9.2: what was answered is answered again rather than done again.
MAX_REMEMBERED = 16

Answer = Callable[[DeviceAck], Awaitable[None]]


class IncomingCall:
    """One command. `method` is "set", with settings in `args`, or the name of an action."""

    def __init__(self, message: DeviceCall, deadline_s: float, answer: Answer) -> None:
        self.id = message.id
        self.method = message.method
        self.args: dict[str, JsonScalar] = dict(message.args)
        self.deadline_s = deadline_s
        self._answer = answer

    async def applied(self, value: JsonScalar = None) -> None:
        """Say that it was done, and what took effect."""
        await self._answer(DeviceAck(id=self.id, stage="applied", value=value))

    async def rejected(self, code: str, text: str = "") -> None:
        """Say why it was not done; `code` is a short snake_case word."""
        await self._answer(
            DeviceAck(id=self.id, stage="rejected", code=code[:64], text=text[:1024])
        )


class CallInbox:
    """Calls that wait for the device's program, oldest first.

    A call whose deadline passed while it waited is not handed out: the bridge has given
    it up. The oldest gives way when the program reads none.
    """

    def __init__(self, send: Answer) -> None:
        self._send = send
        self._waiting: deque[IncomingCall] = deque(maxlen=MAX_WAITING)
        self._known: OrderedDict[str, DeviceAck | None] = OrderedDict()
        self._changed = trio.Event()
        self._failure: ClientClosed | None = None

    def offer(self, message: DeviceCall) -> DeviceAck | None:
        """Take a call from the link; return the answer if it was given before."""
        if message.id in self._known:
            return self._known[message.id]
        self._known[message.id] = None
        while len(self._known) > MAX_WAITING + MAX_REMEMBERED:
            self._known.popitem(last=False)
        deadline_s = trio.current_time() + message.deadline_ms / 1000
        self._waiting.append(IncomingCall(message, deadline_s, self._answer))
        self._changed.set()
        return None

    def fail(self, failure: ClientClosed) -> None:
        """Note that no more will come."""
        self._failure = self._failure or failure
        self._changed.set()

    async def receive(self) -> IncomingCall:
        """Wait for a call that can still be answered in time. ClientClosed at the end."""
        await trio.lowlevel.checkpoint()
        while True:
            while self._waiting:
                call = self._waiting.popleft()
                if call.deadline_s > trio.current_time():
                    return call
            if self._failure is not None:
                raise self._failure
            self._changed = trio.Event()
            await self._changed.wait()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> IncomingCall:
        return await self.receive()

    async def _answer(self, ack: DeviceAck) -> None:
        self._known[ack.id] = ack
        await self._send(ack)

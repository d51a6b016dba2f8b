"""What runs on a virtual board from one boot to the next."""

import json
from dataclasses import dataclass
from functools import partial

import numpy as np
import trio

from bridge.api import CallRefused, DeviceHealth, JsonScalar, LogLine, Reading
from bridge_simulator.answering import answer_calls
from bridge_simulator.device_clock import DeviceClock, TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.features import accepted_values
from bridge_simulator.hand import Hand
from bridge_simulator.outbox import Outbox, Outgoing
from bridge_simulator.pad_features import INPUTS, PAD_FEATURES, STEER, safe_outputs
from bridge_simulator.pad_sensors import PadSensors
from bridge_simulator.settings import PadOptions
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import DeviceCall, Identity, Parcel, Uplink

HEALTH_PERIOD_S = 5.0
# Outputs are told in the health at once when they change, but no more often than this.
HEALTH_PAUSE_S = 0.1
READ_HZ = 60
# What has not changed is said again after this, so that a lost reading is made up for.
REPEAT_US = 1_000_000
# A board without its bridge for so long has nobody who could switch it off.
ALONE_US = 2_000_000
_US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True)
class PadParts:
    """What a board is made of and keeps when it reboots; a hand goes on holding it."""

    hand: Hand
    faults: FaultPlan
    clock: TrueClock
    status: CameraStatus


class PadFirmware:
    """One boot of a board: its clock, its outputs, and what it does on a link."""

    def __init__(self, options: PadOptions, parts: PadParts, boot: int, uptime_us: int) -> None:
        self._options = options
        self._parts = parts
        self._clock = DeviceClock(parts.clock, parts.faults, uptime_us)
        self._sensors = PadSensors()
        self._outbox = Outbox(parts.clock, keeps_all=True)
        self._outputs = safe_outputs()
        self._told: dict[str, tuple[Reading, int]] = {}
        self._readings = 0
        self._left_us = parts.clock.now_us()
        self._steered = trio.Event()
        self._changed = trio.Event()
        self.reboot = trio.Event()
        home = f"device/{options.id}"
        self._topics = {feature.name: f"{home}/input/{feature.name}" for feature in INPUTS}
        self._health_topic, self._log_topic = f"{home}/health", f"{home}/log"
        self.identity = Identity(
            id=options.id,
            boot=f"{options.seed:x}-{boot}",
            topics=(*self._topics.values(), self._health_topic, self._log_topic),
            features=PAD_FEATURES,
            key=options.key,
        )
        self._reset_reason = "power_on" if boot == 0 else "software"

    @property
    def clock(self) -> DeviceClock:
        """The device's own clock."""
        return self._clock

    async def serve(self, uplink: Uplink) -> None:
        """Send inputs and health over a link, and obey, until the link is lost."""
        clock = self._parts.clock
        if clock.now_us() - self._left_us > ALONE_US:
            self._outputs = safe_outputs()
        self._outbox.clear()
        self._told.clear()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._read_inputs, uplink)
                nursery.start_soon(self._send_readings, uplink)
                nursery.start_soon(self._report_health, uplink)
                nursery.start_soon(answer_calls, uplink, partial(self._obey, uplink), self.reboot)
        finally:
            self._left_us = clock.now_us()

    async def _read_inputs(self, uplink: Uplink) -> None:
        clock = self._parts.clock
        next_us = clock.now_us()
        while True:
            await self._wait_wanted(uplink)
            await self._sit_out_stall()
            self._read(uplink)
            rate_hz = min(READ_HZ, uplink.slow_down().fps or READ_HZ)
            next_us = max(next_us + round(_US_PER_S / rate_hz), clock.now_us())
            # A press that is over before the next turn is a press all the same.
            with trio.move_on_after(max(0, next_us - clock.now_us()) / _US_PER_S):
                await self._steered.wait()
            await trio.lowlevel.checkpoint()

    async def _wait_wanted(self, uplink: Uplink) -> None:
        while not (self._options.is_always_on or any(map(uplink.is_wanted, self._topics.values()))):
            self._parts.status.link = "idle"
            await uplink.wait_change()
        self._parts.status.link = "sending"

    async def _sit_out_stall(self) -> None:
        ends_us = self._parts.faults.stall_ends_us(self._parts.clock.now_us())
        if ends_us is not None:
            self._parts.status.link = "stalled"
            await self._parts.clock.sleep_until(ends_us)
            self._parts.status.link = "sending"

    def _read(self, uplink: Uplink) -> None:
        """Read all inputs, and put those that are wanted and news into the outbox."""
        self._steered = trio.Event()
        now_us = self._parts.clock.now_us()
        readings = self._sensors.read(self._parts.hand.at(now_us), now_us)
        device_us = self._clock.device_us(now_us)
        parcels = []
        for name, reading in readings.items():
            if not (self._options.is_always_on or uplink.is_wanted(self._topics[name])):
                self._told.pop(name, None)
            elif self._is_news(name, reading, now_us):
                self._told[name] = (reading, now_us)
                parcels.append(Parcel(self._topics[name], device_us, value=reading))
        if parcels:
            self._post(tuple(parcels), now_us)

    def _is_news(self, name: str, reading: Reading, now_us: int) -> bool:
        told = self._told.get(name)
        return told is None or told[0] != reading or now_us - told[1] >= REPEAT_US

    def _post(self, parcels: tuple[Parcel, ...], now_us: int) -> None:
        self._readings += 1
        self._parts.status.frames_captured += 1
        fate = self._parts.faults.fate(self._readings, now_us)
        if fate.is_lost:
            self._parts.status.drops["loss"] += 1
            return
        dropped = self._outbox.put(Outgoing(parcels, now_us + fate.delay_us))
        if dropped:
            self._parts.status.drops["replaced"] += dropped

    async def _send_readings(self, uplink: Uplink) -> None:
        while True:
            outgoing = await self._outbox.take()
            if await uplink.send_together(outgoing.parcels):
                self._parts.status.frames_sent += 1
            else:
                self._parts.status.drops["refused"] += 1

    async def _report_health(self, uplink: Uplink) -> None:
        await self._log(uplink, f"started after {self._reset_reason}, {self.identity.boot}")
        while True:
            await self._sit_out_stall()
            self._changed = trio.Event()
            self._parts.status.clock_error_us = uplink.error_us()
            now_us = self._clock.now_us()
            await uplink.send(Parcel(self._health_topic, now_us, value=self.health()))
            await trio.sleep(HEALTH_PAUSE_S)
            with trio.move_on_after(HEALTH_PERIOD_S - HEALTH_PAUSE_S):
                await self._changed.wait()

    def health(self) -> DeviceHealth:
        """Return how the board feels; its outputs stand where a camera has its settings."""
        now_us = self._clock.now_us()
        swing = np.random.default_rng((self._options.seed, now_us // _US_PER_S)).random(2)
        return DeviceHealth(
            uptime_us=now_us,
            rssi_dbm=-52 - int(swing[0] * 12),
            channel=6,
            heap_free_bytes=214_000 + int(swing[1] * 6_000),
            heap_min_bytes=209_000,
            temperature_c=round(38 + 3 * float(swing[0]), 1),
            reset_reason=self._reset_reason,
            drops=dict(self._parts.status.drops),
            settings=dict(self._outputs),
        )

    async def _log(self, uplink: Uplink, text: str) -> None:
        line = LogLine("info", text)
        await uplink.send(Parcel(self._log_topic, self._clock.now_us(), value=line))

    async def _obey(self, uplink: Uplink, call: DeviceCall) -> JsonScalar:
        """Do what a command says; return what took effect."""
        match call.method:
            case "set":
                accepted = accepted_values(PAD_FEATURES, call.args)
                self._outputs.update(accepted)
                self._changed.set()
                return only_or_all(accepted)
            case "steer":
                self._parts.hand.steer(call.args, self._parts.clock.now_us())
                self._read(uplink)
                self._steered.set()
                return only_or_all(call.args)
            case "reboot":
                return True
        raise CallRefused("no_such_method", f"method {call.method!r}: set, {STEER} or reboot")


def only_or_all(values: dict[str, JsonScalar]) -> JsonScalar:
    """Return the value if there is one, or all of them as JSON: acks carry scalars."""
    return next(iter(values.values())) if len(values) == 1 else json.dumps(values)

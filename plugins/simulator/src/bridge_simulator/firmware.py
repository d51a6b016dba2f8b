"""What runs on a virtual camera from one boot to the next."""

import json
from dataclasses import dataclass
from functools import partial

import msgspec
import numpy as np
import trio

from bridge.api import CallRefused, DeviceHealth, JsonScalar, LogLine
from bridge_simulator.answering import answer_calls
from bridge_simulator.choices import PLACE_TAG
from bridge_simulator.device_clock import DeviceClock, TrueClock
from bridge_simulator.faults import FaultPlan
from bridge_simulator.features import camera_features, changed_settings
from bridge_simulator.outbox import Outbox, Outgoing
from bridge_simulator.sensor import Shot, lens_of, slopes_at, unflipped
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.tag_table import Placing, TagTable
from bridge_simulator.uplink import DeviceCall, Identity, Parcel, Uplink

HEALTH_PERIOD_S = 5.0
_US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What a camera is made of and keeps when it reboots."""

    shutter: Shutter
    faults: FaultPlan
    clock: TrueClock
    status: CameraStatus
    table: TagTable | None = None  # Before the camera, if its tags can be placed.


class Firmware:
    """One boot of a camera: its clock, its settings, and what it does on a link."""

    def __init__(self, options: CameraOptions, parts: Parts, boot: int, uptime_us: int) -> None:
        self._options = options
        self._parts = parts
        self._clock = DeviceClock(parts.clock, parts.faults, uptime_us)
        self._settings = options.defaults
        self._outbox = Outbox(parts.clock)
        self._frame_seq = 0
        # One sensor: a commanded picture waits for the one that is being taken.
        self._one_picture = trio.Lock()
        self.reboot = trio.Event()
        home = f"device/{options.id}"
        self._picture_topic, self._truth_topic = f"{home}/camera/jpeg", f"{home}/truth"
        self._health_topic, self._log_topic = f"{home}/health", f"{home}/log"
        self.identity = Identity(
            id=options.id,
            boot=f"{options.seed:x}-{boot}",
            topics=(self._picture_topic, self._truth_topic, self._health_topic, self._log_topic),
            features=camera_features(options.defaults, places_tags=parts.table is not None),
            dispensable_topics=(self._truth_topic,),
            key=options.key,
        )
        self._reset_reason = "power_on" if boot == 0 else "software"

    @property
    def clock(self) -> DeviceClock:
        """The device's own clock."""
        return self._clock

    async def serve(self, uplink: Uplink) -> None:
        """Send pictures and health over a link, and obey, until the link is lost."""
        stale = self._outbox.clear()
        if stale:
            self._parts.status.drops["link_lost"] += stale
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._take_pictures, uplink)
            nursery.start_soon(self._send_pictures, uplink)
            nursery.start_soon(self._report_health, uplink)
            nursery.start_soon(answer_calls, uplink, partial(self._obey, uplink), self.reboot)

    async def _take_pictures(self, uplink: Uplink) -> None:
        clock = self._parts.clock
        next_us = clock.now_us()
        while True:
            await self._wait_wanted(uplink)
            await self._sit_out_stall()
            slow_fps = uplink.slow_down().fps
            fps = min(self._settings.fps, slow_fps) if slow_fps else self._settings.fps
            # A late picture is skipped, not made up for: two at once would help nobody.
            next_us = max(next_us + round(_US_PER_S / fps), clock.now_us())
            await clock.sleep_until(next_us)
            await self._shoot(uplink)

    async def _wait_wanted(self, uplink: Uplink) -> None:
        wanted = (self._picture_topic, self._truth_topic)
        while not (self._options.is_always_on or any(map(uplink.is_wanted, wanted))):
            self._parts.status.link = "idle"
            await uplink.wait_change()
        self._parts.status.link = "sending"

    async def _sit_out_stall(self) -> None:
        ends_us = self._parts.faults.stall_ends_us(self._parts.clock.now_us())
        if ends_us is not None:
            self._parts.status.link = "stalled"
            await self._parts.clock.sleep_until(ends_us)
            self._parts.status.link = "sending"

    async def _shoot(self, uplink: Uplink) -> int:
        """Take one picture and put it into the outbox; return its number."""
        async with self._one_picture:
            true_us = self._parts.clock.now_us()
            seq = self._frame_seq
            self._frame_seq += 1
            settings = self._settings.for_sensor(uplink.slow_down().quality)
            shot = await self._parts.shutter(true_us, seq, settings)
            self._parts.status.frames_captured += 1
            self._post(uplink, shot, true_us)
            return seq

    def _post(self, uplink: Uplink, shot: Shot, true_us: int) -> None:
        seq, drops = shot.truth.frame_seq, self._parts.status.drops
        fate = self._parts.faults.fate(seq, true_us)
        if fate.is_lost:
            drops["loss"] += 1
            return
        jpeg = shot.jpeg
        if fate.damage is not None:
            jpeg = self._parts.faults.damaged(jpeg, seq, fate.damage)
        device_us = self._clock.device_us(true_us)
        picture = Parcel(self._picture_topic, device_us, payload=jpeg, frame_seq=seq)
        parcels: tuple[Parcel, ...] = (picture,)
        if self._options.is_always_on or uplink.is_wanted(self._truth_topic):
            truth = Parcel(self._truth_topic, device_us, value=shot.truth, frame_seq=seq)
            parcels = (truth, picture)
        replaced = self._outbox.put(Outgoing(parcels, true_us + fate.delay_us))
        if replaced:
            drops["replaced"] += replaced

    async def _send_pictures(self, uplink: Uplink) -> None:
        while True:
            outgoing = await self._outbox.take()
            for parcel in outgoing.parcels:
                start_us = self._parts.clock.now_us()
                is_taken = await uplink.send(parcel)
                if parcel.payload and is_taken:
                    took_us = self._parts.clock.now_us() - start_us
                    self._parts.status.count_sent(len(parcel.payload), took_us)
                elif parcel.payload:
                    self._parts.status.drops["refused"] += 1

    async def _report_health(self, uplink: Uplink) -> None:
        await self._log(uplink, f"started after {self._reset_reason}, {self.identity.boot}")
        while True:
            await self._sit_out_stall()
            self._parts.status.clock_error_us = uplink.error_us()
            now_us = self._clock.now_us()
            await uplink.send(Parcel(self._health_topic, now_us, value=self.health()))
            await trio.sleep(HEALTH_PERIOD_S)

    def health(self) -> DeviceHealth:
        """Return how the device feels; radio and heap swing as on a real board."""
        status, now_us = self._parts.status, self._clock.now_us()
        swing = np.random.default_rng((self._options.seed, now_us // _US_PER_S)).random(3)
        return DeviceHealth(
            uptime_us=now_us,
            rssi_dbm=-48 - int(swing[0] * 14),
            channel=6,
            heap_free_bytes=178_000 + int(swing[1] * 9_000),
            heap_min_bytes=171_000,
            heap_block_bytes=110_592,
            psram_free_bytes=3_900_000 - int(swing[1] * 40_000),
            temperature_c=round(46 + 4 * float(swing[2]), 1),
            reset_reason=self._reset_reason,
            frames_captured=status.frames_captured,
            frames_sent=status.frames_sent,
            drops=dict(status.drops),
            send_us_p50=status.send_percentile_us(50),
            send_us_p99=status.send_percentile_us(99),
            settings=self._settings.as_object(),
        )

    async def _log(self, uplink: Uplink, text: str) -> None:
        line = LogLine("info", text)
        await uplink.send(Parcel(self._log_topic, self._clock.now_us(), value=line))

    async def _obey(self, uplink: Uplink, call: DeviceCall) -> JsonScalar:
        """Do what a command says; return what took effect."""
        match call.method:
            case "set":
                return await self._change(uplink, call.args)
            case "capture":
                return await self._shoot(uplink)
            case "place-tag" if self._parts.table is not None:
                return self._place(self._parts.table, call.args)
            case "reboot":
                return True
        raise CallRefused("no_such_method", f"method {call.method!r}: set, capture or reboot")

    def _place(self, table: TagTable, args: dict[str, JsonScalar]) -> JsonScalar:
        try:
            placing = msgspec.convert(args, Placing)
        except msgspec.ValidationError as error:
            raise CallRefused("bad_arguments", f"{PLACE_TAG}: {error}") from None
        placing.check()
        seen = unflipped(placing, self._settings.for_sensor())
        slopes = slopes_at(lens_of(self._settings.framesize), seen.x, seen.y)
        table.place(seen, slopes, self._parts.clock.now_us())
        return placing.tag_id

    async def _change(self, uplink: Uplink, args: dict[str, JsonScalar]) -> JsonScalar:
        self._settings = changed_settings(self._settings, args)
        applied = {name: self._settings.as_object()[name] for name in args}
        await self._log(uplink, "set " + json.dumps(applied))
        if len(applied) == 1:
            return next(iter(applied.values()))
        return json.dumps(applied)

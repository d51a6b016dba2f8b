"""The values of the well-known topics."""

from typing import Literal

import msgspec

JsonScalar = str | int | float | bool | None
# How a device is reached. "pull": the bridge asks it; "replay": it is played from a
# recording; "local": it lives inside the bridge.
Transport = Literal["ws", "http", "udp", "pull", "replay", "local", "none"]


class DeviceFeature(msgspec.Struct, frozen=True):
    """Something about a device that can be commanded or read.

    A `setting` or `output` of `type` "int" or "float" has `minimum` and `maximum`;
    "enum" has `choices`. An `action` takes no value.
    """

    name: str
    kind: Literal["setting", "output", "action", "input"]
    type: Literal["int", "float", "bool", "enum", "none"] = "none"
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: JsonScalar = None
    unit: str = ""
    min_gap_us: int = 0  # The device takes no more than one call in this time.


class DeviceState(msgspec.Struct, frozen=True):
    """Who a device is and whether it is here. Topic `device/{id}/state`, retained."""

    id: str
    name: str
    online: bool
    since_us: int  # When `online` last changed.
    transport: Transport = "none"
    address: str = ""
    dialect: str = "gamebridge.v1"
    sdk: str = ""
    epoch: int = 0  # Counts this device's sessions; a reconnect raises it.
    topics: tuple[str, ...] = ()
    features: tuple[DeviceFeature, ...] = ()
    reason: str = ""  # Why it left, when it did.


class DeviceFirmware(msgspec.Struct, frozen=True, kw_only=True):
    """What runs on a device, and how far an update of it is.

    `project` is "gamebridge-" and the board. `stage` is "idle", "downloading", "restarting",
    "on_trial", "kept", "rolled_back" or "failed"; for the last two `code` and `text` say why.
    """

    project: str
    version: str
    chip: str = ""
    slot: str = ""
    stage: str = "idle"
    next_version: str = ""
    done_bytes: int = 0
    size_bytes: int = 0
    code: str = ""
    text: str = ""


class DeviceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How a device feels. Topic `device/{id}/health`; what it cannot measure is None."""

    uptime_us: int | None = None
    rssi_dbm: int | None = None
    channel: int | None = None
    heap_free_bytes: int | None = None
    heap_min_bytes: int | None = None
    heap_block_bytes: int | None = None
    heap_slope_bytes_per_minute: float | None = None  # Negative while memory leaks.
    psram_free_bytes: int | None = None
    temperature_c: float | None = None
    battery_percent: int | None = None
    reset_reason: str | None = None
    frames_captured: int | None = None
    frames_sent: int | None = None
    drops: dict[str, int] = msgspec.field(default_factory=dict)
    send_us_p50: int | None = None
    send_us_p99: int | None = None
    settings: dict[str, JsonScalar] = msgspec.field(default_factory=dict)
    firmware: DeviceFirmware | None = None


class DeviceClock(msgspec.Struct, frozen=True):
    """How a device's clock relates to the bridge's. Topic `device/{id}/clock`, retained.

    bridge time = device time + `offset_us`, within `error_us`.
    """

    state: Literal["unsynced", "coarse", "locked", "holdover"]
    offset_us: int = 0
    error_us: int = 0
    drift_ppm: float = 0.0
    samples: int = 0


class Reading(msgspec.Struct, frozen=True):
    """A button, dial or sensor. Topic `device/{id}/input/{name}`."""

    value: JsonScalar | tuple[float, ...]
    unit: str = ""


class LogLine(msgspec.Struct, frozen=True):
    """What a device wrote to its log. Topic `device/{id}/log`."""

    level: Literal["debug", "info", "warning", "error"]
    text: str


class Mark(msgspec.Struct, frozen=True):
    """A moment that a game or a person wants to find again. Topic `session/{id}/mark`."""

    text: str
    value: JsonScalar = None


class BridgeStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """How the bridge feels. Topic `sys/statistics`; times in µs, sizes in bytes."""

    uptime_us: int
    cpu_s: float  # The bridge and its worker processes.
    rss_bytes: int
    peak_rss_bytes: int
    connections: int
    bytes_in: int
    bytes_out: int
    subscriptions: int
    samples: int
    drops: dict[str, int] = msgspec.field(default_factory=dict)
    loop_stalls: int = 0
    worst_stall_us: int = 0

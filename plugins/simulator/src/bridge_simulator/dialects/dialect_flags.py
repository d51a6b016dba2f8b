"""What `gamebridge simulate --dialect` was told, and what that means for each device."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bridge.api import BridgeError
from bridge_simulator.choices import MAX_FPS
from bridge_simulator.dialects.catalogue import (
    EVERYBODYS_FAULTS,
    PORT_STEP,
    Dialect,
    Variant,
    dialect_of,
)
from bridge_simulator.dialects.library import Target
from bridge_simulator.fault_text import parse_fault
from bridge_simulator.faults import Fault, load_faults


class DialectFlags(msgspec.Struct, frozen=True, kw_only=True):
    """The options as they were given; what is None is as usual for the dialect.

    `url` is the bridge's address. Its port is the bridge's own; a foreign system has others,
    which its firmware has built in, so only host and path of the address count.
    """

    dialect: str
    variant: str = ""
    devices: int = 1
    url: str = "ws://127.0.0.1:8080"
    port: int | None = None
    http_port: int | None = None
    listen: str = "127.0.0.1"
    token: str = "simulated"  # noqa: S105 - a made-up one, for hubs that were told so.
    discovery_port: int | None = None
    answer_port: int = 8888
    scene: str = "table"
    fps: float | None = None
    size: str | None = None
    quality: int | None = None
    seed: int = 1
    loss: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    corrupt: float = 0.0
    drift_ppm: float = 15.0
    fault: tuple[str, ...] = ()
    faults: Path | None = None
    seconds: float | None = None
    is_json: bool = False


class DeviceOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One device that is to be played. `port` is its own if it is a server, else the bridge's."""

    name: str
    dialect: str
    variant: str
    seed: int
    scene: str
    size: str
    quality: int
    fps: float
    faults: tuple[Fault, ...]
    bridge: str
    path: str
    port: int
    http_port: int
    listen: str
    token: str
    discovery_port: int | None
    answer_port: int

    @property
    def target(self) -> Target:
        """Where the device connects to, if it does."""
        return Target(self.bridge, self.port, self.path)


def orders_from(flags: DialectFlags) -> list[DeviceOrder]:
    """Return what each device is told; BridgeError when an option is no good."""
    dialect = dialect_of(flags.dialect)
    variant = dialect.variant(flags.variant)
    if variant is None:
        names = ", ".join(known.name for known in dialect.variants)
        raise BridgeError(f"--variant {flags.variant}: {dialect.name} has {names}")
    faults = _faults_of(flags, dialect)
    host, path = _address_of(flags, variant)
    first_port = variant.port if flags.port is None else flags.port
    return [
        DeviceOrder(
            name=f"{dialect.name}-{number + 1}",
            dialect=dialect.name,
            variant=variant.name,
            seed=flags.seed + number,
            scene=flags.scene,
            size=flags.size or dialect.size,
            quality=flags.quality or dialect.quality,
            fps=min(flags.fps or dialect.fps, MAX_FPS),
            faults=faults,
            bridge=host,
            path=path,
            port=first_port + (number * PORT_STEP if dialect.is_server else 0),
            http_port=(flags.http_port or first_port - 1) + number * PORT_STEP,
            listen=flags.listen,
            token=flags.token,
            discovery_port=_discovery_port(flags),
            answer_port=flags.answer_port,
        )
        for number in range(flags.devices)
    ]


def _address_of(flags: DialectFlags, variant: Variant) -> tuple[str, str]:
    """Return the bridge's host and the path there."""
    url = urlsplit(flags.url if "://" in flags.url else f"ws://{flags.url}")
    if url.scheme in ("wss", "https"):
        raise BridgeError(f"--url {flags.url}: this firmware has no TLS; expected ws://")
    if not url.hostname:
        raise BridgeError(f"--url {flags.url}: expected ws://HOST:PORT")
    return url.hostname, variant.path if url.path in ("", "/") else url.path


def _discovery_port(flags: DialectFlags) -> int | None:
    if flags.discovery_port is not None:
        return flags.discovery_port or None
    # On the bridge's own machine both would hear what is meant for one of them.
    return None if flags.listen.startswith("127.") else 8888


def _faults_of(flags: DialectFlags, dialect: Dialect) -> tuple[Fault, ...]:
    faults = (
        Fault("drift", drift_ppm=flags.drift_ppm),
        Fault("loss", rate=flags.loss),
        Fault("delay", delay_ms=flags.delay_ms, jitter_ms=flags.jitter_ms),
        Fault("corrupt", rate=flags.corrupt),
        *(parse_fault(text) for text in flags.fault),
        *(load_faults(flags.faults) if flags.faults else ()),
    )
    known = (*EVERYBODYS_FAULTS, *dialect.faults)
    for fault in faults:
        if fault.kind not in known:
            raise BridgeError(f"fault {fault.kind}: {dialect.name} has {', '.join(sorted(known))}")
    return faults

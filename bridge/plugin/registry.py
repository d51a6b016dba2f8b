"""What plugins add to, one registrar per kind of thing.

Each registrar remembers which plugin added what, so that blame can be given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bridge.model.errors import PluginError
from bridge.model.topics import Media, TopicSpec
from bridge.plugin.admission import Role
from bridge.plugin.service import Service
from bridge.plugin.stage import DecoderFactory, MediaGate, Stage

if TYPE_CHECKING:
    # Worker processes and `gamebridge --help` import this module; a web framework would
    # cost them half a second.
    import click
    from quart import Blueprint


@dataclass(slots=True)
class TopicRegistry:
    """Kinds of topics, looked up by name; the first pattern that matches decides."""

    specs: list[TopicSpec] = field(default_factory=list)

    def add(self, *specs: TopicSpec) -> None:
        """Declare topics. A pattern that is declared already is an error."""
        for spec in specs:
            if any(known.pattern == spec.pattern for known in self.specs):
                raise ValueError(f"topic pattern {spec.pattern.text!r} is declared already")
            self.specs.append(spec)

    def find(self, topic: str) -> TopicSpec | None:
        """Return the declaration that covers `topic`, or None. Exact patterns win."""
        matching = [spec for spec in self.specs if spec.pattern.matches(topic)]
        exact = [spec for spec in matching if spec.pattern.is_exact]
        return next(iter(exact or matching), None)


@dataclass(slots=True)
class StageRegistry:
    """Stages, picture decoders and media gates, each with the plugin that added it."""

    plugin: str = "core"  # Set by the host to whose turn it is.
    stages: list[tuple[str, Stage]] = field(default_factory=list)
    decoders: dict[Media, tuple[str, DecoderFactory]] = field(default_factory=dict)
    gates: dict[Media, tuple[str, MediaGate]] = field(default_factory=dict)

    def add(self, stage: Stage) -> None:
        """Add a stage; its name must be new."""
        if any(known.name == stage.name for _, known in self.stages):
            raise PluginError(self.plugin, f"stage {stage.name!r} exists already")
        self.stages.append((self.plugin, stage))

    def find_gate(self, media: Media) -> MediaGate | None:
        """Return what stands in front of payloads of `media`, or None."""
        found = self.gates.get(media)
        return found[1] if found else None

    def add_decoder(self, media: Media, build: DecoderFactory) -> None:
        """Say how payloads of `media` become pictures; there is one way per medium."""
        if media in self.decoders:
            raise PluginError(self.plugin, f"{media} has a decoder: {self.decoders[media][0]}")
        self.decoders[media] = (self.plugin, build)

    def add_gate(self, media: Media, gate: MediaGate) -> None:
        """Put `gate` in front of everything that reads payloads of `media`."""
        if media in self.gates:
            raise PluginError(self.plugin, f"{media} has a gate: {self.gates[media][0]}")
        self.gates[media] = (self.plugin, gate)


@dataclass(slots=True)
class ServiceRegistry:
    """Services in the order in which they start."""

    plugin: str = "core"
    services: list[tuple[str, Service]] = field(default_factory=list)

    def add(self, service: Service) -> None:
        """Add a free loop; it is supervised under the plugin's name."""
        self.services.append((self.plugin, service))

    def __iter__(self) -> Iterator[tuple[str, Service]]:
        return iter(self.services)


@dataclass(frozen=True, slots=True)
class Site:
    """A blueprint, who added it, the one port that it is for (None: the main ones), the
    types of bodies that it takes besides those that every route takes, and the least role
    that may ask (None: it depends on the method)."""

    plugin: str
    blueprint: "Blueprint"
    is_public: bool
    port: int | None
    body_types: frozenset[str] = frozenset()
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PortWish:
    """A port that a plugin wants."""

    plugin: str
    port: int
    is_plain: bool


@dataclass(slots=True)
class HttpRoutes:
    """Blueprints for the one Quart application, and more ports for it to listen on.

    Every route is closed to peers that `bridge_authenticate` does not admit; a
    blueprint added with `public=True` is open to anyone who can reach the port.
    """

    plugin: str = "core"
    sites: "list[Site]" = field(default_factory=list)
    ports: list[PortWish] = field(default_factory=list)

    def add(
        self,
        blueprint: "Blueprint",
        *,
        public: bool = False,
        port: int | None = None,
        body_types: Iterable[str] = (),
        role: Role | None = None,
    ) -> None:
        """Mount a blueprint at its own url_prefix.

        Whoever only looks (GET, HEAD) has to be a viewer, whoever changes something an
        operator, unless `role` names the least role for all of its routes.

        With a `port` it is served there and nowhere else. Such a port has no other
        routes than those added for it; when two plugins want the same path, the one
        whose name comes first in the alphabet has it. Bodies are JSON, msgpack or JPEG,
        or of one of `body_types`; pages of any site may send some of those unasked
        (`text/plain`), so such a route must want something that they cannot know.
        """
        types = frozenset(body_types)
        self.sites.append(Site(self.plugin, blueprint, public, port, types, role))

    @property
    def site_ports(self) -> frozenset[int]:
        """The ports that have routes of their own."""
        return frozenset(site.port for site in self.sites if site.port is not None)

    def add_port(self, port: int, *, plain: bool = False) -> None:
        """Ask the front door to answer on one more port, HTTP and WebSockets alike.

        A `plain` port stays without TLS, for boards that cannot speak it.
        """
        self.ports.append(PortWish(self.plugin, port, plain))


@dataclass(slots=True)
class CommandLine:
    """Commands of `gamebridge`."""

    plugin: str = "core"
    commands: "list[tuple[str, click.Command]]" = field(default_factory=list)

    def add(self, command: "click.Command") -> None:
        """Add a click command, or a group of them; its name must be new, unless both
        the known one and this one are groups, which are then merged."""
        import click  # noqa: PLC0415 - worker processes import this module without a need.

        for _, known in self.commands:
            if known.name != command.name:
                continue
            if isinstance(known, click.Group) and isinstance(command, click.Group):
                for sub in command.commands.values():
                    known.add_command(sub)
                return
            raise PluginError(self.plugin, f"command {command.name!r} exists already")
        self.commands.append((self.plugin, command))


@dataclass(frozen=True, slots=True)
class PanelCard:
    """A card of the admin panel: a title and an ES module that fills an element."""

    title: str
    module_url: str


@dataclass(slots=True)
class PanelRegistry:
    """Cards in the order in which they are shown."""

    plugin: str = "core"
    cards: list[tuple[str, PanelCard]] = field(default_factory=list)

    def add(self, card: PanelCard) -> None:
        """Add a card."""
        self.cards.append((self.plugin, card))


@dataclass(frozen=True, slots=True)
class HealthItem:
    """One thing that was looked at."""

    plugin: str
    level: Literal["ok", "warning", "error"]
    text: str
    remedy: str = ""


@dataclass(slots=True)
class HealthReport:
    """What plugins say about themselves."""

    plugin: str = "core"
    items: list[HealthItem] = field(default_factory=list)

    def ok(self, text: str) -> None:
        """Say that something is as it should be."""
        self.items.append(HealthItem(self.plugin, "ok", text))

    def warning(self, text: str, remedy: str) -> None:
        """Say what an operator should look at, and what to do about it."""
        self.items.append(HealthItem(self.plugin, "warning", text, remedy))

    def error(self, text: str, remedy: str) -> None:
        """Say what does not work, and what to do about it."""
        self.items.append(HealthItem(self.plugin, "error", text, remedy))

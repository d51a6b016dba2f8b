"""The hooks: few, synchronous, quick. They register or decide; no hook runs per sample.

A hook that takes a registrar adds to it; a hook that decides returns a decision, or None
for "no opinion". An `async def` implementation is refused when the plugin is loaded.
"""

from bridge.model.commands import Call
from bridge.model.values import DeviceState
from bridge.plugin.admission import Admission, Claim, LinkOpening, Verb
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.context import PluginContext
from bridge.plugin.markers import hookspec
from bridge.plugin.registry import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    ServiceRegistry,
    StageRegistry,
    TopicRegistry,
)
from bridge.wire.dialect import ForeignDialect


class Hookspecs:
    """Every point where the core asks plugins."""

    @hookspec
    def bridge_register_topics(self, topics: TopicRegistry) -> None:
        """Declare what kinds of topics there are.

        When: once, first of all, before anything is published.
        Errors: an exception fails the plugin; the rest of the bridge goes on.
        """

    @hookspec
    def bridge_register_stages(self, stages: StageRegistry, context: PluginContext) -> None:
        """Add stages, picture decoders and media gates.

        When: once, after topics, before any socket listens.
        Errors: as for topics.
        """

    @hookspec
    def bridge_register_services(self, services: ServiceRegistry, context: PluginContext) -> None:
        """Add free loops that live as long as the bridge.

        When: once, after stages, before any socket listens.
        Errors: as for topics.
        """

    @hookspec
    def bridge_register_calls(self, calls: CallRegistry, context: PluginContext) -> None:
        """Add methods that peers may call on the bridge itself.

        When: once, after services, before any socket listens.
        Errors: as for topics. An exception of a method is logged, counted against the
            plugin and answered as a rejection `internal`.
        """

    @hookspec
    def bridge_register_http(self, routes: HttpRoutes, context: PluginContext) -> None:
        """Add Quart blueprints to the one HTTP application.

        When: once, after services, before any socket listens.
        Errors: as for topics.
        """

    @hookspec
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add commands to `gamebridge`.

        When: each time the command line starts, whether a bridge runs or not.
        Errors: the command is left out; `gamebridge plugins` shows why.
        """

    @hookspec
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add cards to the admin panel.

        When: once, after HTTP routes.
        Errors: as for topics.
        """

    @hookspec(firstresult=True)
    def bridge_choose_dialect(self, opening: LinkOpening) -> ForeignDialect | None:
        """Say that a WebSocket belongs to a device or page of some other system.

        When: once per link, before the handshake is answered; never for `/v1`, which is
            the native protocol's.
        Returns: a new dialect for this link, or None to leave it to the next plugin. With
            no decision at all the link is refused with 404.
        Errors: an exception refuses the link, and the log names the plugin.
        """

    @hookspec(firstresult=True)
    def bridge_authenticate(self, claim: Claim) -> Admission | None:
        """Decide whether a peer is who it claims to be.

        When: after a well-formed hello (or for an HTTP request), before anything else.
        Returns: an Admission, or None to leave it to the next plugin. With no decision
            at all the bridge admits loopback peers only.
        Errors: AdmissionRefused refuses with its reason; any other exception counts as
            a refusal, and the log names the plugin.
        """

    @hookspec(firstresult=True)
    def bridge_authorize(self, admission: Admission, verb: Verb, topic: str) -> bool | None:
        """Decide whether an admitted peer may do `verb` on `topic`.

        When: per subscribe, advertise and call; never per sample.
        Returns: True or False to decide, None to leave it to the next plugin. With no
            decision at all the grants of the admission decide.
        Errors: an exception counts as False, and the log names the plugin.
        """

    @hookspec
    def bridge_device_joined(self, device: DeviceState) -> None:
        """Take notice of a device.

        When: after the directory knows it.
        Errors: logged, and counted against the plugin.
        """

    @hookspec
    def bridge_device_left(self, device: DeviceState) -> None:
        """Take notice that a device is gone; `device.reason` says why.

        When: after the directory knows it.
        Errors: logged, and counted against the plugin.
        """

    @hookspec(firstresult=True)
    def bridge_command_requested(self, call: Call, admission: Admission) -> Call | None:
        """Rewrite a command, or veto it by raising AdmissionRefused.

        When: after the call was found valid, before it is accepted.
        Returns: the call to make instead, or None to leave it as it is.
        Errors: any other exception counts as a veto, and the log names the plugin.
        """

    @hookspec
    def bridge_report_health(self, report: HealthReport) -> None:
        """Say how the plugin is, and what an operator should look at.

        When: for `gamebridge doctor` and GET /healthz.
        Errors: the exception is reported as the plugin's health.
        """

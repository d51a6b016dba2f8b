"""Hooks of the simulator. Nothing here runs per sample."""

from typing import TYPE_CHECKING

from bridge import api
from bridge_simulator.page_hooks import PageHooks

if TYPE_CHECKING:
    from bridge_simulator.bridge_calls import SimulatorCalls


class SimulatorPlugin(PageHooks):
    """The simulator of one bridge."""

    calls: "SimulatorCalls | None" = None

    @api.hookimpl
    def bridge_register_topics(self, topics: api.TopicRegistry) -> None:
        """Declare the truth that virtual cameras publish, and what is simulated."""
        from bridge_simulator.simulation_list import SIMULATIONS_TOPIC
        from bridge_simulator.truth import TRUTH_TOPIC

        topics.add(TRUTH_TOPIC, SIMULATIONS_TOPIC)

    @api.hookimpl
    def bridge_register_services(
        self, services: api.ServiceRegistry, context: api.PluginContext
    ) -> None:
        """Add the simulations inside the bridge; there are none until somebody asks."""
        from bridge_simulator.bridge_calls import SimulatorCalls
        from bridge_simulator.simulations import Simulations

        simulations = Simulations(context)
        self.calls = SimulatorCalls(simulations, context)
        services.add(simulations)

    @api.hookimpl
    def bridge_register_calls(self, calls: api.CallRegistry) -> None:
        """Let games start, stop and steer them."""
        if self.calls is not None:
            self.calls.register(calls)

    @api.hookimpl
    def bridge_report_health(self, report: api.HealthReport) -> None:
        """Say what is simulated inside the bridge."""
        if self.calls is not None:
            report.ok(self.calls.simulations.summary())

    @api.hookimpl
    def bridge_register_commands(self, commands: api.CommandLine) -> None:
        """Add `gamebridge simulate` and `gamebridge demo`."""
        from bridge_simulator.commands import demo, simulate

        commands.add(demo)
        commands.add(simulate)


build_plugin = SimulatorPlugin

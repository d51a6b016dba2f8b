"""The parts of the recorder of one bridge, and where each of them goes."""

from dataclasses import dataclass

from bridge.api import CallRegistry, HttpRoutes, PluginContext, ServiceRegistry
from bridge_recorder.calls import RecorderCalls
from bridge_recorder.recorder import Origins, Recorder
from bridge_recorder.replay import routes as replay_routes
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.routes import build_blueprint
from bridge_recorder.settings import RecorderSettings
from bridge_recorder.wall import wall_us


@dataclass(frozen=True, slots=True)
class Parts:
    """What records and what plays."""

    recorder: Recorder
    replays: ReplayService
    context: PluginContext

    def add_services(self, services: ServiceRegistry) -> None:
        """Add both as services."""
        services.add(self.recorder)
        services.add(self.replays)

    def add_calls(self, calls: CallRegistry) -> None:
        """Let games record and replay."""
        RecorderCalls(self.recorder, self.replays, self.context.devices).register(calls)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add /v1/recordings and /v1/replays."""
        routes.add(build_blueprint(self.recorder, self.replays))
        routes.add(replay_routes.build_blueprint(self.replays))


def open_parts(context: PluginContext) -> Parts:
    """Return the recorder of a bridge; SettingsError when its settings are wrong."""
    settings = context.settings(RecorderSettings)
    recorder = Recorder(context, settings, Origins(wall_us))
    return Parts(recorder, ReplayService(context, recorder, settings.max_replays), context)

"""Hooks of the pose plugin. Nothing here runs per picture."""

from bridge.api import (
    CommandLine,
    HealthReport,
    PluginContext,
    ServiceRegistry,
    StageRegistry,
    hookimpl,
)


@hookimpl
def bridge_register_stages(stages: StageRegistry, context: PluginContext) -> None:
    """Add the stage from pictures to tags, configured by [plugin.pose]."""
    from bridge_pose.settings import PoseSettings
    from bridge_pose.stage import tag_stage

    stages.add(tag_stage(context.settings(PoseSettings)))


@hookimpl
def bridge_register_services(services: ServiceRegistry, context: PluginContext) -> None:
    """Add the poses in the world, configured by [plugin.pose.world]."""
    from bridge_pose.settings import PoseSettings
    from bridge_pose.world_service import WorldService

    settings = context.settings(PoseSettings).world
    services.add(WorldService(context.hub, settings, context.logger))


@hookimpl
def bridge_register_commands(commands: CommandLine) -> None:
    """Add `gamebridge tag`."""
    from bridge_pose.tag_command import tag_command

    commands.add(tag_command)


@hookimpl
def bridge_report_health(report: HealthReport) -> None:
    """Say whether the AprilTag library works on this machine."""
    from bridge_pose.health import report_native_library

    report_native_library(report)

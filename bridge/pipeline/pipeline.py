"""All stages of a bridge: starts one run for each stage and each topic that it takes."""

import trio

from bridge.hub.hub import Hub
from bridge.hub.known_topic import KnownTopic
from bridge.pipeline.stage_run import StagePlan, StageRun, StageStatus
from bridge.plugin.registry import StageRegistry
from bridge.plugin.stage import PixelNeed, Stage


class Pipeline:
    """Runs registered stages. A stage without the decoder that it needs is never started."""

    def __init__(self, hub: Hub, registry: StageRegistry) -> None:
        self._hub = hub
        self._registry = registry
        self._runs: dict[tuple[str, str], StageRun] = {}
        self.missing_decoders: dict[str, str] = {}  # Stage name → what it lacks.

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Start runs for every topic there is and every one to come, until cancelled."""
        async with trio.open_nursery() as nursery:

            def start_stages(known: KnownTopic) -> None:
                for plugin, stage in self._registry.stages:
                    plan = self._plan(plugin, stage, known)
                    if plan is not None:
                        run = self._runs[stage.name, known.topic] = StageRun(plan, self._hub)
                        nursery.start_soon(run.run)
                        self._hub.announce(plan.output)

            stop = self._hub.watch_topics(start_stages)
            task_status.started()
            try:
                await trio.sleep_forever()
            finally:
                stop()

    def _plan(self, plugin: str, stage: Stage, known: KnownTopic) -> StagePlan | None:
        wildcards = stage.takes.wildcards(known.topic)
        if wildcards is None or (stage.name, known.topic) in self._runs:
            return None
        decoder = None
        if stage.pixels is not PixelNeed.NONE:
            media = known.spec.media
            entry = self._registry.decoders.get(media) if media is not None else None
            if entry is None:
                self.missing_decoders[stage.name] = (
                    f"no plugin decodes {media or 'values'} into pictures; install one that does"
                )
                return None
            decoder = entry[1]
        output = stage.gives.bind(wildcards)
        return StagePlan(plugin, stage, known.topic, known.spec, output, decoder)

    def statuses(self) -> list[StageStatus]:
        """Return every stage run, by topic and stage."""
        return [self._runs[key].status() for key in sorted(self._runs, key=lambda k: (k[1], k[0]))]

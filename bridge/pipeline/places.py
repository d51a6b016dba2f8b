"""Where a stage's function runs: on the trio thread, or in a long-lived thread of its own.

A worker process is a thread as well: one that passes each sample on and waits.
"""

import contextlib
import queue
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import trio

from bridge.model.sample import Sample
from bridge.model.topics import TopicSpec
from bridge.pipeline.budget import hang_limit_us
from bridge.pipeline.pictures import PictureSource
from bridge.pipeline.remote import RemoteWork
from bridge.pipeline.work import LocalWork, Result, StageHung, Work
from bridge.pipeline.worker import WORKER_START_S
from bridge.plugin.stage import DecoderFactory, Place, Stage

# Long enough to give native resources back and to end a worker process.
CLOSE_S = 2.0


class Runner(Protocol):
    """A stage function in its place, ready for samples."""

    async def call(self, sample: Sample) -> Result:
        """Run the function on one sample; raises what it raised, or StageHung."""
        ...  # pragma: no cover

    def request_key_frame(self) -> None:
        """Pass the wish on to the function; must not wait."""
        ...  # pragma: no cover


class AsyncRunner:
    """Runs the work on the trio thread."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def call(self, sample: Sample) -> Result:
        """Run the work at once, then let others have their turn."""
        result = self._work(sample)
        await trio.lowlevel.checkpoint()
        return result

    def request_key_frame(self) -> None:
        """Pass the wish on."""
        self._work.request_key_frame()


class ThreadRunner:
    """Runs the work in one thread that lives as long as the runner does.

    Codec contexts and native buffers stay with their thread, and a sample costs one
    queue hop instead of a thread start.
    """

    def __init__(self, build: Callable[[], Work], hang_us: int) -> None:
        self._build = build
        self._hang_s = hang_us / 1e6
        self._requests: queue.SimpleQueue[Sample | None] = queue.SimpleQueue()
        self._token = trio.lowlevel.current_trio_token()
        # One thread of its own, so that no other work can make a camera wait.
        self._own_thread = trio.CapacityLimiter(1)
        self._work: Work | None = None
        self._answered = trio.Event()
        self._answer: Result | Exception | None = None
        self._ended = trio.Event()

    async def run(self) -> None:
        """Live until `stop`, or until cancelled; the thread ends soon after either."""
        # A hung native call cannot be stopped. Leaving its thread behind is the only way
        # to go on; the stage is set aside for it.
        await trio.to_thread.run_sync(self._loop, abandon_on_cancel=True, limiter=self._own_thread)

    async def wait_ready(self) -> None:
        """Wait until the work is built; raises what building it raised."""
        await self._answered.wait()
        if isinstance(self._answer, Exception):
            raise self._answer

    async def stop(self) -> None:
        """Let the thread end after the sample in hand; a hung one is left behind."""
        self._requests.put(None)
        with trio.move_on_after(CLOSE_S, shield=True):
            await self._ended.wait()

    def _loop(self) -> None:
        with contextlib.suppress(trio.RunFinishedError):
            try:
                self._work = work = self._build()
            # The task that waits for the thread to be ready raises it.
            except Exception as error:  # noqa: BLE001
                self._token.run_sync_soon(self._accept, error)
                self._token.run_sync_soon(self._ended.set)
                return
            self._token.run_sync_soon(self._accept, None)
            try:
                while (sample := self._requests.get()) is not None:
                    self._token.run_sync_soon(self._accept, _outcome(work, sample))
            finally:
                work.close()
                self._token.run_sync_soon(self._ended.set)

    def _accept(self, answer: Result | Exception | None) -> None:
        self._answer = answer
        self._answered.set()

    async def call(self, sample: Sample) -> Result:
        """Pass the sample to the thread and wait for what comes of it."""
        self._answered = trio.Event()
        self._answer = None
        self._requests.put(sample)
        with trio.move_on_after(self._hang_s):
            await self._answered.wait()
        if self._answer is None:
            raise StageHung(f"no answer for {self._hang_s:g} s")
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def request_key_frame(self) -> None:
        """Pass the wish on; the function takes it from any thread."""
        if self._work is not None:
            self._work.request_key_frame()


def _outcome(work: Work, sample: Sample) -> Result | Exception:
    try:
        return work(sample)
    # The outcome belongs to the task that asked, whatever it is.
    except Exception as error:  # noqa: BLE001
        return error


@asynccontextmanager
async def open_thread(build: Callable[[], Work], hang_us: int) -> AsyncGenerator[Runner]:
    """Yield a runner in a thread of its own; raises what building the work raises."""
    runner = ThreadRunner(build, hang_us)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(runner.run)
        try:
            await runner.wait_ready()
            yield runner
        finally:
            await runner.stop()
            nursery.cancel_scope.cancel()


@asynccontextmanager
async def open_place(
    stage: Stage, topic: str, spec: TopicSpec, decoder: DecoderFactory | None
) -> AsyncGenerator[Runner]:
    """Yield a runner for a stage and one input topic, where the stage wants to run.

    `decoder` is given when the stage wants pixels. Raises what building the stage raises.
    """
    pictures = PictureSource(decoder) if decoder is not None else None
    hang_us = hang_limit_us(stage.budget_us)

    def build_local() -> Work:
        return LocalWork(stage.build(topic, stage.options), pictures)

    def build_remote() -> Work:
        return RemoteWork(stage, topic, spec, pictures)

    if stage.place is Place.ASYNC:
        work = build_local()
        try:
            yield AsyncRunner(work)
        finally:
            work.close()
        return
    if stage.place is Place.PROCESS:
        # The thread waits while its worker hangs, is killed and starts again.
        hang_us += int(WORKER_START_S * 1e6) + hang_us
    build = build_local if stage.place is Place.THREAD else build_remote
    async with open_thread(build, hang_us) as runner:
        yield runner

"""A stage in a worker process of its own: a crash costs one sample, not the bridge."""

import multiprocessing
import time
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING

import msgspec

from bridge.model.camera import Plane
from bridge.model.errors import SampleRefused
from bridge.model.sample import Sample
from bridge.model.topics import TopicSpec
from bridge.pipeline.budget import Cost, hang_limit_us
from bridge.pipeline.pictures import PictureSource
from bridge.pipeline.work import Result, StageCrashed, StageFailed, StageHung
from bridge.pipeline.worker import (
    WORKER_START_S,
    Answer,
    Job,
    PlaneLayout,
    Setup,
    buffer_of,
    run_worker,
)
from bridge.plugin.stage import Output, PixelNeed, Stage

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


class RemoteWork:
    """A stage function in a worker process. Called from the place's own thread.

    Pixels travel in shared memory; everything else as one MessagePack message each way.
    """

    def __init__(
        self, stage: Stage, topic: str, spec: TopicSpec, pictures: PictureSource | None
    ) -> None:
        self._stage = stage
        self._setup = Setup(stage.build, topic, spec, dict(stage.options))
        self._pictures = pictures
        self._hang_s = hang_limit_us(stage.budget_us) / 1e6
        self._memory: SharedMemory | None = None
        self._key_frame_wanted = False
        self._encoder = msgspec.msgpack.Encoder()
        self._answers = msgspec.msgpack.Decoder(Answer)
        self._process: BaseProcess
        self._link: Connection[bytes, bytes]
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: the bridge has threads, and a forked child would inherit
        # their locks in whatever state they are.
        context = multiprocessing.get_context("spawn")
        self._link, theirs = context.Pipe()
        self._process = context.Process(target=run_worker, args=(theirs, self._setup), daemon=True)
        self._process.start()
        theirs.close()
        answer = self._wait_answer(WORKER_START_S)
        if answer.fault:
            raise StageFailed(answer.fault)

    def __call__(self, sample: Sample) -> Result:
        """Decode if need be, pass the sample on, wait for the answer."""
        started_ns = time.perf_counter_ns()
        planes = self._share_planes(sample)
        job = Job(
            sample.topic,
            sample.seq,
            sample.captured_us,
            sample.received_us,
            sample.flags,
            sample.frame_seq,
            b"" if sample.value is None else self._encoder.encode(sample.value),
            b"" if planes else sample.payload,
            self._memory.name if planes and self._memory else "",
            planes,
            self._key_frame_wanted,
        )
        self._key_frame_wanted = False
        try:
            self._link.send_bytes(self._encoder.encode(job))
            answer = self._wait_answer(self._hang_s)
        except (StageCrashed, StageHung, OSError) as error:
            self._restart()
            raise error if isinstance(error, StageHung) else StageCrashed(str(error)) from None
        wall_us = (time.perf_counter_ns() - started_ns) // 1000
        return self._result(answer, wall_us)

    def _result(self, answer: Answer, wall_us: int) -> Result:
        if answer.refused:
            raise SampleRefused(answer.refused, answer.fault)
        if answer.fault:
            raise StageFailed(answer.fault)
        output = None
        if answer.has_output:
            output = Output(answer.value_of(self._stage), answer.payload, answer.flags)
        return Result(output, Cost(answer.cpu_us, wall_us))

    def _wait_answer(self, limit_s: float) -> Answer:
        try:
            if self._link.poll(limit_s):
                return self._answers.decode(self._link.recv_bytes())
        except (EOFError, OSError):
            self._process.join(1.0)
            raise StageCrashed(_cause_of_death(self._process.exitcode)) from None
        raise StageHung(f"the worker process gave no answer for {limit_s:g} s")

    def _restart(self) -> None:
        self._process.kill()
        self._link.close()
        self._start()

    def _share_planes(self, sample: Sample) -> tuple[PlaneLayout, ...]:
        if self._pictures is None:
            return ()
        picture = self._pictures.picture(sample)
        planes = picture.planes[:1] if self._stage.pixels is PixelNeed.LUMA else picture.planes
        memory = self._memory_of(sum(plane.stride * plane.height for plane in planes))
        return _copy_planes(planes, memory)

    def _memory_of(self, size: int) -> SharedMemory:
        if self._memory is None or self._memory.size < size:
            self._drop_memory()
            self._memory = SharedMemory(create=True, size=size)
        return self._memory

    def _drop_memory(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory.unlink()
            self._memory = None

    def request_key_frame(self) -> None:
        """Remember the wish; it travels with the next sample."""
        self._key_frame_wanted = True

    def close(self) -> None:
        """End the worker process: politely, then not."""
        self._link.close()  # The worker reads the end of its pipe and leaves.
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(1.0)
        self._drop_memory()


def _copy_planes(planes: tuple[Plane, ...], memory: SharedMemory) -> tuple[PlaneLayout, ...]:
    layouts = []
    offset = 0
    buffer = buffer_of(memory)
    for plane in planes:
        size = plane.stride * plane.height
        buffer[offset : offset + size] = plane.pixels[:size]
        layouts.append(PlaneLayout(offset, plane.width, plane.height, plane.stride))
        offset += size
    return tuple(layouts)


def _cause_of_death(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"the worker process was killed by signal {-exit_code}"
    return f"the worker process ended with status {exit_code}"

"""The other end of a worker process: reads jobs from its pipe until the pipe ends."""

import os
import signal
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING, NoReturn

import msgspec

from bridge.model.camera import Picture, Plane
from bridge.model.errors import SampleRefused
from bridge.model.sample import Sample
from bridge.model.topics import TopicSpec
from bridge.plugin.stage import Output, Stage, StageFactory, StageFunction

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# Importing a native library from a cold disk takes seconds on a small board.
WORKER_START_S = 30.0


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker builds its function from. The factory travels by its name."""

    build: StageFactory
    topic: str
    spec: TopicSpec
    options: Mapping[str, object]


class PlaneLayout(msgspec.Struct, frozen=True, array_like=True):
    """Where a plane lies in shared memory."""

    offset: int
    width: int
    height: int
    stride: int


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One sample on its way to a worker."""

    topic: str
    seq: int
    captured_us: int
    received_us: int
    flags: int
    frame_seq: int | None
    value: bytes
    payload: bytes
    memory: str
    planes: tuple[PlaneLayout, ...]
    key_frame_wanted: bool


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What came of it. `refused` blames the sample, `fault` alone blames the stage."""

    cpu_us: int = 0
    has_output: bool = False
    value: bytes = b""
    payload: bytes = b""
    flags: int = 0
    refused: str = ""
    fault: str = ""

    def value_of(self, stage: Stage) -> msgspec.Struct | None:
        """Return the value as what the stage declares to give, or None for media."""
        if not self.value or stage.schema is None:
            return None
        return msgspec.msgpack.decode(self.value, type=stage.schema)


def run_worker(link: "Connection[bytes, bytes]", setup: Setup) -> None:
    """Answer jobs until the bridge closes the pipe. The process's main function."""
    # Ctrl-C reaches the whole foreground group; the bridge decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    encoder = msgspec.msgpack.Encoder()
    try:
        function = setup.build(setup.topic, setup.options)
    # Whatever the factory raises is the first answer.
    except Exception:  # noqa: BLE001
        link.send_bytes(encoder.encode(Answer(fault=traceback.format_exc(limit=-3))))
        _leave()
    link.send_bytes(encoder.encode(Answer()))
    jobs = msgspec.msgpack.Decoder(Job)
    bench = _Bench(function, setup.spec)
    while True:
        try:
            job = jobs.decode(link.recv_bytes())
        except (EOFError, OSError):
            _leave()
        link.send_bytes(encoder.encode(bench.answer(job)))


def _leave() -> NoReturn:
    # Native detectors are known to crash in their destructors; nothing here needs one.
    os._exit(0)


def buffer_of(memory: SharedMemory) -> "memoryview[int]":
    """Return the bytes of an open shared memory."""
    if memory.buf is None:
        raise ValueError(f"shared memory {memory.name!r} is closed")
    return memory.buf


class _Bench:
    """The function, and the shared memory of the last job, kept open while it is the same."""

    def __init__(self, function: StageFunction, spec: TopicSpec) -> None:
        self._function = function
        self._spec = spec
        self._memory: SharedMemory | None = None

    def answer(self, job: Job) -> Answer:
        """Run the function on one job; whatever it raises becomes part of the answer."""
        try:
            if job.key_frame_wanted:
                self._function.request_key_frame()
            picture = self._picture(job) if job.planes else None
            started_ns = time.thread_time_ns()
            output = self._function(_sample(job, self._spec), picture)
            cpu_us = (time.thread_time_ns() - started_ns) // 1000
        except SampleRefused as refused:
            return Answer(refused=refused.reason, fault=str(refused))
        # A stage's exception is an answer: it belongs to the bridge's ledger.
        except Exception:  # noqa: BLE001
            return Answer(fault=traceback.format_exc(limit=-3))
        return _packed(output, cpu_us)

    def _picture(self, job: Job) -> Picture:
        if self._memory is None or self._memory.name != job.memory:
            self._memory = SharedMemory(name=job.memory)
        buffer = buffer_of(self._memory)
        planes = tuple(
            Plane(buffer[p.offset : p.offset + p.stride * p.height], p.width, p.height, p.stride)
            for p in job.planes
        )
        return Picture(planes[0].width, planes[0].height, planes)


def _packed(output: Output | None, cpu_us: int) -> Answer:
    if output is None:
        return Answer(cpu_us)
    value = msgspec.msgpack.encode(output.value) if output.value is not None else b""
    return Answer(cpu_us, True, value, output.payload, output.flags)


def _sample(job: Job, spec: TopicSpec) -> Sample:
    value = None
    if spec.schema is not None:
        value = msgspec.msgpack.decode(job.value, type=spec.schema)
    return Sample(
        job.topic,
        spec,
        job.seq,
        job.captured_us,
        job.received_us,
        value,
        job.payload,
        job.flags,
        None,
        job.frame_seq,
    )

import multiprocessing

import msgspec

from bridge.pipeline.worker import Answer, Job, Setup, run_worker
from bridge.testing.fakes import FakeClock, build_counting_stage, build_hub


def test_a_worker_ends_when_its_pipe_does() -> None:
    spec = build_hub(FakeClock()).announce("x/stream/a").spec
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    setup = Setup(build_counting_stage, "x/stream/a", spec, {})
    worker = context.Process(target=run_worker, args=(theirs, setup))
    worker.start()
    theirs.close()
    assert msgspec.msgpack.decode(ours.recv_bytes(), type=Answer) == Answer()
    ours.close()
    worker.join(10)
    assert worker.exitcode == 0


def test_jobs_and_answers_survive_the_pipe() -> None:
    job = Job("t", 1, 2, 3, 4, None, b"v", b"p", "m", (), key_frame_wanted=True)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(job), type=Job) == job
    answer = Answer(1, has_output=True, value=b"v", fault="f")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(answer), type=Answer) == answer

import json
import sys

import pytest
import trio

from bridge.app.cli.tail_command import line_of
from bridge.client import ReceivedSample
from bridge.model.sample import FLAG_KEY_FRAME
from bridge.model.topics import TopicKind
from bridge.model.values import Mark
from bridge.testing.harness import running_bridge


def test_a_value_is_printed_whole_with_its_age() -> None:
    sample = ReceivedSample(
        "session/a/mark", TopicKind.EVENT, "Mark@1", 3, 100, 150, 400, value={"text": "go"}
    )
    assert line_of(sample) == {
        "topic": "session/a/mark",
        "seq": 3,
        "captured_us": 100,
        "age_us": 300,
        "value": {"text": "go"},
    }


def test_a_picture_is_printed_as_its_size() -> None:
    sample = ReceivedSample(
        "device/a/camera/h264", TopicKind.MEDIA, "h264@1", 3, 100, 150, 400,
        FLAG_KEY_FRAME, payload=b"12345",
    )  # fmt: skip
    line = line_of(sample)
    assert (line["bytes"], line["key_frame"]) == (5, True)
    assert "value" not in line


@pytest.mark.sockets
async def test_samples_of_a_running_bridge_are_printed_as_they_come() -> None:
    async with running_bridge() as running, trio.open_nursery() as nursery:
        known = running.bridge.hub.announce("session/a/mark")

        async def publish_when_read() -> None:
            while not known.subscriptions:  # noqa: ASYNC110 - the reader is a program.
                await trio.sleep(0.01)
            for n in range(3):
                running.bridge.hub.publish("session/a/mark", Mark(str(n)))

        nursery.start_soon(publish_when_read)
        words = ["tail", "session/*/mark", "--count", "3", "--url", running.http_url]
        with trio.fail_after(30):
            program = [sys.executable, "-m", "bridge", *words]
            ended = await trio.run_process(program, capture_stdout=True)
        nursery.cancel_scope.cancel()
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["value"]["text"] for line in lines] == ["0", "1", "2"]

"""Values are decoded when the host knows their schema."""

import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.values import Reading
from bridge.wire.dialect import NO_TIMES
from bridge.wire.native_events import SampleArrived


def test_a_value_is_read_by_its_schema() -> None:
    sample = SampleArrived("x/a", "value", b'{"value":2}', "json", 1, NO_TIMES)
    assert sample.value_as(Reading) == Reading(2)


def test_a_picture_is_no_value() -> None:
    sample = SampleArrived("x/a", "jpeg", b"\xff\xd8", "msgpack", 1, NO_TIMES)
    with pytest.raises(RemoteProtocolError, match="a jpeg payload on a topic of values"):
        sample.value_as(Reading)

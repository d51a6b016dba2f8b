from bridge.hub.directory import Arrival, DeviceDirectory
from bridge.hub.hub import Hub
from bridge.model.topics import TopicKind, TopicSpec, parse_pattern
from bridge.model.values import DeviceState
from bridge.testing.fakes import FakeClock, FakeDeviceLink, build_hub

STATE = TopicSpec(parse_pattern("device/*/state"), TopicKind.STATE, "State.", DeviceState)
CAM = Arrival("cam-1", "Desk", "ws", "127.0.0.1")


def build_directory() -> tuple[Hub, DeviceDirectory]:
    hub = build_hub(FakeClock(5), STATE)
    return hub, DeviceDirectory(hub)


def test_a_device_that_joins_is_published_and_announced_to_watchers() -> None:
    hub, directory = build_directory()
    joined: list[str] = []
    directory.watch(lambda state: joined.append(state.id), lambda _state: None)
    directory.join(CAM, FakeDeviceLink())
    latest = hub.latest("device/cam-1/state")
    assert latest is not None
    assert latest.value_as(DeviceState).online
    assert joined == ["cam-1"]


def test_a_second_link_of_the_same_device_replaces_the_first() -> None:
    _, directory = build_directory()
    old, new = FakeDeviceLink(), FakeDeviceLink()
    first = directory.join(CAM, old)
    second = directory.join(CAM, new)
    assert old.is_replaced
    assert (first, second) == (1, 2)
    assert directory.link("cam-1") is new
    assert not directory.is_current("cam-1", first)


def test_the_end_of_an_old_link_does_not_make_the_device_leave() -> None:
    _, directory = build_directory()
    first = directory.join(CAM, FakeDeviceLink())
    second = directory.join(CAM, FakeDeviceLink())
    directory.leave("cam-1", first, "closed")
    assert directory.is_current("cam-1", second)
    directory.leave("cam-1", second, "power cut")
    state = directory.state("cam-1")
    assert state is not None
    assert (state.online, state.reason) == (False, "power cut")
    assert directory.link("cam-1") is None


def test_topics_of_a_device_are_listed_once_and_outlive_its_session() -> None:
    _, directory = build_directory()
    epoch = directory.join(CAM, FakeDeviceLink())
    directory.add_topic("cam-1", "device/cam-1/health")
    directory.add_topic("cam-1", "device/cam-1/health")
    directory.leave("cam-1", epoch, "gone")
    directory.join(CAM, FakeDeviceLink())
    (state,) = directory.states()
    assert state.topics == ("device/cam-1/health",)

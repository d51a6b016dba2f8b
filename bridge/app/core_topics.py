"""The topics that every bridge has."""

from bridge.model.delivery import DEFAULT_MEDIA_AGE_US
from bridge.model.tags import TagDetections
from bridge.model.topics import Media, TopicKind, TopicSpec, parse_pattern
from bridge.model.values import (
    BridgeStatistics,
    DeviceClock,
    DeviceHealth,
    DeviceState,
    LogLine,
    Mark,
    Reading,
)
from bridge.model.world import WorldPose

CORE_TOPICS = (
    TopicSpec(
        parse_pattern("device/*/state"),
        TopicKind.STATE,
        "Who a device is, and whether it is here.",
        DeviceState,
    ),
    TopicSpec(
        parse_pattern("device/*/health"),
        TopicKind.STATE,
        "Memory, signal, temperature and drops, as the device measures them.",
        DeviceHealth,
    ),
    TopicSpec(
        parse_pattern("device/*/clock"),
        TopicKind.STATE,
        "How the device's clock relates to the bridge's.",
        DeviceClock,
    ),
    TopicSpec(parse_pattern("device/*/log"), TopicKind.EVENT, "The device's log.", LogLine),
    TopicSpec(
        parse_pattern("device/*/input/*"),
        TopicKind.STATE,
        "A button, dial or sensor.",
        Reading,
    ),
    TopicSpec(
        parse_pattern("device/*/camera/jpeg"),
        TopicKind.MEDIA,
        "The camera's pictures as the device sends them.",
        media=Media.JPEG,
        max_age_us=DEFAULT_MEDIA_AGE_US,
    ),
    TopicSpec(
        parse_pattern("device/*/tags"),
        TopicKind.STREAM,
        "The AprilTags that a camera sees, one sample per picture, also when there are none.",
        schema=TagDetections,
        key_field="tag_id",
        max_age_us=100_000,
    ),
    TopicSpec(
        parse_pattern("world/*/pose/*"),
        TopicKind.STREAM,
        "Where a tag or a camera is in a space that no camera carries with it.",
        WorldPose,
        max_age_us=100_000,
    ),
    TopicSpec(
        parse_pattern("session/*/mark"),
        TopicKind.EVENT,
        "A moment that a game or a person wants to find again.",
        Mark,
    ),
    TopicSpec(
        parse_pattern("sys/statistics"),
        TopicKind.STATE,
        "Processor time, memory, connections and drops of the bridge, once a second.",
        BridgeStatistics,
    ),
)

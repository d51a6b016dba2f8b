"""The front door for plugins: all of the bridge that they may import.

`bridge.client` (talk to a bridge over a socket) and `bridge.testing` (the test kit) are
the two other public modules.
"""

from bridge import __version__
from bridge.hub.hub import Hub
from bridge.hub.subscription import Subscription
from bridge.model.camera import Intrinsics, Picture, Plane
from bridge.model.clock import Clock
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.delivery import Delivery, DropReason, Mode
from bridge.model.errors import (
    AdmissionRefused,
    BridgeError,
    PluginError,
    SampleRefused,
    SettingsError,
)
from bridge.model.geometry import Pose, Quaternion, Vector3
from bridge.model.ids import DeviceId, parse_device_id, parse_display_name
from bridge.model.sample import FLAG_DISCONTINUITY, FLAG_KEY_FRAME, Hop, Memo, Sample
from bridge.model.tags import PoseSolution, TagDetection, TagDetections
from bridge.model.topics import (
    Media,
    TopicKind,
    TopicPattern,
    TopicSpec,
    parse_pattern,
    parse_topic,
)
from bridge.model.values import (
    DeviceClock,
    DeviceFeature,
    DeviceHealth,
    DeviceState,
    JsonScalar,
    LogLine,
    Mark,
    Reading,
)
from bridge.plugin.admission import (
    Admission,
    Claim,
    Grant,
    LinkOpening,
    Role,
    Verb,
    grants_for,
    is_granted,
)
from bridge.plugin.context import PluginContext
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import (
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelCard,
    PanelRegistry,
    ServiceRegistry,
    StageRegistry,
    TopicRegistry,
)
from bridge.plugin.service import Service
from bridge.plugin.stage import (
    DecoderFactory,
    MediaGate,
    Output,
    PictureDecoder,
    PixelNeed,
    Place,
    Stage,
    StageFunction,
)
from bridge.wire.key_text import KeyText, build_key, parse_key
from bridge.wire.proof import Verifier

__all__ = [
    "FLAG_DISCONTINUITY",
    "FLAG_KEY_FRAME",
    "Ack",
    "AckStage",
    "Admission",
    "AdmissionRefused",
    "BridgeError",
    "Call",
    "Claim",
    "Clock",
    "CommandLine",
    "DecoderFactory",
    "Delivery",
    "DeviceClock",
    "DeviceFeature",
    "DeviceHealth",
    "DeviceId",
    "DeviceState",
    "DropReason",
    "Grant",
    "HealthReport",
    "Hop",
    "HttpRoutes",
    "Hub",
    "Intrinsics",
    "JsonScalar",
    "KeyText",
    "LinkOpening",
    "LogLine",
    "Mark",
    "Media",
    "MediaGate",
    "Memo",
    "Mode",
    "Output",
    "PanelCard",
    "PanelRegistry",
    "Picture",
    "PictureDecoder",
    "PixelNeed",
    "Place",
    "Plane",
    "PluginContext",
    "PluginError",
    "Pose",
    "PoseSolution",
    "Quaternion",
    "Reading",
    "Role",
    "Sample",
    "SampleRefused",
    "Service",
    "ServiceRegistry",
    "SettingsError",
    "Stage",
    "StageFunction",
    "StageRegistry",
    "Subscription",
    "TagDetection",
    "TagDetections",
    "TopicKind",
    "TopicPattern",
    "TopicRegistry",
    "TopicSpec",
    "Vector3",
    "Verb",
    "Verifier",
    "__version__",
    "build_key",
    "grants_for",
    "hookimpl",
    "is_granted",
    "parse_device_id",
    "parse_display_name",
    "parse_key",
    "parse_pattern",
    "parse_topic",
]

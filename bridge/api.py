"""The front door for plugins: all of the bridge that they may import.

`bridge.client` (talk to a bridge over a socket) and `bridge.testing` (the test kit) are
the two other public modules.
"""

from bridge import __version__
from bridge.hub.hub import Hub
from bridge.hub.interest import Interest
from bridge.hub.subscription import Subscription
from bridge.model.camera import Intrinsics, Picture, Plane
from bridge.model.clock import Clock
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.delivery import Delivery, DropReason, Mode
from bridge.model.errors import (
    AdmissionRefused,
    BridgeError,
    PluginError,
    RemoteProtocolError,
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
    Transport,
)
from bridge.model.world import WorldPose
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
from bridge.plugin.devices import Devices, HostedDevice, Presence
from bridge.plugin.legacy import (
    LegacySettings,
    LegacyTable,
    admit_neighbour,
    describe_reach,
    is_neighbour,
    neighbour_id,
)
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
from bridge.wire.dialect import (
    Admitted,
    CallRequested,
    ClaimMade,
    Closed,
    CommandAcked,
    Event,
    FaultFound,
    ForeignDialect,
    FrameArrived,
    HealthArrived,
    LinkManners,
    LogArrived,
    Message,
    ReadingArrived,
    ReplyDue,
    SamplesWanted,
    TagsArrived,
    Times,
    ValueArrived,
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
    "Admitted",
    "BridgeError",
    "Call",
    "CallRequested",
    "Claim",
    "ClaimMade",
    "Clock",
    "Closed",
    "CommandAcked",
    "CommandLine",
    "DecoderFactory",
    "Delivery",
    "DeviceClock",
    "DeviceFeature",
    "DeviceHealth",
    "DeviceId",
    "DeviceState",
    "Devices",
    "DropReason",
    "Event",
    "FaultFound",
    "ForeignDialect",
    "FrameArrived",
    "Grant",
    "HealthArrived",
    "HealthReport",
    "Hop",
    "HostedDevice",
    "HttpRoutes",
    "Hub",
    "Interest",
    "Intrinsics",
    "JsonScalar",
    "KeyText",
    "LegacySettings",
    "LegacyTable",
    "LinkManners",
    "LinkOpening",
    "LogArrived",
    "LogLine",
    "Mark",
    "Media",
    "MediaGate",
    "Memo",
    "Message",
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
    "Presence",
    "Quaternion",
    "Reading",
    "ReadingArrived",
    "RemoteProtocolError",
    "ReplyDue",
    "Role",
    "Sample",
    "SampleRefused",
    "SamplesWanted",
    "Service",
    "ServiceRegistry",
    "SettingsError",
    "Stage",
    "StageFunction",
    "StageRegistry",
    "Subscription",
    "TagDetection",
    "TagDetections",
    "TagsArrived",
    "Times",
    "TopicKind",
    "TopicPattern",
    "TopicRegistry",
    "TopicSpec",
    "Transport",
    "ValueArrived",
    "Vector3",
    "Verb",
    "Verifier",
    "WorldPose",
    "__version__",
    "admit_neighbour",
    "build_key",
    "describe_reach",
    "grants_for",
    "hookimpl",
    "is_granted",
    "is_neighbour",
    "neighbour_id",
    "parse_device_id",
    "parse_display_name",
    "parse_key",
    "parse_pattern",
    "parse_topic",
]

"""The errors that somebody catches."""


class BridgeError(Exception):
    """Anything that gamebridge itself refuses or cannot do."""


class SettingsError(BridgeError):
    """The operator's file or options are wrong; the text names path, key and remedy."""


class PluginError(BridgeError):
    """A plugin broke a rule of the host."""

    def __init__(self, plugin: str, text: str) -> None:
        super().__init__(f"plugin {plugin!r}: {text}")
        self.plugin = plugin


class AdmissionRefused(BridgeError):
    """A peer may not join; `reason` goes to the peer and, with its name, to the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SampleRefused(BridgeError):
    """A stage or decoder will not take this one sample.

    It is the sample's fault, not the stage's: it is counted under `reason` (a short
    snake_case word) and costs the stage no strike.
    """

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(text or reason)
        self.reason = reason


class CallRefused(BridgeError):
    """A call to the bridge itself will not be done.

    `code` is a short snake_case word and `text` names thing, value and remedy; both go to
    the caller (docs/protocol.md §9.5).
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class ProtocolError(BridgeError):
    """The wire protocol was broken by one of its two sides."""


class LocalProtocolError(ProtocolError):
    """We broke it: a bug in our code."""


class RemoteProtocolError(ProtocolError):
    """The peer broke it: an ordinary event.

    `close_code` goes on the wire (docs/protocol.md, close codes); `code` is the short
    snake_case word of the status message.
    """

    def __init__(self, code: str, text: str, close_code: int = 4400) -> None:
        super().__init__(text)
        self.code = code
        self.close_code = close_code

"""What can go wrong between a program and its bridge."""

from bridge.model.errors import BridgeError

# RFC 6455's word for a link that ended without a close, or never came to be.
ABNORMAL = 1006


class ClientRefused(BridgeError):
    """The bridge said no: to the hello, a subscription, a channel, a sample or a call to it.

    `code` is one of the codes of docs/protocol.md §9, as in "unauthorized".
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code
        self.text = text


class ClientClosed(BridgeError):
    """The link is gone, or never came to be.

    `code` is the WebSocket close code (docs/protocol.md §3.4), 1006 without one;
    `retry_after_s` is how long the bridge asks to wait, 0 if it did not say.
    """

    def __init__(self, code: int, reason: str, retry_after_s: float = 0.0) -> None:
        super().__init__(f"closed with {code}: {reason}" if reason else f"closed with {code}")
        self.code = code
        self.reason = reason
        self.retry_after_s = retry_after_s

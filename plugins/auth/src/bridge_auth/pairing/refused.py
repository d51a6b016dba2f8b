"""Why a step of pairing is refused, as both HTTP and people are told."""


class PairingRefused(Exception):
    """`code` is a word of docs/protocol.md §11.3; `retry_s` says when to try again."""

    def __init__(self, code: str, text: str, *, hint: str = "", retry_s: int = 0) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.hint = hint
        self.retry_s = retry_s

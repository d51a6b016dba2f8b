"""An extension that does what the store's WebSocket client does, for games of old.

Texts only; messages wait in an array without a bound, and one of them is taken away at the
end of each frame. Written anew from that description, so that games which rely on it, and
the delay which it brings, can be tested.

Knows: the engine's form of extensions. Does not know: the bridge.
"""

from tests.gdevelop.games import Json, call, javascript

NAME = "TextSocket"
_STATE = "gdjs._textSocket"


def connect(address: str) -> Json:
    """Return the action that opens the one connection."""
    return call(f"{NAME}::Connect", "", address, "")


def send(text: str) -> Json:
    """Return the action that sends a text."""
    return call(f"{NAME}::Send", "", text, "")


def just_opened() -> Json:
    """Return the condition that holds in the frame after the connection was opened."""
    return call(f"{NAME}::JustOpened", "", "")


def received() -> Json:
    """Return the condition that holds while a message waits."""
    return call(f"{NAME}::Received", "", "")


MESSAGE = f"{NAME}::Message()"


def text_socket() -> Json:
    """Return the extension as its file has it."""
    open_socket = """
    const socket = new WebSocket(eventsFunctionContext.getArgument("Address"));
    const state = { socket, waiting: [], opened: false };
    socket.onopen = () => { state.opened = true; };
    socket.onmessage = ({ data }) => { if (typeof data === "string") state.waiting.push(data); };
    %s = state;
    """
    give = "eventsFunctionContext.returnValue ="
    return {
        "name": NAME,
        "fullName": "Text socket",
        "version": "1.0.0",
        "category": "Network",
        "shortDescription": "Texts.",
        "description": "Texts.",
        "tags": [],
        "eventsFunctions": [
            _function("Connect", "Action", open_socket % _STATE, "Address"),
            _function(
                "Send",
                "Action",
                f'{_STATE}.socket.send(eventsFunctionContext.getArgument("Text"));',
                "Text",
            ),
            _function("JustOpened", "Condition", f"{give} {_STATE}?.opened === true;"),
            _function("Received", "Condition", f"{give} {_STATE}?.waiting.length > 0;"),
            _function("Message", "StringExpression", f'{give} {_STATE}?.waiting[0] ?? "";'),
            _function(
                "onScenePostEvents",
                "Action",
                f"if ({_STATE}) {{ {_STATE}.waiting.shift(); {_STATE}.opened = false; }}",
            ),
        ],
        "eventsBasedBehaviors": [],
        "eventsBasedObjects": [],
    }


def _function(name: str, kind: str, code: str, parameter: str = "") -> Json:
    described = {"description": parameter, "name": parameter, "type": "string"}
    return {
        "name": name,
        "fullName": name,
        "functionType": kind,
        "sentence": name,
        **({"expressionType": {"type": "string"}} if kind == "StringExpression" else {}),
        "parameters": [described] if parameter else [],
        "objectGroups": [],
        "events": [javascript(code)],
    }

"""Small games for tests, written down in a few lines and turned into a project of GDevelop.

Knows: the engine's form of projects. Does not know: the extension, browsers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Json = dict[str, object]

ENGINE = {"major": 5, "minor": 6, "build": 269, "revision": 0}


def call(instruction: str, *parameters: str) -> Json:
    """Return an instruction as events have it, with its parameters as a developer types them."""
    return {"type": {"value": instruction}, "parameters": list(parameters)}


def own(function: str, *parameters: str) -> Json:
    """Return an instruction of our extension that belongs to no object.

    The engine wants the scene before the parameters and the context behind them; both are
    empty in events.
    """
    return call(f"GameBridge::{function}", "", *parameters, "")


def wait_for(action: Json) -> Json:
    """Return an action that those after it wait for."""
    return {**action, "type": {**_type_of(action), "await": True}}


def negate(condition: Json) -> Json:
    """Return a condition that must not hold."""
    return {**condition, "type": {**_type_of(condition), "inverted": True}}


def _type_of(instruction: Json) -> Json:
    kind = instruction["type"]
    assert isinstance(kind, dict)
    return kind


def set_number(variable: str, expression: str) -> Json:
    """Return the action that gives a scene variable a number."""
    return call("SetNumberVariable", variable, "=", expression)


def add_one(variable: str) -> Json:
    """Return the action that counts in a scene variable."""
    return call("SetNumberVariable", variable, "+", "1")


def set_text(variable: str, expression: str) -> Json:
    """Return the action that gives a scene variable a text."""
    return call("SetStringVariable", variable, "=", expression)


def at_start() -> Json:
    """Return the condition that holds in a scene's first frame."""
    return call("DepartScene", "")


def when(*conditions: Json, then: Sequence[Json]) -> Json:
    """Return an event: all conditions, then all actions."""
    return {
        "type": "BuiltinCommonInstructions::Standard",
        "conditions": list(conditions),
        "actions": list(then),
    }


def javascript(code: str) -> Json:
    """Return an event of JavaScript."""
    return {"type": "BuiltinCommonInstructions::JsCode", "inlineCode": code, "useStrict": True}


def connecting(key: str = "") -> list[Json]:
    """Return events that connect to the test's bridge in a scene's first frame.

    The scene needs a text variable `Bridge`. The address is no part of the game, so that
    one export serves all bridges.
    """
    told = javascript("runtimeScene.getVariables().get('Bridge').setString(testedBridge);")
    return [told, when(at_start(), then=[own("Connect", "Bridge", f'"{key}"', "")])]


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that stands in the scene once."""

    name: str
    type: str
    content: Json = field(default_factory=dict)
    behaviors: Sequence[Json] = ()
    at: tuple[float, float, float] = (0, 0, 0)
    size: tuple[float, float, float] | None = None
    layer: str = ""
    angle: float = 0

    def declaration(self) -> Json:
        """Return what the list of objects says."""
        plain: Json = {"name": self.name, "type": self.type, "variables": [], "effects": []}
        return {**plain, **self.content, "behaviors": list(self.behaviors)}

    def instance(self) -> Json:
        """Return what the scene's editor says."""
        x, y, z = self.at
        width, height, depth = self.size or (0, 0, 0)
        return {
            "name": self.name,
            "layer": self.layer,
            "angle": self.angle,
            "zOrder": 1,
            "x": x,
            "y": y,
            "z": z,
            "persistentUuid": "",
            "customSize": self.size is not None,
            "width": width,
            "height": height,
            "depth": depth,
        }


def behavior(name: str, kind: str, **properties: object) -> Json:
    """Return a behaviour of an object, with its properties."""
    return {"name": name, "type": kind, **properties}


def label(name: str, x: float = 0, y: float = 0, text: str = "") -> Thing:
    """Return a text object."""
    look = {"text": text, "characterSize": 20, "color": "255;255;255", "font": ""}
    content: Json = {"content": {**look, "bold": False, "italic": False, "smoothed": True}}
    return Thing(name, "TextObject::Text", content, at=(x, y, 0))


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene. Variables are numbers, texts, structures, or an empty list for an array."""

    name: str
    events: Sequence[Json]
    things: Sequence[Thing] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    layers: Sequence[Json] = ()
    is_3d: bool = False
    shared: Mapping[str, Json] = field(default_factory=dict)

    def json(self) -> Json:
        """Return the scene as projects have it."""
        layers = list(self.layers) or [layer("", kind="2d+3d" if self.is_3d else "")]
        names = {(str(b["name"]), str(b["type"])) for t in self.things for b in t.behaviors}
        return {
            "name": self.name,
            "mangledName": self.name,
            "title": "",
            "r": 20,
            "v": 30,
            "b": 60,
            "variables": [_variable(name, value) for name, value in self.variables.items()],
            "instances": [thing.instance() for thing in self.things],
            "objects": [thing.declaration() for thing in self.things],
            "events": list(self.events),
            "layers": layers,
            "behaviorsSharedData": [
                {"name": n, "type": t, **self.shared.get(n, {})} for n, t in sorted(names)
            ],
        }


def layer(name: str, kind: str = "", **fields: object) -> Json:
    """Return a layer. `kind` is `2d`, `3d`, `2d+3d` or empty, which is 2d."""
    camera: Json = {"defaultSize": True, "defaultViewport": True, "width": 0, "height": 0}
    view = {"viewportLeft": 0, "viewportTop": 0, "viewportRight": 1, "viewportBottom": 1}
    return {
        "name": name,
        "renderingType": kind,
        "visibility": True,
        "effects": [],
        "camera3DFieldOfView": 45,
        "camera3DNearPlaneDistance": 3,
        "camera3DFarPlaneDistance": 10000,
        "cameras": [{**camera, **view}],
        **fields,
    }


def _variable(name: str, value: object) -> Json:
    if isinstance(value, list):
        return {"name": name, "type": "array", "children": []}
    if isinstance(value, dict):
        children = [_variable(child, inner) for child, inner in value.items()]
        return {"name": name, "type": "structure", "children": children}
    kind = "string" if isinstance(value, str) else "number"
    return {"name": name, "type": kind, "value": value}


@dataclass(frozen=True, slots=True)
class Game:
    """A whole project. `extensions` are further ones than ours, as files have them."""

    scenes: Sequence[Scene]
    extensions: Sequence[Json] = ()
    resources: Mapping[str, bytes] = field(default_factory=dict)
    size: tuple[int, int] = (640, 360)
    name: str = "Test game"

    def json(self) -> Json:
        """Return the project as its file has it."""
        width, height = self.size
        platform = "GDevelop JS platform"
        properties = {"name": self.name, "version": "1.0.0", "packageName": "com.example.test"}
        return {
            "firstLayout": self.scenes[0].name,
            "gdVersion": ENGINE,
            "properties": {
                **properties,
                "windowWidth": width,
                "windowHeight": height,
                "maxFPS": 60,
                "minFPS": 10,
                "platforms": [{"name": platform}],
                "currentPlatform": platform,
            },
            "resources": {"resources": [_image(n) for n in self.resources], "resourceFolders": []},
            "objects": [],
            "variables": [],
            "layouts": [scene.json() for scene in self.scenes],
            "eventsFunctionsExtensions": list(self.extensions),
        }


def _image(name: str) -> Json:
    return {"name": name, "file": name, "kind": "image", "metadata": "", "userAdded": True}

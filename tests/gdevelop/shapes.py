"""Objects of the engine that tests show cameras on.

Knows: the engine's form of Sprites and 3D boxes. Does not know: the extension.
"""

from collections.abc import Sequence

from tests.gdevelop.games import Json, Thing

FACES = ("front", "back", "left", "right", "top", "bottom")


def sprite(
    name: str,
    image: str,
    behaviors: Sequence[Json],
    *,
    at: tuple[float, float, float] = (0, 0, 0),
    second_image: str = "",
) -> Thing:
    """Return a Sprite of one image, or of one animation for each of two."""
    images = [image, second_image] if second_image else [image]
    content: Json = {"animations": [_animation(each) for each in images]}
    return Thing(name, "Sprite", content, behaviors, at=at)


def _animation(image: str) -> Json:
    point: Json = {"name": "origine", "x": 0, "y": 0}
    frame: Json = {
        "hasCustomCollisionMask": False,
        "image": image,
        "points": [],
        "originPoint": point,
        "centerPoint": {**point, "name": "centre", "automatic": True},
        "customCollisionMask": [],
    }
    direction: Json = {"looping": False, "timeBetweenFrames": 0.08, "sprites": [frame]}
    return {"name": "", "useMultipleDirections": False, "directions": [direction]}


def box(
    name: str,
    behaviors: Sequence[Json],
    *,
    at: tuple[float, float, float] = (0, 0, 0),
    size: tuple[float, float, float] = (100, 100, 100),
    layer: str = "",
    image: str = "",
) -> Thing:
    """Return a 3D box that takes no light, so that its colours are those of its faces."""
    faces: Json = {}
    for face in FACES:
        faces[f"{face}FaceVisible"] = True
        faces[f"{face}FaceResourceName"] = image
        faces[f"{face}FaceResourceRepeat"] = False
    width, height, depth = size
    look = {"width": width, "height": height, "depth": depth, "materialType": "Basic"}
    turns = {"facesOrientation": "Y", "backFaceUpThroughWhichAxisRotation": "Y"}
    content: Json = {"content": {**look, **turns, **faces, "enableTextureTransparency": False}}
    capability: Json = {"name": "Object3D", "type": "Scene3D::Base3DBehavior"}
    every = [capability, *behaviors]
    return Thing(name, "Scene3D::Cube3DObject", content, every, at=at, size=size, layer=layer)

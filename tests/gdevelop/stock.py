"""Movement behaviours of the engine, as a developer adds them, and what they stand on.

Knows: the engine's form of behaviours. Does not know: the extension.
"""

from tests.gdevelop.games import Json, Thing, behavior
from tests.gdevelop.shapes import box

GRAVITY: Json = {"gravityX": 0, "gravityY": 0, "gravityZ": -9.8, "worldScale": 100}


def top_down() -> Json:
    """Return the top-down movement."""
    return behavior(
        "TopDownMovement",
        "TopDownMovementBehavior::TopDownMovementBehavior",
        acceleration=800,
        deceleration=800,
        maxSpeed=200,
        angularMaxSpeed=180,
        rotateObject=False,
        angleOffset=0,
        allowDiagonals=True,
        ignoreDefaultControls=True,
        viewpoint="TopDown",
        customIsometryAngle=30,
        movementAngleOffset=0,
        useLegacyTurnBack=False,
    )


def platformer() -> Json:
    """Return the platformer character."""
    return behavior(
        "PlatformerObject",
        "PlatformBehavior::PlatformerObjectBehavior",
        acceleration=1500,
        deceleration=1500,
        maxSpeed=250,
        gravity=1000,
        maxFallingSpeed=700,
        jumpSpeed=600,
        jumpSustainTime=0.2,
        ladderClimbingSpeed=150,
        slopeMaxAngle=60,
        ignoreDefaultControls=True,
        canGrabPlatforms=False,
        canGrabWithoutMoving=False,
        canGoDownFromJumpthru=False,
        useLegacyTrajectory=False,
        useRepeatedJump=False,
        xGrabTolerance=10,
        yGrabOffset=0,
    )


def platform() -> Json:
    """Return what platformer characters stand on."""
    kind = "PlatformBehavior::PlatformBehavior"
    return behavior(
        "Platform", kind, platformType="NormalPlatform", canBeGrabbed=False, yGrabOffset=0
    )


def physics_3d(body: str, *, upright: bool = False) -> Json:
    """Return a body of the 3D physics; `body` is Static or Dynamic."""
    return behavior(
        "Physics3D",
        "Physics3D::Physics3DBehavior",
        bodyType=body,
        bullet=False,
        fixedRotation=upright,
        shape="Box",
        meshShapeResourceName="",
        shapeOrientation="Z",
        shapeDimensionA=0,
        shapeDimensionB=0,
        shapeDimensionC=0,
        shapeOffsetX=0,
        shapeOffsetY=0,
        shapeOffsetZ=0,
        massCenterOffsetX=0,
        massCenterOffsetY=0,
        massCenterOffsetZ=0,
        density=1,
        massOverride=0,
        friction=0.3,
        restitution=0,
        linearDamping=0.1,
        angularDamping=0.1,
        gravityScale=1,
        layers=17,  # The first of those of static bodies and the first of those that move.
        masks=17,
    )


def character_3d() -> Json:
    """Return the 3D physics character."""
    return behavior(
        "Character",
        "Physics3D::PhysicsCharacter3D",
        physics3D="Physics3D",
        Physics3D="Physics3D",  # The engine reads the one for the body, the other for gravity.
        jumpHeight=150,
        jumpSustainTime=0.2,
        gravity=1000,
        fallingSpeedMax=700,
        forwardAcceleration=1200,
        forwardDeceleration=1200,
        forwardSpeedMax=300,
        sidewaysAcceleration=1200,
        sidewaysDeceleration=1200,
        sidewaysSpeedMax=300,
        slopeMaxAngle=50,
        stairHeightMax=20,
        shouldBindObjectAndForwardAngle=True,
        canBePushed=True,
    )


def car_3d() -> Json:
    """Return the 3D physics car."""
    return behavior(
        "Car",
        "Physics3D::PhysicsCar3D",
        physics3D="Physics3D",
        Physics3D="Physics3D",  # The engine reads the one for the body, the other for gravity.
        wheelRadius=20,
        wheelWidth=10,
        frontWheelOffsetX=0,
        backWheelOffsetX=0,
        wheelOffsetY=0,
        wheelOffsetZ=0,
        brakeTorqueMax=1500,
        handBrakeTorqueMax=4000,
        steerAngleMax=70,
        beginningSteerSpeed=35,
        endSteerSpeed=10,
        engineTorqueMax=4200,
        engineSpeedMax=6000,
        engineInertia=0.5,
        reverseGearRatio1=-2.9,
        gearRatio1=2.66,
        gearRatio2=1.78,
        gearRatio3=1.3,
        gearRatio4=1,
        gearRatio5=0.74,
        gearRatio6=0.5,
        hasBackWheelDrive=True,
        hasFrontWheelDrive=True,
        pitchRollAngleMax=60,
    )


def floor_3d() -> Thing:
    """Return a wide floor whose surface is at Z = 0."""
    size = (4000.0, 4000.0, 100.0)
    return box("Floor", [physics_3d("Static")], at=(-1500, -1500, -100), size=size)

/** What the extension says of itself in GDevelop's list. */

export default {
  name: "GameBridge",
  fullName: "Game bridge",
  version: "0.1.0",
  gdevelopVersion: ">=5.6.269",
  category: "Input",
  dimension: "2D/3D",
  author: "",
  tags: [
    "esp32",
    "arduino",
    "sensor",
    "hardware",
    "camera",
    "apriltag",
    "websocket",
    "iot",
    "controller",
    "augmented reality",
    "DOM apis",
  ],
  shortDescription:
    "Use ESP32 boards, sensors, cameras and AprilTags as game inputs, and control lights, motors and vibration.",
  description: [
    "Connects the game to gamebridge, a program on the same computer or network that brings ESP32 boards and cameras into games.",
  ],
  changelog: [{ version: "0.1.0", breaking: "" }],
};

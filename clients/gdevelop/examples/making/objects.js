/**
 * Objects and what stands in a scene, as a project file has them.
 *
 * Knows: the form of objects. Does not know: events. What is left out here gets the
 * engine's own defaults when the project is brought into its canonical form.
 */

/** @typedef {{[key: string]: any}} Json */

/**
 * @param {string} name
 * @param {string} type
 * @param {Json} [rest]
 */
export function object(name, type, rest = {}) {
  return { name, type, variables: [], effects: [], behaviors: [], ...rest };
}

/**
 * @param {string} name
 * @param {{[animation: string]: string[]}} animations pictures of each, by file name
 * @param {Json} [rest]
 */
export function sprite(name, animations, { secondsPerPicture = 0.1, loops = true, ...rest } = {}) {
  const list = Object.entries(animations).map(([animation, pictures]) => ({
    name: animation,
    useMultipleDirections: false,
    directions: [
      {
        looping: loops,
        timeBetweenFrames: secondsPerPicture,
        sprites: pictures.map((image) => ({ image })),
      },
    ],
  }));
  return object(name, "Sprite", { updateIfNotVisible: true, animations: list, ...rest });
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{size?: number, color?: string, align?: string, bold?: boolean, outline?: boolean}} [look]
 */
export function label(
  name,
  text,
  { size = 24, color = "255;255;255", align = "left", bold = false, outline = false } = {},
) {
  const content = {
    bold,
    italic: false,
    underlined: false,
    smoothed: true,
    isOutlineEnabled: outline,
    outlineColor: "10;12;20",
    outlineThickness: 4,
    isShadowEnabled: true,
    shadowColor: "0;0;0",
    shadowDistance: 2,
    shadowAngle: 90,
    shadowOpacity: 140,
    shadowBlurRadius: 2,
    text,
    font: "",
    textAlignment: align,
    verticalTextAlignment: "top",
    characterSize: size,
    lineHeight: 0,
    color,
  };
  return object(name, "TextObject::Text", { content });
}

/**
 * A picture that repeats.
 * @param {string} name
 * @param {string} texture
 * @param {number} width
 * @param {number} height
 * @param {Json} [rest]
 */
export function tiled(name, texture, width, height, rest = {}) {
  return object(name, "TiledSpriteObject::TiledSprite", { texture, width, height, ...rest });
}

/**
 * A pen that draws shapes by events.
 * @param {string} name
 */
export function pen(name) {
  const white = { r: 255, g: 255, b: 255 };
  return object(name, "PrimitiveDrawing::Drawer", {
    fillOpacity: 255,
    outlineSize: 0,
    outlineOpacity: 255,
    absoluteCoordinates: true,
    clearBetweenFrames: true,
    antialiasing: "low",
    fillColor: white,
    outlineColor: white,
  });
}

/**
 * A box with one picture on all faces.
 * @param {string} name
 * @param {string} picture
 * @param {number} size
 * @param {Json} [rest]
 */
export function box(name, picture, size, { topPicture = picture, ...rest } = {}) {
  const faces = ["front", "back", "left", "right", "top", "bottom"];
  const content = {
    width: size,
    height: size,
    depth: size,
    enableTextureTransparency: false,
    facesOrientation: "Z",
    backFaceUpThroughWhichAxisRotation: "X",
    materialType: "Basic",
    tint: "255;255;255",
    isCastingShadow: false,
    isReceivingShadow: false,
    ...Object.fromEntries(faces.map((face) => [`${face}FaceResourceName`, picture])),
    ...Object.fromEntries(faces.map((face) => [`${face}FaceVisible`, true])),
    ...Object.fromEntries(faces.map((face) => [`${face}FaceResourceRepeat`, false])),
  };
  content.frontFaceResourceName = topPicture;
  return object(name, "Scene3D::Cube3DObject", { content, ...rest });
}

/**
 * @param {string} name
 * @param {string} type
 * @param {Json} [properties]
 */
export function behavior(name, type, properties = {}) {
  return { name, type, ...properties };
}

/**
 * @param {string} name of the object
 * @param {number} x
 * @param {number} y
 * @param {{layer?: string, z?: number, width?: number, height?: number, angle?: number}} [rest]
 */
export function instance(name, x, y, { layer = "", z = 0, width = 0, height = 0, angle = 0 } = {}) {
  const customSize = width > 0 || height > 0;
  return { name, x, y, zOrder: z, layer, angle, customSize, width, height };
}

/**
 * @param {string} name
 * @param {number | string | boolean} value
 */
export function variable(name, value) {
  return { name, type: typeof value, value };
}

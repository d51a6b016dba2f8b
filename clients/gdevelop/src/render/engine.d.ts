/** As much of the engine's renderers as this folder touches: PixiJS 7 and three r160. */

declare namespace PIXI {
  class Texture {
    constructor(base: BaseTexture, frame?: Rectangle);
    readonly baseTexture: BaseTexture;
    readonly frame: { width: number; height: number };
    destroy(withBase?: boolean): void;
    static readonly EMPTY: Texture;
  }
  class Rectangle {
    constructor(x: number, y: number, width: number, height: number);
  }
  class BaseTexture {
    constructor(source: unknown, options?: { resolution?: number });
    setRealSize(width: number, height: number): BaseTexture;
    update(): void;
    destroy(): void;
  }
  class DisplayObject {
    visible: boolean;
    readonly parent: Container | null;
    readonly position: { set(x: number, y: number): void };
    readonly scale: { x: number; y: number; set(x: number, y: number): void };
    destroy(options?: unknown): void;
  }
  class Container extends DisplayObject {
    addChild(child: DisplayObject): void;
    removeChild(child: DisplayObject): void;
  }
  class Sprite extends Container {
    constructor(texture?: Texture);
    texture: Texture;
    width: number;
    height: number;
  }
}

declare namespace THREE {
  const SRGBColorSpace: string;
  class Texture {
    colorSpace: string;
    needsUpdate: boolean;
    dispose(): void;
  }
  class CanvasTexture extends Texture {
    constructor(canvas: HTMLCanvasElement);
  }
  class Material {
    map: Texture | null;
    needsUpdate: boolean;
    clone(): Material;
    dispose(): void;
  }
  class Group {
    visible: boolean;
  }
  class PerspectiveCamera {
    readonly isPerspectiveCamera: true;
    fov: number;
    aspect: number;
    far: number;
    view: { enabled: boolean } | null;
    position: { x: number; y: number; z: number };
    setViewOffset(
      fullWidth: number,
      fullHeight: number,
      x: number,
      y: number,
      width: number,
      height: number,
    ): void;
    clearViewOffset(): void;
    updateProjectionMatrix(): void;
  }
}

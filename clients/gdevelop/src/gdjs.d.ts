/** As much of the engine's runtime as this extension touches. */

declare namespace gdjs {
  let _gameBridge: unknown;
  /** The project that runs; missing where the engine runs without one. */
  const projectData: { properties?: { name?: string } } | undefined;
  interface RuntimeScene {
    getScene(): RuntimeScene;
    getName(): string;
    getElapsedTime(): number;
    getLayer(name: string): any;
    hasLayer(name: string): boolean;
    getGame(): any;
    getRenderer(): any;
    [member: string]: any;
  }
  /** A variable of the game. */
  interface Variable {
    fromJSObject(value: unknown): Variable;
    toJSObject(): unknown;
    setString(value: string): void;
    setNumber(value: number): void;
    setBoolean(value: boolean): void;
    getAsString(): string;
    getAsNumber(): number;
  }
  class Logger {
    constructor(group: string);
    info(...parts: unknown[]): void;
    warn(...parts: unknown[]): void;
    error(...parts: unknown[]): void;
  }
  class Polygon {
    vertices: [number, number][];
    static createRectangle(width: number, height: number): Polygon;
  }
  class PromiseTask {
    constructor(promise: Promise<unknown>);
  }
  class ResolveTask {}
}

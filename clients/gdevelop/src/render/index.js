/** What touches the engine's renderers: cameras on objects, poses, the overlay. */

export {};

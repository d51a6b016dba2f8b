/** Dragging with mouse, pen or finger, with the pointer kept until it is let go. */

/**
 * @typedef {object} DragEvents
 * @property {(event: PointerEvent) => void} onMove also when it begins
 * @property {(event: PointerEvent) => void} onEnd
 */

/**
 * @param {HTMLElement} target
 * @param {DragEvents} events
 */
export function dragOn(target, { onMove, onEnd }) {
  let pointer = -1;
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointer !== -1) return;
    pointer = event.pointerId;
    target.setPointerCapture(pointer);
    target.dataset.dragged = "";
    event.stopPropagation();
    onMove(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (event.pointerId === pointer) onMove(event);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
    target.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = -1;
      delete target.dataset.dragged;
      onEnd(event);
    });
  }
}

/**
 * Draws a scene's events as a web page, with the words that the editor would use:
 * `node packing/event_sheet.mjs PROJECT.json SCENE [GROUP] > sheet.html`.
 *
 * Knows: libGD's sentences, events. Does not know: what the events do. Documents show
 * events by it, so what they show is what an example really has.
 */

import { fileURLToPath } from "node:url";
import { gd, loadProject } from "./engine.mjs";

const STYLE = `
body { margin: 0; padding: 12px; background: #e6e8ee; font: 15px/1.45 "DejaVu Sans", sans-serif; color: #25262b; }
.row { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); background: #fff; border: 1px solid #d0d4de; margin-top: -1px; }
.row > div { padding: 5px 10px; min-width: 0; overflow-wrap: anywhere; }
.conditions { background: #f4f6fb; border-right: 1px solid #d0d4de; }
.line { padding-left: 22px; text-indent: -22px; }
.line::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 12px; border-radius: 3px; background: #7a86c8; }
.actions .line::before { border-radius: 50%; background: #4ab597; }
.inverted::before { outline: 2px solid #d2506a; outline-offset: 1px; }
.nothing { color: #9aa0ae; font-style: italic; }
.sub { margin-left: 28px; }
.group { background: #4a64a0; color: #fff; font-weight: bold; padding: 6px 12px; margin-top: 10px; border-radius: 6px 6px 0 0; }
.comment { background: #fff1cd; color: #3c3214; padding: 6px 12px; border: 1px solid #e6d9ad; margin-top: -1px; }
.value { color: #2457c5; font-weight: bold; }
.code { font-family: "DejaVu Sans Mono", monospace; font-size: 13px; white-space: pre-wrap; }
`;

const platform = () => gd.JsPlatform.get();

/** @param {string} text */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/**
 * @param {any} instruction
 * @param {boolean} isCondition
 * @returns {string} one line, and those of conditions inside it
 */
function lineOf(instruction, isCondition) {
  const type = instruction.getType();
  const metadata = isCondition
    ? gd.MetadataProvider.getConditionMetadata(platform(), type)
    : gd.MetadataProvider.getActionMetadata(platform(), type);
  const parts = gd.InstructionSentenceFormatter.get().getAsFormattedText(instruction, metadata);
  let sentence = "";
  for (let at = 0; at < parts.size(); at++) {
    const text = escaped(parts.getString(at));
    const isValue = parts.getTextFormatting(at).getUserData() >= 0;
    sentence += isValue ? `<span class="value">${text}</span>` : text;
  }
  const inverted = instruction.isInverted() ? " inverted" : "";
  const not = instruction.isInverted() ? "not: " : "";
  const inner = linesOf(instruction.getSubInstructions(), isCondition);
  return `<div class="line${inverted}">${not}${sentence}</div>${inner && `<div class="sub">${inner}</div>`}`;
}

/**
 * @param {any} list
 * @param {boolean} isCondition
 */
function linesOf(list, isCondition) {
  let lines = "";
  for (let at = 0; at < list.size(); at++) lines += lineOf(list.get(at), isCondition);
  return lines;
}

/** @param {any} event a row with conditions and actions @param {string} [before] */
function rowOf(event, before = "") {
  const conditions = linesOf(event.getConditions(), true);
  const actions = linesOf(event.getActions(), false);
  return `<div class="row"><div class="conditions">${before}${conditions || '<span class="nothing">No conditions</span>'}</div><div class="actions">${actions || '<span class="nothing">No actions</span>'}</div></div>`;
}

/** @param {any} event @returns {string} */
function htmlOf(event) {
  switch (event.getType()) {
    case "BuiltinCommonInstructions::Standard":
      return rowOf(gd.asStandardEvent(event)) + subEventsOf(event);
    case "BuiltinCommonInstructions::ForEach": {
      const each = gd.asForEachEvent(event);
      const before = `<div>For each <span class="value">${escaped(each.getObjectToPick())}</span></div>`;
      return rowOf(each, before) + subEventsOf(event);
    }
    case "BuiltinCommonInstructions::Repeat": {
      const repeat = gd.asRepeatEvent(event);
      const times = escaped(repeat.getRepeatExpression().getPlainString());
      return (
        rowOf(repeat, `<div>Repeat <span class="value">${times}</span> times</div>`) +
        subEventsOf(event)
      );
    }
    case "BuiltinCommonInstructions::Group":
      return `<div class="group">${escaped(gd.asGroupEvent(event).getName())}</div>${eventsOf(event.getSubEvents())}`;
    case "BuiltinCommonInstructions::Comment":
      return `<div class="comment">${escaped(gd.asCommentEvent(event).getComment())}</div>`;
    default:
      throw new Error(`an event of type ${event.getType()}: event_sheet.mjs cannot draw it`);
  }
}

/** @param {any} event */
function subEventsOf(event) {
  const list = event.getSubEvents();
  return list.getEventsCount() > 0 ? `<div class="sub">${eventsOf(list)}</div>` : "";
}

/** @param {any} list */
function eventsOf(list) {
  let html = "";
  for (let at = 0; at < list.getEventsCount(); at++) html += htmlOf(list.getEventAt(at));
  return html;
}

/**
 * Return a whole page.
 * @param {string} file the project's JSON
 * @param {string} sceneName
 * @param {string} [groupName] draws only the group of this title
 */
export async function eventSheet(file, sceneName, groupName) {
  const project = await loadProject(file);
  if (!project.hasLayoutNamed(sceneName)) throw new Error(`${file} has no scene ${sceneName}`);
  const events = project.getLayout(sceneName).getEvents();
  let body = "";
  for (let at = 0; at < events.getEventsCount(); at++) {
    const event = events.getEventAt(at);
    const isWanted = groupName === undefined || titleOf(event) === groupName;
    if (isWanted) body += htmlOf(event);
  }
  project.delete();
  if (body === "") throw new Error(`scene ${sceneName} of ${file} has no group ${groupName}`);
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body>${body}</body>\n`;
}

/** @param {any} event */
function titleOf(event) {
  const isGroup = event.getType() === "BuiltinCommonInstructions::Group";
  return isGroup ? gd.asGroupEvent(event).getName() : "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, sceneName, groupName] = process.argv.slice(2);
  if (file === undefined || sceneName === undefined) {
    console.error("usage: node packing/event_sheet.mjs PROJECT.json SCENE [GROUP]");
    process.exit(2);
  }
  process.stdout.write(await eventSheet(file, sceneName, groupName));
}

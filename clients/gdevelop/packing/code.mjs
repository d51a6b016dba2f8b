/**
 * The JavaScript of one instruction, as the engine runs it.
 *
 * Knows: how a `run` function becomes code in an event. Does not know: what it does.
 */

import prettier from "prettier";

/** @typedef {import("./declarations.js").Parameter} Parameter */

/** What `gdjs._gameBridge.run` shall give, by kind of declaration. @type {Record<string, string>} */
export const GIVES = {
  action: "nothing",
  asyncAction: "task",
  condition: "condition",
  expression: "number",
  numberValue: "number",
  textExpression: "text",
  textValue: "text",
};

/**
 * @param {string} name
 * @param {{kind: string, parameters?: readonly Parameter[], withoutBridge?: boolean, run: Function}} declaration
 */
export function instructionCode(name, declaration) {
  const uses = [`name: "${name}"`, `gives: "${GIVES[declaration.kind]}"`, "scene: runtimeScene"];
  if (!declaration.withoutBridge) uses.push('bridge: eventsFunctionContext.getArgument("Bridge")');
  uses.push(...argumentsOf(declaration.parameters));
  const call = `gdjs._gameBridge.run({ ${uses.join(", ")} }, ${sourceOf(declaration.run)})`;
  return format(assignment(declaration.kind, call));
}

/**
 * @param {string} owner the behaviour's or object's name
 * @param {string} name
 * @param {{kind: string, parameters?: readonly Parameter[], run: Function}} declaration
 * @param {{isBehavior: boolean, properties: readonly string[]}} place
 */
export function instanceCode(owner, name, declaration, place) {
  const uses = [
    `name: "${owner}.${name}"`,
    `gives: "${GIVES[declaration.kind]}"`,
    "scene: runtimeScene",
    "object",
    ...(place.isBehavior ? ["behavior"] : []),
    `properties: ${JSON.stringify(place.properties)}`,
    ...argumentsOf(declaration.parameters),
  ];
  const call = `gdjs._gameBridge.runForInstance({ ${uses.join(", ")} }, ${sourceOf(declaration.run)})`;
  const behavior =
    'object && object.getBehavior(eventsFunctionContext.getBehaviorName("Behavior"))';
  const lines = ["const object = objects[0];"];
  if (place.isBehavior) lines.push(`const behavior = ${behavior};`);
  return format([...lines, assignment(declaration.kind, call)].join("\n"));
}

/**
 * @param {string} name
 * @param {{run: Function}} declaration
 */
export function lifecycleCode(name, declaration) {
  const use = `{ name: "${name}", gives: "nothing", scene: runtimeScene }`;
  return format(`gdjs._gameBridge.run(${use}, ${sourceOf(declaration.run)});`);
}

/**
 * @param {string} kind
 * @param {string} call
 */
function assignment(kind, call) {
  const target = { task: "task", nothing: "" }[GIVES[kind]] ?? "returnValue";
  return target ? `eventsFunctionContext.${target} = ${call};` : `${call};`;
}

/** @param {readonly Parameter[]} [parameters] */
function argumentsOf(parameters = []) {
  if (parameters.length === 0) return [];
  const args = parameters.map(({ name, type }) =>
    type === "object"
      ? `${name}: eventsFunctionContext.getObjects("${name}")`
      : `${name}: eventsFunctionContext.getArgument("${name}")`,
  );
  return [`args: { ${args.join(", ")} }`];
}

/**
 * Return a function as an expression. A method's text lacks the word `function`.
 * @param {Function} run
 */
export function sourceOf(run) {
  const text = run.toString();
  const method = /^(async\s+)?(?!function\b|async\b)[A-Za-z_$][\w$]*\s*\(/.exec(text);
  if (!method) return text;
  return method[1] ? `async function ${text.slice(method[1].length)}` : `function ${text}`;
}

/** @param {string} code */
function format(code) {
  return prettier.format(code, { parser: "babel", printWidth: 100 });
}

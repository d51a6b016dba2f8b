/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Number from a topic",
  description: "The newest number of a topic, 0 while there is none.",
  sentence: "the number at _PARAM2_ of topic _PARAM1_",
  parameters: [
    { name: "Topic", type: "identifier", of: "Topic", description: "Topic" },
    {
      name: "Path",
      type: "string",
      description: "Where in the message",
      longDescription:
        'Names and positions with dots between: "imu.accel.0". Empty: the value itself',
      optional: true,
    },
  ],
  run({ bridge, args }) {
    return bridge.numberValue(args.Topic, args.Path);
  },
};

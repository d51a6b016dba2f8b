/** MessagePack, both ways: the subset that the protocol uses. */

export { decode, decodeFrom } from "./msgpack_decode.js";
export { encode } from "./msgpack_encode.js";

/** @typedef {import("./msgpack_decode.js").Value} Value */

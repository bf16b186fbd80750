/** The few types of ASN.1 that a certificate is made of, in DER (X.690). */

export const sequence = (...parts: Buffer[]): Buffer => element(0x30, Buffer.concat(parts));
export const set = (...parts: Buffer[]): Buffer => element(0x31, Buffer.concat(parts));
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.of(value ? 0xff : 0));
export const octets = (bytes: Buffer): Buffer => element(0x04, bytes);
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, "utf8"));

/** `bytes` are big-endian, positive and without leading zeros. */
export const integer = (bytes: Buffer): Buffer => element(0x02, bytes);

export const bitString = (bytes: Buffer, unusedBits = 0): Buffer =>
  element(0x03, Buffer.concat([Buffer.of(unusedBits), bytes]));

/** Context-specific, constructed: wraps a whole element. */
export const explicit = (tag: number, content: Buffer): Buffer => element(0xa0 | tag, content);

/** Context-specific, primitive: replaces the element's own tag. */
export const tagged = (tag: number, bytes: Buffer): Buffer => element(0x80 | tag, bytes);

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** UTCTime until 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(moment: Date): Buffer {
  const text = moment.toISOString().replace(/[-:T]|\.\d+/g, "");
  return moment.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(text.slice(2), "ascii"))
    : element(0x18, Buffer.from(text, "ascii"));
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes = Buffer.from(size.toString(16).padStart(size > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

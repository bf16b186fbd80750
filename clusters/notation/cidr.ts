/** A network: its first address as a number, how many bits of it are fixed, and of how many. */
export interface Network {
  first: bigint;
  prefix: number;
  bits: 32 | 128;
}

/**
 * `10.244.0.0/16`, `fd00::/48`; a bare address is a network of one. `undefined` where it is none. What is mapped into IPv6
 * (`::ffff:10.0.0.0/104`) is the network of IPv4 that it means: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2
 */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", prefixText, ...more] = text.split("/");
  if (more.length > 0 || (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText))) return undefined;
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const mapped = address.includes(":") && parsed.bits === 32 ? 96 : 0;
  const prefix = prefixText === undefined ? parsed.bits : Number(prefixText) - mapped;
  if (prefix < 0 || prefix > parsed.bits) return undefined;
  const rest = BigInt(parsed.bits - prefix);
  return { first: (parsed.value >> rest) << rest, prefix, bits: parsed.bits };
}

/** Whether the second lies wholly within the first; networks of different families never do. */
export function contains(outer: Network, inner: Network): boolean {
  if (outer.bits !== inner.bits || inner.prefix < outer.prefix) return false;
  const rest = BigInt(outer.bits - outer.prefix);
  return outer.first >> rest === inner.first >> rest;
}

/** Whether an address lies between two others, both included. */
export function between(address: string, start: string, stop: string): boolean {
  const [it, from, to] = [address, start, stop].map(parseAddress);
  return (
    it !== undefined &&
    from !== undefined &&
    to !== undefined &&
    it.bits === from.bits &&
    it.bits === to.bits &&
    from.value <= it.value &&
    it.value <= to.value
  );
}

function parseAddress(text: string): { value: bigint; bits: 32 | 128 } | undefined {
  const six = text.includes(":") ? parseIPv6(text) : undefined;
  if (six?.value !== undefined && six.value >> 32n === 0xffffn) return { value: six.value & 0xffffffffn, bits: 32 };
  return text.includes(":") ? six : parseIPv4(text);
}

function parseIPv4(text: string): { value: bigint; bits: 32 } | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return { value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n), bits: 32 };
}

function parseIPv6(text: string): { value: bigint; bits: 128 } | undefined {
  const [, before = "", four] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const last = four === undefined ? undefined : parseIPv4(four)?.value;
  if (four !== undefined && last === undefined) return undefined;
  const groupsOnly =
    last === undefined ? text : `${before}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`;
  const halves = groupsOnly.split("::");
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): string[] => (half ? half.split(":") : []);
  const [head, tail] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n), bits: 128 };
}

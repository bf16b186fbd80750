/** A network: its first address as a number, how many bits of it are fixed, and of how many. */
export interface Network {
  first: bigint;
  prefix: number;
  bits: 32 | 128;
}

/** `10.244.0.0/16`, `fd00::/48`; a bare address is a network of one. `undefined` where it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", prefixText, ...more] = text.split("/");
  if (more.length > 0 || (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText))) return undefined;
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const prefix = prefixText === undefined ? parsed.bits : Number(prefixText);
  if (prefix > parsed.bits) return undefined;
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
  if (text.includes(":")) return parseIPv6(text);
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return { value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n), bits: 32 };
}

function parseIPv6(text: string): { value: bigint; bits: 128 } | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): string[] => (half ? half.split(":") : []);
  const [head, tail] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n), bits: 128 };
}

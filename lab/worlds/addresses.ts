/** Addresses of the lab's networks, in either family. */

/** The n-th node's part of a pod network: a /24, or a /64 of IPv6; and its hosts by number. */
export function partOf(network: string, index: number): { cidr: string; host(n: number): string } {
  const [base = ""] = network.split("/");
  if (!isV6(network)) {
    const [first, second] = base.split(".");
    const prefix = `${first}.${Number(second) + Math.floor(index / 256)}.${index % 256}`;
    return { cidr: `${prefix}.0/24`, host: (n) => `${prefix}.${n}` };
  }
  const [first, second] = base.split(":");
  const prefix = `${first}:${second}:0:${index.toString(16)}`;
  return { cidr: `${prefix}::/64`, host: (n) => `${prefix}::${n.toString(16)}` };
}

/** Of a /16, or of any IPv6 network: its n-th address. */
export function nth(network: string, n: number): string {
  const [base = ""] = network.split("/");
  if (isV6(network)) return `${base.replace(/::.*$/, "")}::${n.toString(16)}`;
  const [first, second] = base.split(".");
  return `${first}.${second}.${Math.floor(n / 256)}.${n % 256}`;
}

/** Another host of the same /24, or /64 of IPv6. */
export const neighbour = (address: string, n: number): string =>
  isV6(address)
    ? `${address.replace(/::.*$/, "")}::${n.toString(16)}`
    : `${address.split(".").slice(0, 3).join(".")}.${n}`;

/** The address so many further on, within its last group. */
export function following(address: string, by: number): string {
  const cut = Math.max(address.lastIndexOf("."), address.lastIndexOf(":")) + 1;
  const base = isV6(address) ? 16 : 10;
  return `${address.slice(0, cut)}${(Number.parseInt(address.slice(cut), base) + by).toString(base)}`;
}

const isV6 = (text: string): boolean => text.includes(":");

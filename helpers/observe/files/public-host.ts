import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { cut } from "../../../observations/kubernetes.ts";

/**
 * Why a URL may not be asked, after its host's name or scheme; none where it may lead to the public internet, as far as
 * its name tells. A checkout must not make us send requests to this machine, the local network or a cluster. Where the
 * name leads is looked at when it is resolved: {@link publicOnly}.
 */
export function notPublic(url: string): string | undefined {
  if (!URL.canParse(url)) return "what is no URL";
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:") return `${shown(hostname)} without TLS`;
  if (protocol !== "https:") return `a URL of ${shown(protocol.slice(0, -1))}`;
  // a name may end with a dot, and means the same
  const name = hostname.replace(/\.+$/, "").toLowerCase();
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) return `${name}, an address in the place of a name`;
  return name.includes(".") && !INNER_NAMES.test(name)
    ? undefined
    : `${shown(name)}, a name of a machine, a local network or a cluster`;
}

/** A name of DNS has 253 characters at most. */
const shown = (name: string): string => cut(name, 253);

/**
 * Names that no public DNS knows: https://www.iana.org/assignments/special-use-domain-names, those that home routers and
 * companies give, and those of a cluster's services.
 */
const INNER_NAMES =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|in-addr\.arpa|ip6\.arpa|svc|pod|test|invalid|example|onion|alt)$/;

/**
 * Resolves a name, and refuses where any of its addresses is not public. It is what connects: the address that was
 * looked at is the one that is used, and a name that changes its mind gains nothing.
 */
export const publicOnly: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const inner = error ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
    const refused = inner && Object.assign(new Error(`${hostname} (${inner.address})`), { code: NOT_PUBLIC });
    const [first = { address: "", family: 4 }] = error ? [] : addresses;
    if (error ?? refused) done(error ?? refused ?? null, first.address, first.family);
    else if (options.all) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

/** The code of the error for a name that leads to no public address. */
export const NOT_PUBLIC = "ENOTPUBLIC";

/** Whether an address is one of the public internet. https://www.iana.org/assignments/iana-ipv4-special-registry */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !INNER.check(address);
  // an IPv4 address within an IPv6 one leads to the IPv4 one
  return family === 6 && GLOBAL.check(address, "ipv6") && !TUNNELS.check(address, "ipv6");
}

const INNER = new BlockList();
for (const [net, bits] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
  ] as const),
  ...([
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
] as const)
  INNER.addSubnet(net, bits);

/** Global unicast; everything else in IPv6 is local, mapped or reserved. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet("2000::", 3, "ipv6");

const TUNNELS = new BlockList();
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  TUNNELS.addSubnet(net, bits, "ipv6");

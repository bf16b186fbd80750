import { expect, test } from "vitest";
import { isPublicAddress, NOT_PUBLIC, notPublic, publicOnly } from "./public-host.ts";

test.each([
  ...["https://10.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://nas.lan/x", "http://x.io/x"],
  ...["https://metadata.google.internal./x", "https://x.lan./x", "https://foo.localhost/x", "https://a.b.svc/x"],
  ...["https://flux.flux-system.svc.cluster.local/x", "https://a.default.svc./x", "https://2130706433/x"],
  ...[
    "https://0x7f.1/x",
    "https://[::ffff:127.0.0.1]/x",

    "https://NAS.LAN/x",
    "no url",
    "https://",
  ],
])("%s is not public", (url) => expect(notPublic(url)).toBeTypeOf("string"));

test.each(["https://github.com/x", "https://raw.githubusercontent.com./x", "https://x.io:443/y"])(
  "%s may be public",
  (url) => expect(notPublic(url)).toBeUndefined(),
);

test.each([
  ["http://x.io/a", "x.io without TLS"],
  ["file:///etc/passwd", "a URL of file"],
  ["javascript:alert(1)", "a URL of javascript"],
  ["https://10.0.0.1/a", "10.0.0.1, an address in the place of a name"],
  ["https://me:secret@nas.lan/a", "nas.lan, a name of a machine, a local network or a cluster"],
  ["https://[", "what is no URL"],
])("%s is said to lead to %s", (url, said) => expect(notPublic(url)).toBe(said));

test.each([
  ...["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"],
  ...[
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "fc00::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
  ],
  ...["64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::1", "ff02::1", "2001:db8::1", "not an address"],
])("%s is no public address", (address) => expect(isPublicAddress(address)).toBe(false));

test.each(["140.82.121.4", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:82f::200e"])("%s is one", (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test("a name that leads inside is refused when it is resolved", async () => {
  const refused = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    publicOnly("localhost", { all: true }, (error) => resolve(error));
  });
  expect(refused?.code).toBe(NOT_PUBLIC);
  expect(refused?.message).toMatch(/^localhost \((127\.0\.0\.1|::1)\)$/);
});

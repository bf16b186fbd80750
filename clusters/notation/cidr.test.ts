import { describe, expect, test } from "vitest";
import { between, contains, parseNetwork } from "./cidr.ts";

const inside = (outer: string, inner: string): boolean | undefined => {
  const [a, b] = [parseNetwork(outer), parseNetwork(inner)];
  return a && b && contains(a, b);
};

describe("networks", () => {
  test.each([
    ["10.244.0.0/16", "10.244.255.0/24", true],
    ["10.244.0.0/16", "10.245.0.0/24", false],
    ["10.244.0.0/16", "10.244.0.0/16", true],
    ["10.244.0.0/24", "10.244.0.0/16", false],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["fd00:10::/32", "fd00:10:1::/64", true],
    ["fd00:10::/32", "fd00:11::/64", false],
    ["::/0", "10.0.0.0/8", false],
    ["fd00:1::2", "fd00:1:0:0:0:0:0:2", true],
    ["fd00:1::2", "fd00:1:0:0:0:0:2:2", false],
    ["fd00::1:2", "fd00:0:0:0:0:0:1:2", true],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true],
  ])("%s holds %s: %s", (outer, inner, expected) => expect(inside(outer, inner)).toBe(expected));

  test.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.0/33",
    "10.0.0.0/",
    "fd00::1::2",
    "fd00:1",
    "x/8",
    "10.0.0.0/-1",
    "10.0.0.0/8/9",
    "10.0.0.0/1e1",
    "10.0.0.0/0x8",
    "fd00::/129",
    "10.0.0.1e2",
    "10.0.0.0001",
    "10.0.0. 1",
    "fd00::g",
    "fd00::x1",
    "fd00::1x",
    "fd00::12345",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
  ])("%s is none", (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  test("what is mapped into IPv6 is the IPv4 that it means", () => {
    expect(parseNetwork("::ffff:192.168.3.0/112")).toEqual(parseNetwork("192.168.0.0/16"));
    expect(parseNetwork("::FFFF:10.0.0.1")).toEqual(parseNetwork("10.0.0.1"));
    expect(parseNetwork("::ffff:a00:1/128")).toEqual(parseNetwork("10.0.0.1/32"));
    expect(parseNetwork("64:ff9b::192.0.2.1/128")).toMatchObject({ bits: 128, prefix: 128 });
    for (const none of ["::ffff:10.0.0.1/90", "::ffff:10.0.0", "::ffff:10.0.0.256", "10.0.0.1::", "::10.0.0.1:1"])
      expect(parseNetwork(none), none).toBeUndefined();
  });

  test("between two addresses, both included", () => {
    expect(between("10.0.0.5", "10.0.0.5", "10.0.0.9")).toBe(true);
    expect(between("10.0.0.9", "10.0.0.5", "10.0.0.9")).toBe(true);
    expect(between("10.0.0.10", "10.0.0.5", "10.0.0.9")).toBe(false);
    expect(between("10.0.0.4", "10.0.0.5", "10.0.0.9")).toBe(false);
    expect(between("fd00::5", "10.0.0.5", "10.0.0.9")).toBe(false);
    expect(between("10.0.0.5", "0::", "10.0.0.9")).toBe(false);
    expect(between("10.0.0.5", "10.0.0.0", "fd00::")).toBe(false);
    expect(between("10.0.0.5", "nonsense", "10.0.0.9")).toBe(false);
    expect(between("10.0.0.5", "10.0.0.0", "nonsense")).toBe(false);
    expect(between("nonsense", "10.0.0.0", "10.0.0.9")).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import { member, second } from "../criteria/testing/members.ts";
import type { Member } from "./members/member.ts";
import { windowEnd, within } from "./window.ts";

const ms = (s: number) => Date.parse(second(s));
const busy = (from: number, to: number, expected = false): Member =>
  member("m", from, to, { busy: [[ms(from), ms(to)]], expected, ...(expected && { kind: "release" }) });
const end = (anchor: number, ...members: Member[]) => (windowEnd(members, ms(anchor)) - ms(0)) / 1000;

describe("where the bootstrap ends", () => {
  test("with its last activity, or with the cluster itself", () => {
    expect(end(0)).toBe(0);
    expect(end(0, busy(10, 100), busy(50, 60))).toBe(100);
    expect(end(200, busy(10, 100))).toBe(200);
  });

  test("ten minutes of silence end it, an hour where the profile names what comes", () => {
    expect(end(0, busy(600, 700))).toBe(700);
    expect(end(0, busy(601, 700))).toBe(0);
    expect(end(0, busy(3600, 3700, true))).toBe(3700);
    expect(end(0, busy(3601, 3700, true))).toBe(0);
    // a static pod of a node that is long there was made anew
    expect(end(0, { ...busy(3600, 3700, true), kind: "pod" })).toBe(0);
  });

  test("one thing leads to the next, in whatever order they are listed", () => {
    expect(end(0, busy(1200, 1300), busy(600, 700))).toBe(1300);
    expect(end(0, busy(1000, 1100), busy(3500, 3600, true), busy(4100, 4200))).toBe(4200);
    // What is listed early and begins late is reached only through what another one kept open.
    expect(end(0, busy(500, 550), busy(900, 2000), busy(2500, 2600))).toBe(2600);
  });
});

describe("what the window leaves", () => {
  const left = (...members: Member[]) => within(members, ms(100));

  test("what lies in it stays as it is", () => {
    const inside = [
      member("a", 0, 100),
      member("b", 100, undefined, { ongoing: "Pending" }),
      member("c", undefined, undefined),
    ];
    expect(left(...inside)).toEqual({ members: inside, later: 0 });
  });

  test("what was made later is left out and counted, unless the profile names it", () => {
    expect(left(member("a", 101, 110), member("b", 0, 10))).toEqual({ members: [member("b", 0, 10)], later: 1 });
    expect(left(member("a", 160, 170, { expected: true, ongoing: "x" }))).toEqual({
      members: [
        member("a", undefined, undefined, {
          expected: true,
          lost: "was made anew 1m0s after the bootstrap: its first time is forgotten",
        }),
      ],
      later: 0,
    });
  });

  test("what became ready again later, or fell later, forgot its first time", () => {
    expect(left(member("a", 0, 101)).members).toEqual([
      member("a", 0, undefined, {
        lost: `became ready again at ${second(101)}, after the bootstrap: the first time is forgotten`,
      }),
    ]);
    expect(left(member("a", undefined, 101)).members[0]).not.toHaveProperty("start");
    const fallen = (at: number) => member("a", 0, undefined, { ongoing: "NotReady", busy: [[ms(at), ms(at)]] });
    expect(left(fallen(101)).members).toEqual([
      member("a", 0, undefined, {
        busy: [[ms(101), ms(101)]],
        lost: "is no longer ready: its first time is forgotten",
      }),
    ]);
    expect(left(fallen(100)).members).toEqual([fallen(100)]);
    const startless = { ...fallen(101), start: undefined } as unknown as Member;
    expect(left(startless).members[0]).not.toHaveProperty("start");
    const moved = member("a", 0, 90, { busy: [[ms(101), ms(101)]] });
    expect(left(moved).members).toEqual([moved]);
  });
});

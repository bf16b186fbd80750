import { describe, expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { followedOf } from "./followed.ts";
import { AT, started } from "../reports/testing/events.ts";

const at = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const following = (
  seconds: number,
  state: "waiting" | "watching" | "ended",
  parts: Partial<Extract<RunEvent, { event: "following" }>> = {},
): RunEvent => ({ event: "following", at: at(seconds), state, summary: "", since: at(0), ...parts });
const seen = (seconds: number): RunEvent => ({
  event: "observed",
  at: at(seconds),
  source: "nodes",
  subject: "node/cp1",
  uid: "u",
  changes: [{ fact: "exists", is: true }],
});
const gap: RunEvent = { event: "unobserved", at: at(9), source: "pods", from: at(5), until: at(9), why: "silent" };

describe("what --follow saw, folded from the journal", () => {
  test("nobody followed", () => expect(followedOf([started([])])).toBeUndefined());

  test("since when, until when, how it ended, each sighting and gap", () => {
    const events = [
      following(1, "waiting"),
      following(2, "watching", { kubeSystemUid: "one" }),
      seen(3),
      gap,
      following(10, "ended", { ended: "milestone", upSince: at(7) }),
    ];
    expect(followedOf(events)).toEqual({
      since: at(0),
      until: at(10),
      ended: "milestone",
      upSince: at(7),
      sightings: [
        { at: at(3), source: "nodes", subject: "node/cp1", uid: "u", changes: [{ fact: "exists", is: true }] },
      ],
      gaps: [{ source: "pods", from: at(5), until: at(9), why: "silent" }],
    });
  });

  test("of one that was cut off, how it ended is not known", () => {
    const followed = followedOf([following(1, "waiting"), following(8, "watching", { kubeSystemUid: "one" }), seen(9)]);
    expect(followed).toMatchObject({ until: at(8) });
    expect(followed).not.toHaveProperty("ended");
  });

  test("a cluster that was made anew is another one: what was seen of the first counts no more", () => {
    const events = [
      following(1, "watching", { kubeSystemUid: "one" }),
      seen(2),
      following(3, "waiting"),
      following(4, "watching", { kubeSystemUid: "one" }),
      seen(5),
    ];
    expect(followedOf(events)?.sightings).toHaveLength(2);
    expect(
      followedOf([...events, following(6, "watching", { kubeSystemUid: "two" }), seen(7)])?.sightings,
    ).toHaveLength(1);
  });
});

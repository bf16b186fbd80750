import { describe, expect, test } from "vitest";
import type { Run } from "../../evidence/run.ts";
import { broken } from "./broken.ts";
import { kubectl, type Command, type Fault } from "./fault.ts";

const fault: Fault = {
  name: "f",
  what: "broken",
  bring: [kubectl("break")],
  cause: { check: "b/b", says: "gone" },
  mend: [kubectl("mend")],
};
const before = { checks: new Set<string>(), causes: new Set<string>() };
const well = { criteria: [{ id: "b/b", verdict: "pass" }], diagnosis: [] } as unknown as Run;
const wrong = (cause: string): Run =>
  ({
    criteria: [{ id: cause, verdict: "fail" }],
    diagnosis: [{ cause, evidence: { subject: "y", expected: "z", actual: "gone" } }],
  }) as unknown as Run;

/** Judgements in turn, the last for good; each takes a minute. */
function means(judgements: Run[], fails?: string) {
  const ran: string[] = [];
  const stopped = new AbortController();
  let minutes = 0;
  return {
    ran,
    stopped,
    programs: {
      run: ({ argv }: Command): Promise<string> => {
        ran.push(argv[1] ?? "");
        return argv[1] === fails ? Promise.reject(new Error(`${fails} failed`)) : Promise.resolve("");
      },
    },
    judge: (): Promise<Run> => {
      const judgement = judgements[Math.min(minutes, judgements.length - 1)];
      minutes += 1;
      return judgement ? Promise.resolve(judgement) : Promise.reject(new Error("nothing to judge"));
    },
    clock: () => minutes * 60_000,
    signal: stopped.signal,
  };
}

describe("a fault that is brought about", () => {
  test("is named after others, mended, and all is as before", async () => {
    const all = means([wrong("a/a"), wrong("b/b"), wrong("b/b"), well]);
    expect(await broken(fault, before, all)).toMatchObject({
      cause: "b/b",
      redAfterS: 120,
      greenAfterS: 120,
      before: ["a/a: y: gone (expected z)"],
    });
    expect(all.ran).toEqual(["break", "mend"]);
  });

  test("that is never named is mended all the same, and says what was told instead", async () => {
    const all = means([...Array.from({ length: 6 }, () => wrong("a/a")), well]);
    const outcome = await broken(fault, before, all);
    expect(outcome).toMatchObject({ cause: "a/a", greenAfterS: 60, trouble: "it was not named in time" });
    expect(outcome).not.toHaveProperty("redAfterS");
    expect(all.ran).toEqual(["break", "mend"]);
  });

  test("that stays wrong after the mend says what does", async () => {
    const outcome = await broken(fault, before, means([wrong("b/b")]));
    expect(outcome).toMatchObject({ redAfterS: 60, trouble: "still wrong after the mend: b/b" });
    expect(outcome).not.toHaveProperty("greenAfterS");
  });

  test("whose command fails is mended", async () => {
    const all = means([well], "break");
    expect(await broken(fault, before, all)).toMatchObject({ trouble: "break failed", greenAfterS: 60 });
    expect(all.ran).toEqual(["break", "mend"]);
  });

  test("that is interrupted is mended, and waits for nothing more", async () => {
    const all = means([wrong("a/a")]);
    all.stopped.abort();
    expect(await broken(fault, before, all)).toMatchObject({ trouble: "interrupted", cause: "", before: [] });
    expect(all.ran).toEqual(["break", "mend"]);
  });
});

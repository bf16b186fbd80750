import { describe, expect, test } from "vitest";
import { adviceFor, isCommand, partsOf, PLACEHOLDERS } from "../criteria/advice.ts";
import { profiles } from "../bin/profiles.ts";
import { suites } from "../bin/project.ts";

const checks = suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion));
const known: readonly string[] = PLACEHOLDERS;

describe("what to do next", () => {
  test.each(checks.map(({ id, advice }) => [id, advice] as const))(
    "%s names only what can be filled in",
    (_, advice) => {
      const named = [...advice.matchAll(/<([^<>]*)>/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !known.includes(name))).toEqual([]);
    },
  );

  test.each(checks.map(({ id, advice }) => [id, advice] as const))(
    "%s keeps commands and sentences apart",
    (_, advice) => {
      for (const part of partsOf(advice)) {
        expect(part).not.toContain("; ");
        // a command that goes on as a sentence cannot be copied
        if (isCommand(part)) expect(part).not.toMatch(/, | (?:shows|gives|makes|before|then|or) /);
      }
    },
  );

  test("no profile without Talos is sent to talosctl", () => {
    const told = checks.map(({ advice }) => adviceFor(advice, undefined, { ...profiles("kind"), talos: undefined }));
    expect(told.filter((text) => /talos/i.test(text))).toEqual([]);
  });
});

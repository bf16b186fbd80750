import { expect, test } from "vitest";
import { SourceError, troubleOf } from "./trouble.ts";

test("what a source says of itself is passed on, the runtime's own words are not", () => {
  expect(troubleOf(new SourceError("file", "no such file"))).toEqual({ kind: "file", message: "no such file" });
  const quoting = catching(() => JSON.parse("hunter2hunter2"));
  expect(troubleOf(quoting)).toEqual({
    kind: "malformed",
    message: "it is not of the form that is known (SyntaxError)",
  });
  expect(troubleOf(new TypeError("Cannot read properties of undefined")).message).not.toContain("properties");
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

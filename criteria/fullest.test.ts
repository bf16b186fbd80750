import { expect, test } from "vitest";
import { fullestFirst } from "./fullest.ts";

const finding = (subject: string, actual: string, more: object = {}) => ({ subject, expected: "", actual, ...more });
const order = (...parts: Parameters<typeof fullestFirst>) => fullestFirst(...parts).map(({ subject }) => subject);

test("a reason comes before a count, what no waiting mends before both, equals as they were", () => {
  const findings = [
    finding("a", "0 of 1 ready"),
    finding("b", "none"),
    finding("c", "0 of 1 ready: c-1: CrashLoopBackOff"),
    finding("d", "Ready=False (BuildFailed)"),
    finding("e", "v1.34.3", { hopeless: true }),
    finding("f", "3 restarts", { mend: "raise it" }),
  ];
  expect(order(findings)).toEqual(["e", "c", "d", "f", "a", "b"]);
});

test("of equals, what other checks speak of too", () => {
  const findings = [finding("a", "not running"), finding("b", "not running")];
  expect(order(findings, (subject) => Number(subject === "b"))).toEqual(["b", "a"]);
});

test("places of a checkout stay in their order", () => {
  const where = { file: "a.yaml", line: 1, column: 1 };
  expect(order([finding("a", "none", { where }), finding("b", "it is: here", { where })])).toEqual(["a", "b"]);
});

import { describe, expect, test } from "vitest";
import { cut, named, subjectOf } from "./kubernetes.ts";

describe("readers of Kubernetes objects", () => {
  test("named, in a namespace or in any", () => {
    const object = { metadata: { name: "a", namespace: "x" } };
    expect(named("a")(object)).toBe(true);
    expect(named("a", "x")(object)).toBe(true);
    expect(named("a", "y")(object)).toBe(false);
    expect(named("b")(object)).toBe(false);
    expect(named("a")({})).toBe(false);
  });

  test("the subject, as kubectl would take it", () => {
    expect(subjectOf("pod", { metadata: { name: "a", namespace: "x" } })).toBe("pod/x/a");
    expect(subjectOf("node", { metadata: { name: "a" } })).toBe("node/a");
    expect(subjectOf("node", {})).toBe("node/(no name)");
  });

  test("one line, cut to what it may hold", () => {
    expect(cut("  a \t\n b  ")).toBe("a b");
    expect(cut("12345", 5)).toBe("12345");
    expect(cut("123456789", 7)).toBe("12 … 89");
    expect(cut("x".repeat(301))).toHaveLength(300);
  });
});

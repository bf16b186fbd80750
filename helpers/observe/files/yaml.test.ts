import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parsedYaml } from "./yaml.ts";

const warned = vi.fn();
beforeEach(() => void vi.spyOn(process, "emitWarning").mockImplementation(warned));
afterEach(() => {
  vi.restoreAllMocks();
  warned.mockClear();
});

describe("YAML that may hold keys", () => {
  test("is read", () => expect(parsedYaml("a: [1, b]", "x")).toEqual({ a: [1, "b"] }));

  test.each([
    ["an unknown tag", "user: { password: !Bang-S3cretValue77 x }"],
    ["a mapping for a key", "? { password: S3cretValue77 }\n: x"],
    ["a broken line", "token: S3cretValue77\n  more: [S3cretValue77\nb"],
    ["a key given twice", "S3cretValue77: 1\nS3cretValue77: 2"],
    ["an alias that leads nowhere", "a: *S3cretValue77"],
    [
      "aliases that expand for ever",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefghij".replace(/./g, (it, at: number) => `${it}: &${it} [${Array(10).fill(`*${"abcdefghij"[at]}`).join(",")}]\n`)}`,
    ],
  ])("%s: nothing of it is quoted, and nothing warned of", (_, text) => {
    let said = "";
    try {
      parsedYaml(text, "kubeconfig x");
    } catch (error) {
      said = String(error);
      expect(said).toMatch(/^SourceError: kubeconfig x is no YAML/);
    }
    expect(said).not.toContain("S3cret");
    expect(warned).not.toHaveBeenCalled();
  });
});

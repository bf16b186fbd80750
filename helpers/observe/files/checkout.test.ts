import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongCheckout } from "./checkout.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "assay-checkout-"));
  mkdirSync(path.join(root, "empty", ".git"), { recursive: true });
  writeFileSync(path.join(root, "empty", ".git", "HEAD"), "ref: refs/heads/main\n");
  mkdirSync(path.join(root, "empty", "below", "further"), { recursive: true });
  mkdirSync(path.join(root, "full", "a", "b"), { recursive: true });
  writeFileSync(path.join(root, "full", "a", "b", "c.yaml"), "a: 1\n");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a folder with a file anywhere in it may be a checkout", () => {
  expect(wrongCheckout(root)).toBeUndefined();
  expect(wrongCheckout(path.join(root, "full"))).toBeUndefined();
});

test.each([
  ["nowhere", "no such folder"],
  ["empty", "the folder is empty"],
  ["full/a/b/c.yaml", "not a folder"],
])("%s: %s", (name, problem) => expect(wrongCheckout(path.join(root, name))).toBe(problem));

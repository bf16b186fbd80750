import { afterEach, expect, test, vi } from "vitest";
import { homeFolder } from "./environment.ts";

afterEach(() => void vi.unstubAllEnvs());

test("the home folder is HOME; of an empty one the user's own, as without it", () => {
  vi.stubEnv("HOME", "/somewhere");
  expect(homeFolder()).toBe("/somewhere");
  vi.stubEnv("HOME", "");
  expect(homeFolder()).toMatch(/^\//);
});

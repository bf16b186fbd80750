import { describe, expect, test } from "vitest";
import { imageName, sameVersion, tagOf, versionFits } from "./version.ts";

describe("versions", () => {
  test.each([
    ["v1.18.5", "1.18.5", true],
    ["1.18.5", "1.18.4", false],
    ["1.18.5+abc", "1.18.5", true],
    ["1.18.5", "v1.18.5+abc", true],
    ["1.18.5+abc", "1.18.5+def", false],
    ["1.18.5+abc", "1.18.5+abc", true],
    ["1.18.5-rc1", "1.18.5", false],
    ["a-v1", "a-1", false],
    ["", "", false],
    ["1.0.0", undefined, false],
    [undefined, "1.0.0", false],
  ])("%s and %s are the same: %s", (one, other, same) => expect(sameVersion(one, other)).toBe(same));

  test.each([
    ["v1.35", "v1.35.7", true],
    ["1.35", "1.35", true],
    ["v1.35", "v1.350.0", false],
    ["v1.35", "v1.36.0", false],
    ["v1.35.0", "1.35.0", true],
    ["v1.35.0", "v1.35.1", false],
    ["1", "1.35.0", false],
    ["10.35", "10.35.2", true],
    ["1.35-rc", "1.35-rc.1", false],
  ])("%s wanted, %s there: %s", (wanted, version, fits) => expect(versionFits(wanted, version)).toBe(fits));
});

describe("image references", () => {
  test.each([
    ["reg:5000/cilium/operator-generic:v1@sha256:ab", "operator-generic", "v1"],
    ["reg:5000/cilium/cilium", "cilium", undefined],
    ["cilium:v1", "cilium", "v1"],
    ["cilium", "cilium", undefined],
    ["cilium@sha256:ab", "cilium", undefined],
  ])("%s is %s at %s", (image, name, tag) => {
    expect(imageName(image)).toBe(name);
    expect(tagOf(image)).toBe(tag);
  });
});

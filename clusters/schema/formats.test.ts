import { describe, expect, test } from "vitest";
import { z } from "zod";
import { duration } from "./duration.ts";
import { chartVersion, cidr, commit, imageTag, kubernetesVersion, sha256, version } from "./formats.ts";

const DIGEST = "0123456789abcdefABCDEF".repeat(3).slice(0, 64);

interface Format {
  name: string;
  schema: z.ZodType;
  taken: string[];
  refused: string[];
}

const FORMATS: Format[] = [
  {
    name: "version",
    schema: version,
    taken: ["v1.12.0", "1.12.0", "v1.13.0-alpha.2", "v1.35.0+k3s1"],
    refused: ["v1.12", "latest", "v1.12.x", ">=1.12.0", "v1.12.0 ", "v1.12.0.1"],
  },
  {
    name: "version of Kubernetes",
    schema: kubernetesVersion,
    taken: ["v1.35.0", "1.35.0", "v1.35", "v1.36.0-rc.0"],
    refused: ["1", "v1.35.", "v1.35-rc.0", "v1.35.0 or newer"],
  },
  {
    name: "version of a chart",
    schema: chartVersion,
    taken: ["1.18.5", "v1.19.2", "45", "1.2", "1.2.3-beta.1+build"],
    refused: ["1.x", "^1.2.0", "~1.2", ">=1", "*", "latest", "1.2.3 || 2.0.0"],
  },
  {
    name: "image tag",
    schema: imageTag,
    taken: ["v1.18.5", "latest", "RELEASE.2026-01-01T00-00-00Z"],
    refused: ["", "v1@sha256:00", "cilium:v1", "-v1"],
  },
  {
    name: "SHA-256",
    schema: sha256,
    taken: [DIGEST, DIGEST.toLowerCase(), DIGEST.toUpperCase()],
    refused: ["ab12", `sha256:${DIGEST}`, `${DIGEST}0`, DIGEST.replace(/../g, "$&:").slice(0, -1)],
  },
  {
    name: "commit",
    schema: commit,
    taken: ["0ddba11", "0".repeat(40), "f".repeat(64)],
    refused: ["main", "0DDBA11", "abc"],
  },
  {
    name: "network",
    schema: cidr,
    taken: ["10.244.0.0/16", "0.0.0.0/0", "10.25.11.10/32", "fd00:10:244::/56", "::/0", "fd00::1/128"],
    refused: [
      "10.244.0.0/33",
      "10.244.0.0",
      "10.244.0/16",
      "256.0.0.0/8",
      "fd00::/129",
      "10.0.0.0/-1",
      "10.0.0.0/08",
      "",
    ],
  },
  {
    name: "duration",
    schema: duration,
    taken: ["30s", "5m", "1h30m", "1.5h", "100ms", "0s"],
    refused: ["30", "30min", "-5m", "1h 30m", "", "PT5M"],
  },
];

describe.each(FORMATS)("$name", ({ schema, taken, refused }) => {
  const { pattern = "" } = z.toJSONSchema(schema, { io: "input" });
  // as a language server compiles it
  const editor = new RegExp(pattern, "u");

  test.each(taken)("%j is taken, by an editor too", (text) => {
    expect([schema.safeParse(text).success, editor.test(text)]).toEqual([true, true]);
  });

  test.each(refused)("%j is refused, by an editor too", (text) => {
    expect([schema.safeParse(text).success, editor.test(text)]).toEqual([false, false]);
  });
});

test("of an IPv6 address an editor sees the characters only", () => {
  const { pattern = "" } = z.toJSONSchema(cidr, { io: "input" });
  expect([cidr.safeParse("1::2::3/64").success, new RegExp(pattern, "u").test("1::2::3/64")]).toEqual([false, true]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { profileOf } from "../../../criteria/testing/profile.ts";
import type { RunOptions } from "../../call/options.ts";
import { wrongFiles } from "./local.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenUntil = (seconds: number): string => `${part({ alg: "RS256" })}.${part({ exp: seconds })}.c2ln`;

async function wrongWith(token: string): Promise<string | undefined> {
  const file = path.join(folder, "kubeconfig");
  const config = {
    contexts: [{ name: "night", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server: "https://10.0.0.1:6443" } }],
    users: [{ name: "u", user: { token } }],
  };
  writeFileSync(file, JSON.stringify(config));
  const options = { kubeconfig: file, context: "night" } as RunOptions;
  return wrongFiles(options, profileOf(), ["nodes"]);
}

test("a token that has expired is told before anybody is asked", async () => {
  expect(await wrongWith(tokenUntil(1_700_000_000))).toMatch(
    /kubeconfig: the token of context "night" expired 2023-11-14T22:13:20.000Z; make a new one: kubectl create token$/,
  );
  expect(await wrongWith(tokenUntil(4_000_000_000))).toBeUndefined();
  expect(await wrongWith("not-a-jwt")).toBeUndefined();
});

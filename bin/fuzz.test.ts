import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseProfile } from "../clusters/parse.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { doubtsAbout } from "../evidence/doubts.ts";
import { fold } from "../evidence/fold.ts";
import { openJournal, readJournal } from "../evidence/journal.ts";
import { kubeconfig } from "../helpers/observe/files/kubeconfig.ts";
import { readYaml } from "../helpers/observe/files/repository-yaml.ts";
import { talosconfig } from "../helpers/observe/files/talosconfig.ts";
import { forwardedIn, responsesIn } from "../helpers/observe/api/coredns.ts";
import { parseConnectivity } from "../helpers/observe/commands/cilium-connectivity.ts";
import { parseCiliumStatus } from "../helpers/observe/commands/cilium-status.ts";
import { table } from "../helpers/observe/commands/etcd.ts";
import { parseFluxCheck } from "../helpers/observe/commands/flux-check.ts";
import { jsonStream } from "../helpers/observe/commands/json-stream.ts";
import { parseHealth } from "../helpers/observe/commands/talos-health.ts";
import type { RunOptions } from "../helpers/call/options.ts";
import type { SourceContext } from "../helpers/observe/source.ts";
import { SourceError } from "../helpers/trouble.ts";
import { now } from "../lab/clock.ts";
import { healthyWorld } from "../lab/worlds/healthy.ts";
import { begun, ended, finished, row, started } from "../reports/testing/events.ts";
import { profiles } from "./profiles.ts";
import { mutations } from "./testing/mutations.ts";

/** More of them by hand: FUZZ=10000 npx vitest run --config vitest.tests.config.ts bin/fuzz.test.ts */
const DRAWS = Number(process.env["FUZZ"] ?? 100);
/** One draw takes no longer, in milliseconds. */
const LONGEST_MS = 2_000;

const below = mkdtempSync(path.join(tmpdir(), "assay-fuzz-"));
afterAll(() => rmSync(below, { recursive: true, force: true }));

const SECRET = "k8Hq2Zp0vWxS3cret";
const world = healthyWorld(profiles("lab"), { now: now() });
const written = (name: string, text: string): string => {
  const file = path.join(below, name);
  writeFileSync(file, text);
  return file;
};
const contextOf = (options: Partial<RunOptions>): SourceContext =>
  ({
    options,
    profile: { kubernetes: {}, talos: {} },
    signal: new AbortController().signal,
  }) as unknown as SourceContext;

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: admin@lab
clusters:
  - { name: lab, cluster: { server: "https://127.0.0.1:6443", certificate-authority-data: ${SECRET} } }
contexts:
  - { name: admin@lab, context: { cluster: lab, user: lab } }
users:
  - name: lab
    user: { token: ${SECRET}, client-key-data: ${SECRET} }
`;
const TALOSCONFIG = `context: lab
contexts:
  lab: { endpoints: [10.25.21.11], nodes: [10.25.21.11], ca: ${SECRET}, crt: ${SECRET}, key: ${SECRET} }
`;
const JOURNAL = [started([row("a/one"), row("a/two")]), ...begun("a/one"), finished("a/one", "pass"), ended()]
  .map((event) => JSON.stringify(event))
  .join("\n");

/** What is read, by what reads it: the texts that are drawn from. */
const READERS: Record<string, { texts: readonly string[]; read(text: string): unknown; costly?: true }> = {
  "a profile": {
    costly: true,
    texts: readdirSync("clusters").flatMap((file) =>
      file.endsWith(".yaml") ? [readFileSync(`clusters/${file}`, "utf8")] : [],
    ),
    read: (text) => {
      for (const { line, message } of parseProfile(text, "x.yaml").problems ?? []) {
        expect(line).toBeGreaterThan(0);
        expect(message).not.toBe("");
      }
    },
  },
  "a kubeconfig": {
    texts: [KUBECONFIG],
    read: (text) => kubeconfig(contextOf({ kubeconfig: written("kubeconfig", text) })),
  },
  "a talosconfig": {
    texts: [TALOSCONFIG],
    read: (text) => talosconfig(contextOf({ talosconfig: written("talosconfig", text) })),
  },
  "a checkout": {
    texts: Object.entries(world.files.repository).flatMap(([file, text]) => (/ya?ml$/.test(file) ? [text] : [])),
    read: (text) => readYaml("x.yaml", text),
  },
  "a journal": {
    texts: [JOURNAL],
    read: (text) => {
      const { events, damaged } = readJournal(written("journal.ndjson", text));
      const doubts = doubtsAbout(events, damaged);
      const { outcome } = fold(events, { diagnose, doubts });
      // whatever is left out or put in, a check that was declared and not judged lets nothing pass
      expect(outcome.exit).not.toBe(0);
    },
  },
  ...Object.fromEntries(
    (
      [
        ["cilium status", (text) => parseCiliumStatus(text, "x"), answersOf("cilium")],
        ["cilium connectivity test", (text) => parseConnectivity(text, text), answersOf("cilium")],
        ["flux check", parseFluxCheck, answersOf("flux")],
        ["talosctl health", parseHealth, ["waiting for etcd to be healthy: OK\nhealthcheck error: x\n"]],
        ["a table of talosctl", (text) => table(text), ["NODE  ID  HOSTNAME\n10.0.0.1  abc  cp-1\n"]],
        ["JSON of talosctl", (text) => jsonStream(text), ['{"node":"a","spec":{"x":[1,2]}}\n{"node":"b"}\n']],
        [
          "metrics of CoreDNS",
          (text) => [responsesIn(text), forwardedIn(text)],
          ['coredns_dns_responses_total{rcode="NOERROR"} 12\n'],
        ],
      ] as [string, (text: string) => unknown, readonly string[]][]
    ).map(([name, read, texts]) => [name, { read, texts }]),
  ),
};

function answersOf(program: "cilium" | "flux"): string[] {
  return Object.values(world.commands[program] ?? {}).flatMap(({ stdout = "", stderr = "" }) =>
    [stdout, stderr].filter(Boolean),
  );
}

describe("what is broken anyhow is read, or refused in a sentence that quotes nothing", { timeout: 600_000 }, () => {
  test.each(Object.entries(READERS))("%s", async (_, { texts, read, costly }) => {
    const mutate = mutations(texts);
    for (let seed = 1; seed <= (costly ? DRAWS / 4 : DRAWS); seed += 1) {
      const text = mutate(seed);
      const startedMs = performance.now();
      const said = await attempt(() => read(text));
      expect({ seed, said, isSlow: performance.now() - startedMs > LONGEST_MS }).toEqual({
        seed,
        said: "",
        isSlow: false,
      });
    }
  });
});

/** What is wrong with how a text was refused; empty where it was read, or refused as it should be. */
async function attempt(read: () => unknown): Promise<string> {
  try {
    await read();
    return "";
  } catch (error) {
    if (!(error instanceof SourceError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
    return error.message.includes(SECRET) ? `it quotes: ${error.message}` : "";
  }
}

test("a journal that is written by a run reads as it was written", () => {
  const file = path.join(below, "own.ndjson");
  const journal = openJournal(file);
  for (const line of JOURNAL.split("\n")) journal.write(JSON.parse(line) as Parameters<typeof journal.write>[0]);
  journal.close();
  expect(readJournal(file)).toMatchObject({
    damaged: 0,
    events: JOURNAL.split("\n").map((line) => JSON.parse(line) as object),
  });
});

import { expect, test } from "vitest";
import { profileSchema } from "../../../clusters/profile.ts";
import type { CommandOptions, CommandResult } from "../../command.ts";
import type { SourceContext } from "../source.ts";
import { eachNode, eachVersion } from "./each-node.ts";

const profile = profileSchema.parse({
  name: "x",
  kubernetes: { version: "v1.35.0", endpoint: "https://x:6443" },
  nodes: [
    { name: "cp1", address: "10.0.0.1", role: "control-plane" },
    { name: "w1", address: "10.0.0.2", role: "worker" },
  ],
  talos: { version: "v1.12.0", talosconfig: import.meta.filename },
});

/** A machine room in which some addresses never answer. */
function room(silent: readonly string[]) {
  const calls: string[] = [];
  const run = async (argv: readonly string[], { deadlineMs }: CommandOptions): Promise<CommandResult> => {
    calls.push(argv.slice(1, argv.indexOf("--talosconfig")).join(" "));
    const killed = silent.some((address) => argv.includes(address));
    const stdout = '{"version":{"tag":"v1.12.0"}}';
    return { argv, exit: killed ? undefined : 0, killed, stdout, stderr: "", tookMs: deadlineMs, transcript: "t" };
  };
  const context = { profile, options: {}, commands: { run }, signal: new AbortController().signal };
  return { calls, context: context as unknown as SourceContext };
}

test("a silent node is asked once, whatever asks for it; the others are asked everything", async () => {
  const { calls, context } = room(["10.0.0.2"]);
  const asked: string[] = [];
  const ask = async (address: string): Promise<string> => {
    asked.push(address);
    return address;
  };
  const [first, second, versions] = await Promise.all([
    eachNode(context, "all", ask),
    eachNode(context, "all", ask),
    eachVersion(context),
  ]);
  expect(calls.filter((call) => call.includes("10.0.0.2"))).toEqual(["version --json -n 10.0.0.2"]);
  expect(asked).toEqual(["10.0.0.1", "10.0.0.1"]);
  for (const seen of [first, second, versions])
    expect(seen[1]).toMatchObject({
      node: "w1",
      look: { ok: false, trouble: { kind: "command-killed", message: expect.stringContaining("within 12 s") } },
    });
  expect(versions[0]?.look).toEqual({ ok: true, value: { tag: "v1.12.0" } });
});

test("the version itself is asked anew, and a node that came up is asked everything again", async () => {
  const silent = ["10.0.0.1", "10.0.0.2"];
  const { context } = room(silent);
  expect((await eachVersion(context)).every(({ look }) => !look.ok)).toBe(true);
  silent.length = 0;
  expect((await eachVersion(context)).every(({ look }) => look.ok)).toBe(true);
  const seen = await eachNode(context, "all", (address) => Promise.resolve(address));
  expect(seen.map(({ look }) => look.ok && look.value)).toEqual(["10.0.0.1", "10.0.0.2"]);
});

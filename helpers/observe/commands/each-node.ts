import type { Observations } from "../../../observations/observations.ts";
import type { PerNode } from "../../../observations/talos.ts";
import type { Trouble } from "../../../observations/trouble.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import { monotonicMs } from "../../wait/clock.ts";
import type { SourceContext } from "../source.ts";
import { talosFlags } from "./asked.ts";
import { answeredByNode } from "./node-answer.ts";
import { jsonStream } from "./json-stream.ts";

/** How long `talosctl version` may take: it reads nothing from the disk. */
const VERSION_MS = 12_000;
/** So long a node that was silent is not asked again by sources that only want to know more of it. */
const SILENT_MS = 30_000;

/**
 * Calls talosctl for each node by itself, several calls at once, each with its own deadline. Over several nodes
 * talosctl hides the silent one, reorders its lines and names no node in its errors. A node whose version is not
 * answered in time is silent: every source then tells so at once, and none waits for it again.
 */
export async function eachNode<Value>(
  context: SourceContext,
  nodes: "all" | "control-plane",
  ask: (address: string) => Promise<Value>,
): Promise<PerNode<Value>> {
  return perNode(context, nodes, async (address) => {
    await refuseSilent(context, address);
    return ask(address);
  });
}

/** Throws where a node does not even give its version. */
export async function refuseSilent(context: SourceContext, address: string): Promise<void> {
  const { trouble } = await metOf(context, address).answer;
  // whatever else is wrong with the version, other questions may be answered
  if (trouble?.kind === "command-killed") throw new SourceError(trouble.kind, trouble.message, trouble);
}

/** Whether a node asks callers for their roles; `undefined` where it does not say. */
export async function rbacOf(context: SourceContext, address: string): Promise<boolean | undefined> {
  return (await metOf(context, address).answer).version?.rbac;
}

/** The version that each node's Talos API gives, asked anew. */
export const eachVersion = (context: SourceContext): Promise<PerNode<Version>> =>
  perNode(context, "all", async (address) => {
    const { answer } = metOf(context, address, true);
    const { version, trouble } = await answer;
    if (trouble) throw new SourceError(trouble.kind, trouble.message, trouble);
    return version;
  });

async function perNode<Value>(
  { profile }: SourceContext,
  nodes: "all" | "control-plane",
  ask: (address: string) => Promise<Value>,
): Promise<PerNode<Value>> {
  const asked = profile.nodes.filter(({ role }) => nodes === "all" || role === "control-plane");
  return Promise.all(
    asked.map(async ({ name, address }) => {
      try {
        return { node: name, address, look: { ok: true as const, value: await ask(address) } };
      } catch (error) {
        return { node: name, address, look: { ok: false as const, trouble: troubleOf(error) } };
      }
    }),
  );
}

type Version = Extract<Observations["talosVersions"][number]["look"], { ok: true }>["value"];

/** One call of `talosctl version` for one node. */
interface Met {
  askedMs: number;
  answer: Promise<{ version: Version; trouble?: undefined } | { version?: undefined; trouble: Trouble }>;
  isOver: boolean;
}

/** The nodes that a run has met; the sources of a run share one context. */
const met = new WeakMap<SourceContext, Map<string, Met>>();

function metOf(context: SourceContext, address: string, anew = false): Met {
  const nodes = met.get(context) ?? new Map<string, Met>();
  met.set(context, nodes);
  const known = nodes.get(address);
  const isOld = known?.isOver && (anew || monotonicMs() - known.askedMs > SILENT_MS);
  if (known && !isOld) return known;
  const asked: Met = {
    askedMs: monotonicMs(),
    isOver: false,
    answer: versionOf(context, address)
      .catch((error: unknown) => ({ trouble: troubleOf(error) }))
      .finally(() => {
        [asked.isOver, asked.askedMs] = [true, monotonicMs()];
      }),
  };
  nodes.set(address, asked);
  return asked;
}

/**
 * `talosctl version --json`, a hidden flag. It prints the server's part only, and exits 0 when one of several
 * nodes is silent; so each node is asked by itself.
 */
async function versionOf(context: SourceContext, address: string): Promise<{ version: Version }> {
  const { stdout, transcript } = await answeredByNode(
    context,
    ["talosctl", "version", "--json", "-n", address, ...talosFlags(context)],
    VERSION_MS,
  );
  const [first] = jsonStream(stdout, transcript) as {
    version?: { tag?: string };
    platform?: { mode?: string };
    features?: { rbac?: boolean };
  }[];
  if (!first?.version?.tag)
    throw new SourceError("malformed", `talosctl version on ${address} named no version`, { transcript });
  const mode = first.platform?.mode;
  const rbac = first.features?.rbac;
  return {
    version: { tag: first.version.tag, ...(mode !== undefined && { mode }), ...(rbac !== undefined && { rbac }) },
  };
}

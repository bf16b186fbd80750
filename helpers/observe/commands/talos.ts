import type { TalosResource } from "../../../observations/talos.ts";
import { SourceError } from "../../trouble.ts";
import { answered, eachNode, quiet, talosFlags } from "./asked.ts";
import type { SourceContext, Source } from "../source.ts";

const DEADLINE_MS = 20_000;

/** Reads one type of Talos resource from every node. */
const resources =
  <Spec>(plural: string, required?: string) =>
  (context: SourceContext) =>
    eachNode(context, "all", async (address) => {
      const result = await answered(
        context,
        ["talosctl", "get", plural, "-n", address, "-o", "json", ...talosFlags(context)],
        DEADLINE_MS,
      );
      quiet(result);
      const found = parseResources<Spec>(result.stdout, result.transcript);
      if (required !== undefined && !found.some(({ metadata }) => metadata.id === required)) {
        throw new SourceError("malformed", `talosctl get ${plural} on ${address} gave no "${required}"`, {
          transcript: result.transcript,
        });
      }
      return found;
    });

export const talosMachineStatuses: Source<"talosMachineStatuses"> = resources("machinestatus", "machine");
export const talosServices: Source<"talosServices"> = resources("services");
export const talosLinks: Source<"talosLinks"> = resources("links");
export const talosTimeStatuses: Source<"talosTimeStatuses"> = resources("timestatuses", "node");
export const talosDiagnostics: Source<"talosDiagnostics"> = resources("diagnostics");
export const talosKubePrism: Source<"talosKubePrism"> = resources("kubeprismstatuses");

/**
 * `talosctl version --json`, a hidden flag. It prints the server's part only, and exits 0 when one of several
 * nodes is silent; so each node is asked by itself.
 */
export const talosVersions: Source<"talosVersions"> = (context) =>
  eachNode(context, "all", async (address) => {
    const result = await answered(
      context,
      ["talosctl", "version", "--json", "-n", address, ...talosFlags(context)],
      DEADLINE_MS,
    );
    const [first] = jsonStream(result.stdout, result.transcript) as {
      version?: { tag?: string };
      platform?: { mode?: string };
    }[];
    if (!first?.version?.tag) {
      throw new SourceError("malformed", `talosctl version on ${address} named no version`, {
        transcript: result.transcript,
      });
    }
    const mode = first.platform?.mode;
    return { tag: first.version.tag, ...(mode !== undefined && { mode }) };
  });

function parseResources<Spec>(stdout: string, transcript: string): TalosResource<Spec>[] {
  const found = jsonStream(stdout, transcript);
  for (const it of found) {
    const { metadata, spec } = it as { metadata?: { id?: unknown }; spec?: unknown };
    if (metadata?.id === undefined || spec === undefined) {
      throw new SourceError("malformed", "talosctl printed an object without metadata.id or spec", { transcript });
    }
  }
  return found as TalosResource<Spec>[];
}

/**
 * Parses JSON objects that follow each other without array or separator, as talosctl prints them. Half an object throws
 * SourceError.
 */
export function jsonStream(text: string, transcript = ""): unknown[] {
  const found: unknown[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (char === "}") {
      depth -= 1;
      if (depth === 0) found.push(whole(text.slice(start, at + 1), transcript));
    } else if (depth === 0 && char !== undefined && !/\s/.test(char)) {
      throw new SourceError("malformed", `printed something that is no JSON: ${text.slice(at, at + 80)}`, {
        transcript,
      });
    }
  }
  if (depth !== 0 || quoted) throw new SourceError("malformed", "printed half a JSON object", { transcript });
  return found;
}

function whole(text: string, transcript: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceError("malformed", `printed something that is no JSON: ${text.slice(0, 80)}`, { transcript });
  }
}

import type { TalosResource } from "../../../observations/talos.ts";
import { SourceError } from "../../trouble.ts";
import { quiet, talosFlags } from "./asked.ts";
import { answeredByNode } from "./node-answer.ts";
import { eachNode, eachVersion } from "./each-node.ts";
import { jsonStream } from "./json-stream.ts";
import type { SourceContext, Source } from "../source.ts";

const DEADLINE_MS = 20_000;

/** Reads one type of Talos resource from every node. */
const resources =
  <Spec>(plural: string, required?: string) =>
  (context: SourceContext) =>
    eachNode(context, "all", async (address) => {
      const result = await answeredByNode(
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

export const talosVersions: Source<"talosVersions"> = eachVersion;

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

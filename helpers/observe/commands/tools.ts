import type { Observations } from "../../../observations/observations.ts";
import type { Profile } from "../../../clusters/profile.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import { answered } from "./asked.ts";
import type { SourceContext, Source } from "../source.ts";

/** Long for a version, and short for a machine that is out of breath. */
const DEADLINE_MS = 45_000;

type Name = keyof Profile["tools"];

/** How each prints its own version without asking a cluster. */
const VERSION: Record<Name, readonly string[]> = {
  talosctl: ["version", "--client"],
  cilium: ["version", "--client"],
  flux: ["--version"],
  op: ["--version"],
  helm: ["version", "--short"],
  kubectl: ["version", "--client"],
};

/** The programs that the profile names and those that this run calls, each with its version or with what is wrong. */
export const tools: Source<"tools"> = async (context) => {
  const { profile } = context;
  const called: Name[] = [
    ...(profile.talos ? (["talosctl"] as const) : []),
    ...(profile.cilium ? (["cilium"] as const) : []),
    ...(profile.flux ? (["flux"] as const) : []),
    ...(profile.onePassword ? (["op"] as const) : []),
  ];
  const names = [...new Set([...called, ...(Object.keys(profile.tools) as Name[])])];
  return Promise.all(names.map(async (name) => toolOf(context, name)));
};

async function toolOf(context: SourceContext, name: Name): Promise<Observations["tools"][number]> {
  try {
    const { stdout, transcript } = await answered(context, [name, ...VERSION[name]], DEADLINE_MS);
    const version = /\bv?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)/.exec(stdout)?.[1];
    if (version === undefined) throw new SourceError("malformed", `${name} named no version`, { transcript });
    return { name, version };
  } catch (error) {
    return { name, trouble: troubleOf(error) };
  }
}

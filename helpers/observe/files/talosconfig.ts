import { existsSync } from "node:fs";
import { readPlainText } from "../../../evidence/plain-file.ts";
import type { Profile } from "../../../clusters/profile.ts";
import type { TalosconfigFile } from "../../../observations/files.ts";
import { talosconfigVariable, talosHome } from "../../environment.ts";
import type { RunOptions } from "../../call/options.ts";
import { resolvePath } from "../../call/paths.ts";
import { SourceError } from "../../trouble.ts";
import { readCertificate } from "./kubeconfig.ts";
import type { Source } from "../source.ts";
import { parsedYaml } from "./yaml.ts";
import { wordsOf } from "../../../observations/words.ts";

interface Talosconfig {
  context?: string;
  contexts?: Record<string, { endpoints?: string[] | null; nodes?: string[] | null; crt?: string } | null> | null;
}

/** The talosconfig of this run, without its keys. */
export const talosconfig = (async ({ options, profile }) => {
  const file = talosconfigPath(options, profile);
  const config = readConfig(file);
  const name = profile.talos?.context ?? config.context ?? "";
  const context = config.contexts?.[name];
  const seen: TalosconfigFile = { path: file, contexts: Object.keys(config.contexts ?? {}) };
  if (!context) return seen;
  return {
    ...seen,
    context: { name, endpoints: context.endpoints ?? [], nodes: context.nodes ?? [] },
    ...(context.crt && { certificate: readCertificate(Buffer.from(context.crt, "base64")) }),
  };
}) satisfies Source<"talosconfig">;

/**
 * The path of the talosconfig: --talosconfig, else the profile's, else $TALOSCONFIG, $TALOS_HOME/config or
 * ~/.talos/config.
 */
export function talosconfigPath(options: Pick<RunOptions, "talosconfig">, profile: Profile): string {
  const home = talosHome();
  const given = options.talosconfig ?? profile.talos?.talosconfig ?? talosconfigVariable();
  return resolvePath(given ?? (home === undefined ? "~/.talos/config" : `${home}/config`));
}

/** Throws where there is no file: talosctl would create an empty one and go on with it. */
function readConfig(file: string): Talosconfig {
  if (!existsSync(file))
    throw new SourceError("file", `talosconfig ${file}: no such file; name another with --talosconfig`);
  const config = parsedYaml(textOf(file), `talosconfig ${file}`);
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return config;
  throw new SourceError("file", `talosconfig ${file} is no YAML mapping`);
}

function textOf(file: string): string {
  try {
    return readPlainText(file);
  } catch (error) {
    throw new SourceError("file", `talosconfig ${file} cannot be read: ${wordsOf(error)}`);
  }
}

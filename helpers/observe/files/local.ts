import type { Profile } from "../../../clusters/profile.ts";
import type { SourceKey } from "../../../observations/observations.ts";
import { now } from "../../wait/clock.ts";
import type { Api } from "../../kube/api.ts";
import type { Commands } from "../../command.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { talosconfig } from "./talosconfig.ts";
import type { RunOptions } from "../../call/options.ts";
import { troubleOf } from "../../trouble.ts";

/** The sources that ask no cluster. */
export const LOCAL: readonly SourceKey[] = [
  "followed",
  "kubeconfig",
  "talosconfig",
  "sops",
  "repository",
  "remoteManifests",
  "tools",
  "onePassword",
];

/**
 * What is wrong with the kubeconfig or talosconfig, with its remedy, before anything is asked. `undefined` where
 * nothing is.
 */
export async function wrongFiles(
  options: RunOptions,
  profile: Profile,
  wanted: readonly SourceKey[],
): Promise<string | undefined> {
  if (wanted.every((key) => LOCAL.includes(key))) return undefined;
  const source = { options, profile, signal: new AbortController().signal, api: {} as Api, commands: {} as Commands };
  const context = options.context ?? profile.kubernetes.context;
  try {
    const file = await kubeconfig(source);
    if (!file.context) {
      const known = file.contexts.length > 0 ? `it has ${file.contexts.join(", ")}` : "it has none";
      return `${file.path}: no context "${context ?? file.currentContext ?? ""}"; ${known}; choose with --context or kubernetes.context of the profile`;
    }
    const ended = expired(file.certificate?.notAfter);
    if (ended)
      return `${file.path}: the client certificate of context "${file.context.name}" expired ${ended}; fetch a new one: talosctl kubeconfig`;
    const tokenEnded = expired(file.tokenExpires);
    if (tokenEnded)
      return `${file.path}: the token of context "${file.context.name}" expired ${tokenEnded}; make a new one: kubectl create token`;
    if (profile.talos && wanted.some((key) => key.startsWith("talos") || key.startsWith("etcd"))) {
      const talos = await talosconfig(source);
      const over = expired(talos.certificate?.notAfter);
      if (over) return `${talos.path}: its client certificate expired ${over}; make a new one: talosctl config new`;
    }
    return undefined;
  } catch (error) {
    return troubleOf(error).message;
  }
}

const expired = (notAfter: string | undefined): string | undefined =>
  notAfter !== undefined && Date.parse(notAfter) < now().getTime() ? notAfter : undefined;

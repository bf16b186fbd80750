import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { World } from "./world.ts";

/** What leads to a lab, as a call's flags and environment would. */
export interface ClientFiles {
  options: { kubeconfig: string; talosconfig: string; repo?: string };
  environment: { SOPS_AGE_KEY_FILE: string };
}

let own: Promise<{ identity: string; recipient: string }> | undefined;

/** Writes what an operator's machine holds: kubeconfig, talosconfig, age key, and a checkout with its SOPS rules. */
export async function writeClientFiles(
  { files }: World,
  folder: string,
  { kubeconfig, talosconfig }: { kubeconfig: string; talosconfig: string },
): Promise<ClientFiles> {
  own ??= ageKey();
  const { identity, recipient } = await own;
  const made = new Set<string>();
  const file = (name: string, text: string): string => {
    const target = path.join(folder, name);
    const parent = path.dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(target, text, { mode: 0o600 });
    return target;
  };
  const recipients = [...(files.sops.ownKeyListed ? [recipient] : []), OTHER_RECIPIENT];
  file("repo/.sops.yaml", `creation_rules:\n  - path_regex: .*\\.sops\\.yaml$\n    age: ${recipients.join(",")}\n`);
  for (const [name, text] of Object.entries(files.repository)) file(`repo/${name}`, text);
  return {
    options: {
      kubeconfig: file("kubeconfig", kubeconfig),
      talosconfig: file("talosconfig", talosconfig),
      ...(files.checkout !== false && { repo: path.join(folder, "repo") }),
    },
    environment: {
      SOPS_AGE_KEY_FILE: file("age.txt", files.ageKey ? `# public key: ${recipient}\n${identity}\n` : ""),
    },
  };
}

async function ageKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** An age recipient whose identity the lab does not have. */
const OTHER_RECIPIENT = "age1j3hsfptdfsfwvkf504etjkrtmajny9csrfh5s24uqh6fchmg5dgqg087ek";

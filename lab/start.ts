import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Profile } from "../clusters/profile.ts";
import { now } from "./clock.ts";
import { install } from "./commands/install.ts";
import { serve } from "./server/server.ts";
import { healthyRepository } from "./worlds/repository.ts";
import { healthyWorld, tick } from "./worlds/healthy.ts";
import type { World } from "./world.ts";

/** A lab that runs: a cluster that isn't there, met over HTTPS and on PATH. */
export interface Lab {
  /** What leads to it, as a call's flags would. */
  options: { kubeconfig: string; talosconfig: string; endpoint: string; repo: string };
  /** PATH with the stand-in commands first, and the age key's file. */
  environment: Record<string, string>;
  /** Puts another world in place: watches tell of it, commands answer from it. */
  set(world: World): void;
  /** Stops the server and removes the files. */
  dispose(): void;
}

/** Starts a world: the healthy one of this profile unless another is given. */
export async function startLab(profile: Profile, given?: World): Promise<Lab> {
  let world = given ?? healthyWorld(profile, { now: now() });
  const folder = mkdtempSync(path.join(tmpdir(), "assay-lab-"));
  const file = (name: string, text: string): string => {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text, { mode: 0o600 });
    return target;
  };
  // kubelets go on renewing their leases while the lab runs
  const server = await serve((at) => tick(world, at), { pollMs: HEARTBEAT_MS });
  const commands = install(world, path.join(folder, "bin"));
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const recipients = [...(world.files.sops.ownKeyListed ? [recipient] : []), OTHER_RECIPIENT];
  file("repo/.sops.yaml", `creation_rules:\n  - path_regex: .*\\.sops\\.yaml$\n    age: ${recipients.join(",")}\n`);

  for (const [name, text] of Object.entries(healthyRepository(profile))) file(`repo/${name}`, text);

  return {
    options: {
      kubeconfig: file("kubeconfig", server.kubeconfig()),
      talosconfig: file("talosconfig", server.talosconfig()),
      endpoint: server.url,
      repo: path.join(folder, "repo"),
    },
    environment: {
      PATH: `${commands.path}${path.delimiter}${process.env["PATH"] ?? ""}`,
      SOPS_AGE_KEY_FILE: file("age.txt", world.files.ageKey ? `# public key: ${recipient}\n${identity}\n` : ""),
    },
    set: (next) => {
      world = next;
      server.setWorld(next);
      commands.update(next);
    },
    dispose: () => {
      void server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const HEARTBEAT_MS = 5_000;

/** The recipient that seeds/004 names. */
const OTHER_RECIPIENT = "age1j3hsfptdfsfwvkf504etjkrtmajny9csrfh5s24uqh6fchmg5dgqg087ek";

import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { parseOpenProfile } from "../../../clusters/parse.ts";
import type { OpenProfile } from "../../../clusters/profile.ts";
import { draftFrom } from "../../../helpers/call/drafted.ts";
import { profileText } from "../../../helpers/call/draft-text.ts";
import { resolvePath } from "../../../helpers/call/paths.ts";
import { readCheckout } from "../../../helpers/observe/files/repository.ts";
import { writeClientFiles } from "../../../lab/files.ts";
import { playedFrom, profileOf, type Scenario } from "../../../lab/scenario.ts";
import { repositoryFrom, type Repository } from "../../../repository/model.ts";
import { profiles } from "../../profiles.ts";
import { START } from "../stage.ts";

/** A checkout that tools may write into, and the model of it. */
export interface Copy {
  /** What people know it by: a scenario's name, a folder's path. */
  name: string;
  root: string;
  model: Repository;
}

/** A copy of each scenario's checkout below `folder`; scenarios with the same files share one. */
export async function checkoutsOf(scenarios: readonly Scenario[], folder: string): Promise<Copy[]> {
  const seen = new Set<string>();
  const copies: Copy[] = [];
  for (const scenario of scenarios) {
    const profile = profileOf(scenario, profiles(scenario.cluster ?? "lab"), START);
    const world = playedFrom(scenario, profile, START)(START);
    const key = JSON.stringify(world.files.repository);
    if (seen.has(key) || world.files.checkout === false) continue;
    seen.add(key);
    const place = path.join(folder, scenario.name);
    const { options } = await writeClientFiles(world, place, { kubeconfig: "", talosconfig: "" });
    const root = options.repo ?? place;
    const model = repositoryFrom(await readCheckout(root), scenario.judgedBy?.(profile) ?? profile);
    copies.push({ name: scenario.name, root, model });
  }
  return copies;
}

/** A copy of somebody's checkout, judged by the profile that is drafted from it. Throws UsageError where none can be. */
export async function copyOf(named: string, folder: string): Promise<Copy> {
  const from = resolvePath(named);
  const root = path.join(folder, path.basename(from));
  mkdirSync(root, { recursive: true });
  const isKept = (file: string): boolean => ![".git", "node_modules"].includes(path.basename(file));
  cpSync(from, root, { recursive: true, verbatimSymlinks: true, filter: isKept });
  const { draft, read } = await draftFrom(named, undefined, "--repo");
  const { profile, problems } = parseOpenProfile(profileText(draft, { by: named }), named);
  if (problems) throw new Error(`the profile drafted from ${named} does not load`);
  return { name: named, root, model: repositoryFrom(read, profile satisfies OpenProfile) };
}

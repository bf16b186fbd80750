import type { Profile } from "../clusters/profile.ts";
import { loadProfile } from "../helpers/call/profile.ts";
import { clusters, root } from "./project.ts";

const loaded = new Map<string, Profile>();

/** A profile that comes with the project, read once. */
export function profiles(name: string): Profile {
  const known = loaded.get(name) ?? loadProfile(name, root, clusters).profile;
  loaded.set(name, known);
  return known;
}

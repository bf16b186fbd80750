import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { HelmReleaseRecord } from "../../observations/api.ts";
import type { SourceResult } from "../../observations/observations.ts";
import type { Observations } from "../../observations/observations.ts";
import type { Run } from "../run.ts";

/** What was running when a run looked. */
export interface Versions {
  /** By `kind name`: `release kube-system/cilium`, `talos infra-cp-01`, `kubernetes`, `assay`. */
  known: Record<string, string>;
  /** The kinds that could be read: of another kind nothing can be said to be gone. */
  read: string[];
}

/** The versions that a run's folder tells. Observations that are missing or were not readable are left out. */
export function versionsIn(folder: string, run: Run): Versions {
  const { cluster, tool, repository } = run;
  const releases = observed(folder, "helmReleases");
  const machines = observed(folder, "talosVersions");
  const single = {
    kubernetes: cluster.kubernetesVersion,
    assay: tool.version,
    profile: cluster.profileDigest.slice(0, 12),
    repository: repository && `${repository.commit.slice(0, 12)}${repository.dirty ? " with changes" : ""}`,
  };
  const known = Object.entries(single).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    known: Object.fromEntries([
      ...known,
      ...newest(releases ?? []).map(({ namespace, name, details }) => [
        `release ${namespace}/${name}`,
        details?.chartVersion ?? "unknown",
      ]),
      ...(machines ?? []).flatMap(({ node, look }) => (look.ok ? [[`talos ${node}`, look.value.tag]] : [])),
    ]),
    // a machine that did not answer is not gone
    read: releases ? ["release"] : [],
  };
}

/** Of each release that is installed, the newest revision that says its chart. */
function newest(releases: readonly HelmReleaseRecord[]): HelmReleaseRecord[] {
  const found = new Map<string, HelmReleaseRecord>();
  for (const release of releases) {
    const name = `${release.namespace}/${release.name}`;
    if (release.details && release.revision >= (found.get(name)?.revision ?? 0)) found.set(name, release);
  }
  return [...found.values()];
}

function observed<Key extends "helmReleases" | "talosVersions">(
  folder: string,
  source: Key,
): Observations[Key] | undefined {
  const place = path.join(folder, "observations", source);
  try {
    const result = read(place);
    return result?.ok && Array.isArray(result.value) ? (result.value as Observations[Key]) : undefined;
  } catch (error) {
    // half a file, or another's
    if (error instanceof SyntaxError || isOfZlib(error)) return undefined;
    throw error;
  }
}

/** In each form that a source is kept in: as it is, packed, and a long list as packed lines below a line of its own. */
function read(place: string): SourceResult<unknown> | undefined {
  if (fs.existsSync(`${place}.json`))
    return JSON.parse(fs.readFileSync(`${place}.json`, "utf8")) as SourceResult<unknown>;
  if (fs.existsSync(`${place}.json.gz`)) return JSON.parse(unpacked(`${place}.json.gz`)) as SourceResult<unknown>;
  if (!fs.existsSync(`${place}.ndjson.gz`)) return undefined;
  const [head = "", ...lines] = unpacked(`${place}.ndjson.gz`).split("\n").filter(Boolean);
  const value: unknown[] = lines.map((line): unknown => JSON.parse(line));
  return { ...(JSON.parse(head) as object), value } as SourceResult<unknown>;
}

const unpacked = (file: string): string => gunzipSync(fs.readFileSync(file)).toString("utf8");

const isOfZlib = (error: unknown): boolean => (error as NodeJS.ErrnoException).code?.startsWith("Z_") === true;

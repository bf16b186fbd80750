import { gunzipSync, gzipSync } from "node:zlib";
import type { Fault } from "../scenario.ts";
import { onScene } from "../scene.ts";
import type { LabObject, World } from "../world.ts";
import { edit, findObject, part, withObjects, type Json } from "./objects.ts";

/** What a release Secret holds, as far as faults change it. */
export interface Release extends Json {
  version: number;
  info: Json & { status: string; first_deployed: string; last_deployed: string; description: string };
  chart: { metadata: Json & { name: string; version: string; appVersion: string } };
}

/** Edits a revision: the labels and the content stay of one mind. */
export const revised = (release: string, revision: number, change: (content: Release) => void): Fault =>
  edit("Secret", secretName(release, revision), (object, world) => rewrite(object, change, world));

/** A further revision, made of the newest one, with the field manager that wrote it. */
export const revisionAdded =
  (release: string, from: number, { manager = "Helm", ...change }: RevisionChange): Fault =>
  (world) => {
    const before = findObject(world, "Secret", secretName(release, from));
    const copy = structuredClone(before);
    const [, name = ""] = release.split("/");
    copy.metadata.name = `sh.helm.release.v1.${name}.v${from + 1}`;
    const metadata = copy.metadata as Json & LabObject["metadata"];
    Object.assign(metadata, {
      uid: `${String(metadata["uid"]).slice(0, -1)}f`,
      creationTimestamp: change.at,
      resourceVersion: "8500",
    });
    for (const entry of (metadata["managedFields"] ?? []) as Json[]) Object.assign(entry, { manager, time: change.at });
    rewrite(
      copy,
      (content) => {
        content.version = from + 1;
        Object.assign(content.info, {
          status: change.status,
          last_deployed: change.at,
          description: change.description ?? "Upgrade complete",
        });
        if (change.chartVersion !== undefined) content.chart.metadata.version = change.chartVersion;
      },
      world,
    );
    const replaced = structuredClone(before);
    if (change.supersedes !== false) rewrite(replaced, ({ info }) => (info.status = "superseded"), world);
    const objects = world.kubernetes.objects.map((object) => (object === before ? replaced : object));
    return withObjects(world, [...objects, copy]);
  };

export interface RevisionChange {
  status: string;
  /** RFC 3339. */
  at: string;
  manager?: string;
  description?: string;
  chartVersion?: string;
  /** Whether the one before was superseded; default true. */
  supersedes?: boolean;
}

/** `namespace/sh.helm.release.v1.name.v1` of `namespace/name`. */
export function secretName(release: string, revision: number): string {
  const [namespace, name] = release.split("/");
  return `${namespace}/sh.helm.release.v1.${name}.v${revision}`;
}

function rewrite(object: LabObject, change: (content: Release) => void, { now }: Pick<World, "now">): void {
  const data = part(object, "data");
  const twice = Buffer.from(String(data["release"]), "base64").toString();
  const content = JSON.parse(gunzipSync(Buffer.from(twice, "base64")).toString()) as Release;
  change(content);
  const told = onScene(content, new Date(now));
  data["release"] = Buffer.from(gzipSync(JSON.stringify(told), { level: 1 }).toString("base64")).toString("base64");
  const labels = part(object, "metadata", "labels");
  labels["status"] = content.info.status;
  labels["version"] = String(content.version);
}

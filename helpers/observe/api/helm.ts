import { gunzipSync } from "node:zlib";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { HelmReleaseRecord } from "../../../observations/api.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";

const SECRETS = { group: "", resource: "secrets" };
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Helm's releases: every revision, from the metadata of its Secret. Of the releases that the profile names the newest
 * revision is decoded, for its times, its chart and the names in its manifest. Values and notes are never kept.
 * https://github.com/helm/helm/blob/main/pkg/storage/driver/secrets.go
 */
export const helmReleases: Source<"helmReleases"> = async ({ api, profile }) => {
  const secrets = (await api.list(SECRETS, { labelSelector: "owner=helm", metadataOnly: true })) as KubernetesObject[];
  const records = secrets.flatMap((secret) => recordOf(secret) ?? []);
  const newest = profile.releases.flatMap(({ name, namespace }) => {
    const revisions = records.filter((record) => record.name === name && record.namespace === namespace);
    return revisions.toSorted((a, b) => b.revision - a.revision)[0] ?? [];
  });
  await Promise.all(
    newest.map(async (record) => {
      const path = `/api/v1/namespaces/${record.namespace}/secrets/sh.helm.release.v1.${record.name}.v${record.revision}`;
      const secret = (await api.get(path)) as KubernetesObject & { data?: { release?: string } };
      record.details = decodeRelease(secret.data?.release, path);
      record.managers = (secret.metadata?.managedFields ?? []).flatMap(({ manager }) => manager ?? []);
    }),
  );
  return records;
};

/** A revision as the metadata of its Secret describes it; `undefined` where that is not complete. */
export function recordOf({ metadata }: KubernetesObject): HelmReleaseRecord | undefined {
  const { name, version, status, modifiedAt } = metadata?.labels ?? {};
  if (!name || !version || !metadata?.namespace) return undefined;
  return {
    name,
    namespace: metadata.namespace,
    revision: Number(version),
    status: status ?? "unknown",
    createdAt: metadata.creationTimestamp ?? "",
    ...(modifiedAt && { modifiedAt: new Date(Number(modifiedAt) * 1000).toISOString().replace(".000Z", "Z") }),
    managers: (metadata.managedFields ?? []).flatMap(({ manager }) => manager ?? []),
  };
}

interface Stored {
  info?: { first_deployed?: string; last_deployed?: string; description?: string };
  chart?: { metadata?: { name?: string; version?: string; appVersion?: string } };
  manifest?: string;
}

/** Decodes base64 (the Secret's) of base64 (Helm's) of gzip of JSON. Without gzip's magic number it is plain JSON. */
export function decodeRelease(data: string | undefined, path: string): NonNullable<HelmReleaseRecord["details"]> {
  if (!data) throw new SourceError("malformed", `${path} holds no release`);
  let stored: Stored;
  try {
    const packed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
    const text =
      packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed, { maxOutputLength: MOST_BYTES }) : packed;
    stored = JSON.parse(text.toString("utf8")) as Stored;
  } catch {
    // the decoder's message may quote what it read
    throw new SourceError("malformed", `${path} holds no release that can be decoded`);
  }
  const { info, chart, manifest } = stored;
  return {
    firstDeployed: info?.first_deployed ?? "",
    lastDeployed: info?.last_deployed ?? "",
    description: (info?.description ?? "").slice(0, 300),
    chart: chart?.metadata?.name ?? "",
    chartVersion: chart?.metadata?.version ?? "",
    appVersion: chart?.metadata?.appVersion ?? "",
    manifest: namesIn(manifest ?? ""),
  };
}

/**
 * `Kind/namespace/name` of each object in the manifest. Read line by line: whole manifests are megabytes, and only
 * names are kept.
 */
function namesIn(manifest: string): string[] {
  return manifest.split(/^---.*$/m).flatMap((part) => {
    const kind = /^kind:\s*["']?([A-Za-z0-9]+)/m.exec(part)?.[1];
    const metadata = /^metadata:\s*\n((?:[ \t]+.*\n?|\s*\n)*)/m.exec(part)?.[1] ?? "";
    const field = (key: string): string | undefined =>
      new RegExp(`^ {2}${key}:\\s*["']?([^\\s"']+)`, "m").exec(metadata)?.[1];
    const name = field("name");
    const namespace = field("namespace");
    return kind && name ? [namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`] : [];
  });
}

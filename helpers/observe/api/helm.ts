import { gunzipSync } from "node:zlib";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { HelmReleaseRecord } from "../../../observations/api.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";

const SECRETS = { group: "", resource: "secrets" };
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Helm's releases. Every revision by its Secret's metadata; of the releases that the profile names, the newest decoded
 * for its times, chart and the names in its manifest. Values and notes are never kept. Where Helm installed a release is
 * what the release says; its Secrets may be in another namespace.
 * https://github.com/helm/helm/blob/main/pkg/storage/driver/secrets.go
 */
export const helmReleases: Source<"helmReleases"> = async ({ api, profile }) => {
  const secrets = (await api.list(SECRETS, { labelSelector: "owner=helm", metadataOnly: true })) as KubernetesObject[];
  const records = secrets.flatMap((secret) => recordOf(secret) ?? []);
  const read = async (record: HelmReleaseRecord): Promise<string | undefined> => {
    const path = `/api/v1/namespaces/${record.namespace}/secrets/sh.helm.release.v1.${record.name}.v${record.revision}`;
    const secret = (await api.get(path)) as KubernetesObject & { data?: { release?: string } };
    const { installedIn, ...details } = decodeRelease(secret.data?.release, path);
    record.details = details;
    record.managers = (secret.metadata?.managedFields ?? []).flatMap(({ manager }) => manager ?? []);
    return installedIn;
  };
  await Promise.all(
    profile.releases.map(async ({ name, namespace }) => {
      const own = newestOf(records, name, namespace);
      if (own) return read(own);
      const elsewhere = [...new Set(records.flatMap((it) => (it.name === name ? [it.namespace] : [])))];
      for (const storedIn of elsewhere) {
        const newest = newestOf(records, name, storedIn);
        if (!newest || (await read(newest)) !== namespace) continue;
        const stored = records.filter((it) => it.name === name && it.namespace === storedIn);
        for (const record of stored) Object.assign(record, { namespace, storedIn });
        return undefined;
      }
      return undefined;
    }),
  );
  return records;
};

const newestOf = (records: readonly HelmReleaseRecord[], name: string, namespace: string) =>
  records
    .filter((record) => record.name === name && record.namespace === namespace)
    .toSorted((a, b) => b.revision - a.revision)[0];

/** What the metadata of a release's Secret says of it. */
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
  namespace?: string;
  info?: { first_deployed?: string; last_deployed?: string; description?: string };
  chart?: { metadata?: { name?: string; version?: string; appVersion?: string } };
  manifest?: string;
}

/** base64 (the Secret's) of base64 (Helm's) of gzip of JSON; without gzip's magic it is plain JSON. */
export function decodeRelease(
  data: string | undefined,
  path: string,
): NonNullable<HelmReleaseRecord["details"]> & { installedIn?: string } {
  if (!data) throw new SourceError("malformed", `${path} holds no release`);
  let stored: Stored;
  try {
    const packed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
    const text =
      packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed, { maxOutputLength: MOST_BYTES }) : packed;
    stored = JSON.parse(text.toString("utf8")) as Stored;
  } catch {
    // the decoder's words may quote what it read
    throw new SourceError("malformed", `${path} holds no release that can be decoded`);
  }
  const { info, chart, manifest, namespace } = stored;
  return {
    ...(namespace !== undefined && { installedIn: namespace }),
    firstDeployed: info?.first_deployed ?? "",
    lastDeployed: info?.last_deployed ?? "",
    description: (info?.description ?? "").slice(0, 300),
    chart: chart?.metadata?.name ?? "",
    chartVersion: chart?.metadata?.version ?? "",
    appVersion: chart?.metadata?.appVersion ?? "",
    manifest: namesIn(manifest ?? ""),
  };
}

/** `Kind/namespace/name` of each object; parsed by lines, because whole manifests are megabytes of which names are kept. */
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

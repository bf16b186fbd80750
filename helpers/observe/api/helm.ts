import { gunzipSync } from "node:zlib";
import { cut } from "../../../observations/kubernetes.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { HelmReleaseRecord } from "../../../observations/api.ts";
import type { Api } from "../../kube/api.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import type { Source } from "../source.ts";
import { objectsIn } from "./manifest.ts";

const SECRETS = { group: "", resource: "secrets" };
const MOST_BYTES = 64 * 1024 * 1024;

/** Secrets of Helm are up to a megabyte each: so many of them are held at once. */
const CONTENTS_AT_ONCE = 20;

/**
 * Helm's releases: every revision, from the metadata of its Secret. Of the releases that the profile names the newest
 * revision is decoded, for its times and chart; of each release the newest deployed one, for the names in its manifest.
 * Values and notes are never kept. Where Helm installed a release is what the release says: its Secrets may be in another
 * namespace.
 * https://github.com/helm/helm/blob/main/pkg/storage/driver/secrets.go
 */
export const helmReleases: Source<"helmReleases"> = async ({ api, profile }) => {
  const secrets = (await api.list(SECRETS, { labelSelector: "owner=helm", metadataOnly: true })) as KubernetesObject[];
  const records = secrets.flatMap((secret) => recordOf(secret) ?? []);
  // by where their Secrets are
  await readManifests(api, records);
  const read = async (record: HelmReleaseRecord): Promise<string | undefined> => {
    const path = `/api/v1/namespaces/${record.namespace}/secrets/sh.helm.release.v1.${record.name}.v${record.revision}`;
    const secret = (await api.get(path)) as ReleaseSecret;
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

type ReleaseSecret = KubernetesObject & { data?: { release?: string } };

/** The manifest of each release's deployed revision, unless a newer revision replaces or uninstalls it. */
async function readManifests(api: Api, records: readonly HelmReleaseRecord[]): Promise<void> {
  const deployed = records.filter(
    (record) =>
      record.status === "deployed" &&
      !records.some(
        (other) => isSame(record, other) && other.revision > record.revision && REPLACES.test(other.status),
      ),
  );
  if (deployed.length === 0) return;
  const keep = (secret: ReleaseSecret): KubernetesObject => {
    const read = recordOf(secret);
    const record = read && deployed.find((one) => isSame(one, read) && one.revision === read.revision);
    if (record) Object.assign(record, manifestOf(secret, record));
    return {};
  };
  try {
    await api.list(SECRETS, { labelSelector: "owner=helm,status=deployed", limit: CONTENTS_AT_ONCE, keep });
  } catch (error) {
    // what the metadata told is told all the same
    for (const record of deployed) if (!record.manifest) record.undecoded = troubleOf(error).message;
  }
}

const REPLACES = /^(deployed|uninstalling|uninstalled)$/;

const isSame = (one: HelmReleaseRecord, other: HelmReleaseRecord): boolean =>
  one.name === other.name && one.namespace === other.namespace;

/** A release that cannot be decoded does not hide the others. */
function manifestOf(
  { data }: ReleaseSecret,
  { namespace, name, revision }: HelmReleaseRecord,
): Partial<HelmReleaseRecord> {
  try {
    const stored = storedIn(data?.release, `the release ${namespace}/${name}, revision ${revision},`);
    return { manifest: { namespace: stored.namespace || namespace, objects: objectsIn(stored.manifest ?? "") } };
  } catch (error) {
    return { undecoded: troubleOf(error).message };
  }
}

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
  namespace?: string;
  info?: { first_deployed?: string; last_deployed?: string; description?: string };
  chart?: { metadata?: { name?: string; version?: string; appVersion?: string } };
  manifest?: string;
}

export function decodeRelease(
  data: string | undefined,
  path: string,
): NonNullable<HelmReleaseRecord["details"]> & { installedIn?: string } {
  const { info, chart, manifest, namespace } = storedIn(data, path);
  return {
    ...(namespace !== undefined && { installedIn: namespace }),
    firstDeployed: info?.first_deployed ?? "",
    lastDeployed: info?.last_deployed ?? "",
    description: cut(info?.description ?? ""),
    chart: chart?.metadata?.name ?? "",
    chartVersion: chart?.metadata?.version ?? "",
    appVersion: chart?.metadata?.appVersion ?? "",
    manifest: objectsIn(manifest ?? "").map(({ kind, namespace, name }) =>
      [kind, namespace, name].filter(Boolean).join("/"),
    ),
  };
}

/** base64 (the Secret's) of base64 (Helm's) of gzip of JSON; without gzip's magic it is plain JSON. */
function storedIn(data: string | undefined, path: string): Stored {
  if (!data) throw new SourceError("malformed", `${path} holds no release`);
  try {
    const packed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
    const text =
      packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed, { maxOutputLength: MOST_BYTES }) : packed;
    return JSON.parse(text.toString("utf8")) as Stored;
  } catch {
    // the decoder's message may quote what it read
    throw new SourceError("malformed", `${path} holds no release that can be decoded`);
  }
}

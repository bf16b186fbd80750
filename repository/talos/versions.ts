import type { OpenProfile } from "../../clusters/profile.ts";
import type { RepositoryFinding } from "../finding.ts";
import type { Where } from "../../observations/checkout.ts";
import { at, folderOf, record, textAt, type Path } from "../yaml/documents.ts";
import type { Repository } from "../model.ts";

/** One place that gives the version of Talos or Kubernetes. */
export interface VersionClaim {
  of: "talos" | "kubernetes";
  by: string;
  /** `undefined` where it is not known offline. */
  version?: string;
  where: Where;
}

/** talhelper's versions (through its talenv files), and tags of installer and kubelet images. */
export function versionClaims({ talos, files }: Repository): VersionClaim[] {
  // templates of several clusters: whose version is meant is not known
  const isOneCluster =
    new Set(talos.flatMap(({ kind, value }) => (kind === "omni" ? [textAt(value, "name")] : []))).size < 2;
  return talos.flatMap(({ kind, value, document, path }) => {
    const folder = folderOf(document.file);
    const environment = ["talenv.yaml", "talenv.yml"].flatMap(
      (name) => files.file(folder === "" ? name : `${folder}/${name}`)?.documents ?? [],
    );
    const told = (of: VersionClaim["of"], by: string, place: Path, written: string | undefined): VersionClaim[] => {
      if (written === undefined) return [];
      const variable = /^\$\{(\w+)\}$/.exec(written)?.[1];
      const text =
        variable === undefined ? written : environment.flatMap((one) => textAt(one.value, variable) ?? []).at(0);
      const version = /^v?\d+\.\d+\.\d+/.test(text ?? "") ? text : undefined;
      return [{ of, by, where: at(document, [...path, ...place]), ...(version !== undefined && { version }) }];
    };
    const image = (of: VersionClaim["of"], place: Path): VersionClaim[] => {
      const written = textAt(value, ...place);
      const tag = written
        ?.replace(/@sha256:.*$/, "")
        .replace(/\{\{.*?\}\}/g, "x")
        .split(":")
        .at(-1);
      return told(of, `image ${place.join(".")}`, place, written === undefined ? undefined : tag);
    };
    const inTemplate = (of: VersionClaim["of"]): VersionClaim[] =>
      told(of, "the cluster template", [of, "version"], isOneCluster ? textAt(value, of, "version") : undefined);
    if (kind === "omni") return [...inTemplate("talos"), ...inTemplate("kubernetes")];
    if (kind === "talhelper" || kind === "topf")
      return [
        ...told("talos", "talosVersion", ["talosVersion"], textAt(value, "talosVersion")),
        ...told("kubernetes", "kubernetesVersion", ["kubernetesVersion"], textAt(value, "kubernetesVersion")),
      ];
    if (record(value)["kind"] === "UnattendedInstallConfig") return image("talos", ["installer", "image"]);
    if (record(value)["kind"] === "KubeletConfig") return image("kubernetes", ["image"]);
    return [
      ...image("talos", ["machine", "install", "image"]),
      ...image("kubernetes", ["machine", "kubelet", "image"]),
    ];
  });
}

export interface VersionJudgement {
  examined: number;
  findings: RepositoryFinding[];
  unseen: { subject: string; reason: string }[];
}

/** Judges every place that gives a version of Talos or Kubernetes against the profile. */
export function judgeVersions(model: Repository, { talos, kubernetes }: OpenProfile): VersionJudgement {
  const result: VersionJudgement = { examined: 0, findings: [], unseen: [] };
  const wanted = { talos: talos?.version, kubernetes: kubernetes.version };
  const claims = versionClaims(model);
  for (const of of ["talos", "kubernetes"] as const) {
    const expected = wanted[of];
    if (expected === undefined) continue;
    const ours = claims.filter((claim) => claim.of === of);
    const title = of === "talos" ? "Talos" : "Kubernetes";
    if (!ours.some(({ version }) => version !== undefined))
      result.unseen.push({ subject: title, reason: `no place of the Talos configuration gives its version` });
    for (const { by, version, where } of ours) {
      if (version === undefined) continue;
      result.examined += 1;
      if (isVersion(version, expected)) continue;
      result.findings.push({
        subject: `file/${where.file}`,
        expected: `${title} ${expected}, as the profile says`,
        actual: `${by} says ${version}`,
        where,
        because: "The cluster comes up with another version than the one that was tried.",
        mend: `Write ${expected}, or correct the profile.`,
      });
    }
  }
  return result;
}

/** A version without its patch accepts any. */
function isVersion(version: string, expected: string): boolean {
  const [ours, theirs] = [version, expected].map((one) => one.replace(/^v/, ""));
  return ours === theirs || (/^\d+\.\d+$/.test(theirs ?? "") && (ours ?? "").startsWith(`${theirs}.`));
}

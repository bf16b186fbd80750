import type { OpenProfile } from "../../clusters/profile.ts";
import { get, inText, list, textAt } from "../yaml/documents.ts";
import { bringersOf, fluxBringers, isSince, numbersOf, type Release } from "./releases.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Repository } from "../model.ts";

/** The versions of a kind that its CRD serves on this cluster, and where that is written. */
export interface Served {
  versions: readonly string[];
  by: string;
}

/** The served versions of a kind; `undefined` where neither the CRD nor what brings it is known. */
export type ServedVersions = (apiVersion: string, kind: string) => Served | undefined;

/** From the CRDs in the checkout, and from the releases that bring CRDs. */
export function servedVersions(repository: Repository, profile: OpenProfile): ServedVersions {
  const written = writtenCrds(repository);
  const told = new Map<string, Served | undefined>();
  return (apiVersion, kind) => {
    const group = groupOf(apiVersion);
    const key = `${group} ${kind}`;
    if (!told.has(key)) told.set(key, byProduct(group, kind, repository, profile) ?? written.get(key));
    return told.get(key);
  };
}

/** The CRDs of the tree and of the bootstrap, unless another provider brings a different version of the same kind. */
function writtenCrds({ tree, manifests, belongs }: Repository): Map<string, Served> {
  const found = new Map<string, { versions: Set<string>; by: string }>();
  const applied = new Set(tree.objects.map(({ object }) => object.document));
  for (const { kind, document } of manifests) {
    const isBootstrap = /(^|\/)(?:bootstrap|talos)\//.test(document.file);
    if (kind !== "CustomResourceDefinition" || !belongs(document.file)) continue;
    if (!applied.has(document) && !isBootstrap) continue;
    const spec = get(document.value, "spec");
    const key = `${textAt(spec, "group") ?? ""} ${textAt(spec, "names", "kind") ?? ""}`;
    const one = found.get(key) ?? {
      versions: new Set<string>(),
      by: inText({ file: document.file, line: 1, column: 1 }),
    };
    for (const version of list(get(spec, "versions")))
      if (get(version, "served") !== false) one.versions.add(textAt(version, "name") ?? "");
    found.set(key, one);
  }
  return new Map([...found].map(([key, { versions, by }]) => [key, { versions: [...versions], by }]));
}

function byProduct(group: string, kind: string, repository: Repository, profile: OpenProfile): Served | undefined {
  const rule = RULES.find(({ groups, kinds }) => groups.includes(group) && (kinds?.includes(kind) ?? true));
  const bringers = rule && (rule.isFlux ? fluxBringers(repository, profile) : bringersOf(group, repository));
  if (!rule || !bringers || bringers.length === 0) return undefined;
  const served = bringers.map(({ by, version, values }) => {
    const numbers = version === undefined ? undefined : numbersOf(version);
    const versions = numbers && rule.served({ numbers, values, group, kind });
    return versions && numbers && { versions, by: `${by} (${version})` };
  });
  const [first] = served;
  // an unknown version may serve anything
  if (!first || served.includes(undefined)) return undefined;
  const versions = [...new Set(served.flatMap((one) => one?.versions ?? []))];
  return { versions, by: first.by };
}

interface Known {
  numbers: Release;
  values: unknown;
  group: string;
  kind: string;
}

/** When API versions stopped being served, each with its source. A kind without a rule is unknown. */
const RULES: readonly {
  groups: readonly string[];
  kinds?: readonly string[];
  isFlux?: boolean;
  served(known: Known): string[] | undefined;
}[] = [
  {
    // v1 came with 0.16, v1beta1 went with 0.17: https://github.com/external-secrets/external-secrets/releases/tag/v0.17.0
    // and comes back by a switch: https://github.com/external-secrets/external-secrets/pull/5809
    groups: ["external-secrets.io"],
    kinds: ["ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore"],
    served({ numbers, values }) {
      if (!isSince(numbers, [0, 16])) return ["v1beta1"];
      const beta = ["serveV1Beta1", "unsafeServeV1Beta1"].some((key) => get(values, "crds", key) === true);
      return isSince(numbers, [0, 17]) && !beta ? ["v1"] : ["v1", "v1beta1"];
    },
  },
  {
    // https://cert-manager.io/docs/releases/release-notes/release-notes-1.6/#legacy-cert-manager-api-versions-are-no-longer-served
    groups: ["cert-manager.io", "acme.cert-manager.io"],
    served: ({ numbers }) => (isSince(numbers, [1, 6]) ? ["v1"] : undefined),
  },
  {
    // v1beta1 and v2beta1 went with Flux 2.7, v1beta2 and v2beta2 with 2.8: the changelogs of
    // https://github.com/fluxcd/kustomize-controller (1.7.0, 1.8.0), source-controller (1.7.0, 1.8.0), helm-controller (1.4.0, 1.5.0)
    groups: ["kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"],
    isFlux: true,
    served({ numbers, group, kind }) {
      const newest = group.startsWith("helm.") ? "v2" : "v1";
      if (!isSince(numbers, [2, 7]) || kind === "ExternalArtifact") return undefined;
      return isSince(numbers, [2, 8]) ? [newest] : [newest, `${newest}beta2`];
    },
  },
];

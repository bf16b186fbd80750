import { at, get, inText, isUnresolved, textAt, texts, type Path } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { first, flow, gap, list, map, value } from "./draft.ts";
import type { Draft, Entries, Said } from "./draft.ts";
import { unwrittenPath } from "./hand-over.ts";
import { installed } from "./values.ts";
import { namespaceOfSync } from "../flux/sources.ts";
import { isFluxKustomization } from "../flux/kustomizations.ts";
import type { Repository } from "../model.ts";
import type { FluxSync, WrittenValue } from "../flux/sync.ts";

/**
 * How Flux is installed on this cluster and what it follows, from a FluxInstance, its chart's values or `flux
 * bootstrap`.
 */
export function fluxDraft(repository: Repository): Draft {
  const syncs = ordered(repository);
  const [sync] = syncs;
  if (!sync && !repository.manifests.some(isFluxKustomization))
    return gap("a FluxInstance, the values of its chart, a GitRepository with its Kustomization");
  const namespace = sync ? namespaceOf(sync, repository) : "flux-system";
  return map([
    ...(sync && namespace !== "flux-system" ? [["namespace", value(namespace, sync.where)] as Entries[number]] : []),
    ["version", first(versionsOf(repository, syncs), "an exact distribution.version of the FluxInstance", "v2.7.5")],
    ...controllersOf(syncs),
    ["instance", instanceOf(repository, sync)],
    ["source", sourceOf(syncs, repository)],
    [
      "kustomization",
      map([
        ...named(sync, "Kustomization", namespace),
        [
          "path",
          first(
            [...said(syncs, ({ path }) => path), ...(sync ? [] : unwrittenPath(repository))],
            "sync.path of the FluxInstance, a Kustomization's path",
          ),
        ],
      ]),
    ],
  ]);
}

/** Syncs of this cluster before shared ones, and known values before templates. */
function ordered({ syncs, tree }: Repository): FluxSync[] {
  const isRoot = ({ path }: FluxSync): boolean =>
    tree.roots.some(({ folder }) => folder !== undefined && folder === path?.text?.replace(/^\.?\/|\/$/g, ""));
  return syncs.toSorted((a, b) => Number(isRoot(b)) - Number(isRoot(a)));
}

const said = (syncs: readonly FluxSync[], of: (sync: FluxSync) => WrittenValue | undefined): Said[] =>
  syncs.flatMap((sync) => {
    const told = of(sync);
    return told?.text === undefined ? [] : [{ value: told.text, where: told.where }];
  });

/** Where the settings of a sync are: `spec` of a FluxInstance, `instance` in the values of its chart. */
function instanceAt({ by, document, where }: FluxSync): Path[] {
  if (by === "FluxInstance") return [["spec"]];
  if (by === "HelmRelease") return [["spec", "values", "instance"]];
  if (by === "values") return [["instance"]];
  // inline values of a helmfile release: the one that the sync stands in
  return Object.keys(document.positions)
    .filter((pointer) => pointer.endsWith("/instance/sync"))
    .filter((pointer) => document.positions[pointer]?.[0] === where.line)
    .map((pointer) =>
      pointer
        .split("/")
        .slice(1, -1)
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    );
}

function settings(syncs: readonly FluxSync[], ...path: string[]): Said[] {
  return syncs.flatMap((sync) =>
    instanceAt(sync).flatMap((above): Said[] => {
      const written = textAt(sync.document.value, ...above, ...path);
      return written === undefined || isUnresolved(written)
        ? []
        : [{ value: written, where: at(sync.document, [...above, ...path]) }];
    }),
  );
}

const namespaceOf = (sync: FluxSync, repository: Repository): string =>
  namespaceOfSync(sync, repository) ?? "flux-system";

/** Exact versions only, not `2.x`. `flux bootstrap` writes its version as a label. */
function versionsOf({ manifests, belongs }: Repository, syncs: readonly FluxSync[]): Said[] {
  const chosen = settings(syncs, "distribution", "version").filter(({ value: one }) => /^v?\d+\.\d+\.\d+$/.test(one));
  const labelled = manifests.flatMap(({ kind, document }): Said[] => {
    const path = ["metadata", "labels", "app.kubernetes.io/version"];
    const version = textAt(document.value, ...path);
    const isFlux = textAt(document.value, "metadata", "labels", "app.kubernetes.io/part-of") === "flux";
    return isFlux && kind === "Namespace" && version !== undefined && belongs(document.file)
      ? [{ value: version, where: at(document, path) }]
      : [];
  });
  return [...chosen, ...labelled].map((one) => ({ ...one, value: one.value.replace(/^v?/, "v") }));
}

function controllersOf(syncs: readonly FluxSync[]): Entries {
  const found = syncs.flatMap(({ document, ...sync }) =>
    instanceAt({ document, ...sync }).flatMap((above) => {
      const path = [...above, "components"];
      const names = texts(get(document.value, ...path));
      return names.length > 0 ? [names.map((name, index) => value(name, at(document, [...path, index])))] : [];
    }),
  );
  return found[0] ? [["controllers", list(found[0])]] : [];
}

/** The operator accepts no other name: https://fluxoperator.dev/docs/crd/fluxinstance/ */
function instanceOf({ releases, manifests, ...repository }: Repository, sync: FluxSync | undefined): Draft {
  const written = manifests.find(({ kind, document }) => kind === "FluxInstance" && repository.belongs(document.file));
  if (written) return value(written.name, at(written.document, ["metadata", "name"]));
  const chart =
    releases.find(({ name }) => name === "flux-instance") ??
    installed({ releases, manifests, ...repository }).find(({ name }) => name === "flux-instance");
  if (chart) return value("flux", `${inText(chart.where)}: its chart makes the one FluxInstance, flux`);
  return gap(sync ? "a FluxInstance: flux bootstrap installs Flux without one" : "a FluxInstance", "flux");
}

function sourceOf(syncs: readonly FluxSync[], repository: Repository): Draft {
  const [sync] = syncs;
  // a profile holds no secrets: URLs with a token are left out
  const url = said(syncs, (one) => one.url).map((one) => ({
    ...one,
    value: one.value.replace(/^(https?:\/\/)[^/@]*@/, "$1"),
  }));
  const refs = said(syncs, (one) => one.ref ?? one.branch);
  const isBootstrapped = sync?.by === "GitRepository";
  const secrets = isBootstrapped ? gotkSecrets(sync) : settings(syncs, "sync", "pullSecret");
  const isPlain = /^https?:/.test(url[0]?.value ?? "");
  return map([
    ...named(sync, "GitRepository", sync ? namespaceOf(sync, repository) : "flux-system"),
    ["url", first(url, "sync.url of the FluxInstance, a GitRepository's url")],
    ["ref", first(refs, "sync.ref of the FluxInstance, a GitRepository's ref")],
    ["secret", first(secrets, "sync.pullSecret, a GitRepository's secretRef", "github-deploy-key")],
    // https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference
    ...(secrets[0] && isPlain
      ? [
          [
            "secretKeys",
            list(["username", "password"].map((key) => value(key, "what an https URL is read with by a token"))),
          ] as Entries[number],
        ]
      : []),
  ]);
}

/** The name, where it differs from the namespace, which is the operator's default. */
function named(sync: FluxSync | undefined, kind: "GitRepository" | "Kustomization", namespace: string): Entries {
  if (!sync) return [];
  const path: Path = kind === "GitRepository" ? ["spec", "sourceRef", "name"] : ["metadata", "name"];
  const own: Said[] =
    sync.by === "GitRepository"
      ? [{ value: textAt(sync.document.value, ...path) ?? "", where: at(sync.document, path) }]
      : settings([sync], "sync", "name");
  const name = own[0]?.value ?? namespace;
  return name === "flux-system" ? [] : [["name", value(name, own[0]?.where ?? sync.where)]];
}

function gotkSecrets(sync: FluxSync): Said[] {
  const beside = sync.beside;
  const path = ["spec", "secretRef", "name"];
  const name = textAt(beside?.value, ...path);
  return beside && name !== undefined ? [{ value: name, where: at(beside, path) }] : [];
}

/** Secret stores and 1Password Connect, from the tree of Flux. */
export function secretsDraft(repository: Repository): Draft {
  const stores = repository.tree.objects.flatMap(({ object }): Draft[] => {
    const { kind, name, namespace, document, apiVersion } = object;
    const isStore = /^(?:Cluster)?SecretStore$/.test(kind) && groupOf(apiVersion) === "external-secrets.io";
    if (!isStore || isUnresolved(name)) return [];
    const own = kind === "SecretStore" && namespace !== undefined ? namespace : undefined;
    return [flow({ kind, name, ...(own !== undefined && { namespace: own }) }, at(document, ["metadata", "name"]))];
  });
  const isUsed =
    stores.length > 0 ||
    [...repository.releases, ...installed(repository)].some(({ name }) => name === "external-secrets");
  if (!isUsed) return gap("external-secrets: its release, a SecretStore");
  return map([
    ["connect", connectDraft(repository)],
    [
      "stores",
      stores.length > 0
        ? list(stores)
        : gap("a ClusterSecretStore or SecretStore that Flux applies", "[{ kind: ClusterSecretStore, name: x }]"),
    ],
  ]);
}

/** https://github.com/1Password/connect-helm-charts: Deployment onepassword-connect, with two containers, in its namespace. */
function connectDraft(repository: Repository): Draft {
  const [one] = [
    ...repository.releases.map(({ chart, release, where }) => ({ chart, namespace: release.namespace, where })),
    ...installed(repository),
  ].filter(({ chart }) => /(?:^|\/)connect$/.test(chart?.text ?? ""));
  if (one) return map([["namespace", value(one.namespace, one.where)]]);
  return gap("a release of 1Password's chart connect", "{ namespace: external-secrets }");
}

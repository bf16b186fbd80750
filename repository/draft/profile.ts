import { openProfileSchema, type OpenProfile } from "../../clusters/profile.ts";
import type { Checkout } from "../../observations/checkout.ts";
import { clustersIn, talosFolder, type Cluster } from "./clusters.ts";
import { bootstrapDraft } from "./bootstrap.ts";
import { ciliumDraft } from "./cilium.ts";
import { crdsDraft } from "./crds.ts";
import { map, value, type Draft, type Entries } from "./draft.ts";
import { fluxDraft, secretsDraft } from "./flux.ts";
import { kubernetesDraft, nodesDraft, talosDraft } from "./machines.ts";
import { networkDraft } from "./network.ts";
import { releasesDraft } from "./releases.ts";
import { repositoryFrom, type Repository } from "../model.ts";
import { groupOf } from "../../observations/kubernetes.ts";

export type Drafted =
  | { draft: Draft; name: string; refusal?: undefined }
  /** `clusters`: the names to choose from. */
  | { draft?: undefined; refusal: string; clusters?: string[] };

/**
 * A profile of the cluster that a checkout bootstraps, or why there is none: there are several clusters and none was
 * chosen, or none was found.
 */
export function draftOf(checkout: Checkout, chosen?: string): Drafted {
  const clusters = clustersIn(checkout);
  const names = clusters.map(({ value: name }) => name);
  if (clusters.length > 1 && (chosen === undefined || !names.includes(chosen)))
    return {
      refusal: `${checkout.root} is for ${names.length} clusters: ${names.join(", ")}; ${chosen === undefined ? "choose one" : `none is "${chosen}": choose one`} with --name`,
      clusters: names,
    };
  const said = clusters.find(({ value: name }) => name === chosen) ?? clusters[0] ?? byCheckout(checkout);
  const name = chosen ?? said.value;
  const repository = modelOf(checkout, name);
  if (!isRepository(repository))
    return {
      refusal: `${checkout.root} is not a checkout of a GitOps repository: it has no helmfile, no Flux and no Talos configuration${besides(repository)}`,
    };
  return { name, draft: map(entriesOf(repository, name, said)) };
}

/** What it is instead, as far as that can be told, and what can be done. */
function besides({ manifests }: Repository): string {
  const argo = manifests.find(({ apiVersion }) => groupOf(apiVersion) === "argoproj.io");
  if (argo)
    return `; it has Argo CD's ${argo.kind} (${argo.document.file}), which assay does not judge: if Talos or helmfile bootstraps the cluster, give the checkout that holds them`;
  const [first] = manifests;
  return first
    ? `; it has ${manifests.length} Kubernetes object${manifests.length === 1 ? "" : "s"} (${first.document.file}) that nothing here applies: give the checkout whose helmfile, Flux or Talos brings them up`
    : "";
}

/** Where nothing in the checkout names the cluster. */
function byCheckout({ root }: Checkout): Cluster {
  const folder = (root.split("/").findLast((part) => /[a-z0-9]/i.test(part)) ?? "").toLowerCase();
  const name = folder.replaceAll(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  return { value: name === "" ? "cluster" : name, from: "the checkout's folder: nothing in it names the cluster" };
}

function entriesOf(repository: Repository, name: string, said: Cluster): Entries {
  return [
    ["name", value(name, said.value === name ? said.from : "--name")],
    ["kubernetes", kubernetesDraft(repository)],
    ["talos", talosDraft(repository)],
    ["nodes", nodesDraft(repository)],
    ["network", networkDraft(repository)],
    ...bootstrapDraft(repository, name),
    ["crds", crdsDraft(repository)],
    ["releases", releasesDraft(repository)],
    ["cilium", ciliumDraft(repository)],
    ["flux", fluxDraft(repository)],
    ["secrets", secretsDraft(repository)],
  ];
}

/**
 * The model needs a profile to know which cluster is meant: its name, and Flux's path where one sync is this cluster's.
 * Where there are several lists of machines, its own counts.
 */
function modelOf(checkout: Checkout, name: string): Repository {
  const plain = repositoryFrom(checkout, stub(name));
  const own = plain.syncs.flatMap(({ path }) => path?.text ?? []).find((path) => path.split("/").includes(name));
  const model = own === undefined ? plain : repositoryFrom(checkout, stub(name, own));
  const folder = talosFolder(model.files, name);
  if (folder === undefined) return model;
  return { ...model, talos: model.talos.filter(({ document }) => document.file.startsWith(`${folder}/`)) };
}

const stub = (name: string, path?: string): OpenProfile =>
  openProfileSchema.parse({
    name,
    ...(path !== undefined && { flux: { kustomization: { path } } }),
  });

const isRepository = ({ helmfiles, tree, talos, syncs, manifests }: Repository): boolean =>
  helmfiles.length + tree.kustomizations.length + talos.length + syncs.length > 0 ||
  manifests.some(({ apiVersion }) => apiVersion.includes("fluxcd"));

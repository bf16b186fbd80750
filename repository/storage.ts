import type { Where } from "../observations/checkout.ts";
import type { BuiltObject } from "./kustomize/build.ts";
import { at, baseOf, get, record } from "./yaml/documents.ts";
import { groupOf } from "../observations/kubernetes.ts";
import type { Repository } from "./model.ts";

/** Something of a storage operator that this cluster gets. */
export interface StoragePiece {
  /** As a profile names it: `rook-ceph`. */
  operator: string;
  subject: string;
  /** What it is, for people. */
  what: string;
  where: Where;
  /** It reaches storage that stands elsewhere: Rook's external clusters. */
  external: boolean;
}

/** Charts that bring storage to the nodes; drivers that only reach it over the network (NFS, SMB, ceph-csi) do not. */
const CHARTS: Record<string, string> = {
  "rook-ceph": "rook-ceph",
  "rook-ceph-cluster": "rook-ceph",
  openebs: "openebs",
  "localpv-provisioner": "openebs",
  "zfs-localpv": "openebs",
  "lvm-localpv": "openebs",
  mayastor: "openebs",
  longhorn: "longhorn",
  topolvm: "topolvm",
  piraeus: "piraeus",
  "piraeus-operator": "piraeus",
  "linstor-cluster": "piraeus",
  "local-path-provisioner": "local-path-provisioner",
  "democratic-csi": "democratic-csi",
};

/** Groups of the operators' own kinds, where a cluster of theirs is declared without a chart. */
const CLUSTERS: Record<string, string> = {
  "ceph.rook.io/CephCluster": "rook-ceph",
  "openebs.io/DiskPool": "openebs",
  "piraeus.io/LinstorCluster": "piraeus",
};

/** What brings storage operators to this cluster: HelmReleases, helmfile's releases, clusters of the operators. */
export function storagePieces({ tree, releases, helmfiles }: Repository): StoragePiece[] {
  const byFlux = releases.flatMap(({ object, name, namespace, chart, values, where }): StoragePiece[] => {
    const operator = CHARTS[baseOf(chart?.text ?? name)] ?? CHARTS[name];
    if (operator === undefined || get(object.value, "spec", "suspend") === true) return [];
    const external = get(values.known, "cephClusterSpec", "external", "enable") === true;
    const what = `the chart ${baseOf(chart?.text ?? name)}`;
    return [{ operator, subject: `helmrelease/${namespace}/${name}`, what, where, external }];
  });
  const byHelmfile = helmfiles
    .filter(({ crdsOnly }) => !crdsOnly)
    .flatMap((state) => state.releases)
    .flatMap(({ name, namespace, chart, where, optional }): StoragePiece[] => {
      const operator = CHARTS[baseOf(chart?.text ?? name)] ?? CHARTS[name];
      const what = `the chart ${baseOf(chart?.text ?? name)}`;
      return operator === undefined || optional
        ? []
        : [{ operator, subject: `release/${namespace}/${name}`, what, where, external: false }];
    });
  const declared = tree.objects.flatMap(({ object }) => pieceOf(object));
  const pieces = [...byFlux, ...byHelmfile, ...declared];
  // Rook's operator serves an external cluster too
  const isRemote = pieces.some(({ external }) => external) && !declared.some(({ external }) => !external);
  return pieces.map((piece) => ({ ...piece, external: isRemote && piece.operator === "rook-ceph" }));
}

function pieceOf(object: BuiltObject): StoragePiece[] {
  const { kind, apiVersion, name, namespace, document, value } = object;
  const operator = CLUSTERS[`${groupOf(apiVersion)}/${kind}`];
  if (operator === undefined) return [];
  const external = record(get(value, "spec", "external"))["enable"] === true;
  const subject = `${kind.toLowerCase()}/${namespace ?? "-"}/${name}`;
  return [{ operator, subject, what: `a ${kind}`, where: at(document), external }];
}

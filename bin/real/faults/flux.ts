import { kubectl, shell, type Command, type Fault } from "../fault.ts";

/** What the cluster's Flux follows, by its profile. Without a deploy key its repository is a public one. */
export interface Followed {
  namespace: string;
  ref: string;
  deployKey?: string;
}

/** Faults of Flux: of its controllers, of what it follows, and of the key that it needs for it. */
export const faultsOfFlux = ({ namespace, ref, deployKey }: Followed): Fault[] => [
  {
    name: "source-on-another-branch",
    what: "the Git source follows a branch that is not there",
    bring: [source(namespace, "refs/heads/nowhere")],
    cause: { check: "flux/git-source-is-ready", says: "refs/heads/nowhere" },
    mend: [source(namespace, ref.startsWith("refs/") ? ref : `refs/heads/${ref}`)],
  },
  {
    name: "controller-scaled-to-0",
    what: "kustomize-controller is scaled to 0",
    bring: [kubectl("-n", namespace, "scale", "deployment/kustomize-controller", "--replicas=0")],
    cause: { check: "components/workloads-are-rolled-out", says: "kustomize-controller" },
    mend: [kubectl("-n", namespace, "scale", "deployment/kustomize-controller", "--replicas=1")],
  },
  ...(deployKey === undefined ? [] : [withoutKey(namespace, deployKey)]),
];

const withoutKey = (namespace: string, key: string): Fault => ({
  name: "deploy-key-deleted",
  what: "the Secret with the deploy key is deleted",
  bring: [
    shell(`umask 077; kubectl -n ${namespace} get secret ${key} -o json >$KEPT/deploy-key`),
    kubectl("-n", namespace, "delete", "secret", key),
    reconciled(namespace),
  ],
  cause: { check: "flux/deploy-key-is-in-place", says: key },
  mend: [
    shell(
      `test ! -e $KEPT/deploy-key || { kubectl -n ${namespace} get secret ${key} >/dev/null 2>&1 || ` +
        "sed -E '/\"(uid|resourceVersion|creationTimestamp)\":/d' $KEPT/deploy-key | kubectl create -f -; }",
    ),
    reconciled(namespace),
  ],
});

const reconciled = (namespace: string): Command =>
  shell(
    `kubectl -n ${namespace} annotate --overwrite gitrepository/flux-system ` +
      'reconcile.fluxcd.io/requestedAt="$(date +%s)"',
  );

const source = (namespace: string, name: string): Command =>
  kubectl(
    ...["-n", namespace, "patch", "gitrepository", "flux-system", "--type=merge", "-p"],
    JSON.stringify({ spec: { ref: { name } } }),
  );

import type { RepositoryNotice } from "../finding.ts";
import { foldedBy } from "../fold.ts";
import { asksFor, makes, type Asked } from "../flux/asked-for.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { Repository } from "../model.ts";
import { get, inText, isRecord, isUnresolved, record } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { escaped } from "../yaml/expressions.ts";

/**
 * Secrets, ConfigMaps, claims and ServiceAccounts that something asks for and nothing seems to make: nothing else in the
 * checkout has the name, and no chart or object of the namespace is called so. People and operators make them too, so it
 * is information; a warning where Flux itself looks for it. `told` are the subjects of which it is known already.
 */
export function nobodyMakes(repository: Repository, told: ReadonlySet<string> = new Set()): RepositoryNotice[] {
  const { tree, files, belongs } = repository;
  if (tree.objects.some(({ object }) => copiesOthers(object))) return [];
  const made = new Set(tree.objects.flatMap(({ object }) => makes(object)));
  const asked = asksFor(repository);
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const [kind = "", name = ""] = one.what.split(" ");
    if (made.has(one.what) || files.named(kind, name).length > 0 || BUILT_IN.test(one.what)) continue;
    const key = `${kind.toLowerCase()}/${one.place}/${name}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const texts = groups.size === 0 ? [] : files.all.filter(({ path }) => belongs(path) && !path.endsWith(".md"));
  const found = [...groups].flatMap(([subject, [first, ...more]]): RepositoryNotice[] => {
    const [kind = "", name = ""] = first?.what.split(" ") ?? [];
    if (told.has(subject)) return [];
    const isOpen = tree.objects.some(({ object }) => object.kind === kind && isUnresolved(object.name));
    if (!first || isOpen || isOfAnother(first, name, repository)) return [];
    const times = asked.filter((one) => one.what.endsWith(` ${name}`)).map(({ where }) => inText(where));
    const word = new RegExp(String.raw`(?<![\w.-])${escaped(name)}(?![\w-])`, "g");
    const written = texts.reduce(
      (sum, { text = "" }) => sum + (text.includes(name) ? [...text.matchAll(word)].length : 0),
      0,
    );
    if (written > new Set(times).size) return [];
    return [
      {
        severity: first.byFlux ? "warning" : "information",
        subject,
        expected: `something that makes ${first.what}`,
        actual: `${first.by} asks for it (${inText(first.where)})${more.length === 0 ? "" : `, and ${more.length} more`}, and nothing that is seen here makes it`,
        where: first.where,
        because: first.byFlux
          ? "Unless somebody makes it by hand, Flux waits for it for ever."
          : "Unless a chart, an operator or somebody makes it, the pod waits for it for ever.",
        mend: "Correct the name, or add what makes it.",
      },
    ];
  });
  return foldedBy(found, schemeOf, ({ subject }) => subject);
}

/** What one operator names after applications, with the application taken out: `database-*-user`. */
function schemeOf({ subject, actual }: RepositoryNotice): string | undefined {
  const [kind = "", , name = ""] = subject.split("/");
  const [, app = ""] = /^\w+ [^/\s]+\/(\S+)/.exec(actual) ?? [];
  const parts = name.split(app);
  return app === "" || parts.length < 2 ? undefined : `${kind} ${parts.join("*")}`;
}

/** What every namespace has. */
const BUILT_IN = /^(?:ServiceAccount default|ConfigMap kube-root-ca\.crt)$/;

/** Operators that put Secrets and ConfigMaps into namespaces by rules of their own. */
const copiesOthers = ({ kind, apiVersion, value }: { kind: string; apiVersion: string; value: unknown }): boolean =>
  (groupOf(apiVersion) === "kyverno.io" && JSON.stringify(get(value, "spec", "rules") ?? []).includes('"generate"')) ||
  Object.keys(record(get(value, "metadata", "annotations"))).some((key) => /reflector|replicat/.test(key)) ||
  kind === "ClusterExternalSecret";

/** Whether something else of the namespace is called so at its beginning: charts and operators name what they make after it. */
function isOfAnother({ by, place, what }: Asked, name: string, { releases, tree }: Repository): boolean {
  const [, own = ""] = by.split(" ");
  const isOwn = (namespace: string, other: string): boolean => own === `${namespace}/${other}`;
  const isMadeBy = (one: FluxRelease): boolean => {
    if (one.release.namespace !== place || !name.startsWith(one.release.name)) return false;
    if (!isOwn(one.namespace, one.name)) return true;
    if (what.startsWith("PersistentVolumeClaim ")) return false;
    // its values name what such a chart makes
    const makesOwn = ["configMaps", "secrets"].some((key) => isRecord(get(one.object.value, "spec", "values", key)));
    return makesOwn || !isPlain(one.chart?.text, one.source.name);
  };
  return (
    releases.some(isMadeBy) ||
    tree.objects.some(
      ({ object }) =>
        (object.namespace === place || object.namespace === undefined) &&
        !PARTS.test(object.kind) &&
        !isOwn(object.namespace ?? "", object.name) &&
        object.name.length > 2 &&
        name.startsWith(object.name),
    )
  );
}

/** A chart that makes nothing that its values do not name. */
const isPlain = (chart: string | undefined, source: string): boolean =>
  /app-template|bjw-s/.test(`${chart ?? ""} ${source}`);

/** What makes no other object of a like name. */
const PARTS =
  /^(?:HelmRelease|OCIRepository|HelmRepository|GitRepository|Kustomization|ConfigMap|Secret|Namespace|Service|ServiceAccount|PersistentVolumeClaim|HTTPRoute|Ingress|Deployment|StatefulSet|DaemonSet|CronJob|Job|Pod|ServiceMonitor|PodMonitor|PrometheusRule|NetworkPolicy|CiliumNetworkPolicy|Role|RoleBinding|ClusterRole|ClusterRoleBinding|ReplicationSource|ReplicationDestination|PodDisruptionBudget|HorizontalPodAutoscaler)$/;

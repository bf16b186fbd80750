import { crdProviders } from "../crds/providers.ts";
import { statementsOf } from "../helmfile/runs.ts";
import { textAt, at, inText } from "../yaml/documents.ts";
import { gap, list, map, value, type Draft } from "./draft.ts";
import type { Repository } from "../model.ts";

/** The names of the CRDs that come before the releases: from the CRD phase, URLs, and written manifests. */
export function crdsDraft(repository: Repository): Draft {
  const { known, unknown } = crdProviders(repository);
  const { helmfiles, tasks } = repository;
  const applies = tasks.some((task) =>
    statementsOf(task).some(({ text }) => /\bkubectl\b.*\b(?:apply|create)\b/.test(text)),
  );
  // what Flux alone applies comes in its own order
  if (helmfiles.length === 0 && !applies && !known.some(({ kind }) => kind === "phase" || kind === "url"))
    return gap("a bootstrap that applies CRDs before Flux: a helmfile state, a task, a URL", "{ required: [] }");
  const required = new Map<string, Draft>();
  for (const { document, kind, name } of repository.manifests) {
    const isEarly = /(^|\/)(?:bootstrap|talos|crds?)\//.test(document.file) && repository.belongs(document.file);
    if (kind === "CustomResourceDefinition" && isEarly && textAt(document.value, "spec", "group") !== undefined)
      required.set(name, value(name, at(document, ["metadata", "name"])));
  }
  const silent = new Set<string>();
  for (const { kind, groups, product, where } of known) {
    if (kind !== "phase" && kind !== "url") continue;
    const names = groups.flatMap((group) => (NAMES[group] ?? []).map((plural) => `${plural}.${group}`));
    if (names.length === 0) silent.add(`${product?.name ?? groups.join(", ")} (${inText(where)})`);
    for (const name of names) if (!required.has(name)) required.set(name, value(name, where));
  }
  for (const { by, where } of unknown) silent.add(`${by} (${inText(where)})`);
  const missing = silent.size > 0 ? `the names of the CRDs of ${[...silent].join("; ")}` : undefined;
  const like = "[certificates.cert-manager.io]";
  return map([
    [
      "required",
      required.size > 0
        ? list([...required.values()], missing)
        : gap(missing ?? "a CRD phase: a helmfile state with --include-crds, URLs that a task applies", like),
    ],
  ]);
}

/**
 * The CRDs that every version of the last years has, of the products that such bootstraps install, and those of the
 * Gateway API's standard channel.
 */
const NAMES: Record<string, readonly string[] | undefined> = {
  "cert-manager.io": ["certificaterequests", "certificates", "clusterissuers", "issuers"],
  "acme.cert-manager.io": ["challenges", "orders"],
  "external-secrets.io": [
    "clusterexternalsecrets",
    "clustersecretstores",
    "externalsecrets",
    "pushsecrets",
    "secretstores",
  ],
  "generators.external-secrets.io": [
    "acraccesstokens",
    "clustergenerators",
    "ecrauthorizationtokens",
    "fakes",
    "gcraccesstokens",
    "githubaccesstokens",
    "passwords",
    "quayaccesstokens",
    "stssessiontokens",
    "uuids",
    "vaultdynamicsecrets",
    "webhooks",
  ],
  "monitoring.coreos.com": [
    "alertmanagerconfigs",
    "alertmanagers",
    "podmonitors",
    "probes",
    "prometheusagents",
    "prometheuses",
    "prometheusrules",
    "scrapeconfigs",
    "servicemonitors",
    "thanosrulers",
  ],
  "gateway.networking.k8s.io": ["gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"],
};

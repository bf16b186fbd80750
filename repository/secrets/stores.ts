import { groupsOf } from "../../observations/groups.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Where } from "../../observations/checkout.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import type { Repository } from "../model.ts";
import { at, get, inText, isUnresolved, list, textAt, type Path } from "../yaml/documents.ts";
import { escaped } from "../yaml/expressions.ts";

/** What asks for a secret store that nothing defines, once for each store. */
export interface MissingStores {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
  unseen: { subject: string; reason: string }[];
  /** References that were looked at. */
  examined: number;
}

/**
 * The stores that ExternalSecrets, ClusterExternalSecrets and PushSecrets ask for:
 * https://external-secrets.io/latest/api/externalsecret/, https://external-secrets.io/latest/api/pushsecret/
 * `hidden` says why objects may be there that are not seen.
 */
export function missingStores(repository: Repository, hidden: string | undefined): MissingStores {
  const uses = repository.tree.objects.flatMap(({ object }) => usesIn(object));
  const result: MissingStores = { findings: [], notices: [], unseen: [], examined: uses.length };
  const stores = repository.tree.objects.filter(({ object }) => isStore(object)).map(({ object }) => object);
  const missing = uses.filter(
    (use) => !isUnresolved(use.name) && !stores.some((store) => isMeant(store, use)) && !isWritten(use, repository),
  );
  const subjectOf = ({ kind, namespace, name }: Use): string =>
    `${kind.toLowerCase()}/${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const [elsewhere] = repository.tree.kustomizations.flatMap(({ unknown }) => unknown ?? []);
  for (const [first, ...more] of groupsOf(missing, subjectOf)) {
    const subject = subjectOf(first);
    const asks = `${first.by} asks for it${more.length === 0 ? "" : `, and ${more.length} more`}`;
    const doubt = hidden ?? elsewhere;
    if (doubt !== undefined) {
      result.unseen.push({ subject, reason: `${asks}; it is not seen, and ${doubt}` });
      continue;
    }
    const others = [...new Set(stores.filter(({ kind }) => kind === first.kind).map(({ name }) => name))];
    const found = {
      subject,
      expected: `a ${first.kind} ${first.name}${first.namespace === undefined ? "" : ` in namespace ${first.namespace}`}`,
      actual: `nothing defines it${others.length === 0 ? "" : `; there is ${others.slice(0, 3).join(", ")}`}; ${asks}`,
      where: first.where,
      because: "external-secrets never makes the Secret, and what reads it does not start.",
      mend: others.length === 0 ? "Define the store." : "Correct the name, or define the store.",
    };
    // where the repository defines no store at all, somebody else does
    if (stores.length > 0) result.findings.push(found);
    else result.notices.push({ ...found, severity: "warning" });
  }
  return result;
}

interface Use {
  kind: string;
  name: string;
  /** Of a SecretStore: it is looked for in the namespace of what asks. */
  namespace?: string;
  by: string;
  where: Where;
}

const isEso = ({ apiVersion }: BuiltObject): boolean => groupOf(apiVersion) === "external-secrets.io";

const isStore = (object: BuiltObject): boolean => isEso(object) && /^(?:Cluster)?SecretStore$/.test(object.kind);

function usesIn(object: BuiltObject): Use[] {
  if (!isEso(object)) return [];
  const spec: Path = object.kind === "ClusterExternalSecret" ? ["spec", "externalSecretSpec"] : ["spec"];
  if (!/^(?:Cluster)?(?:External|Push)Secret$/.test(object.kind)) return [];
  const paths: Path[] = [
    [...spec, "secretStoreRef"],
    ...list(get(object.value, ...spec, "secretStoreRefs")).map((_, index) => [...spec, "secretStoreRefs", index]),
    ...["data", "dataFrom"].flatMap((key) =>
      list(get(object.value, ...spec, key)).map((_, index) => [...spec, key, index, "sourceRef", "storeRef"]),
    ),
  ];
  return paths.flatMap((path) => {
    const name = textAt(object.value, ...path, "name");
    if (name === undefined) return [];
    const kind = textAt(object.value, ...path, "kind") ?? "SecretStore";
    const isLocal = kind === "SecretStore" && object.namespace !== undefined;
    return [
      {
        kind,
        name,
        ...(isLocal && { namespace: object.namespace }),
        by: `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`,
        where: at(object.document, path),
      },
    ];
  });
}

const isMeant = (store: BuiltObject, { kind, name, namespace }: Use): boolean =>
  store.kind === kind &&
  (store.name === name || isUnresolved(store.name)) &&
  (namespace === undefined || store.namespace === undefined || store.namespace === namespace);

const STORE =
  /apiVersion:\s*["']?external-secrets\.io\/\w+["']?\s*\n\s*(?:-\s*)?kind:\s*["']?((?:Cluster)?SecretStore)\b|kind:\s*["']?((?:Cluster)?SecretStore)["']?\s*\n\s*(?:-\s*)?apiVersion:\s*["']?external-secrets\.io/g;

/**
 * Whether a file defines it that Flux does not build as it stands: what the bootstrap applies, a chart of the checkout, the
 * values of a chart.
 */
const isWritten = ({ kind, name }: Use, { files, tree, belongs }: Repository): boolean => {
  const built = new Set(tree.objects.map(({ object }) => inText({ file: object.document.file, line: 0, column: 0 })));
  return files.all.some(({ path, text = "" }) => {
    if (!text.includes("SecretStore") || !belongs(path)) return false;
    const kinds = [...text.matchAll(STORE)].map(([, one, other]) => one ?? other);
    if (!kinds.includes(kind)) return false;
    const isTemplate = !built.has(`${path}:0`) && /name:\s*["']?.*(?:\{\{|\$\{)/.test(text);
    return (
      isTemplate ||
      new RegExp(String.raw`name:\s*["']?${escaped(name)}["']?\s*$`, "m").test(
        text.replaceAll(/secretStoreRefs?:[\s\S]{0,120}/g, ""),
      )
    );
  });
};

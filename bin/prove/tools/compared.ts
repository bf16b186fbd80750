import { groupOf } from "../../../observations/kubernetes.ts";
import type { Build, BuildFault } from "../../../repository/kustomize/build.ts";
import { isClusterScoped } from "../../../repository/kustomize/transformers.ts";
import { get, isRecord, record, textAt } from "../../../repository/yaml/documents.ts";
import { valueDifferences } from "./values.ts";

/** What a real tool made of a folder: the objects that it printed, or its own words where it refused. */
export type Told = { objects: readonly unknown[] } | { refused: string };

/**
 * In what the model's build of a folder differs from a tool's, a sentence each. Objects are compared by group, kind,
 * namespace and name, and then by what they hold; where both refuse, the tool's words must name what the model's fault names, or hold one of `words`.
 */
export function differences(
  { objects, faults }: Pick<Build, "objects" | "faults">,
  told: Told,
  words: readonly string[] = [],
): string[] {
  const [fault] = faults;
  if ("refused" in told) {
    // the model is that of Flux, which writes into a kustomization.yaml that names nothing
    if (!fault && objects.length === 0 && told.refused.includes("kustomization.yaml is empty")) return [];
    if (!fault) return [`the tool refuses it, and the model builds it: ${short(told.refused)}`];
    const names = [...faults.flatMap(namesOf), ...words];
    if (names.some((name) => told.refused.includes(name))) return [];
    return [`both refuse it, at other places: the model ${inWords(fault)}; the tool: ${short(told.refused)}`];
  }
  if (fault) return [`the tool builds it, and the model refuses it: ${inWords(fault)}`];
  const ours = new Map(objects.map((one) => [identity(one.value, one.name), one]));
  const names = new Set(ours.keys());
  const theirs = new Map(told.objects.map((one) => [withoutHash(identity(one), names), one]));
  const generated = new Set(objects.flatMap(({ contents, name }) => (contents === undefined ? [] : [name])));
  return [
    ...[...ours.keys()].filter((one) => !theirs.has(one)).map((one) => `only the model builds ${one}`),
    ...[...theirs.keys()].filter((one) => !ours.has(one)).map((one) => `only the tool builds ${one}`),
    ...[...ours].flatMap(([one, { value, contents, kind }]) => {
      const other = theirs.get(one);
      // a Secret's data is Base64 where the tool makes it
      if (other === undefined || (contents !== undefined && kind === "Secret")) return [];
      return valueDifferences(placed(value, kind), placed(other, kind), (name) => generated.has(name)).map(
        (it) => `${one}: ${it}`,
      );
    }),
  ];
}

/**
 * Kustomize gives a namespace to objects of every kind whose schema it does not have; the API server takes it from those
 * of the whole cluster, as the model does.
 */
function identity(value: unknown, name = textAt(value, "metadata", "name") ?? ""): string {
  const kind = textAt(value, "kind") ?? "";
  const namespace = isClusterScoped(kind) ? undefined : textAt(value, "metadata", "namespace");
  const group = groupOf(textAt(value, "apiVersion") ?? "");
  // ten letters and digits of a generated name are told where the model's name has them not
  const shown = get(value, "metadata", "name") === undefined ? "(no name)" : name;
  return `${kind}${group === "" ? "" : `.${group}`} ${namespace === undefined ? "" : `${namespace}/`}${shown}`;
}

/** Without its name, and the namespace of what belongs to the whole cluster: see above. */
function placed(value: unknown, kind: string): unknown {
  if (!isRecord(value)) return value;
  // the name is what the two were found to be one by
  const { namespace, name: _, ...metadata } = record(value["metadata"]);
  return { ...value, metadata: isClusterScoped(kind) ? metadata : { ...metadata, namespace } };
}

/** The name that a generator's object is called by, where kustomize put the hash of its content behind it. */
function withoutHash(one: string, ours: ReadonlySet<string>): string {
  const bare = one.replace(/-[a-z0-9]{10}$/, "");
  return !ours.has(one) && ours.has(bare) ? bare : one;
}

const inWords = ({ where, expected, actual }: BuildFault): string =>
  `at ${where.file}:${where.line}: expected ${expected}, and ${actual}`;

/** The files, folders and objects that a fault names, each by its last part: a tool names whole paths. */
const namesOf = ({ where, expected, actual }: BuildFault): string[] =>
  `${where.file.replace(/\/kustomization\.ya?ml$/, "/")} ${expected} ${actual}`
    .split(/[\s,:]+/)
    .filter((word) => /[/.]/.test(word) || word.includes("-"))
    .flatMap((word) => word.split("/").filter(Boolean).at(-1) ?? []);

/** The end of a message, where these tools say what it was about. */
function short(said: string): string {
  const line = said.trim().replaceAll(/\s+/g, " ");
  return line.length <= MOST ? line : `…${line.slice(-MOST)}`;
}

const MOST = 260;

import type { BuiltObject } from "../kustomize/build.ts";
import type { Fault, RepositoryNotice } from "../finding.ts";
import { at, get, type Path } from "../yaml/documents.ts";
import type { KnownKind } from "./known-shapes.ts";
import { misfitsOf, type Misfit } from "./misfits.ts";

/** What of an object the API server refuses, and what it may refuse: the fields known here are of another release. */
export interface FieldFaults {
  certain: Fault[];
  doubtful: Omit<RepositoryNotice, "subject">[];
}

export function fieldFaults(object: BuiltObject, known: KnownKind): FieldFaults {
  const { document, value } = object;
  const [fewest = []] = known.shapes.map((shape) => misfitsOf(value, shape)).toSorted((a, b) => a.length - b.length);
  const faults: FieldFaults = { certain: [], doubtful: [] };
  for (const misfit of fewest) {
    if (isSops(misfit) || isMadeText(misfit) || isFilledIn(misfit, object)) continue;
    const fault = { ...wordsOf(misfit, object, known), where: at(document, misfit.path) };
    if (known.holds === "whole" || (known.holds === "other" && isCertain(misfit))) faults.certain.push(fault);
    else faults.doubtful.push({ ...fault, ...DOUBT[known.holds === "older" ? "older" : "other"](known.by) });
  }
  return faults;
}

/** A name that is nearly right, or right elsewhere, is no field that another release has; lists and fields may have changed. */
const isCertain = ({ expected, meant }: Misfit): boolean =>
  expected === "unknown" ? meant !== undefined : expected !== "a list" && expected !== "fields";

/** What sops writes beside the fields; whoever decrypts takes it away. */
const isSops = ({ path }: Misfit): boolean => path.length === 1 && path[0] === "sops";

/** kustomize writes an object's annotations as text, and `flux build` its labels: `true` is "true" when it is applied. */
const isMadeText = ({ path: [head, group, , ...deeper], expected }: Misfit): boolean =>
  expected === "text" && head === "metadata" && /^(?:annotations|labels)$/.test(String(group)) && deeper.length === 0;

/** Whether a value is not as it was written: a number that a variable gives is text here, and none for the API server. */
const isFilledIn = ({ expected, path }: Misfit, { document, value }: BuiltObject): boolean =>
  expected !== "unknown" && get(document.value, ...path) !== get(value, ...path);

type Words = Omit<Fault, "where">;

function wordsOf(
  { path, expected, meant }: Misfit,
  { apiVersion, kind, value }: BuiltObject,
  { by }: KnownKind,
): Words {
  const place = inWords(path);
  const key = String(path.at(-1));
  if (expected === "unknown")
    return {
      expected: `a field of ${kind} (${apiVersion})`,
      actual: `${place}, which ${/^kubernetes /i.test(by) ? "the kind" : "its CRD"} does not have`,
      because:
        "The API server refuses it (field not declared in schema), and nothing of what is applied with it comes.",
      mend: mendOf(key, path, meant),
    };
  return {
    expected: `${expected} in ${place} of ${kind} (${apiVersion}, ${by})`,
    actual: `${place} is ${formOf(get(value, ...path))}`,
    because: "The API server refuses the object, and nothing of what is applied with it comes.",
    mend: expected === "text" ? `Write ${key} in quotes.` : `Write ${expected}.`,
  };
}

/** What stands there, without its value. */
const formOf = (value: unknown): string => {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "fields";
  return typeof value === "boolean" ? "true or false" : typeof value === "string" ? "text" : "a number";
};

function mendOf(key: string, path: Path, meant: Path | undefined): string {
  if (meant === undefined) return `Remove ${key}.`;
  const isBeside = meant.length === path.length && inWords(meant.slice(0, -1)) === inWords(path.slice(0, -1));
  return isBeside
    ? `Write ${String(meant.at(-1))}, or remove it.`
    : `Move it to ${inWords(meant)}, where ${key} has its place, or remove it.`;
}

const DOUBT = {
  older: (by: string) => ({
    severity: "information" as const,
    because: `The fields known to this check are those of ${by}; the cluster gets a newer release, which may have it.`,
  }),
  other: (by: string) => ({
    severity: "warning" as const,
    because: `The fields known to this check are those of ${by}; which release the cluster gets is not known, or it is another. Where it has no such field, the API server refuses the object.`,
  }),
};

/** `spec.data[0].remoteRef`. */
const inWords = (path: Path): string =>
  path.reduce<string>(
    (whole, part) => (typeof part === "number" ? `${whole}[${part}]` : whole === "" ? part : `${whole}.${part}`),
    "",
  );

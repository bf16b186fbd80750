import { isRecord } from "../../../repository/yaml/documents.ts";

/** The places at which two values of one object differ, with what stands there, at most `most` of them. */
export function valueDifferences(
  ours: unknown,
  theirs: unknown,
  isGenerated: (name: string) => boolean,
  most = 3,
): string[] {
  const found: string[] = [];
  const walk = (one: unknown, other: unknown, path: string): void => {
    if (found.length >= most || isSame(one, other, isGenerated) || isLeft(path, one, other)) return;
    if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
      for (const [index, item] of one.entries()) walk(item, other[index], `${path}[${index}]`);
    } else if (isRecord(one) && isRecord(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        // what a generator takes from files is not in the model, and an empty map says nothing
        if (path === "" && key === "data" && one[key] !== other[key] && isFromFiles(one[key])) continue;
        if (MARKS.has(key) || (isEmpty(one[key]) && isEmpty(other[key]))) continue;
        walk(one[key], other[key], path === "" ? key : `${path}.${key}`);
      }
    } else found.push(`${path}: the model has ${told(one)}, the tool ${told(other)}`);
  };
  walk(ours, theirs, "");
  return found;
}

/**
 * What nothing here judges: what flux hides of a Secret that SOPS encrypted, files of a generator that are no text, and the
 * namespace that kustomize gives to a ServiceAccount of a binding.
 */
const isLeft = (path: string, one: unknown, other: unknown): boolean =>
  other === "**SOPS**" ||
  (path === "sops" && other === undefined) ||
  (path === "binaryData" && one === undefined) ||
  (/^subjects\[\d+\]\.namespace$/.test(path) && one === undefined);

/** Tools print numbers and times as they are written, and names of generated objects with the hash of their content. */
function isSame(one: unknown, other: unknown, isGenerated: (name: string) => boolean): boolean {
  if (one === other) return true;
  if (isRecord(one) || isRecord(other) || Array.isArray(one) || Array.isArray(other)) return false;
  const [left, right] = [plain(one), plain(other)];
  // YAML 1.1 reads a leading zero as octal, which only modes of files have: nothing judges them
  if (typeof one === "number" && /^[0-7]+$/.test(left) && String(Number.parseInt(left, 8)) === right) return true;
  return left === right || (right.replace(/-[a-z0-9]{10}$/, "") === left && isGenerated(left));
}

/** kustomize writes a folded text anew with blank lines between its more indented ones. */
const plain = (value: unknown): string =>
  typeof value === "string"
    ? value.trim().replaceAll(/\s*\n\s*/g, "\n")
    : value === null || value === undefined
      ? ""
      : JSON.stringify(value);

/** With them Flux marks as its own what it applies. */
const MARKS = new Set(["kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace"]);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.entries(value).every(([key, item]) => MARKS.has(key) || isEmpty(item)));

const isFromFiles = (data: unknown): boolean => isRecord(data) && Object.values(data).includes("(from a file)");

const told = (value: unknown): string => {
  const words = value === undefined ? "nothing" : JSON.stringify(value);
  return words.length > MOST ? `${words.slice(0, MOST)}…` : words;
};

const MOST = 80;

import type { YamlDocument } from "../../observations/checkout.ts";
import { folderOf, get, isRecord, isUnresolved, list, record, text, textAt, type Path } from "../yaml/documents.ts";
import { expressionOf } from "../yaml/expressions.ts";
import type { SopsRule } from "./sops.ts";

/**
 * What may be a secret in plain. Nothing here hands a value on: places and names of keys only, because findings are
 * printed, published and kept.
 */
export interface PlainValue {
  path: Path;
  /** `real`: it reads like a generated secret; `named`: only its key says that it is one; `harmless`: neither. */
  kind: "real" | "named" | "harmless";
}

/** Go's `(?i)` is a flag here; `undefined` where it cannot be read here. */
export const goRegExp = (source: string): RegExp | undefined =>
  expressionOf(source.replaceAll("(?i)", ""), source.includes("(?i)") ? "i" : "");

/** The rules of the .sops.yaml nearest above a file, and the file's path as they see it. */
export function rulesAbove(path: string, rules: readonly SopsRule[]): { relative: string; rules: SopsRule[] } {
  const folders = [...new Set(rules.map(({ where }) => folderOf(where.file)))].filter(
    (folder) => folder === "" || path.startsWith(`${folder}/`),
  );
  const nearest = folders.toSorted((a, b) => b.length - a.length)[0];
  return {
    relative: nearest === undefined || nearest === "" ? path : path.slice(nearest.length + 1),
    rules: rules.filter(({ where }) => nearest !== undefined && folderOf(where.file) === nearest),
  };
}

/** Keys that SOPS would have encrypted in a file that it did encrypt: somebody wrote them afterwards. */
export function plainWithin(document: YamlDocument): Path[] {
  const sops = get(document.value, "sops");
  if (!isRecord(sops) || sops["encrypted_comment_regex"] !== undefined) return [];
  const { sops: _, ...rest } = record(document.value);
  const only = ["encrypted_regex", "encrypted_suffix"].some((key) => textAt(sops, key) !== undefined);
  const found: Path[] = [];
  const walk = (value: unknown, path: Path, within: boolean): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index], within);
    else if (isRecord(value))
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key], encrypts(key, within, sops));
    // SOPS leaves what is empty as it is
    else if (within && text(value) !== undefined && !String(value).startsWith("ENC[")) found.push(path);
  };
  walk(rest, [], !only);
  return found;
}

/** https://getsops.io/docs/#encrypting-only-parts-of-a-file */
function encrypts(key: string, within: boolean, sops: Record<string, unknown>): boolean {
  const matches = (name: string): boolean => goRegExp(textAt(sops, name) ?? "(?!)")?.test(key) ?? false;
  const ends = (name: string): boolean => key.endsWith(textAt(sops, name) ?? "\0");
  if (matches("unencrypted_regex") || ends("unencrypted_suffix") || key.endsWith("_unencrypted")) return false;
  return within || matches("encrypted_regex") || ends("encrypted_suffix");
}

/** Whether a text holds what `age-keygen` writes: 58 characters of bech32, not the Xs of an example. */
export function ageKeyLines(content: string): number[] {
  return linesWith(content, /AGE-SECRET-KEY-1([0-9A-Z]{58})/, (found) => new Set(found).size > 10);
}

/** A private key in PEM with its body. */
export const privateKeyLines = (content: string): number[] =>
  linesWith(
    content,
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\\n]+((?:[A-Za-z0-9+/=]{40,}[\s\\n]*)+)/,
    () => true,
  );

function linesWith(content: string, pattern: RegExp, accepted: (found: string) => boolean): number[] {
  return [...content.matchAll(new RegExp(pattern.source, "g"))]
    .filter(([, found = ""]) => accepted(found))
    .map(({ index }) => content.slice(0, index).split("\n").length);
}

/** The values of a Secret that stands in plain. */
export const secretValues = (value: unknown): PlainValue[] =>
  (["stringData", "data"] as const).flatMap((section) =>
    Object.entries(record(get(value, section))).flatMap(([key, item]): PlainValue[] => {
      const written = text(item);
      if (written === undefined) return [];
      const plain = section === "data" ? decoded(written) : written;
      return plain === undefined || isPlaceholder(plain) ? [] : [{ path: [section, key], kind: kindOf(key, plain) }];
    }),
  );

/** Literals of kustomize's `secretGenerator`. */
export const generatedValues = (value: unknown): PlainValue[] =>
  list(get(value, "secretGenerator")).flatMap((item, index) =>
    list(get(item, "literals")).flatMap((literal, at): PlainValue[] => {
      const [, key = "", plain = ""] = /^([^=]*)=(.*)$/s.exec(text(literal) ?? "") ?? [];
      const path = ["secretGenerator", index, "literals", at];
      return plain === "" || isPlaceholder(plain) ? [] : [{ path, kind: kindOf(key, plain) }];
    }),
  );

/** Talos' own secrets, by the last keys of their path: https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config */
const TALOS =
  /(?:^|\.)(?:ca\.key|aggregatorCA\.key|serviceAccount\.key|(?:machine|cluster|trustdinfo)\.token|(?:cluster|secrets?)\.(?:secret|bootstraptoken)|secretboxEncryptionSecret|aescbcEncryptionSecret|certs\.\w+\.key)$/i;

/** What its networks, registries and extensions prove themselves with. */
const OF_MACHINES = /(?:^|\.)(?:privateKey|presharedKey|apiToken|auth\.(?:password|auth|identityToken))$/;

/** `NAME=value` of an ExtensionServiceConfig, such as Tailscale's key. */
const IN_ENVIRONMENT = /(?:^|\.)environment\.\d+$/;

/** Secrets of a Talos configuration, of its further documents, or of talhelper's talsecret, that stand in plain. */
export function talosSecrets(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => talosSecrets(item, [...path, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => talosSecrets(item, [...path, key]));
  const written = text(value);
  if (written === undefined || isPlaceholder(written) || isReference(written)) return [];
  const at = path.join(".");
  if (IN_ENVIRONMENT.test(at)) {
    const [, name = "", plain = ""] = /^([^=]*)=(.*)$/s.exec(written) ?? [];
    return kindOf(name, plain) === "real" && kindOf(name, "") === "named" && !isReference(plain) ? [path] : [];
  }
  return TALOS.test(at) || OF_MACHINES.test(at) ? [path] : [];
}

/**
 * No secret of Talos (Base64, hexadecimal, PEM, a token) is one word with a colon, and none a path: it is a reference
 * that somebody resolves, of any store (`op://…`, `azkv://…`, `bws:…`, `akeyless:…`), or what another tool encrypted
 * (`EJ[1:…]`, `age:…`).
 */
const isReference = (written: string): boolean =>
  /^(?:[a-z][\w+.-]*:\S|[A-Z]+\[\d+:|(?:\/?[\w.-]+\/)+[\w.-]+[:#]\w)/i.test(written.trim()) ||
  /^!\w/.test(written.trim());

function kindOf(key: string, plain: string): PlainValue["kind"] {
  if (/PRIVATE KEY-----/.test(plain) || ageKeyLines(plain).length > 0 || isRandom(plain)) return "real";
  return /pass(?:word|phrase|wd)?|token|secret|credential|private|(?:api|auth)_?key/i.test(key) ? "named" : "harmless";
}

/** Generated rather than written: one word, long, of mixed characters that hardly repeat (Shannon, bits a character). */
function isRandom(plain: string): boolean {
  const word = plain.trim();
  if (
    !/^[\w+/=~.!@#$%^&*-]{16,}$/.test(word) ||
    /^https?:|^[\w-]+(?:\.[\w-]+)+$|^\/|^[a-z]+(?:[-_][a-z]+)+$/i.test(word)
  )
    return false;
  const counts = new Map<string, number>();
  for (const one of word) counts.set(one, (counts.get(one) ?? 0) + 1);
  const entropy = [...counts.values()].reduce((sum, n) => sum - (n / word.length) * Math.log2(n / word.length), 0);
  return entropy >= 3.5 && /\d/.test(word) && /[a-z]/i.test(word);
}

/** What only a rendering fills in, and what people write in its stead. */
const isPlaceholder = (plain: string): boolean =>
  plain.trim() === "" ||
  isUnresolved(plain) ||
  /^(?:ENC\[|ref\+|vault:|<[^>]*>$|\$\(|\$\w+$|#\{)|op:\/\/|\{\{|\$\{|\$<|placeholder|change.?me|replace.?me|example|dummy|redacted|your[-_ ]|x{6,}|\*{3,}|todo/i.test(
    plain,
  );

/**
 * Whether the lines of a text that is no YAML give a Secret nothing but placeholders: what is rendered of it is judged
 * as what it becomes.
 */
export function onlyPlaceholders(content: string): boolean {
  let section: number | undefined;
  let seen = 0;
  for (const line of content.split("\n")) {
    // comments and control structures of a template
    if (line.trim() === "" || /^\s*(?:#(?!\{)|\{%|\{#)/.test(line)) continue;
    const [, indent = "", key, value = ""] = /^(\s*)([\w.-]+):(?:\s+(.*))?$/.exec(line) ?? [];
    const isWithin = section !== undefined && (key === undefined || indent.length > section);
    if (!isWithin) {
      section = key === "stringData" || key === "data" ? indent.length : undefined;
      continue;
    }
    const plain = (key === undefined ? line : value).trim().replace(/^(["'])(.*)\1$/, "$2");
    const isBlock = key !== undefined && /^[|>][+-]?\d?$/.test(plain);
    if (!isBlock && (plain === "" || !isPlaceholder(plain))) return false;
    seen += 1;
  }
  return seen > 0;
}

/** `undefined` where it is no Base64 of text. */
function decoded(base64: string): string | undefined {
  if (isUnresolved(base64)) return base64;
  try {
    return atob(base64.replace(/\s/g, ""));
  } catch {
    return undefined;
  }
}

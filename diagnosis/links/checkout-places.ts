import type { Finding } from "../../criteria/criterion.ts";
import type { Where } from "../../observations/checkout.ts";
import type { Checkout, CheckoutFile } from "../../observations/checkout.ts";
import { productOfGroup } from "../../repository/crds/products.ts";
import { get, list, textAt } from "../../repository/yaml/documents.ts";

/** What a finding misses: an object of this name, objects of this kind, or a key. */
export interface Sought {
  by: "name" | "kind" | "key";
  name: string;
}

/** What a finding says is nowhere; `undefined` where it speaks of something that is there. */
export function soughtBy({ subject, expected, actual, where }: Finding): Sought | undefined {
  const [, key] = /^a value for \$\{(\w+)\} in /.exec(expected) ?? [];
  if (key !== undefined) return { by: "key", name: key };
  if (/^an address of a pool\b/.test(expected)) return { by: "kind", name: "CiliumLoadBalancerIPPool" };
  const isAbsent = where === undefined || /\b(?:nothing|no state file|there is none)\b/.test(actual);
  if (!isAbsent) return undefined;
  const [, named] = /^[A-Z]\w+ ([\w./${}-]+)(?:,|$)/.exec(expected) ?? [];
  const last = (named ?? subject).split("/").at(-1) ?? "";
  if (!subject.startsWith("crd/")) return last === "" ? undefined : { by: "name", name: last };
  const product = productOfGroup(last.slice(last.indexOf(".") + 1));
  return product && { by: "name", name: product.name };
}

/** Whether a file holds what is missed: as its documents say, or, where it has none that can be read, its text. */
export function holds(file: CheckoutFile, sought: Sought): boolean {
  if (!file.yaml) return false;
  const values = file.documents.flatMap(({ value }) => (value === undefined || value === null ? [] : [value]));
  if (values.length > 0 && isSound(file)) return values.some((value) => isSought(value, sought));
  const pattern = { name: "\\bname", kind: "\\bkind", key: "" }[sought.by];
  const word = sought.name.replaceAll(/[^\w-]/g, "\\$&");
  const text = pattern === "" ? `^\\s*${word}\\s*:` : `${pattern}\\s*:\\s*["']?${word}["']?\\s*(?:[,}#]|$)`;
  return new RegExp(text, "m").test(file.text ?? "");
}

function isSought(value: unknown, { by, name }: Sought): boolean {
  if (by === "kind") return textAt(value, "kind") === name;
  if (by === "key") return get(value, "data", name) !== undefined || get(value, "stringData", name) !== undefined;
  return (
    textAt(value, "metadata", "name") === name ||
    list(get(value, "releases")).some((one) => textAt(one, "name") === name)
  );
}

/** The file of this path. */
export const fileOf = (checkout: Checkout, path: string | undefined): CheckoutFile | undefined =>
  checkout.files.find((one) => one.path === path);

/** Whether all of a file could be read, whatever stands in it twice. */
export const isSound = ({ trouble, documents }: CheckoutFile): boolean =>
  trouble === undefined && documents.every(({ problems }) => problems.every(({ kind }) => kind === "duplicate-key"));

/** Whether a place says no more than which document is meant. */
export const beginsDocument = (checkout: Checkout, { file, line }: Where): boolean =>
  fileOf(checkout, file)?.documents.some(({ start }) => start[0] === line) ?? true;

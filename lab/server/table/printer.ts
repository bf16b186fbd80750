import type { LabObject } from "../../world.ts";

export interface Column {
  name: string;
  type: string;
  format: string;
  description: string;
  /** 0 is always shown, 1 with `-o wide`. */
  priority: number;
}

export type Cell = string | number | boolean | null;

/** How a kind becomes a row of a meta.k8s.io/v1 Table. The cells follow pkg/printers/internalversion of Kubernetes. */
export interface Printer {
  columns: Column[];
  /** `now` in milliseconds: ages are relative to it. */
  cells(object: LabObject, now: number): Cell[];
}

/** Columns as one line, `Name|Desired:integer|Node*`: the type where it is not a string, `*` where only `-o wide` shows it. */
export function columns(line: string): Column[] {
  return line.split("|").map((text) => {
    const [, name = "", type = "string", wide] = /^([^:*]+)(?::(\w+))?(\*)?$/.exec(text) ?? [];
    return { name, type, format: name === "Name" ? "name" : "", description: "", priority: wide ? 1 : 0 };
  });
}

/** A printer whose objects are read as `Shape`: raw JSON, where anything may be missing. */
// The parameter is the point: each printer names what it reads.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function printer<Shape extends object>(
  line: string,
  cells: (object: Shape & Common, now: number) => Cell[],
): Printer {
  return { columns: columns(line), cells: (object, now) => cells(object as unknown as Shape & Common, now) };
}

export interface Common {
  metadata: {
    name: string;
    namespace?: string;
    creationTimestamp?: string | null;
    deletionTimestamp?: string | null;
    labels?: Record<string, string> | null;
    annotations?: Record<string, string> | null;
    ownerReferences?: { kind?: string; name?: string; apiVersion?: string; controller?: boolean }[] | null;
  };
}

export const NONE = "<none>";
export const UNSET = "<unset>";

export const orNone = (text: string | undefined | null): string => text || NONE;

export const joined = (values: readonly string[]): string => values.join(",");

/** `a=b,c=d`, as labels.FormatLabels sorts them: whole. */
export function labelsInWords(labels: Record<string, string> | null | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? NONE : joined(pairs.sort());
}

export interface LabelSelector {
  matchLabels?: Record<string, string> | null;
  matchExpressions?: { key: string; operator: string; values?: string[] | null }[] | null;
}

/** As metav1.FormatLabelSelector writes it: sorted by key, `app` before `app.kubernetes.io/name`. */
export function selectorInWords(selector: LabelSelector | null | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => [key, `${key}=${value}`] as const);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === "Exists") return [key, key] as const;
    if (operator === "DoesNotExist") return [key, `!${key}`] as const;
    return [key, `${key} ${operator.toLowerCase()} (${joined(values ?? [])})`] as const;
  });
  const parts = [...labels, ...expressions].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return parts.length === 0 ? NONE : joined(parts.map(([, words]) => words));
}

export interface PodTemplate {
  spec?: { containers?: { name: string; image?: string }[]; nodeSelector?: Record<string, string> };
}

/** The wide columns of every workload: names and images of its containers. */
export function containersOf(template: PodTemplate | undefined): [names: string, images: string] {
  const containers = template?.spec?.containers ?? [];
  return [joined(containers.map(({ name }) => name)), joined(containers.map(({ image }) => image ?? ""))];
}

import { distance } from "fastest-levenshtein";
import type { ObjectShape, Shape } from "../../schemas/shape.ts";
import { isRecord, type Path } from "../yaml/documents.ts";

/** A value that its kind has no place for, or another form of place. */
export interface Misfit {
  path: Path;
  /** `unknown`: no such field; else what should stand there, in words. */
  expected: "unknown" | "text" | "a number" | "true or false" | "text or a number" | "a list" | "fields";
  /** The field that was meant, as far as that can be told: one of the same place, or the same name at another depth. */
  meant?: Path;
}

/** Where a value does not fit its shape. What a template or Flux still fills in, and `null`, fits everywhere. */
export function misfitsOf(value: unknown, shape: ObjectShape): Misfit[] {
  return inside(value, shape, []).map((misfit) => {
    const meant = misfit.expected === "unknown" ? meantBy(misfit.path, shape) : undefined;
    return meant === undefined ? misfit : { ...misfit, meant };
  });
}

function inside(value: unknown, shape: Shape, path: Path): Misfit[] {
  if (value === null || value === undefined || shape === "any" || isOpen(value)) return [];
  if (typeof shape === "string") {
    const fits = FITS[shape];
    return fits.of(value) ? [] : [{ path, expected: fits.words }];
  }
  if (shape.is === "list") {
    if (!Array.isArray(value)) return [{ path, expected: "a list" }];
    return value.flatMap((item, index) => inside(item, shape.of, [...path, index]));
  }
  if (!isRecord(value)) return [{ path, expected: "fields" }];
  return Object.entries(value).flatMap(([key, item]) => {
    if (isOpen(key) || key.startsWith("$")) return [];
    const of = shape.is === "map" ? shape.of : shape.fields.get(key);
    return of === undefined ? [{ path: [...path, key], expected: "unknown" }] : inside(item, of, [...path, key]);
  });
}

/** Not known before something else has filled it in, or encrypted. */
const isOpen = (value: unknown): boolean => typeof value === "string" && /\$\{|\{\{|^ENC\[|<<|@\w+@|^op:/.test(value);

type Scalar = Exclude<Shape, "any" | object>;

const FITS: Record<Scalar, { words: Misfit["expected"]; of(value: unknown): boolean }> = {
  string: { words: "text", of: (value) => typeof value === "string" },
  number: { words: "a number", of: (value) => typeof value === "number" || typeof value === "bigint" },
  boolean: { words: "true or false", of: (value) => typeof value === "boolean" },
  scalar: { words: "text or a number", of: (value) => ["string", "number", "bigint"].includes(typeof value) },
};

/** A field of nearly the same name beside it; else one of its very name around it or just below. */
function meantBy(path: Path, root: ObjectShape): Path | undefined {
  const key = String(path.at(-1));
  const place = path.slice(0, -1);
  const here = shapeAt(root, place);
  if (here === undefined) return undefined;
  const near = nearest(key, [...here.fields.keys()]);
  if (near !== undefined) return [...place, near];
  const below = lower(here, place, 2).find(({ shape }) => shape.fields.has(key));
  if (below) return [...below.path, key];
  for (let length = place.length - 1; length > 0; length -= 1) {
    const above = place.slice(0, length);
    if (shapeAt(root, above)?.fields.has(key) ?? false) return [...above, key];
  }
  return undefined;
}

function nearest(key: string, names: readonly string[]): string | undefined {
  const allowed = key.length <= 4 ? 1 : 2;
  return names
    .map((name) => ({ name, far: distance(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= allowed)
    .toSorted((one, other) => one.far - other.far)[0]?.name;
}

function shapeAt(root: ObjectShape, path: Path): ObjectShape | undefined {
  let current: Shape | undefined = root;
  for (const part of path) {
    if (current === undefined || typeof current === "string") return undefined;
    current = current.is === "object" ? current.fields.get(String(part)) : current.of;
  }
  return typeof current === "object" && current.is === "object" ? current : undefined;
}

/** The objects within an object, not those of its lists and maps: a field belongs there as it is. */
const lower = (shape: ObjectShape, path: Path, depth: number): { shape: ObjectShape; path: Path }[] =>
  depth === 0
    ? []
    : [...shape.fields].flatMap(([name, field]) =>
        typeof field === "object" && field.is === "object"
          ? [{ shape: field, path: [...path, name] }, ...lower(field, [...path, name], depth - 1)]
          : [],
      );

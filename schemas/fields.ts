import packed from "./fields.json?raw";
import type { ObjectShape, Shape } from "./shape.ts";

/** The project that brings a kind, and its release (major and minor) as of which the fields are known. */
export interface Product {
  name: string;
  release: readonly [major: number, minor: number];
}

/** The fields of a kind; `undefined` where they are not known here. `apiVersion` with its group: `apps/v1`. */
export function shapeOf(apiVersion: string, kind: string): ObjectShape | undefined {
  const index = data().kinds[`${apiVersion} ${kind}`];
  return index === undefined ? undefined : typeAt(Number(index));
}

/** Who brings the kinds of an API group; "" is Kubernetes' own first group. */
export function productOf(group: string): Product | undefined {
  const name = data().groups[group];
  const [major, minor] = (name === undefined ? undefined : data().products[name])?.split(".").map(Number) ?? [];
  return name === undefined || major === undefined || minor === undefined
    ? undefined
    : { name, release: [major, minor] };
}

/** The API versions of a kind that are known here; empty for a kind that is not. */
export const versionsOf = (group: string, kind: string): string[] => {
  versions ??= versionsByKind();
  return versions.get(`${group} ${kind}`) ?? [];
};

let versions: Map<string, string[]> | undefined;

function versionsByKind(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const one of Object.keys(data().kinds)) {
    const [apiVersion = "", kind = ""] = one.split(" ");
    const [version = "", group = ""] = apiVersion.split("/").toReversed();
    const key = `${group} ${kind}`;
    found.set(key, [...(found.get(key) ?? []), version]);
  }
  return found;
}

/** Written by generate/: a type is its fields, `name:shape` each; shapes that repeat are one type. */
interface Data {
  products: Record<string, string>;
  groups: Record<string, string>;
  kinds: Record<string, string>;
  types: string[];
}

let known: Data | undefined;

/** Parsed when a first kind is asked for: most runs ask for none. */
const data = (): Data => (known ??= JSON.parse(packed) as Data);

const types: ObjectShape[] = [];

function typeAt(index: number): ObjectShape {
  const line = data().types[index] ?? "";
  let fields: ReadonlyMap<string, Shape> | undefined;
  return (types[index] ??= {
    is: "object",
    get fields() {
      return (fields ??= new Map(line.split(" ").flatMap((field) => (field === "" ? [] : [shaped(field)]))));
    },
  });
}

function shaped(field: string): [name: string, shape: Shape] {
  const colon = field.lastIndexOf(":");
  return [field.slice(0, colon), meant(field.slice(colon + 1))];
}

const SCALARS: Record<string, Shape> = { s: "string", n: "number", b: "boolean", x: "scalar", "*": "any" };

/** A word of the data, as generate/shapes.go writes it. */
function meant(word: string): Shape {
  if (word.startsWith("[")) return { is: "list", of: meant(word.slice(1)) };
  if (word.startsWith("{")) return { is: "map", of: meant(word.slice(1)) };
  return SCALARS[word] ?? typeAt(Number(word));
}

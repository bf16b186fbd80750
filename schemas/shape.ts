/**
 * What a field may hold, as far as the API server cares before any controller looks: `scalar` is text or a number
 * (quantities, ports by name or number), `any` is whatever one writes.
 */
export type Shape = "string" | "number" | "boolean" | "scalar" | "any" | ListShape | MapShape | ObjectShape;

export interface ListShape {
  is: "list";
  of: Shape;
}

/** Any keys, each with a value of one shape. */
export interface MapShape {
  is: "map";
  of: Shape;
}

/** These fields and no others. */
export interface ObjectShape {
  is: "object";
  fields: ReadonlyMap<string, Shape>;
}

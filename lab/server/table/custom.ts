import { ageOf } from "./age.ts";
import { jsonPath } from "./jsonpath.ts";
import type { Cell, Column, Printer } from "./printer.ts";

/** One of a CustomResourceDefinition's additionalPrinterColumns. */
export interface CustomColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

/** A version without columns of its own shows the age. */
export const columnsOf = (columns: CustomColumn[] | undefined): CustomColumn[] =>
  columns?.length ? columns : [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];

/** apiextensions-apiserver/pkg/registry/customresource/tableconvertor. */
export function customPrinter(columns: CustomColumn[]): Printer {
  const paths = columns.map((column) => ({ type: column.type, read: jsonPath(column.jsonPath) }));
  return {
    columns: [{ ...NAME }, ...columns.map(columnOf)],
    cells: (object, now) => [
      object.metadata.name,
      ...paths.map(({ type, read }) => cellOf(type, read(object)[0], now)),
    ],
  };
}

const NAME: Column = { name: "Name", type: "string", format: "name", description: "", priority: 0 };

const columnOf = ({ name, type, format = "", description = "", priority = 0 }: CustomColumn): Column => ({
  name,
  type,
  format,
  description,
  priority,
});

function cellOf(type: string, value: unknown, now: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? ageOf(value, now) : null;
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}

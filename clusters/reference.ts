import { defaultInWords, type JsonSchema } from "./json-schema.ts";

/**
 * `docs/profile.md`: every key of a profile, made from its schema so that it cannot rot. Keys of lists are written
 * `nodes[].name`, keys that people choose `images.<name>`.
 */
export function profileReference(schema: JsonSchema): string {
  const top = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const rows = rowsBelow(one, name);
    const needed = schema.required?.includes(name) ?? false;
    return {
      name,
      one,
      rows,
      row: rowOf(rows.length > 0 ? `[\`${name}\`](#${anchor(name)})` : code(name), one, needed),
    };
  });
  const sections = top
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, one, rows }) => `## ${name}\n\n${one.description ?? ""}\n\n${table(rows)}`);
  return [
    "# Profile reference",
    `${INTRODUCTION}\n\n${top.reduce((sum, { rows }) => sum + 1 + rows.length, 0)} keys, made by \`npm run docs\` from \`clusters/schema/\`.`,
    table(top.map(({ row }) => row)),
    ...sections,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

const INTRODUCTION = [
  "A profile (`clusters/<name>.yaml`, or a file anywhere) says what one cluster is meant to be. What is left out makes",
  "checks _not applicable_, with the reason, and never passes quietly. A profile that is wrong ends the run with exit code 2,",
  "and every problem with its file, line, key and remedy. Editors complete and check the keys by the profile's first line,",
  "`# yaml-language-server: $schema=<path of clusters/profile.schema.json>`.",
].join("\n");

type Row = readonly [key: string, type: string, otherwise: string, meaning: string];

function table(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(["key", "type", "default", "meaning"]), "|---|---|---|---|", ...rows.map(line)].join("\n");
}

const rowOf = (key: string, schema: JsonSchema, needed: boolean): Row => {
  const given = defaultInWords(schema);
  return [
    key,
    typeOf(schema),
    needed ? "**required**" : given === undefined ? "" : code(given),
    schema.description ?? "",
  ];
};

/** The keys inside, at any depth, in the schema's order. */
function rowsBelow(schema: JsonSchema, path: string): Row[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => [
    rowOf(code(`${path}.${name}`), one, schema.required?.includes(name) ?? false),
    ...rowsBelow(one, `${path}.${name}`),
  ]);
  return [
    ...own,
    ...(schema.items ? rowsBelow(schema.items, `${path}[]`) : []),
    ...(schema.anyOf ?? []).flatMap((one) => rowsBelow(one, path)),
    ...(typeof schema.additionalProperties === "object"
      ? rowsBelow(schema.additionalProperties, `${path}.<name>`)
      : []),
  ];
}

/** What may stand there, for people: `list of CIDRs`, `Deployment, DaemonSet or StatefulSet`. */
function typeOf(schema: JsonSchema): string {
  if (schema.enum) return listed(schema.enum.map((value) => code(String(value))));
  if (schema.anyOf) return listed([...new Set(schema.anyOf.map(typeOf))]);
  if (schema.items) return `list of ${typeOf(schema.items).replace(/(map|CIDR)$/, "$1s")}`;
  if (typeof schema.additionalProperties === "object") return `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.type === "integer" || schema.type === "number") return `number${boundsOf(schema)}`;
  if (schema.type === "boolean") return "`true` or `false`";
  if (schema.type === "object") return "map";
  return FORMATS[schema.format ?? ""] ?? "text";
}

const FORMATS: Record<string, string> = {
  "go-duration": "duration (`1h30m`)",
  cidr: "CIDR",
  ipv4: "IPv4 address",
  ipv6: "IPv6 address",
  version: "version",
  "image-tag": "image tag",
  sha256: "SHA-256",
  "git-commit": "Git commit",
  uri: "URL",
  date: "date (`2026-12-31`)",
  "date-time": "RFC 3339 time",
};

/** A bound that only says how far whole numbers reach is none. */
function boundsOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  const from = least === undefined || least === Number.MIN_SAFE_INTEGER ? undefined : least;
  const to = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (from === undefined) return "";
  return to === undefined ? `, ${from} or more` : `, ${from} to ${to}`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

const anchor = (name: string): string => name.toLowerCase();

const code = (text: string): string => `\`${text}\``;

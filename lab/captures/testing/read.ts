import { readdirSync, readFileSync } from "node:fs";
import { cutDown } from "../../../helpers/observe/api/cut-down.ts";
import { LISTS } from "../../../helpers/observe/api/lists.ts";
import { prune } from "../../../helpers/observe/api/prune.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import { formOf, placesOf, type Form } from "../form.ts";

/** What is left of an object when it arrives, and is called by a name that stands in the code that judges. */
export function readOf(kind: string, form: Form): string[] {
  const [, group = "", version = "", name = ""] = /^(?:(.*)\/)?([^/]+)\/([^/]+)$/.exec(kind) ?? [];
  const resource = pluralOf(name);
  const object = () => ({ apiVersion: "", kind: name, ...(sample(form) as object) }) as KubernetesObject;
  const lists = Object.values(LISTS).filter((list) => list.group === group && list.resource === resource);
  const arrived = [
    ...lists.map((list) => prune(list)(object())),
    cutDown(object(), { group, version, resource, kind: name, namespaced: true }),
  ];
  const places = arrived.flatMap((object) => [...placesOf(formOf([object]))]);
  return places.flatMap(([place, types]) =>
    types.includes("object") || KNOWN_BY.includes(place) || !isRead(place) ? [] : [place],
  );
}

const KNOWN_BY = ["apiVersion", "kind"];

const pluralOf = (kind: string): string =>
  kind
    .toLowerCase()
    .replace(/y$/, "ie")
    .replace(/(s|x)$/, "$1e")
    .replace(/$/, "s");

const sources = ["criteria", "diagnosis", "observations", "timeline", "helpers/observe", "helpers/follow"]
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => `${room}/${file}`))
  // what a probe is made of is nothing that is read
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing\/|\/probe\.ts$/.test(file))
  .map((file) => readFileSync(file, "utf8"));
const named = new Set(sources.flatMap((text) => text.match(/[A-Za-z_][\w-]*/g) ?? []));

/** Whether the code that judges names each field on the way to this place. */
export const isRead = (place: string): boolean =>
  place.split(/[.[\]]+/).every((field) => field === "*" || field === "" || named.has(field));

/** Values of a form, one of each. */
function sample(form: Form): unknown {
  if (typeof form === "string") return leaf(form);
  if ("[]" in form) return [sample(form["[]"] ?? "")];
  return Object.fromEntries(
    Object.entries(form).flatMap(([field, inner]) => (field === "?" ? [] : [[field, sample(inner)]])),
  );
}

function leaf(form: string): unknown {
  if (form.includes("string")) return "text";
  if (form.includes("number")) return 1;
  if (form.includes("boolean")) return true;
  return form === "list" ? [] : form === "object" ? {} : null;
}

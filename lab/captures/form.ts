/**
 * The form of JSON values: the names of their fields with the types of what is in them. `[]` stands for the items of a
 * list, `*` for the keys of a map, `?` for what a value may be besides. A type that holds a word of a short enumeration
 * names those that were seen: `string = Running Succeeded`.
 */
export type Form = string | { readonly [field: string]: Form };

/** The form that all these values share: a field that only some of them have is a field of it. */
export function formOf(values: readonly unknown[], field = ""): Form {
  const items = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
  const objects = values.filter(isObject).filter((object) => Object.keys(object).length > 0);
  const besides = typeOf(
    values.filter((value) => !isObject(value) && !Array.isArray(value)),
    field,
    [...values.flatMap((value) => (isEmpty(value) ? [Array.isArray(value) ? "list" : "object"] : []))],
  );
  if (items.length === 0 && objects.length === 0) return besides;
  return {
    ...(besides !== "" && { "?": besides }),
    ...(items.length > 0 && { "[]": formOf(items, field) }),
    ...(objects.length > 0 && fieldsOf(objects, field)),
  };
}

/** What each place of a form may hold, by its path: `status.conditions[].type`. */
export function placesOf(form: Form, path = ""): Map<string, readonly string[]> {
  if (typeof form === "string") return new Map([[path, form.replace(/ = .*$/, "").split("|")]]);
  return new Map(
    Object.entries(form).flatMap(([field, inner]) => {
      if (field === "?") return [...placesOf(inner, path)];
      const place = field === "[]" ? `${path}[]` : [path, field].filter(Boolean).join(".");
      return [...placesOf(inner, place)];
    }),
  );
}

function fieldsOf(objects: readonly Record<string, unknown>[], field: string): Record<string, Form> {
  const fields = [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted();
  if (MAPS.has(field) || !fields.every(isFieldName) || (field === "selector" && objects.every(isOfTexts)))
    return {
      "*": formOf(
        objects.flatMap((object) => Object.values(object)),
        `${field}.*`,
      ),
    };
  return Object.fromEntries(
    fields.map((name) => [
      name,
      formOf(
        objects.flatMap((object) => (name in object ? [object[name]] : [])),
        name,
      ),
    ]),
  );
}

function typeOf(values: readonly unknown[], field: string, more: readonly string[]): string {
  const types = [...new Set([...values.map((value) => (value === null ? "null" : typeof value)), ...more])].toSorted();
  const words = [...new Set(values.filter((value) => typeof value === "string"))].toSorted();
  const isEnumeration = WORDS.has(field) && words.length > 0 && words.length <= MOST_WORDS && words.every(isWord);
  return types.join("|") + (isEnumeration ? ` = ${words.join(" ")}` : "");
}

/** A Service's selector, which is a map where others have fields. */
const isOfTexts = (object: object): boolean => Object.values(object).every((value) => typeof value === "string");

const isFieldName = (key: string): boolean => /^[A-Za-z][\w-]{0,63}$/.test(key);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** Their keys are names of things, and no fields. */
const MAPS = new Set([
  ...["labels", "annotations", "matchLabels", "nodeSelector", "data", "binaryData"],
  ...["limits", "requests", "capacity", "allocatable", "allocated", "allocations", "hard", "used", "usage"],
  ...["cilium_status", "cilium_endpoints", "image_count", "image_count.*", "errors", "errors.*"],
]);

/** Fields whose values are words of the software, never names of a machine. */
const WORDS = new Set(["type", "status", "reason", "phase", "state", "mode", "stage", "operation", "protocol"]);
const MOST_WORDS = 24;
const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z-]{0,39}$/.test(text);

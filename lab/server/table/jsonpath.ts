/**
 * The part of Kubernetes' JSONPath that printer columns use: `.a.b`, `.a\.b`, `['a']`, `[0]`, `[*]`,
 * `[?(@.type=="Ready")]`. What it does not know finds nothing.
 */
export function jsonPath(path: string): (value: unknown) => unknown[] {
  const steps = parse(path);
  return (value) => steps.reduce<unknown[]>((values, step) => values.flatMap(step), [value]);
}

type Step = (value: unknown) => unknown[];

const TOKEN =
  /\.?\[\?\(@((?:\.[\w-]+)+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\)\]|\.?\[['"]([^'"]+)['"]\]|\.?\[(-?\d+)\]|\.?\[?\*\]?|\.((?:\\.|[^.[\\])+)/y;

function parse(path: string): Step[] {
  const text = path.replace(/^\{|\}$/g, "").replace(/^\$/, "");
  const steps: Step[] = [];
  const token = new RegExp(TOKEN); // of its own: a filter's path is read in the middle of another
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return [() => []];
    steps.push(stepOf(found));
  }
  return steps;
}

function stepOf([whole, filterPath, operator, double, single, bare, quoted, index, key]: RegExpExecArray): Step {
  if (filterPath !== undefined) {
    const read = jsonPath(filterPath);
    const wanted = double ?? single ?? bare;
    return (value) => elements(value).filter((item) => (String(read(item)[0]) === wanted) === (operator === "=="));
  }
  const name = quoted ?? key?.replace(/\\(.)/g, "$1");
  if (name !== undefined) return (value) => property(value, name);
  if (index !== undefined) return (value) => elements(value).slice(Number(index)).slice(0, 1);
  return whole.includes("*") ? elements : () => [];
}

function elements(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function property(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null || !(name in value)) return [];
  return [(value as Record<string, unknown>)[name]];
}

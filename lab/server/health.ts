import type { KubernetesWorld } from "../world.ts";
import { pageNotFound, text } from "./wire/status.ts";
import type { WholeAnswer } from "./wire/status.ts";

const ENDPOINTS = new Set(["healthz", "livez", "readyz"]);
/** Checks that only readiness has. */
const READINESS_ONLY = new Set(["etcd-readiness", "informer-sync", "shutdown"]);

/** /healthz, /livez, /readyz and the single checks below them (k8s.io/apiserver/pkg/server/healthz). */
export function health(
  path: string,
  query: URLSearchParams,
  { readyz }: Pick<KubernetesWorld, "readyz">,
): WholeAnswer | undefined {
  const [endpoint = "", ...below] = path.split("/").filter(Boolean);
  if (!ENDPOINTS.has(endpoint)) return undefined;
  const checks = readyz.filter(({ name }) => endpoint === "readyz" || !READINESS_ONLY.has(name));
  if (below.length > 0) {
    const check = checks.find(({ name }) => name === below.join("/"));
    if (check === undefined) return pageNotFound();
    return check.ok ? text(200, "ok") : text(500, "internal server error: reason withheld\n");
  }
  const excluded = new Set(query.getAll("exclude").flatMap((names) => names.split(",")));
  const lines = checks.map(({ name, ok }) => {
    if (excluded.delete(name)) return `[+]${name} excluded: ok\n`;
    return ok ? `[+]${name} ok\n` : `[-]${name} failed: reason withheld\n`;
  });
  const unmatched = [...excluded].map((name) => `"${name}"`).join(", ");
  if (unmatched) lines.push(`warn: some health checks cannot be excluded: no matches for ${unmatched}\n`);
  const report = lines.join("");
  if (lines.some((line) => line.startsWith("[-]"))) return text(500, `${report}${endpoint} check failed\n`);
  return text(200, query.has("verbose") ? `${report}${endpoint} check passed\n` : "ok");
}

import type { ResourceTarget } from "../wire/path.ts";
import type { Resource } from "../resources/resources.ts";
import { storageKind } from "../resources/resources.ts";
import { selectionOf } from "./selection.ts";
import type { Selection } from "./selection.ts";
import { badRequest, expiredToken, failure } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";
import type { Store, Stored } from "./store.ts";

export interface Asked {
  store: Store;
  resource: Resource;
  target: ResourceTarget;
  query: URLSearchParams;
}

export interface Page {
  items: readonly Stored[];
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** The part of a list that its options ask for, or what is wrong with them. */
export function pageOf({ store, resource, target, query }: Asked): Page | WholeAnswer {
  const selection = selectionOf(resource, target, query);
  if ("status" in selection) return selection;
  const wrong = wrongOptions(query, store.version);
  if (wrong) return wrong;
  const token = query.get("continue") ? tokenOf(query.get("continue") ?? "") : undefined;
  if (token && "status" in token) return token;
  const anew = token?.rv === INCONSISTENT;
  if (token && !anew && (token.rv < store.oldest || token.rv > store.version)) {
    return expiredToken(encodeToken({ ...token, rv: INCONSISTENT }));
  }

  const resourceVersion = query.get("resourceVersion");
  const exact = query.get("resourceVersionMatch") === "Exact" ? Number(resourceVersion) : undefined;
  if (exact !== undefined && exact < store.oldest) return expiredToken();
  const at = (anew ? undefined : token?.rv) ?? exact ?? store.version;
  // A list from the cache is never cut into pages.
  const limit = resourceVersion === "0" ? 0 : Number(query.get("limit") ?? 0);
  const all = within(store.list(storageKind(resource), at), resource.namespaced ? target.namespace : undefined);
  const start = token === undefined ? 0 : firstAfter(all, token.start);
  const { items, next } = take(all, start, limit, selection);
  const last = items.at(-1);
  const metadata: Page["metadata"] = { resourceVersion: String(at) };
  if (next < all.length && last) {
    metadata.continue = encodeToken({ rv: at, start: last.key });
    if (!selection.selective) metadata.remainingItemCount = all.length - next;
  } else if (resource.custom) {
    metadata.continue = "";
  }
  return { items, metadata };
}

/** The part of a sorted list that is in the namespace: its keys start alike. */
function within(all: readonly Stored[], namespace: string | undefined): readonly Stored[] {
  if (namespace === undefined) return all;
  const prefix = `${namespace}/`;
  // "0" follows "/": nothing in the namespace comes after it.
  return all.slice(firstAfter(all, prefix), firstAfter(all, `${namespace}0`));
}

/** The place of the first key after this one, by halving. */
function firstAfter(all: readonly Stored[], key: string): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle]?.key ?? "") <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function take(
  all: readonly Stored[],
  start: number,
  limit: number,
  selection: Selection,
): { items: readonly Stored[]; next: number } {
  if (!selection.selective && limit === 0) return { items: all.slice(start), next: all.length };
  const items: Stored[] = [];
  let next = start;
  for (; next < all.length; next++) {
    const stored = all[next];
    if (stored === undefined || !selection.matches(stored.object)) continue;
    if (limit > 0 && items.length === limit) break;
    items.push(stored);
  }
  return { items, next };
}

function wrongOptions(query: URLSearchParams, version: number): WholeAnswer | undefined {
  const limit = query.get("limit");
  if (limit && !/^-?\d+$/.test(limit)) return badRequest(`strconv.ParseInt: parsing "${limit}": invalid syntax`);
  const match = query.get("resourceVersionMatch");
  const given = query.get("resourceVersion");
  if (query.has("sendInitialEvents")) {
    return invalidOption("sendInitialEvents", "Forbidden", "sendInitialEvents is forbidden for list");
  }
  if (match && !given) {
    return invalidOption(
      "resourceVersionMatch",
      "Forbidden",
      "resourceVersionMatch is forbidden unless resourceVersion is provided",
    );
  }
  if (match && match !== "Exact" && match !== "NotOlderThan") {
    const supported = `Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`;
    return invalidOption("resourceVersionMatch", "NotSupported", supported);
  }
  if (!given || given === "0") return undefined;
  if (query.get("continue")) return badRequest("specifying resource version is not allowed when using continue");
  if (!/^\d+$/.test(given)) return badRequest(`invalid resource version: ${unparsable(given)}`);
  return Number(given) > version ? tooLarge(given, version) : undefined;
}

export const unparsable = (version: string): string =>
  `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`;

export function invalidOption(field: string, reason: "Forbidden" | "NotSupported", words: string): WholeAnswer {
  const message = reason === "Forbidden" ? `Forbidden: ${words}` : words;
  return failure(422, "Invalid", `ListOptions.meta.k8s.io "" is invalid: ${field}: ${message}`, {
    group: "meta.k8s.io",
    kind: "ListOptions",
    causes: [{ reason: `FieldValue${reason}`, message, field }],
  });
}

function tooLarge(given: string, version: number): WholeAnswer {
  return failure(504, "Timeout", `Timeout: Too large resource version: ${given}, current: ${version}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

interface Token {
  rv: number;
  /** The last key that was sent. */
  start: string;
}

/** Goes on from a key with what is there now. */
const INCONSISTENT = -1;

/** The token that a server offers who comes with one that is too old; `undefined` for what is none. */
export function laterToken(token: string): string | undefined {
  const given = tokenOf(token);
  return "status" in given ? undefined : encodeToken({ rv: INCONSISTENT, start: given.start });
}

const encodeToken = ({ rv, start }: Token): string =>
  Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start: `${start}\u0000` })).toString("base64url");

function tokenOf(token: string): Token | WholeAnswer {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, "base64url").toString()) as { rv: unknown; start: unknown };
    if (typeof rv === "number" && typeof start === "string") return { rv, start: start.replaceAll("\0", "") };
  } catch {
    // said below: whatever cannot be read is not a token
  }
  return badRequest(
    "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
  );
}

import { after, every } from "../../clock.ts";
import type { LabObject } from "../../world.ts";
import { notAcceptable } from "../resources/discovery.ts";
import { presented } from "./lists.ts";
import type { Reading } from "./lists.ts";
import { formOf, includeObjectOf } from "../wire/negotiate.ts";
import type { Form } from "../wire/negotiate.ts";
import { invalidOption, unparsable } from "./pages.ts";
import { isTrue } from "../wire/path.ts";
import type { Resource } from "../resources/resources.ts";
import { groupVersionOf, storageKind } from "../resources/resources.ts";
import { selectionOf } from "./selection.ts";
import { expiredWatch, failure } from "../wire/status.ts";
import type { Answer } from "../wire/status.ts";
import type { Change } from "./store.ts";
import { metadataOf, tableOf } from "../table/table.ts";

/** Who watches at the moment. */
export interface Watchers {
  add(watcher: Watcher): void;
  remove(watcher: Watcher): void;
}

export interface Watcher {
  /** `group/Kind` as it is stored. */
  kind: string;
  /** It ends when this is no longer served. */
  resource: Resource;
  onChange(change: Change, now: number): void;
  end(): void;
}

type EventType = Change["type"] | "BOOKMARK" | "ERROR";

/** The lab's bookmarks are as frequent as the real server's: about one a minute. */
const BOOKMARK_MS = 60_000;

export function watchObjects(reading: Reading, watchers: Watchers): Answer {
  const { store, resource, target, query, accept } = reading;
  const selection = selectionOf(resource, target, query);
  if ("status" in selection) return selection;
  // as a real server has it: each event holds one object, and a list of metadata is none of them
  const form = formOf(accept, false);
  if (form === undefined) return notAcceptable();
  const from = query.get("resourceVersion") ?? "";
  if (from !== "" && !/^\d+$/.test(from)) return failure(500, "", unparsable(from));
  const withInitial = query.get("sendInitialEvents");
  if (withInitial !== null && query.get("resourceVersionMatch") !== "NotOlderThan") {
    return invalidOption(
      "resourceVersionMatch",
      "Forbidden",
      "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
    );
  }
  const bookmarks = isTrue(query.get("allowWatchBookmarks"));
  const initial = withInitial === null ? from === "" || from === "0" : isTrue(withInitial);
  const kind = storageKind(resource);

  const watch = (send: (line: string) => void, end: () => void): (() => void) => {
    const render = renderer(resource, form, query);
    const say = (type: EventType, object: LabObject, now: number) =>
      send(`${JSON.stringify({ type, object: render(type, object, now) })}\n`);
    const bookmark = (annotations?: object) => {
      const metadata = { resourceVersion: String(store.version), ...(annotations ? { annotations } : {}) };
      const { apiVersion, objectKind } = { apiVersion: apiVersionOf(resource), objectKind: resource.kind };
      say("BOOKMARK", { kind: objectKind, apiVersion, metadata } as unknown as LabObject, reading.now);
    };
    const onChange = (change: Change, now: number) => {
      const seen = eventFor(change, selection.matches);
      if (seen) say(seen.type, presented(seen.stored, resource), now);
    };

    if (!initial && Number(from) < store.oldest) {
      send(`${JSON.stringify({ type: "ERROR", object: expiredWatch(from, String(store.oldest)) })}\n`);
      end();
      return () => undefined;
    }
    if (initial) {
      for (const stored of store.list(kind)) {
        if (selection.matches(stored.object)) say("ADDED", presented(stored, resource), reading.now);
      }
      if (withInitial !== null && bookmarks) bookmark({ "k8s.io/initial-events-end": "true" });
    } else {
      for (const change of store.since(Number(from))) if (change.kind === kind) onChange(change, reading.now);
    }

    const watcher: Watcher = { kind, resource, onChange, end };
    watchers.add(watcher);
    const stops = [() => watchers.remove(watcher)];
    if (bookmarks) stops.push(every(BOOKMARK_MS, bookmark));
    const seconds = Number(query.get("timeoutSeconds") ?? 0);
    if (seconds > 0) {
      stops.push(
        after(seconds * 1000, () => {
          if (bookmarks) bookmark();
          end();
        }),
      );
    }
    return () => {
      for (const stop of stops) stop();
    };
  };
  return { status: 200, headers: { "content-type": "application/json", "cache-control": "no-cache, private" }, watch };
}

const apiVersionOf = ({ group, version }: Resource): string => groupVersionOf(group, version);

/** What leaves the selection was deleted for the watcher, what enters it was added. */
function eventFor(
  { type, before, after: stored }: Change,
  matches: (object: LabObject) => boolean,
): { type: Change["type"]; stored: Change["after"] } | undefined {
  const was = before !== undefined && matches(before.object);
  const is = type !== "DELETED" && matches(stored.object);
  if (was && is) return { type: "MODIFIED", stored };
  if (is) return { type: "ADDED", stored };
  if (!was) return undefined;
  if (type === "DELETED") return { type, stored };
  // The state that matched, under the version of the change that ended it.
  const { resourceVersion } = stored.object.metadata;
  const object = { ...before.object, metadata: { ...before.object.metadata, resourceVersion } };
  return { type: "DELETED", stored: { ...before, object } };
}

function renderer(
  resource: Resource,
  form: Form,
  query: URLSearchParams,
): (type: EventType, object: LabObject, now: number) => object {
  let withColumns = true;
  return (type, object, now) => {
    if (form.as === "metadata") return metadataOf(object, form.apiVersion);
    if (form.as !== "table") return object;
    const options = { includeObject: includeObjectOf(query), apiVersion: form.apiVersion, now };
    const { resourceVersion, annotations } = object.metadata;
    const metadata = type === "BOOKMARK" ? { resourceVersion, annotations } : { resourceVersion };
    const table = tableOf(resource, type === "BOOKMARK" ? [] : [object], metadata, options, withColumns);
    withColumns = false;
    return table;
  };
}

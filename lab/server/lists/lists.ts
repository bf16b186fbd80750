import { stringify } from "yaml";
import type { LabObject } from "../../world.ts";
import { notAcceptable } from "../resources/discovery.ts";
import { formOf, includeObjectOf } from "../wire/negotiate.ts";
import { pageOf } from "./pages.ts";
import type { Asked } from "./pages.ts";
import type { Resource } from "../resources/resources.ts";
import { groupVersionOf, storageKind } from "../resources/resources.ts";
import { json, jsonText, notFound } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";
import { keyOf } from "./store.ts";
import type { Stored } from "./store.ts";
import { metadataOf, tableOf } from "../table/table.ts";

export interface Reading extends Asked {
  accept: string | undefined;
  /** Milliseconds: the ages in tables are relative to it. */
  now: number;
}

export function getObject({ store, resource, target, query, accept, now }: Reading): WholeAnswer {
  const name = target.name ?? "";
  const key = keyOf(resource.namespaced ? target.namespace : undefined, name);
  const found = store.get(storageKind(resource), key);
  if (found === undefined) return notFound(resource.plural, resource.group, name);
  const form = formOf(accept, false);
  if (form === undefined) return notAcceptable();
  const object = presented(found, resource);
  switch (form.as) {
    case "table": {
      const options = { includeObject: includeObjectOf(query), apiVersion: form.apiVersion, now };
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      return json(200, tableOf(resource, [object], metadata, options));
    }
    case "metadata":
      return json(200, metadataOf(object, form.apiVersion));
    case "yaml":
      return jsonText(200, stringify(object), "application/yaml");
    case "object":
      return json(200, object);
  }
}

/** A page of a list, or all of it. */
export function listObjects(reading: Reading): WholeAnswer {
  const { resource, query, accept, now } = reading;
  const form = formOf(accept, true);
  if (form === undefined) return notAcceptable();
  const page = pageOf(reading);
  if ("status" in page) return page;

  const { items, metadata } = page;
  const apiVersion = groupVersionOf(resource.group, resource.version);
  switch (form.as) {
    case "table": {
      const options = { includeObject: includeObjectOf(query), apiVersion: form.apiVersion, now };
      const objects = items.map((it) => presented(it, resource));
      return json(200, tableOf(resource, objects, metadata, options));
    }
    case "metadata":
      return json(200, {
        kind: "PartialObjectMetadataList",
        apiVersion: form.apiVersion,
        metadata,
        items: items.map(({ object }) => metadataOf(object, form.apiVersion)),
      });
    case "yaml": {
      const list = { kind: `${resource.kind}List`, apiVersion, metadata, items: items.map(({ object }) => object) };
      return jsonText(200, stringify(list), "application/yaml");
    }
    case "object": {
      const head = JSON.stringify({ kind: `${resource.kind}List`, apiVersion, metadata }).slice(0, -1);
      const body = items.map((it) => itemOf(it, resource)).join(",");
      return jsonText(200, `${head},"items":[${body}]}\n`);
    }
  }
}

/** An object as this resource serves it: under its version, and events in the newer group's words. */
export function presented({ object }: Stored, resource: Resource): LabObject {
  const apiVersion = groupVersionOf(resource.group, resource.version);
  if (resource.group === "events.k8s.io") return newerEvent(object, apiVersion);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** Items of built-in lists name neither kind nor version, those of custom resources do. */
function itemOf(stored: Stored, resource: Resource): string {
  if (resource.group === "events.k8s.io") {
    const { kind: _kind, apiVersion: _apiVersion, ...event } = presented(stored, resource);
    return JSON.stringify(event);
  }
  const isNamed = resource.custom || resource.aggregated;
  const as = isNamed ? groupVersionOf(resource.group, resource.version) : "";
  if (stored.item?.as !== as) {
    const { kind: _kind, apiVersion: _apiVersion, ...item } = stored.object;
    stored.item = { as, text: JSON.stringify(isNamed ? presented(stored, resource) : item) };
  }
  return stored.item.text;
}

function newerEvent(object: LabObject, apiVersion: string): LabObject {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, ...rest } = object;
  const { reportingComponent, reportingInstance, ...others } = rest;
  return {
    ...others,
    apiVersion,
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    reportingInstance,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
  };
}

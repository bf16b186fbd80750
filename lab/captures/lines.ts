import { stripVTControlCharacters } from "node:util";

/** Calls of which only the lines count that begin so: the rest tells of each action of each test. */
const BEGIN: Record<string, RegExp> = {
  "GET metrics of CoreDNS":
    /^coredns_(?:dns_responses_total|proxy_request_duration_seconds_count|forward_healthcheck_broken_total)/,
  "cilium connectivity test": /^(?:\p{Extended_Pictographic}|\[=\]|\.\[=\])/u,
};

/**
 * The distinct lines of a text in their order, with all that belongs to one machine or one moment replaced by what it
 * is. `names`: what nodes, clusters and contexts are called there.
 */
export function linesOf(call: string, text: string, names: readonly string[]): string[] {
  const lines = stripVTControlCharacters(text).split("\n");
  const told = lines
    .filter((line) => BEGIN[call]?.test(line) ?? true)
    .map((line) => placeholders(line, names).replace(/\s+/g, " ").trim())
    .filter(Boolean);
  return [...new Set(told)];
}

function placeholders(line: string, names: readonly string[]): string {
  let text = line;
  for (const name of names.toSorted((a, b) => b.length - a.length)) text = text.replaceAll(name, "<name>");
  for (const [pattern, what] of PLACEHOLDERS) text = text.replaceAll(pattern, what);
  // how many of them there are is the cluster's
  return text.replaceAll(/("<address>"|<address>)( \1)+/g, "$1 …").replaceAll(/(https:\/\/\S+?)(,\1)+/g, "$1,…");
}

/** In this order: what is more than a number is found before its digits are. */
const PLACEHOLDERS: readonly [RegExp, string][] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z| ?[+-]\d{4}(?: UTC)?)?/g, "<time>"],
  [/sha256:[0-9a-f]{12,64}/g, "<digest>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?\b/g, "<address>"],
  [/\bgo\d+(?:\.\d+)+\b/g, "go<version>"],
  [/\bv?\d+\.\d+\.\d+[-+.\w]*/g, "<version>"],
  // the ends that a Deployment and a DaemonSet give to the names of their pods
  [/(?<=-)[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "<id>"],
  [/(?<=\bpod \S*-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "<id>"],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, "<id>"],
  [/Test \[[^\]]+\]/g, "Test [<name>]"],
  [/test \[[^\]]+\]/g, "test [<name>]"],
  [/\b\d+(?:\.\d+)?(?:ms|s|m|h)\b/g, "<duration>"],
  [/\b\d+(?:\.\d+)? ?[kKMG]i?B\b/g, "<size>"],
  [/\b\d+(?:\.\d+)?\b/g, "<number>"],
];

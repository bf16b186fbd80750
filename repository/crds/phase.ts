import type { Where } from "../../observations/checkout.ts";
import { baseOf, get, texts } from "../yaml/documents.ts";
import { statementsOf } from "../helmfile/runs.ts";
import type { HelmfileState } from "../helmfile/state.ts";
import type { Repository } from "../model.ts";

/** Whether a helmfile state exists for the CRDs of charts: by `--include-crds`, or by its name. */
export const isCrdState = ({ crdsOnly, file, releases }: HelmfileState): boolean =>
  releases.length > 0 && (crdsOnly || /(?:^|[-_.])crds?\b/i.test(baseOf(file)));

/**
 * Whether post-renderers keep nothing but CustomResourceDefinitions of what the state renders: the one of helmDefaults,
 * or each release's own. https://helmfile.readthedocs.io/en/latest/#configuration
 */
export const filtersItself = ({ file, includes, releases }: HelmfileState, { files }: Repository): boolean =>
  [file, ...includes.flatMap(({ kind, path }) => (kind === "base" ? [path ?? ""] : []))].some((path) =>
    (files.file(path)?.documents ?? []).some(({ value }) => keepsCrds(get(value, "helmDefaults"))),
  ) ||
  (releases.length > 0 && releases.every(({ document, path }) => keepsCrds(get(document.value, ...path))));

const keepsCrds = (renders: unknown): boolean =>
  texts(get(renders, "postRendererArgs")).some((one) => one.includes("CustomResourceDefinition"));

/** A URL that bootstrap fetches manifests from. */
export interface AppliedUrl {
  url: string;
  where: Where;
}

/** URLs of manifests in tasks and scripts that apply something, and in the hooks of helmfile's releases. */
export function appliedUrls({ tasks, helmfiles }: Repository): AppliedUrl[] {
  const inTasks = tasks.flatMap((task) => {
    const statements = statementsOf(task);
    if (!statements.some(({ text }) => APPLIES.test(text))) return [];
    return statements.flatMap(({ text, where }) => urlsIn(text).map((url) => ({ url, where })));
  });
  const inHooks = helmfiles.flatMap(({ releases }) =>
    releases.flatMap(({ hooks }) =>
      hooks.flatMap(({ command, args, where }) => {
        const line = [command, ...args].join(" ");
        return APPLIES.test(line) ? urlsIn(line).map((url) => ({ url, where })) : [];
      }),
    ),
  );
  return [...inTasks, ...inHooks];
}

/** A chart that a task pulls or renders, to apply the CRDs of it. */
export interface AppliedChart {
  chart: string;
  /** Where it stands beside the chart. */
  version?: string;
  where: Where;
}

/**
 * Charts in a registry that tasks name, which pull or render charts and apply what they find there; a task that never
 * speaks of CRDs installs something else. The version follows after a space or a flag, as
 * `helm pull <chart> --version <version>` and lists of both in scripts have it.
 */
export const appliedCharts = ({ tasks }: Repository): AppliedChart[] =>
  tasks.flatMap((task) => {
    const statements = statementsOf(task);
    const whole = statements.map(({ text }) => text).join("\n");
    if (!/\bhelm\s+(?:pull|fetch|template|show)\b/.test(whole) || !APPLIES.test(whole) || !/crd/i.test(whole))
      return [];
    return statements.flatMap(({ text, where }) =>
      [...text.matchAll(/(oci:\/\/[\w.:/-]+?)(?::|\s+(?:--version[ =])?)v?(\d[\w.+-]*)|(oci:\/\/[\w./-]+)/g)].map(
        ([, versioned, version, bare]): AppliedChart => ({
          chart: versioned ?? bare ?? "",
          where,
          ...(version !== undefined && { version }),
        }),
      ),
    );
  });

const APPLIES = /\bkubectl\b[^|;&]*\b(?:apply|create|replace)\b/;

const urlsIn = (text: string): string[] =>
  [...text.matchAll(/https:\/\/[^\s"'`)|;]+/g)].flatMap(([url]) => (/\.ya?ml$|\?ref=|\.git\//.test(url) ? [url] : []));

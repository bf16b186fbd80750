import type { RepositoryFinding } from "../finding.ts";
import type { Repository } from "../model.ts";
import { at, folderOf, get, isUnresolved, join, list, textAt } from "../yaml/documents.ts";

/**
 * Charts by an alias that no `repositories:` of the checkout has, and that is no folder beside the state: helmfile hands
 * `alias/chart` to Helm as it stands. Whoever adds the repository by hand (`helm repo add`) is believed.
 * https://helmfile.readthedocs.io/en/latest/#configuration
 */
export function strangeAliases({ files, helmfiles, tasks }: Repository): RepositoryFinding[] {
  const known = new Set(
    files.documents.flatMap(({ value }) =>
      list(get(value, "repositories")).flatMap((one) => textAt(one, "name") ?? []),
    ),
  );
  const isAdded = (alias: string): boolean =>
    tasks.some(({ commands }) =>
      commands.some(({ text }) => /\brepo\s+add\b/.test(text) && (text.includes(` ${alias} `) || text.includes("$"))),
    );
  return helmfiles.flatMap(({ file, releases, uncertain }) =>
    releases.flatMap((release): RepositoryFinding[] => {
      const { document, path, name, namespace } = release;
      const chart = textAt(document.value, ...path, "chart") ?? "";
      const [alias = ""] = chart.split("/");
      const isAlias = /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/.test(chart) && !isUnresolved(chart);
      const isFolder = files.isFolder(join(folderOf(file), chart) ?? "") || files.isFolder(chart);
      if (!isAlias || isFolder || uncertain.length > 0 || document.conditional) return [];
      if (known.has(alias) || [...known].some(isUnresolved) || isAdded(alias)) return [];
      return [
        {
          subject: `release/${namespace}/${name}`,
          expected: `a repository ${alias} among repositories, of which its chart is`,
          actual: known.size === 0 ? "there are none" : `there is ${[...known].slice(0, 5).join(", ")}`,
          where: at(document, [...path, "chart"]),
          because: "Helm finds no such repository, and helmfile stops before it installs anything.",
          mend: `Add ${alias} with its URL to repositories, or name the chart by oci://.`,
        },
      ];
    }),
  );
}

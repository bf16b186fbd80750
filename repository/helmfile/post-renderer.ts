import type { RepositoryFinding } from "../finding.ts";
import type { Repository } from "../model.ts";
import { at, baseOf, get, inText, textAt } from "../yaml/documents.ts";

/**
 * Helm 4 runs plugins alone as post-renderers: `postRenderer: bash` is refused ("plugin: \"bash\" not found").
 * https://helm.sh/docs/overview/#post-renderers. Told where the checkout pins Helm 4 (mise, asdf).
 */
export function refusedPostRenderers({
  files,
  helmfiles,
}: Pick<Repository, "files" | "helmfiles">): RepositoryFinding[] {
  const pinned = files.all.find(({ path, text }) => TOOLS.test(baseOf(path)) && HELM_4.test(text ?? ""));
  if (!pinned) return [];
  const line = (pinned.text ?? "").split("\n").findIndex((one) => HELM_4.test(one)) + 1;
  return helmfiles.flatMap(({ file }) =>
    (files.file(file)?.documents ?? []).flatMap((document): RepositoryFinding[] => {
      const command = textAt(get(document.value, "helmDefaults"), "postRenderer");
      if (command === undefined || !/^(?:ba|z|k)?sh$|[/.]/.test(command)) return [];
      return [
        {
          subject: `file/${file}`,
          expected: "a plugin of Helm as postRenderer",
          actual: `the command ${command}, with Helm 4 (${inText({ file: pinned.path, line, column: 1 })})`,
          where: at(document, ["helmDefaults", "postRenderer"]),
          because: "Helm 4 takes plugins alone as post-renderers: it refuses to render a release of this state.",
          mend: "Pipe helmfile's output through yq instead, or pin Helm 3.",
        },
      ];
    }),
  );
}

const TOOLS = /^\.?mise(?:\.\w+)?\.toml$|^\.tool-versions$/;

const HELM_4 = /^\s*["']?(?:aqua:helm\/helm|helm)["']?\s*(?:=\s*["']?|\s)4\./m;

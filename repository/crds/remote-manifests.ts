import type { Where } from "../../observations/checkout.ts";
import { isRemote } from "../kustomize/build.ts";
import { at, baseOf, folderOf, get, isUnresolved, list, record, text, texts } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import type { Repository } from "../model.ts";

/** A manifest that the bootstrap fetches from elsewhere. */
export interface RemoteManifest {
  /** The URL, with variables resolved that the same file defines. */
  url: string;
  where: Where;
  /** What fetches it, as reports name it. */
  by: string;
  /** The URL to ask; `undefined` where it is not HTTPS or not known completely. */
  asked?: string;
  pinned: boolean;
}

/**
 * Every manifest that the bootstrap takes from a URL: tasks and scripts that apply something, hooks of helmfile's
 * releases, Talos' extraManifests, and the remote resources of kustomizations that Flux or the bootstrap builds.
 */
export function remoteManifests(repository: Repository): RemoteManifest[] {
  const found = [
    ...inTasks(repository),
    ...inHooks(repository),
    ...inTalos(repository),
    ...inKustomizations(repository),
  ];
  return [...new Map(found.map((one) => [`${one.url} ${one.where.file}:${one.where.line}`, one])).values()];
}

function inTasks({ tasks, files }: Repository): RemoteManifest[] {
  return tasks.flatMap(({ name, runner, commands, where: { file } }) => {
    if (!BOOTSTRAP.test(`${file} ${name}`) || !commands.some((command) => APPLIES.test(command.text))) return [];
    const by = runner === "script" ? name : `task ${name}`;
    return commands.flatMap((command) =>
      linesOf(command.text).flatMap((line) => urlsIn(line).map((url) => remote(url, command.where, by, files))),
    );
  });
}

const inHooks = ({ helmfiles, files }: Repository): RemoteManifest[] =>
  helmfiles.flatMap(({ releases }) =>
    releases.flatMap(({ name, hooks }) =>
      hooks.flatMap(({ command, args, where }) => {
        const line = [command, ...args].join(" ");
        return APPLIES.test(line) ? urlsIn(line).map((url) => remote(url, where, `the hook of ${name}`, files)) : [];
      }),
    ),
  );

/** https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config#cluster */
const inTalos = ({ talos, files }: Repository): RemoteManifest[] =>
  talos.flatMap(({ value, document, path }) =>
    [
      ["cluster", "extraManifests"],
      ["cluster", "network", "cni", "urls"],
    ].flatMap((key) =>
      texts(get(value, ...key)).flatMap((url, index) =>
        url.startsWith("https://") ? [remote(url, at(document, [...path, ...key, index]), "Talos", files)] : [],
      ),
    ),
  );

/** In kustomizations of the tree, and in those that only the bootstrap builds. */
function inKustomizations({ tree, files, belongs }: Repository): RemoteManifest[] {
  const built = new Set(tree.kustomizations.flatMap(({ build }) => [...build.files]));
  return files.documents.flatMap((document) => {
    const { file, value } = document;
    if (!/^[Kk]ustomization(?:\.ya?ml)?$/.test(baseOf(file))) return [];
    if (!built.has(file) && !(/(?:^|\/)bootstrap\//.test(file) && belongs(file))) return [];
    return ["resources", "bases", "components"].flatMap((key) =>
      list(get(record(value), key)).flatMap((item, index) => {
        const named = text(item) ?? "";
        return isRemote(named) ? [remote(named, at(document, [key, index]), "kustomize", files)] : [];
      }),
    );
  });
}

/** Names of tasks that belong to a bootstrap, as opposed to benchmarks and toolboxes. */
const BOOTSTRAP = /bootstrap|crds?\b|install|setup/i;

/** Commands that apply manifests. `kubectl create` counts only with a file: it also creates namespaces. */
const APPLIES = /\bkubectl\b[^|;&\n]*\b(?:apply|create|replace)\b|\bkubectl\b[^|;&\n]*\s--?f(?:ilename)?\b/;

const linesOf = (command: string): string[] =>
  command.split("\n").filter((line) => !/^\s*(?:#|echo\b|log\b|printf\b)/.test(line));

/** URLs in a line, with variables: `https://x/${VERSION}/y.yaml`, `https://x/{{ .VERSION }}/y.yaml`. */
const urlsIn = (line: string): string[] =>
  [...line.matchAll(/https:\/\/(?:\{\{[^}]*\}\}|\$\{[^}]*\}|[^\s"'`)|;,])+/g)].flatMap(([url]) =>
    /\.ya?ml$|[?&]ref=/.test(url) ? [url] : [],
  );

function remote(written: string, where: Where, by: string, files: Files): RemoteManifest {
  const folder = folderOf(where.file);
  // talhelper's variables stand in a file beside its configuration
  const beside = files.file(folder === "" ? "talenv.yaml" : `${folder}/talenv.yaml`);
  const url = resolved(written, [files.file(where.file), beside].map((file) => file?.text ?? "").join("\n"));
  const known = !isUnresolved(url) && !/\$\w/.test(url);
  const asked = known ? addressOf(url) : undefined;
  return { url: withoutUser(url), where, by, pinned: isPinned(url), ...(asked !== undefined && { asked }) };
}

/** Replaces variables that the same file defines exactly once: `VERSION: v1`, `VERSION=v1`, `version := "v1"`. */
const resolved = (url: string, whole: string): string =>
  url.replace(/\{\{-?\s*\.?(\w+)\s*-?\}\}|\$\{(\w+)\}|\$(\w+)/g, (expression, ...names: (string | undefined)[]) => {
    const name = names.slice(0, 3).find((one) => one !== undefined) ?? "";
    const given = [
      ...whole.matchAll(new RegExp(`(?:^|[\\s;])${name}\\s*(?::=|=|:)\\s*["']?([\\w.+-]+)["']?\\s*(?:#.*)?$`, "gm")),
    ].map(([, value]) => value);
    return new Set(given).size === 1 ? (given[0] ?? expression) : expression;
  });

/** The page to ask for a Git address that kustomize clones: on GitHub it exists exactly when cloning works. */
function addressOf(url: string): string | undefined {
  const [, owner, repository, folder = "", ref] =
    /^(?:https:\/\/)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/{1,2}([^?]*))?\?(?:.*&)?(?:ref|version)=([^&]+)/.exec(
      url,
    ) ?? [];
  if (owner !== undefined && repository !== undefined && ref !== undefined)
    return `https://github.com/${owner}/${repository}/tree/${ref}/${folder}`;
  return url.startsWith("https://") && !/^https:\/\/[^/]*@/.test(url) && !/\?(?:.*&)?ref=/.test(url) ? url : undefined;
}

const withoutUser = (url: string): string => url.replace(/^(\w+:\/\/)[^/@]*@/, "$1");

/** Whether the path or `ref` holds a version or a commit; `latest` and branches are not pinned. */
const isPinned = (url: string): boolean =>
  !/\/(?:latest|refs\/heads)\//.test(url) &&
  (/(?:^|[/=@_-])v?\d+\.\d+[\w.+-]*(?=[/?&]|$)/.test(url.replace(/^\w+:\/\/[^/]*/, "")) || /[0-9a-f]{40}/.test(url));

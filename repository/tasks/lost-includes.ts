import type { Where } from "../../observations/checkout.ts";
import type { Repository } from "../model.ts";
import { at, folderOf, get, isRecord, isUnresolved, join, record, text, textAt } from "../yaml/documents.ts";
import { absenceOf, isAside } from "../yaml/files.ts";

/** A file of tasks that another one brings in and that is not there: the runner then runs nothing at all. */
export interface LostInclude {
  file: string;
  path: string;
  where: Where;
  /** Why Git does not have it, where only this disk has it. */
  why?: string;
  /** A file whose name differs in capitals alone: macOS finds it, Linux does not. */
  like?: string;
}

/** `includes` of Taskfiles, `mod` and `import` of justfiles, without what is optional or has a variable. */
export const lostIncludes = ({ files, belongs }: Pick<Repository, "files" | "belongs">): LostInclude[] => {
  const lower = new Map(files.all.map(({ path }) => [path.toLowerCase(), path]));
  return files.all.flatMap((file): LostInclude[] => {
    if (isAside(file.path) || !belongs(file.path)) return [];
    const named = [
      ...file.documents.flatMap((document) =>
        isRecord(get(document.value, "tasks")) || textAt(document.value, "version") === "3"
          ? includesOf(document.value).map(({ key, path }) => ({
              paths: ofTask(path),
              path,
              where: at(document, ["includes", key]),
            }))
          : [],
      ),
      ...(/(?:^|\/)\.?justfile$|\.just$/i.test(file.path) ? ofJust(file.path, file.text ?? "") : []),
    ];
    return named.flatMap(({ paths, path, where }): LostInclude[] => {
      const all = paths.flatMap((one) => join(folderOf(file.path), one) ?? []);
      const found = all.find((one) => files.file(one) !== undefined);
      const [like] = found === undefined ? all.flatMap((one) => lower.get(one.toLowerCase()) ?? []) : [];
      const why = found === undefined ? undefined : absenceOf(files.file(found));
      if (found !== undefined && why === undefined) return [];
      return [{ file: file.path, path, where, ...(why !== undefined && { why }), ...(like !== undefined && { like }) }];
    });
  });
};

/** https://taskfile.dev/docs/reference/schema#include */
const includesOf = (value: unknown): { key: string; path: string }[] =>
  Object.entries(record(get(value, "includes"))).flatMap(([key, item]) => {
    const path = text(item) ?? textAt(item, "taskfile");
    if (path === undefined || isUnresolved(path) || /^[a-z+]+:\/\/|^git@|^[~/]|\.git\b/.test(path)) return [];
    return get(item, "optional") === true ? [] : [{ key, path }];
  });

/** A folder stands for the Taskfile in it. */
const ofTask = (path: string): string[] => [
  path,
  ...["Taskfile", "taskfile"].flatMap((name) =>
    ["yml", "yaml", "dist.yml", "dist.yaml"].map((end) => `${path.replace(/\/$/, "")}/${name}.${end}`),
  ),
];

/** https://just.systems/man/en/modules1190.html, https://just.systems/man/en/imports.html */
const ofJust = (file: string, whole: string): { paths: string[]; path: string; where: Where }[] =>
  whole.split("\n").flatMap((line, index) => {
    const [, word, name, quoted] = /^(mod|import)\s+(?:([\w-]+)\s*)?(?:['"]([^'"]+)['"])?\s*(?:#.*)?$/.exec(line) ?? [];
    const path = quoted ?? (word === "mod" ? name : undefined);
    if (word === undefined || path === undefined || /[{~]|^\//.test(path)) return [];
    const inside = ["mod.just", "justfile", ".justfile"].map((one) => `${path.replace(/\/$/, "")}/${one}`);
    const paths = word === "import" ? [path] : [path, `${path}.just`, ...inside];
    return [{ paths, path, where: { file, line: index + 1, column: 1 } }];
  });

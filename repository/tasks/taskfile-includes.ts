import type { Where } from "../../observations/checkout.ts";
import { at, baseOf, folderOf, get, isRecord, join, record, text, textAt } from "../yaml/documents.ts";
import { isAside, type Files } from "../yaml/files.ts";

/** A Taskfile that another one includes and that is not there: task then runs nothing at all. */
export interface LostInclude {
  name: string;
  written: string;
  where: Where;
  /** What is there in other capitals, which macOS takes for the same and Linux does not. */
  inOtherCapitals?: string;
}

/** https://taskfile.dev/docs/reference/schema#include; URLs, variables, folders of the machine and optional ones aside. */
export const lostIncludes = (files: Files): LostInclude[] =>
  files.documents.flatMap((document) => {
    const isTaskfile = /^taskfile(?:\.dist)?\.ya?ml$/i.test(baseOf(document.file)) && !isAside(document.file);
    if (!isTaskfile || !isRecord(get(document.value, "includes"))) return [];
    return Object.entries(record(get(document.value, "includes"))).flatMap(([name, item]): LostInclude[] => {
      const written = text(item) ?? textAt(item, "taskfile");
      if (written === undefined || /[{}$~]|:\/\/|^\/|^git@/.test(written) || get(item, "optional") === true) return [];
      const path = join(folderOf(document.file), written);
      if (path === undefined || isThere(path, files)) return [];
      const alike = files.all.find(({ path: one }) => (one.toLowerCase() + "/").startsWith(path.toLowerCase() + "/"));
      const other = alike?.path.slice(0, path.length);
      const where = at(document, ["includes", name]);
      return [{ name, written, where, ...(other !== undefined && { inOtherCapitals: other }) }];
    });
  });

const isThere = (path: string, files: Files): boolean =>
  files.file(path) !== undefined ||
  files.within(path).some(({ path: one }) => /^taskfile(?:\.dist)?\.ya?ml$/i.test(baseOf(one)));

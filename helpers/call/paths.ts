import path from "node:path";
import { homeFolder } from "../environment.ts";

/**
 * The absolute path of what was given: `~` is the home folder, anything else is relative to `base` (default: the
 * working directory).
 */
export function resolvePath(text: string, base: string = process.cwd()): string {
  if (text === "~" || text.startsWith("~/")) return path.join(homeFolder(), text.slice(1));
  return path.resolve(base, text);
}

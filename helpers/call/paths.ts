import path from "node:path";
import { homeFolder } from "../environment.ts";

/** A path as people write it: `~` is the home folder, anything else relative to `base` (default: where we stand). */
export function resolvePath(text: string, base: string = process.cwd()): string {
  if (text === "~" || text.startsWith("~/")) return path.join(homeFolder(), text.slice(1));
  return path.resolve(base, text);
}

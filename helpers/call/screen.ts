import type { Screen } from "../../reports/terminal/layout.ts";
import { noColor } from "../environment.ts";

/** What is known of where lines are written to: a terminal, as wide as it is now, or a pipe. */
export const screenOf = (out: NodeJS.WriteStream): Screen => ({
  live: out.isTTY,
  width: Math.max(40, out.columns ?? 100),
  ...(out.rows !== undefined && { height: out.rows }),
  colour: out.isTTY && !noColor(),
});

import type { CommandAnswer } from "../../world.ts";

/** Printed to stdout, and exit 0. */
export const said = (stdout: string): CommandAnswer => ({ stdout, exit: 0 });

/** Text of so many lines. */
export const lines = (...text: string[]): string => `${text.join("\n")}\n`;

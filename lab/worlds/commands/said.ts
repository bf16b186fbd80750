import type { CommandAnswer } from "../../world.ts";

export const said = (stdout: string): CommandAnswer => ({ stdout, exit: 0 });

export const lines = (...text: string[]): string => `${text.join("\n")}\n`;

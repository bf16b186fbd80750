import { SourceError } from "../../trouble.ts";

/**
 * Parses JSON objects that follow each other without array or separator, as talosctl prints them. Half an object throws
 * SourceError.
 */
export function jsonStream(text: string, transcript = ""): unknown[] {
  const found: unknown[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (char === "}") {
      depth -= 1;
      if (depth === 0) found.push(whole(text.slice(start, at + 1), transcript));
    } else if (depth === 0 && char !== undefined && !/\s/.test(char)) {
      throw new SourceError("malformed", `printed something that is no JSON: ${text.slice(at, at + 80)}`, {
        transcript,
      });
    }
  }
  if (depth !== 0 || quoted) throw new SourceError("malformed", "printed half a JSON object", { transcript });
  return found;
}

function whole(text: string, transcript: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceError("malformed", `printed something that is no JSON: ${text.slice(0, 80)}`, { transcript });
  }
}

import { getHeapStatistics } from "node:v8";

/** Why a text is not parsed; `undefined` where it may be. */
export type Room = (text: string) => string | undefined;

/** The largest bundle of CRDs that is known has a third of these. */
const MOST_ITEMS = 200_000;

/** What a parsed item takes of the heap at most, with the place where it stands, in bytes; measured with lists of one letter. */
const BYTES = 1_500;

/**
 * Room for the texts of a checkout, as much as the heap has. A text of 5 MB may hold two and a half million items, which
 * take a minute and more memory than Node has by default; V8 ends a process that runs out of it, in words of its own.
 */
export function roomForYaml({ heap_size_limit, used_heap_size } = getHeapStatistics()): Room {
  let left = Math.floor((heap_size_limit - used_heap_size) / BYTES);
  return (text) => {
    const items = itemsIn(text);
    if (items > MOST_ITEMS) return `${items} lines and items of lists: more than ${MOST_ITEMS} are not read`;
    if (items > left)
      return `the heap that Node may use (${Math.floor(heap_size_limit / MB)} MB) is too small for it; give it more by NODE_OPTIONS=--max-old-space-size=<MB>`;
    left -= items;
    return undefined;
  };
}

const MB = 1024 * 1024;

const [LINE_END, COMMA, LIST, MAP, DASH, BLANK] = [10, 44, 91, 123, 45, 32];

/** No fewer than the nodes that a parser makes of it. */
function itemsIn(text: string): number {
  let items = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_END || code === COMMA || code === LIST || code === MAP) items += 1;
    else if (code === DASH && text.charCodeAt(at + 1) === BLANK) items += 1;
  }
  return items;
}

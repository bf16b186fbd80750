import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  parseAllDocuments,
  LineCounter,
  type Document,
  type ParsedNode,
} from "yaml";
import type { Position, YamlDocument } from "../../../../observations/checkout.ts";

/** Keys that stand twice are no errors to the parser: see duplicate-keys.ts. */
export const documentsOf = (text: string, lineCounter: LineCounter): Document.Parsed[] => [
  ...parseAllDocuments(text, { lineCounter, merge: true, uniqueKeys: false, logLevel: "silent" }),
];

/** Line and column of an offset in the text. */
export const placeBy =
  (lines: LineCounter) =>
  (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return [line, col];
  };

export type Positions = YamlDocument["positions"];

/**
 * Few documents are ever asked where their keys stand, and to note it of all takes a quarter of the time and as much
 * memory as their values. So it is found out when it is asked for. JSON and `serialize` leave it out.
 */
export function withPositions(document: Omit<YamlDocument, "positions">, find: () => Positions): YamlDocument {
  return Object.defineProperty(document as YamlDocument, "positions", { get: find, configurable: true });
}

/** Where the keys and items of each document stand, by JSON pointer. */
export function placesIn(text: string): Positions[] {
  const lines = new LineCounter();
  return documentsOf(text, lines).map(({ contents }) => {
    const positions: Record<string, Position> = {};
    locate(contents, "", positions, placeBy(lines));
    return positions;
  });
}

/** Where each key and each item stands. */
function locate(
  node: ParsedNode | null,
  above: string,
  positions: Record<string, Position>,
  place: (offset: number) => Position,
): void {
  if (!isCollection(node)) return;
  for (const [index, item] of node.items.entries()) {
    if (isMap(node) && isPair(item) && isScalar(item.key)) {
      const name = String(item.key.value);
      const key = `${above}/${/[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name}`;
      if (item.key.range) positions[key] = place(item.key.range[0]);
      locate(item.value, key, positions, place);
    } else if (!isPair(item)) {
      const key = `${above}/${index}`;
      const { range } = item;
      if (range) positions[key] = place(range[0]);
      locate(item, key, positions, place);
    }
  }
}

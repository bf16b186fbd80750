import { isCollection, isMap, isPair, isScalar } from "yaml";

/**
 * Where a map has a key again, as offsets in the text. The parser's own `uniqueKeys` compares each key with all before it:
 * a map of 100,000 keys takes it minutes.
 */
export function duplicateKeys(node: unknown, found: number[] = []): number[] {
  if (!isCollection(node)) return found;
  const seen = new Set<unknown>();
  for (const item of node.items) {
    if (!isPair(item)) {
      duplicateKeys(item, found);
      continue;
    }
    const { key, value } = item;
    if (isMap(node) && isScalar(key)) {
      if (seen.has(key.value)) found.push(key.range?.[0] ?? 0);
      seen.add(key.value);
    }
    duplicateKeys(key, found);
    duplicateKeys(value, found);
  }
  return found;
}

/**
 * Whether one of the patterns is about a subject (`deployment/cert-manager/cert-manager`, `node/infra-cp-01`): of the
 * whole of it, or of what follows the kind. `*` stands for any characters within one part of a name.
 */
export const isAbout = (patterns: readonly string[], subject: string): boolean =>
  patterns.some((pattern) => fits(pattern, subject) || fits(pattern, subject.slice(subject.indexOf("/") + 1)));

function fits(pattern: string, name: string): boolean {
  const [wanted, parts] = [pattern.split("/"), name.split("/")];
  return wanted.length === parts.length && wanted.every((part, index) => fitsPart(part, parts[index] ?? ""));
}

/** Each piece between two stars is sought from the left: the first place where it stands is as good as any. */
function fitsPart(pattern: string, part: string): boolean {
  const [first = "", ...pieces] = pattern.split("*");
  const last = pieces.pop();
  if (last === undefined) return part === pattern;
  if (!part.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = part.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return part.length - last.length >= at && part.endsWith(last);
}

import type { CommandAnswer } from "../world.ts";
import { WHERE } from "./call.ts";

/**
 * A POSIX shell script that answers from files, by the key that {@link keyOf} gives the same call.
 */
export function script(program: string, answers: readonly (readonly [string, CommandAnswer])[], place: string): string {
  const node = program === "talosctl" ? `-n|--nodes) node="$2 "; shift ;;\n    ` : "-n) shift ;;\n    ";
  const cases = answers.map(([key, answer], index) => `  ${quoted(key)}) ${ending(answer, `${place}/${index}`)} ;;`);
  return `#!/bin/sh
# A stand-in of the lab: it prints what a world says, and knows nothing else.
key= node=
while [ $# -gt 0 ]; do
  case $1 in
    ${node}${WHERE.join("|")}) shift ;;
    ${WHERE.filter((flag) => flag.startsWith("--"))
      .map((flag) => `${flag}=*`)
      .join("|")}) ;;
    *) key="$key\${key:+ }$1" ;;
  esac
  [ $# -gt 0 ] && shift
done
key="$node$key"
answer() { cat "$1/out"; cat "$1/err" >&2; exit "$2"; }
hang() { trap '' TERM INT HUP; cat "$1/out"; cat "$1/err" >&2; sleep 86400 & while :; do sleep 3600; done; }
case $key in
${cases.join("\n")}
  *) echo "${program}: the lab has no answer to: ${program} $key" >&2; exit 127 ;;
esac
`;
}

function ending({ exit, delayMs, hangs }: CommandAnswer, folder: string): string {
  if (hangs) return `hang ${quoted(folder)}`;
  const wait = delayMs === undefined ? "" : `sleep ${delayMs / 1000}; `;
  return `${wait}answer ${quoted(folder)} ${exit}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

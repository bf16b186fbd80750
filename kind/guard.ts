import { spawn } from "node:child_process";

/**
 * What is left to do when this process ends, however it ends: SIGKILL leaves no moment to do anything oneself. A shell in
 * a session of its own reads from a pipe that only this process holds open. When the pipe ends, it ends the command that
 * still runs, and deletes the cluster where one was begun.
 */
export interface Guard {
  /** A command in a process group of its own. Returns what to call when it has ended. */
  watch(group: number): () => void;
  /** From now on the cluster is to be deleted. */
  arm(): void;
  /** It was deleted, or is to be kept. */
  disarm(): void;
}

/** `remove`: the command that deletes the cluster; it does no harm where there is none. */
export function guard(remove: readonly string[]): Guard {
  const child = spawn("/bin/sh", ["-c", WATCH, "kind", ...remove], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const pipe = child.stdin;
  child.on("error", () => undefined);
  pipe.on("error", () => undefined);
  child.unref();
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  const tell = (word: string): void => void pipe.write(`${word}\n`);
  return {
    watch(group) {
      tell(`group ${group}`);
      return () => tell("ended");
    },
    arm: () => tell("arm"),
    disarm: () => tell("disarm"),
  };
}

/**
 * The command gets 20 s to end: assay writes its report. The deletion runs twice, because a runtime may still be making a
 * node that was asked for a moment before.
 */
const WATCH = `
trap '' INT TERM HUP QUIT PIPE
group='' armed=''
while IFS= read -r line; do
  case $line in
    'group '*) group=\${line#* } ;;
    ended) group='' ;;
    arm) armed=1 ;;
    disarm) armed='' ;;
  esac
done
if [ -n "$group" ] && kill -s TERM -- "-$group" 2>/dev/null; then
  left=20
  while [ "$left" -gt 0 ] && kill -s 0 -- "-$group" 2>/dev/null; do sleep 1; left=$((left - 1)); done
  kill -s KILL -- "-$group" 2>/dev/null
fi
[ -n "$armed" ] || exit 0
echo "kind: what made the cluster was killed; the cluster is deleted" >&2
"$@" >/dev/null 2>&1
sleep 2
"$@" >/dev/null 2>&1
`;

import { spawn } from "node:child_process";

/**
 * What ends with this process, however it ends: SIGKILL leaves no moment to end anything oneself. A shell in a session
 * of its own reads from a pipe that only this process holds open; when the pipe ends, it kills the process groups that
 * are left and removes the folders.
 */
export interface Watchdog {
  /** The processes of a group are killed. Returns what to call when they have ended by themselves. */
  kill(group: number): () => void;
  /** A folder of our own is removed. */
  remove(folder: string): void;
  /** Ends the pipe, as the end of this process does. */
  close(): void;
}

let own: Watchdog | undefined;

/** This thread's watchdog, which is started with the first thing to watch. */
export const watchdog = (): Watchdog => (own ??= startWatchdog());

export function startWatchdog(): Watchdog {
  const child = spawn("/bin/sh", ["-c", WATCH], { detached: true, stdio: ["pipe", "ignore", "ignore"], cwd: "/" });
  const pipe = child.stdin;
  // where there is no shell there is no watchdog, and a run is none the worse for it
  child.on("error", () => undefined);
  pipe.on("error", () => undefined);
  child.unref();
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  const tell = (what: string, which: number | string): void => void pipe.write(`${what} ${which}\n`);
  return {
    kill(group) {
      tell("group", group);
      return () => tell("ended", group);
    },
    remove(folder) {
      // a name over two lines would be two names
      if (!folder.includes("\n")) tell("folder", folder);
    },
    close: () => void pipe.end(),
  };
}

const WATCH = `
trap '' INT TERM HUP QUIT PIPE
groups=' '
while IFS= read -r line; do
  which=\${line#* }
  case $line in
    'group '*) groups="$groups$which " ;;
    'folder '*) set -- "$@" "$which" ;;
    'ended '*) case $groups in *" $which "*) groups="\${groups%% "$which" *} \${groups#* "$which" }" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
for folder in "$@"; do rm -rf -- "$folder"; done
`;

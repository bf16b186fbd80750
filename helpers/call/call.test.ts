import { describe, expect, test } from "vitest";
import { readCall } from "./call.ts";
import { help } from "./flags.ts";
import { UsageError } from "./usage-error.ts";

const known = {
  suites: ["10-prerequisites", "80-flux"],
  rows: ["flux/check-passes", "flux/nothing-is-stuck"],
  out: "reports/out",
};
const NOW = new Date("2026-11-21T12:00:00Z");
const read = (...argv: string[]) => readCall(argv, known, {}, NOW);
const refusal = (argv: string[], environment: Record<string, string> = {}): string => {
  try {
    readCall(argv, known, environment, NOW);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return "(not refused)";
};

describe("a command line", () => {
  test("without flags judges the lab, with every check's own patience", () => {
    expect(read()).toEqual({
      what: "run",
      json: false,
      patienceGiven: false,
      options: { cluster: "lab", suites: [], only: [], out: "reports/out", patience: 1, probes: false, backend: "lab" },
    });
  });

  test("a scenario is played in the lab, and nowhere else", () => {
    expect(read("--scenario", "etcd-nospace")).toMatchObject({ options: { scenario: "etcd-nospace", backend: "lab" } });
    expect(() => read("--scenario", "etcd-nospace", "--cluster", "infra")).toThrow(
      "--scenario plays in the lab, not on infra: leave --cluster out",
    );
    expect(read("--list-scenarios")).toEqual({ what: "scenarios" });
  });

  test("a bootstrap is followed, for so long at most", () => {
    expect(read("--follow", "--cluster", "infra")).toMatchObject({ options: { follow: true, cluster: "infra" } });
    expect(read("--follow", "--follow-for", "1h30m")).toMatchObject({
      options: { follow: true, followForMs: 5_400_000 },
    });
    expect(refusal(["--follow", "--follow-for", "soon"])).toBe('--follow-for "soon" is no duration; write 45m or 90s');
    expect(refusal(["--follow", "--follow-for", "0s"])).toContain("is no duration");
    expect(refusal(["--follow-for", "5m"])).toBe("--follow-for belongs to --follow");
    expect(help()).toContain("--follow ");
  });

  test("every flag reaches the options", () => {
    const call = read(
      ...["--cluster", "infra", "--suite", "flux", "--only=flux/check-passes", "--kubeconfig", "k", "--context", "c"],
      ...[
        "--endpoint",
        "https://x",
        "--talosconfig",
        "t",
        "--repo",
        "r",
        "--out",
        "o",
        "--patience",
        "0.5",
        "--probes",
      ],
      ...["--started-at", "2026-11-21T10:00:00+01:00", "--connectivity", "smoke", "--json"],
    );
    expect(call).toEqual({
      what: "run",
      json: true,
      patienceGiven: true,
      options: {
        cluster: "infra",
        suites: ["80-flux"],
        only: ["flux/check-passes"],
        kubeconfig: "k",
        context: "c",
        endpoint: "https://x",
        talosconfig: "t",
        repo: "r",
        out: "o",
        startedAt: "2026-11-21T09:00:00.000Z",
        patience: 0.5,
        connectivity: "smoke",
        probes: true,
        backend: "live",
      },
    });
  });

  test("a checkout alone is judged by a profile that is drafted from it", () => {
    const offline = { cluster: "drafted", repo: "r", backend: "live", suites: ["20-repository"] };
    expect(read("--repo", "r")).toMatchObject({ what: "run", options: { ...offline, drafted: {} } });
    expect(read("--repo", "r", "--name", "main", "--list")).toMatchObject({
      what: "list",
      options: { ...offline, drafted: { name: "main" } },
    });
    expect(refusal(["--repo", "r", "--suite", "flux"])).toBe(
      "--suite 80-flux needs a cluster: name it with --cluster; --repo alone is judged by 20-repository",
    );
    expect(refusal(["--repo", "r", "--only", "flux/check-passes"])).toMatch(/^flux\/check-passes needs a cluster/);
    expect(refusal(["--repo", "r", "--follow"])).toMatch(/^--follow needs a cluster/);
  });

  test("help, version, list, explain and report", () => {
    expect(read("--help")).toEqual({ what: "help" });
    expect(read("-h")).toEqual({ what: "help" });
    expect(read("report", "--help")).toEqual({ what: "help" });
    expect(read("--version")).toEqual({ what: "version" });
    expect(read("--list", "--suite", "80-flux")).toMatchObject({ what: "list", options: { suites: ["80-flux"] } });
    expect(read("--explain", "flux/check-passes")).toEqual({ what: "explain", id: "flux/check-passes" });
    expect(read("report", "reports/out/lab/latest")).toEqual({
      what: "evidence",
      command: "report",
      words: ["reports/out/lab/latest"],
      given: {},
    });
  });

  test("--init is a call of its own, with the cluster and the file", () => {
    expect(read("--init", "../k8s-ops")).toEqual({ what: "init", options: { checkout: "../k8s-ops" } });
    expect(read("--init", "../k8s-ops", "--name", "infra", "--out", "-")).toEqual({
      what: "init",
      options: { checkout: "../k8s-ops", name: "infra", out: "-" },
    });
  });

  test("help names every flag that is accepted", () => {
    for (const flag of [
      "--cluster",
      "--suite",
      "--only",
      "--started-at",
      "--connectivity",
      "--probes",
      "--json",
      "--init",
      "--name",
    ]) {
      expect(help()).toContain(flag);
    }
  });
});

describe("a wrong command line says what would be right", () => {
  test.each([
    [["--clutser", "infra"], "unknown flag --clutser; did you mean --cluster?"],
    [["--suite", "80-flix"], 'unknown suite "80-flix"; did you mean 80-flux?; --list shows them'],
    [
      ["--only", "flux/check-pases"],
      'unknown check "flux/check-pases"; did you mean flux/check-passes?; --list shows them',
    ],
    [["--only", "flux/chek"], 'unknown check "flux/chek"; did you mean flux/check-passes?'],
    [["--only", "chek-passes"], 'unknown check "chek-passes"; did you mean flux/check-passes?'],
    [["--suite", "flx"], 'unknown suite "flx"; did you mean 80-flux?'],
    [["--suite", "storage"], 'unknown suite "storage"; --list shows them'],
    [["--cluster="], "--cluster needs a value: --cluster <name|path>"],
    [["--kubeconfig", "a", "--kubeconfig", "b"], "--kubeconfig is given 2 times (a, b): give it once"],
    [
      ["--repo", "x", "--scenario", "known"],
      "--repo needs --cluster <name|path>: without it the embedded lab is judged, which has its own",
    ],
    [["--suite", "flux", "--kubeconfig", "x"], "--kubeconfig needs --cluster <name|path>"],
    [["--talosconfig", "x"], "--talosconfig needs --cluster <name|path>"],
    [["--endpoint", "https://x"], "--endpoint needs --cluster <name|path>"],
    [["--context", "x"], "--context needs --cluster <name|path>"],
    [["--scenario", "etcd-nospace", "--repo", "x"], "--repo needs --cluster <name|path>"],
    [
      ["--cluster", "lab", "--repo", "x"],
      "--repo contradicts --cluster lab, which has its own; name the cluster that --repo belongs to",
    ],
    [
      ["--cluster", "infra", "--endpoint", "10.0.0.1:6443"],
      '--endpoint "10.0.0.1:6443" is no URL; write it like https',
    ],
    [["--cluster", "infra", "--endpoint", "ftp://x"], '--endpoint "ftp://x" is no URL'],
    [["--cluster", "infra", "--endpoint", "https://u:p@x"], "--endpoint holds credentials, which belong into a"],
    [["--cluster", "infra", "--endpoint", "https://x?a=b"], "has more than host, port and path"],
    [
      ["--started-at", "2026-11-21T12:00:01Z"],
      "--started-at 2026-11-21T12:00:01Z lies in the future: it is 2026-11-21T12:00:00.000Z on this machine",
    ],
    [["--dry-run"], "--dry-run belongs to assay sign-off <folder>"],
    [["--story", "x.md"], "--story belongs to assay sign-off <folder>, --init <checkout>"],
    [["--keep", "0"], `--keep "0" is no number of runs and no duration; write 30 or 90d`],
    [["--ping", "canary"], "--ping takes an http or https URL, like https://hc-ping.com/<uuid>"],
    [["history", "a", "b"], "write: assay history [<cluster>]"],
    [["diff", "a", "b", "c"], "write: assay diff [<run>] [<run>]"],
    [["diff", "--suite", "flux"], "--suite says nothing to assay diff [<run>] [<run>]"],
    [["--init", "x", "--repo", "y"], "--repo says nothing to --init: it takes --name, --story and --out"],
    [["report", "x", "--json"], "--json says nothing to assay report <folder>"],
    [["--cluster"], "--cluster needs a value: --cluster <name|path>"],
    [["--cluster", "--probes"], "--cluster needs a value: --cluster <name|path>"],
    [["--probes=yes"], "--probes takes no value"],
    [["--patience", "-1"], '--patience "-1" is no factor'],
    [["--patience=many"], '--patience "many" is no factor; write 0, 0.5 or 2'],
    [["--started-at", "yesterday"], '--started-at "yesterday" is no time; write it like 2026-11-21T10:00:00Z'],
    [["--connectivity", "half"], '--connectivity "half" is not full, smoke or off'],
    [["--init"], "--init needs a value: --init <checkout>"],
    [["--name", "infra"], "--name belongs to --init <checkout>"],
    [["--init", "x", "--name", "../Infra"], '--name "../Infra" is no name of a cluster'],
    [["infra"], '"infra" is no flag; see --help'],
    [["reprot", "x"], '"reprot" is no flag; did you mean report?; see --help'],
    [["report"], "write: assay report <folder>"],
  ])("%j", (argv, message) => {
    expect(refusal(argv)).toContain(message);
  });

  test("npm kept the flag because the two dashes were forgotten", () => {
    expect(refusal(["infra"], { npm_config_cluster: "true" })).toBe(
      "npm took --cluster for itself; write two dashes before the flags: npm test -- --cluster infra",
    );
    expect(refusal([], { npm_config_suite: "80-flux" })).toContain("npm test -- --suite 80-flux");
  });
});

import { describe, expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "../yaml/files.ts";
import { isExact, isLoose, isMoving, looseImages } from "./pinning.ts";
import { filesRead, rendered } from "./templates.ts";

describe("templates", () => {
  const scope = { environment: "infra", release: { name: "web", namespace: "n" }, values: { a: { b: 1, s: "x" } } };

  test.each([
    ["{{ .Environment.Name }}/{{.Release.Name}}/{{- .Release.Namespace -}}", "infra/web/n"],
    ["{{ .Values.a.b }} {{ .StateValues.a.s | quote }}", "1 x"],
    ['{{ .Values.none | default "d" }}', "d"],
    ["{{ .Values.none | default  5 }}", "5"],
    ["{{ .Values.none | default 5 | quote }}", "5"],
    ['{{ .Values.a.s | default "d" }}', "x"],
    ["{{ .Values.a.s | upper }}", "{{ .Values.a.s | upper }}"],
    ["{{ .Values.none }}", "{{ .Values.none }}"],
    [
      "{{ x.Values.a.b }}{{ .Values.a.b.c }}{{ .Valuesa }}{{ .Values.a.s x }}",
      "{{ x.Values.a.b }}{{ .Values.a.b.c }}{{ .Valuesa }}{{ .Values.a.s x }}",
    ],
    ["{{ .Values.none | default (x) }}", "(x)"],
    ["{{ .Values.none | undefault 5 }}", "{{ .Values.none | undefault 5 }}"],
    ["{{ .Values.none | default 5 6 }}", "{{ .Values.none | default 5 6 }}"],
  ])("%s is %s", (written, expected) => expect(rendered(written, scope)).toBe(expected));

  test("without a release or an environment its words stay", () => {
    expect(rendered("{{ .Release.Name }}{{ .Release.Namespace }}{{ .Environment.Name }}{{ .Values.a }}", {})).toBe(
      "{{ .Release.Name }}{{ .Release.Namespace }}{{ .Environment.Name }}{{ .Values.a }}",
    );
  });

  test("the files that a template reads, through others, and not in a circle", () => {
    const files = filesOf(
      checkoutOf({
        "a/x.yaml": 'y: {{ readFile "../b/y.yaml" }}\n',
        "b/y.yaml": 'z: {{ readFile "z.yaml" }}{{ readFile "../a/x.yaml" }}\n',
        "b/z.yaml": "z: 1\n",
        "a/web/n.yaml": "a: 1\n",
        "n.yaml": "a: 1\n",
      }),
    );
    const read = (written: string, folders = ["a"]) => filesRead(written, folders, files, scope).paths;
    expect(read('{{ readFile "x.yaml" }}')).toEqual(["a/x.yaml", "b/y.yaml", "b/z.yaml"]);
    expect(read("{{ readFile 'z.yaml' }}{{ readFile `z.yaml` }}", ["a", "b"])).toEqual(["b/z.yaml"]);
    expect(read('{{ readFile (printf "%s/%s.yaml" .Release.Name "n") }}')).toEqual(["a/web/n.yaml"]);
    expect(read('{{ readFile ( printf "%s/%s.yaml"  .Release.Name   .Release.Namespace ) }}')).toEqual([
      "a/web/n.yaml",
    ]);
    expect(
      read('{{ readFile (printf "%s/n.yaml" .Values.none) }}{{ readFile "gone.yaml" }}{{ readFile "../../x" }}'),
    ).toEqual([]);
    expect(read('{{ readFile (printf "%s/%s.yaml" .Release.Name) }}')).toEqual([]);
    const labelled = { ...scope, release: { ...scope.release, labels: { app: "web" } } };
    const variable =
      '{{- $app := index .Release.Labels "app" | default .Release.Name -}}{{ readFile (printf "%s/n.yaml" $app) }}';
    expect(read(variable)).toEqual(["a/web/n.yaml"]);
    expect(
      filesRead(variable, ["a"], files, { ...labelled, release: { ...labelled.release, name: "x" } }).paths,
    ).toEqual(["a/web/n.yaml"]);
    expect(read('{{- $app := .Values.none -}}{{ readFile (printf "%s/n.yaml" $app) }}')).toEqual([]);
    expect(filesRead('{{ readFile "gone.yaml" }}{{ readFile "/etc/x" }}', ["a"], files, scope).missing).toEqual([
      "gone.yaml",
    ]);
  });
});

describe("pins", () => {
  const digest = `@sha256:${"a".repeat(64)}`;
  test.each(["1.2.3", "v1.2.3", "1.2.3-rc.1+b", "1.2.3+b", `1.x${digest}`, "10.20.30"])(
    "%s is one version",
    (version) => expect(isExact(version)).toBe(true),
  );
  test.each([
    "1.2",
    "1.2.x",
    ">=1.2.3",
    "^1.2.3",
    "1.2.3 ",
    "1.2.3.4",
    "x1.2.3",
    `${digest}a`,
    "@sha256:a",
    "*",
    "1.2.3-",
    "1.2.3_",
  ])("%s is a constraint", (version) => expect(isExact(version)).toBe(false));
  test("tags that are moved", () => {
    expect(["latest", "Main", "nightly", "release"].every(isMoving)).toBe(true);
    expect(["latest-1", "v1", "xmain", "1.2.3-dev"].some(isMoving)).toBe(false);
  });
  test("images of containers", () => {
    expect(["x", "x:latest", "h:5000/x", "h:5000/x:dev"].every(isLoose)).toBe(true);
    expect(["x:1", "x:12", "h:5000/x:1", `x${digest}`, `x:latest${digest}`].some(isLoose)).toBe(false);
  });
  test("images of values", () => {
    expect(
      looseImages({
        image: { repository: "a", tag: "latest" },
        list: [{ image: { repository: "b", tag: "dev", pullPolicy: "Always" } }],
        pinned: { repository: "c", tag: "latest", digest: "sha256:a" },
        exact: { repository: "d", tag: "1.2.3" },
        none: { repository: "e" },
        tag: "latest",
      }),
    ).toEqual([
      { path: ["image", "tag"], image: "a:latest" },
      { path: ["list", 0, "image", "tag"], image: "b:dev" },
    ]);
  });
});

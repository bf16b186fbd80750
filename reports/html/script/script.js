/**
 * What report.html can do beyond being read: filter the checks, open what a link leads to, zoom the timeline, copy
 * commands, unfold everything for paper. The page tells everything without it. It writes no HTML: what is shown comes
 * from the page's own text.
 */

/**
 * @typedef {{ text: string, verdict: string, suite: string, objects: string[], isNoticed: boolean }} Check
 * @typedef {{ text: string, verdict: string, suite: string, object: string }} Wanted
 * @typedef {{ from: number, to: number }} View milliseconds since the timeline's begin
 */

/**
 * Whether a check is among those that are asked for. All words must be in its text; an empty field asks for nothing.
 * @param {Check} check its texts in lower case
 * @param {Wanted} wanted
 */
export function matches({ text, verdict, suite, objects, isNoticed }, wanted) {
  const object = wanted.object.trim().toLowerCase();
  return (
    wanted.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word)) &&
    (wanted.verdict === "" || wanted.verdict === verdict || (wanted.verdict === "noticed" && isNoticed)) &&
    (wanted.suite === "" || wanted.suite === suite) &&
    (object === "" || objects.some((one) => one.includes(object)))
  );
}

/**
 * The view, larger or smaller by a factor around a moment, never less than a second and never beyond the whole.
 * @param {View} view
 * @param {number} factor below 1 shows less
 * @param {number} around
 * @param {number} whole
 * @returns {View}
 */
export function zoomed({ from, to }, factor, around, whole) {
  const span = Math.min(whole, Math.max(1000, (to - from) * factor));
  const share = (around - from) / (to - from);
  return within(around - span * Math.min(1, Math.max(0, share)), span, whole);
}

/**
 * @param {number} from
 * @param {number} span
 * @param {number} whole
 * @returns {View}
 */
export function within(from, span, whole) {
  const begin = Math.max(0, Math.min(from, whole - span));
  return { from: begin, to: begin + span };
}

/**
 * As the page writes durations (`clusters/notation/duration.ts`), to whole seconds.
 * @param {number} ms
 */
export function inWords(ms) {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const tail = rest > 0 || seconds < 60 ? `${rest}s` : "";
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${tail}`;
}

if (typeof document !== "undefined") {
  const clear = filter();
  reveal(clear);
  addEventListener("hashchange", () => reveal(clear));
  for (const gantt of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".gantt"))) timeline(gantt);
  copying();
  paper();
}

/** @param {ParentNode} parent @param {string} selector @returns {HTMLElement[]} */
function all(parent, selector) {
  return [...parent.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
}

/** Makes the filter work; returns what empties it. */
function filter() {
  const form = /** @type {HTMLElement | null} */ (document.querySelector(".filter"));
  if (!form) return () => {};
  const suites = /** @type {HTMLDetailsElement[]} */ (all(document, "details.suite, details.rest"));
  const checks = all(document, "details.check").map((row) => ({ row, is: read(row) }));
  const wasOpen = new Map(suites.map((suite) => [suite, suite.open]));
  const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (all(form, "[name]"));
  const count = form.querySelector("output");
  const options = new Set(all(document, "details.check .object").map((one) => one.textContent ?? ""));
  form.querySelector("datalist")?.append(...[...options].sort().map((object) => new Option(object, object)));

  const apply = () => {
    const [text, verdict, suite, object] = fields.map(({ value }) => value);
    const wanted = { text: text ?? "", verdict: verdict ?? "", suite: suite ?? "", object: object ?? "" };
    const isAsked = Object.values(wanted).some((value) => value.trim() !== "");
    for (const { row, is } of checks) row.hidden = !matches(is, wanted);
    for (const suite of suites) {
      const isEmpty = !suite.querySelector("details.check:not([hidden])");
      suite.hidden = isEmpty;
      suite.open = isAsked ? !isEmpty : (wasOpen.get(suite) ?? false);
    }
    const shown = checks.filter(({ row }) => !row.hidden).length;
    if (count) count.textContent = isAsked ? `${shown} of ${checks.length} checks` : "";
  };
  const empty = () => {
    for (const field of fields) field.value = "";
    apply();
  };
  form.addEventListener("input", apply);
  form.querySelector("button")?.addEventListener("click", empty);
  form.hidden = false;
  // a browser that comes back to the page fills in what was asked for
  if (fields.some(({ value }) => value !== "")) apply();
  return empty;
}

/** @param {HTMLElement} row @returns {Check} */
function read(row) {
  const { verdict = "", noticed } = row.dataset;
  const suite = /** @type {HTMLElement | null} */ (row.closest("details.suite"))?.dataset["suite"] ?? "";
  const objects = [...all(row, ".object").map((one) => one.textContent ?? ""), ...folded(row)].map((one) =>
    one.toLowerCase(),
  );
  // what was observed names nearly everything, and is not what the check says
  const said = all(row, ".observed").reduce(
    (text, one) => text.replace(one.textContent ?? "", ""),
    row.textContent ?? "",
  );
  return { text: said.toLowerCase(), verdict, suite, objects, isNoticed: noticed !== undefined };
}

/**
 * The objects of findings that are not shown: a line for each kind and namespace, then its names, with tabs between.
 * @param {HTMLElement} row
 */
function folded(row) {
  const template = /** @type {HTMLTemplateElement | null} */ (row.querySelector("template.objects"));
  const text = template?.content.textContent ?? "";
  return text.split("\n").flatMap((line) => {
    const [above, ...names] = line.split("\t");
    return names.map((name) => `${above}${name}`);
  });
}

/**
 * Opens what the address names, and everything that it is folded into.
 * @param {() => void} clear
 */
function reveal(clear) {
  const target = document.getElementById(decoded(location.hash.slice(1)));
  if (!target) return;
  if (target.closest("[hidden]")) clear();
  for (let at = /** @type {Element | null} */ (target); at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  target.scrollIntoView();
}

/** @param {string} hash */
function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

/** @param {HTMLElement} gantt */
function timeline(gantt) {
  const whole = Number(gantt.dataset["whole"]);
  const lanes = all(gantt, ".lane");
  const told = gantt.querySelector("output");
  let view = { from: 0, to: whole };

  const show = (/** @type {View} */ next) => {
    view = next;
    draw(gantt, view);
  };
  const middleOf = (/** @type {Element | null | undefined} */ lane) => {
    const { from, to } = rangeOf(lane) ?? view;
    return (from + to) / 2;
  };
  const zoom = (/** @type {number} */ factor, around = (view.from + view.to) / 2) =>
    show(zoomed(view, factor, around, whole));
  const pan = (/** @type {number} */ share) =>
    show(within(view.from + share * (view.to - view.from), view.to - view.from, whole));
  const zoomTo = (/** @type {Element | null | undefined} */ lane) => {
    const range = rangeOf(lane);
    if (!range) return;
    const span = Math.min(whole, Math.max(1000, (range.to - range.from) * 1.5));
    show(within((range.from + range.to - span) / 2, span, whole));
  };
  const tell = (/** @type {Event} */ { target }) => {
    const title = target instanceof Element ? target.closest(".lane")?.querySelector("title") : undefined;
    if (told && title) told.textContent = title.textContent;
  };
  gantt.addEventListener("pointerover", tell);
  gantt.addEventListener("focusin", tell);
  gantt.addEventListener("dblclick", ({ target }) => target instanceof Element && zoomTo(target.closest(".lane")));
  gantt.addEventListener("click", ({ target }) => {
    const act = target instanceof HTMLElement ? target.dataset["zoom"] : undefined;
    if (act) zoom(act === "in" ? 0.5 : act === "out" ? 2 : Number.POSITIVE_INFINITY);
  });
  gantt.addEventListener("keydown", (event) => {
    const lane = event.target;
    if (!(lane instanceof HTMLElement && lane.matches(".lane")) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowUp: () => step(lanes, lane, -1),
      ArrowDown: () => step(lanes, lane, 1),
      ArrowLeft: () => pan(-0.25),
      ArrowRight: () => pan(0.25),
      "+": () => zoom(0.5, middleOf(lane)),
      "-": () => zoom(2, middleOf(lane)),
      0: () => zoom(Number.POSITIVE_INFINITY),
      Enter: () => zoomTo(lane),
    };
    const act = keys[event.key === "=" ? "+" : event.key];
    if (!act) return;
    act();
    event.preventDefault();
  });
  for (const [index, lane] of lanes.entries()) lane.tabIndex = index === 0 ? 0 : -1;
  for (const tool of all(gantt, ".tools")) tool.hidden = false;
}

/** @param {HTMLElement} gantt @param {View} view */
function draw(gantt, { from, to }) {
  const x = (/** @type {string | undefined} */ at) =>
    Math.max(-1, Math.min(101, ((Number(at) - from) / (to - from)) * 100));
  for (const mark of /** @type {NodeListOf<SVGElement>} */ (gantt.querySelectorAll("[data-from]"))) {
    const begin = x(mark.dataset["from"]);
    mark.setAttribute("x", `${begin}%`);
    if (mark.dataset["to"]) mark.setAttribute("width", `${x(mark.dataset["to"]) - begin}%`);
  }
  for (const [index, tick] of all(gantt, ".axis span").entries())
    tick.textContent = inWords(from + (index / 4) * (to - from));
}

/** The keyboard goes to another lane that is shown. @param {HTMLElement[]} lanes @param {HTMLElement} from @param {number} by */
function step(lanes, from, by) {
  const shown = lanes.filter((lane) => lane.offsetParent !== null);
  const next = shown[shown.indexOf(from) + by];
  if (!next) return;
  for (const lane of lanes) lane.tabIndex = lane === next ? 0 : -1;
  next.focus();
}

/** @param {Element | null | undefined} lane @returns {View | undefined} */
function rangeOf(lane) {
  const { from, to } = /** @type {SVGElement | null | undefined} */ (lane?.querySelector(".bar"))?.dataset ?? {};
  return from === undefined ? undefined : { from: Number(from), to: Number(to) };
}

/** A button beside each command. */
function copying() {
  for (const code of all(document, "code.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${code.textContent}`);
    button.addEventListener("click", () => {
      void copy(code, button);
    });
    code.after(button);
  }
}

/** Where a browser refuses the clipboard, the command is selected. @param {HTMLElement} code @param {HTMLElement} button */
async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

/** Paper cannot be clicked: everything unfolds for it but what was observed, and folds again. */
function paper() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details")].filter(
      ({ open, classList }) => !open && !classList.contains("observed"),
    );
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

import type { Flipped } from "./play.ts";

/** `docs/blind-spots.md`: what a healthy cluster could show otherwise without any check noticing, and why that may be. */
export function blindSpots(all: readonly Flipped[]): string {
  const areas = [...new Set(all.map(({ area }) => area))];
  const noticed = all.filter(isNoticed).length;
  const rows = areas.map((area) => {
    const of = all.filter((one) => one.area === area);
    const [seen, justified] = [of.filter(isNoticed).length, of.filter((one) => one.justified !== undefined).length];
    return `| ${area} | ${of.length} | ${seen} | ${justified} | ${of.length - seen - justified} |`;
  });
  const reasons = [...new Set(all.flatMap(({ justified }) => justified ?? []))].map((reason) => {
    const of = all.filter(({ justified }) => justified === reason);
    const places = [...new Set(of.map(({ at }) => at))];
    const shown = places.slice(0, SHOWN).map((at) => `\`${at}\``);
    const more = places.length > SHOWN ? `, and ${places.length - SHOWN} more` : "";
    return `- **${of.length}**: ${reason} (${shown.join(", ")}${more})`;
  });
  const blind = all.filter((one) => !isNoticed(one) && one.justified === undefined);
  return [
    "# Blind spots",
    "",
    "Made by `npm run flip`: the lab's healthy world with one thing changed at a time, as a real cluster could show it, and whether any check says so. What is listed as neither noticed nor justified is a defect.",
    "",
    `${all.length} changes, ${noticed} noticed (${((100 * noticed) / all.length).toFixed(1)} %).`,
    "",
    "| area | changes | noticed | justified | neither |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "## Harmless, and why",
    "",
    ...reasons,
    "",
    "## Neither noticed nor justified",
    "",
    ...(blind.length === 0 ? ["None."] : blind.map(({ id }) => `- \`${id}\``)),
    "",
  ].join("\n");
}

const SHOWN = 12;
const isNoticed = ({ noticedBy }: Flipped): boolean => noticedBy.length > 0;

/** Go's tabwriter as talosctl uses it: cells padded to the widest of their column, three blanks between; the last cell as it is. */
export function tabular(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 3))).join("");
  return `${[header, ...rows].map(line).join("\n")}\n`;
}

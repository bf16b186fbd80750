/**
 * By node: the ends of all chains that begin at it, itself where it is one. `next` lists for each node those that explain
 * it. Where nodes explain each other in a circle that nothing outside explains, the first of them stands for the circle.
 * Linear in nodes and edges, and without recursion: a chain may be as long as what a cluster holds (Tarjan 1972).
 */
export function endsOf(next: readonly (readonly number[])[]): (readonly number[])[] {
  const ends: (readonly number[])[] = [];
  const order: number[] = [];
  const low: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  let count = 0;
  for (let start = 0; start < next.length; start += 1) {
    if (order[start] !== undefined) continue;
    const path = [{ node: start, at: 0 }];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node } = step;
      if (step.at === 0) {
        order[node] = low[node] = count;
        count += 1;
        open.push(node);
        isOpen.add(node);
      }
      const child = next[node]?.[step.at];
      step.at += 1;
      if (child === undefined) {
        path.pop();
        const parent = path.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
        if (low[node] === order[node]) close(node);
      } else if (order[child] === undefined) path.push({ node: child, at: 0 });
      else if (isOpen.has(child)) low[node] = Math.min(low[node] ?? 0, order[child]);
    }
  }
  return ends;

  /** Everything that was opened since is a circle, or one node alone; what lies beyond it is known by now. */
  function close(node: number): void {
    const circle = open.splice(open.indexOf(node));
    const members = new Set(circle);
    const beyond = new Set(circle.flatMap((it) => next[it] ?? []).filter((it) => !members.has(it)));
    const reached = new Set([...beyond].flatMap((it) => ends[it] ?? []));
    const found = reached.size > 0 ? [...reached].toSorted((a, b) => a - b) : [Math.min(...circle)];
    for (const it of circle) {
      ends[it] = found;
      isOpen.delete(it);
    }
  }
}

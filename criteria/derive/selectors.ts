/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export interface LabelSelector {
  matchLabels?: Record<string, string> | null;
  matchExpressions?: { key?: string; operator?: string; values?: string[] | null }[] | null;
}

/** Whether a selector that is there selects these labels; an empty one selects all. */
export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (matchExpressions ?? []).every(({ key = "", operator, values }) => {
      const value = labels[key];
      const isAmong = value !== undefined && (values ?? []).includes(value);
      switch (operator) {
        case "In":
          return isAmong;
        case "NotIn":
          return !isAmong;
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        case undefined:
        default:
          return false;
      }
    })
  );
}

import { criterion, each, type Finding } from "../criterion.ts";

export default criterion({
  id: "components/spegel-mirrors",
  title: "Spegel runs on every node, and its registry is ready",
  fails: "Spegel does not serve on every node",
  why: "A node without its mirror pulls everything from outside: minutes of every bootstrap, and all of it in an outage.",
  serves: ["AC3", "VC"],
  needs: ["spegel"],
  restsOn: ["components/workloads-are-rolled-out"],
  advice:
    "kubectl -n kube-system get pods -l app.kubernetes.io/name=spegel -o wide; kubectl -n kube-system logs ds/spegel",

  irrelevant: ({ releases }) =>
    releases.some(({ name }) => name === "spegel") ? undefined : "the profile lists no release spegel",

  examine({ spegel }, { profile }) {
    const hidden = spegel.filter(({ ready, reached }) => !ready && reached === false);
    const judgeable = profile.nodes.filter(({ name }) => !hidden.some(({ node }) => node === name));
    const examination = each(judgeable, ({ name }): Finding | undefined => {
      const pods = spegel.filter(({ node }) => node === name);
      if (pods.length === 0) return { subject: `node/${name}`, expected: "a Spegel pod", actual: "none" };
      const down = pods.find(({ ready }) => !ready);
      return down && { subject: `pod/${down.pod}`, expected: `200 from /readyz on ${name}`, actual: down.detail };
    });
    return {
      ...examination,
      unseen: hidden.map(({ pod, detail }) => ({
        subject: `pod/${pod}`,
        reason: `the API's proxy did not reach it: ${detail}`,
      })),
    };
  },
});

import { criterion, type Finding } from "../criterion.ts";
import { eachNode, hasId, isInContainer, subjectOf, withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

/**
 * The services that must be there, by name: machined destroys the resource of a service that does not run, so a dead
 * etcd is missing from the list, not unhealthy in it.
 * https://github.com/siderolabs/talos/blob/v1.12.0/internal/app/machined/pkg/controllers/v1alpha1/service.go
 */
const EVERYWHERE = ["apid", "containerd", "cri", "kubelet", "machined", "udevd"];
const CONTROL_PLANE = ["etcd", "trustd"];

export default criterion({
  id: "talos/services-are-healthy",
  title: "Every Talos service runs and is healthy on every node",
  fails: "A Talos service is not healthy",
  why: "`talosctl health` asks for the kubelet of control-plane nodes only; a worker's dead service goes unseen.",
  serves: ["AC1"],
  needs: ["talosServices"],
  wants: ["talosVersions"],
  restsOn: ["prerequisites/talos-api-is-reachable", "talos/clocks-are-in-sync", "talos/links-carry-the-mtu"],
  advice: "talosctl -n <address> services; talosctl -n <address> dmesg --tail",
  irrelevant: withoutTalos,

  examine: ({ talosServices, talosVersions }, { profile }) =>
    eachNode(profile.nodes, talosServices, (services, node) => {
      // A machine that answers always runs machined: an empty list is no list.
      if (services.length === 0) return { unseen: [{ subject: subjectOf(node), reason: "lists no services" }] };
      const missing = wantedOn(node, isInContainer(node, talosVersions)).filter(
        (id) => !services.some((service) => hasId(service, id)),
      );
      return {
        findings: [
          ...missing.map((id): Finding => {
            const subject = subjectOf(node);
            const actual = "not running: Talos does not list it";
            return { subject, expected: `service ${id} running`, actual, next: nextOf(node, id) };
          }),
          ...services.flatMap(({ metadata, spec }): Finding[] => {
            const actual = wrongWith(spec, isChecked(String(metadata.id)));
            if (!actual) return [];
            const expected = `service ${metadata.id} running and healthy`;
            const next = nextOf(node, String(metadata.id));
            return [{ subject: subjectOf(node), expected, actual, since: metadata.updated, next }];
          }),
        ],
      };
    }),
});

function nextOf({ address }: ProfileNode, service: string): string {
  const services = `talosctl -n ${address} services`;
  const known = /^[\w-]+$/.test(service);
  return known ? `${services}\ntalosctl -n ${address} logs ${service} --tail 50` : services;
}

function wantedOn({ role }: ProfileNode, inContainer: boolean): string[] {
  const everywhere = inContainer ? EVERYWHERE.filter((id) => id !== "udevd") : EVERYWHERE;
  return role === "control-plane" ? [...everywhere, ...CONTROL_PLANE] : everywhere;
}

/** Services with a health check: until it was first answered, Talos says `unknown` of them too. */
const isChecked = (id: string): boolean => [...EVERYWHERE, ...CONTROL_PLANE, "auditd", "syslogd"].includes(id);

/** `unknown` of a service without a health check, like the dashboard: then running is all that can be asked. */
function wrongWith(
  spec: { running?: boolean; healthy?: boolean; unknown?: boolean } | null | undefined,
  checked: boolean,
): string | undefined {
  if (spec?.running !== true) return spec?.running === false ? "not running" : "its state is not said";
  if (checked && spec.unknown === true) return "running, but its health was not checked yet";
  if (spec.healthy === true || spec.unknown === true) return undefined;
  return "running, but not healthy";
}

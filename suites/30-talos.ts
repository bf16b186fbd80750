import bondsRunLacp from "../criteria/talos/bonds-run-lacp.ts";
import clocksAreInSync from "../criteria/talos/clocks-are-in-sync.ts";
import controlPlaneIsBootstrapped from "../criteria/talos/control-plane-is-bootstrapped.ts";
import etcdRaisesNoAlarm from "../criteria/talos/etcd-raises-no-alarm.ts";
import everyMachineIsRunning from "../criteria/talos/every-machine-is-running.ts";
import healthCommandPasses from "../criteria/talos/health-command-passes.ts";
import kubePrismIsHealthy from "../criteria/talos/kube-prism-is-healthy.ts";
import linksCarryTheMtu from "../criteria/talos/links-carry-the-mtu.ts";
import noDiagnostics from "../criteria/talos/no-diagnostics.ts";
import servicesAreHealthy from "../criteria/talos/services-are-healthy.ts";
import versionsMatch from "../criteria/talos/versions-match.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("30-talos", "Talos", [
  verify(everyMachineIsRunning, { within: "5m" }),
  verify(controlPlaneIsBootstrapped, { within: "5m" }),
  verify(etcdRaisesNoAlarm, { within: "2m" }),
  verify(servicesAreHealthy, { within: "5m" }),
  verify(versionsMatch),
  verify(linksCarryTheMtu, { within: "1m" }),
  verify(bondsRunLacp, { within: "1m" }),
  verify(clocksAreInSync, { within: "2m" }),
  verify(noDiagnostics, { within: "1m" }),
  verify(kubePrismIsHealthy, { within: "2m" }),
  // it asks for nodes and CoreDNS too, which may come later than it waits for them: it is asked again
  verify(healthCommandPasses, { within: "10m" }),
]);

import cephIsHealthy from "../criteria/platform/ceph-is-healthy.ts";
import certificatesAreValid from "../criteria/platform/certificates-are-valid.ts";
import databasesAreHealthy from "../criteria/platform/databases-are-healthy.ts";
import gatewaysAreProgrammed from "../criteria/platform/gateways-are-programmed.ts";
import loggingIsOperational from "../criteria/platform/logging-is-operational.ts";
import monitoringIsOperational from "../criteria/platform/monitoring-is-operational.ts";
import servicesAreRolledOut from "../criteria/platform/services-are-rolled-out.ts";
import storageIsReady from "../criteria/platform/storage-is-ready.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("85-platform", "Platform", [
  verify(storageIsReady, { within: "10m" }),
  verify(cephIsHealthy, { within: "15m" }),
  verify(databasesAreHealthy, { within: "15m" }),
  verify(certificatesAreValid, { within: "10m" }),
  verify(gatewaysAreProgrammed, { within: "10m" }),
  verify(monitoringIsOperational, { within: "15m" }),
  verify(loggingIsOperational, { within: "15m" }),
  verify(servicesAreRolledOut, { within: "15m" }),
]);

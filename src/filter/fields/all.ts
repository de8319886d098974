import type { FieldSpec } from "../field.ts";
import { CONTAINER_FIELDS } from "./container.ts";
import { MOUNT_FIELDS } from "./container-mounts.ts";
import { COUNTER_FIELDS } from "./counter.ts";
import { DOCKER_EVENT_FIELDS } from "./docker-events.ts";
import { EVENT_FIELDS } from "./evt.ts";
import { IO_FIELDS } from "./evt-io.ts";
import { LATENCY_FIELDS } from "./evt-latency.ts";
import { PARAM_FIELDS } from "./evt-params.ts";
import { RESULT_FIELDS } from "./evt-result.ts";
import { TIME_FIELDS } from "./evt-time.ts";
import { FD_FIELDS } from "./fd.ts";
import { SOCKET_FIELDS } from "./fd-socket.ts";
import { FD_LIST_FIELDS } from "./fdlist.ts";
import { PATH_FIELDS } from "./fs-path.ts";
import { KUBERNETES_FIELDS } from "./k8s.ts";
import { PROCESS_FIELDS } from "./proc.ts";
import { ANCESTOR_FIELDS } from "./proc-ancestors.ts";
import { EXECUTABLE_FIELDS } from "./proc-exe.ts";
import { GROUP_FIELDS } from "./proc-groups.ts";
import { SYSLOG_FIELDS } from "./syslog.ts";
import { THREAD_FIELDS } from "./thread.ts";
import { ACCOUNT_FIELDS } from "./user-group.ts";

/** All fields that filters and formats can name, by family. Names are those of sysdig and Falco. */
export const ALL_FIELDS: readonly FieldSpec[] = [
  ...EVENT_FIELDS,
  ...TIME_FIELDS,
  ...LATENCY_FIELDS,
  ...PARAM_FIELDS,
  ...RESULT_FIELDS,
  ...IO_FIELDS,
  ...DOCKER_EVENT_FIELDS,
  ...FD_FIELDS,
  ...SOCKET_FIELDS,
  ...FD_LIST_FIELDS,
  ...PATH_FIELDS,
  ...PROCESS_FIELDS,
  ...EXECUTABLE_FIELDS,
  ...ANCESTOR_FIELDS,
  ...GROUP_FIELDS,
  ...THREAD_FIELDS,
  ...ACCOUNT_FIELDS,
  ...CONTAINER_FIELDS,
  ...MOUNT_FIELDS,
  ...KUBERNETES_FIELDS,
  ...SYSLOG_FIELDS,
  ...COUNTER_FIELDS,
];

import { timestampNs } from "../../decoder/event.ts";
import { CONTAINER_TYPES, type ContainerInfo } from "../../state/containers.ts";
import type { FieldSpec } from "../field.ts";
import { compiledContainerField, containerField, HOST_CONTAINER, labelsText } from "./container-field.ts";
import { absentField, field } from "./define.ts";
import { containerIdOf } from "./event-container.ts";
import { known, threadField } from "./thread-field.ts";

/** The container that the event's thread runs in, or that the event describes. */
export const CONTAINER_FIELDS: readonly FieldSpec[] = [
  field(
    "container.id",
    "string",
    "Id of the container, for most engines its first 12 characters; host outside of containers.",
    (event, state) => {
      const id = containerIdOf(event, state);
      return id === "" ? HOST_CONTAINER.id : id;
    },
    { cost: 1 },
  ),
  containerField("container.full_id", "string", "The whole id.", ({ fullId }) => fullId),
  containerField(
    "container.name",
    "string",
    "Name of the container; host outside of containers.",
    ({ name }) => name,
  ),
  containerField(
    "container.type",
    "string",
    "Engine: docker, containerd, podman …; host outside of containers.",
    engine,
  ),
  containerField("container.image", "string", "Image the container was made from.", ({ image }) => image),
  containerField("container.image.id", "string", "Id of the image.", ({ imageId }) => imageId),
  containerField(
    "container.image.repository",
    "string",
    "Name of the image, without tag and digest.",
    ({ imageRepository }) => imageRepository,
  ),
  containerField("container.image.tag", "string", "Tag of the image.", ({ imageTag }) => imageTag),
  containerField(
    "container.image.digest",
    "string",
    "Digest of the image.",
    ({ imageDigest }) => imageDigest,
  ),
  containerField(
    "container.privileged",
    "boolean",
    "Whether the container is privileged.",
    (container) => container.isPrivileged,
  ),
  containerField(
    "container.host_pid",
    "boolean",
    "Whether it shares the host's pid namespace.",
    (container) => container.isHostPid,
  ),
  containerField(
    "container.host_network",
    "boolean",
    "Whether it shares the host's network.",
    (container) => container.isHostNetwork,
  ),
  containerField(
    "container.host_ipc",
    "boolean",
    "Whether it shares the host's ipc namespace.",
    (container) => container.isHostIpc,
  ),
  threadField(
    "container.start_ts",
    "time",
    "When the first process of the container was started.",
    (thread) => known(thread.pidnsInitStartTsNs),
  ),
  threadField(
    "container.duration",
    "duration",
    "Nanoseconds since the first process of the container was started.",
    ({ pidnsInitStartTsNs }, _, event) =>
      pidnsInitStartTsNs === 0n ? undefined : timestampNs(event) - pidnsInitStartTsNs,
  ),
  containerField("container.ip", "string", "First IPv4 address of the container or its pod.", ({ ip }) => ip),
  containerField(
    "container.cni.json",
    "string",
    "Network set-up of the container, as JSON.",
    ({ cniJson }) => cniJson,
  ),
  compiledContainerField(
    "container.label",
    "string",
    "Value of a label of the container.",
    (key) =>
      ({ labels }) =>
        labels.get(key),
    { argument: "key", isArgumentRequired: true, example: "[maintainer]" },
  ),
  containerField(
    "container.labels",
    "string",
    "All labels of the container but those of Kubernetes itself, as key:value.",
    ({ labels }) => labelsText(labels),
    { cost: 3 },
  ),
  ...["healthcheck", "liveness_probe", "readiness_probe"].map((kind) =>
    absentField(
      `container.${kind}`,
      "string",
      `Former command of the ${kind.replace("_", " ")}; always absent.`,
    ),
  ),
];

function engine(container: ContainerInfo): string | undefined {
  if (container === HOST_CONTAINER) return "host";
  return container.type === undefined ? undefined : CONTAINER_TYPES[container.type];
}

/** Engines by the number that captures give them. */
export const CONTAINER_TYPES: Readonly<Record<number, string>> = {
  0: "docker",
  1: "lxc",
  2: "libvirt-lxc",
  3: "mesos",
  4: "rkt",
  6: "cri",
  7: "containerd",
  8: "cri-o",
  9: "bpm",
  10: "static",
  11: "podman",
};

/** A directory of the host, or of another container, that a container sees. */
export interface ContainerMount {
  readonly source: string;
  readonly destination: string;
  readonly mode: string;
  readonly isWritable: boolean;
  readonly propagation: string;
}

/** What the capture tells of a container; "" and empty lists where it does not. */
export interface ContainerInfo {
  /** The first 12 characters of the engine's id for most engines. */
  readonly id: string;
  readonly fullId: string;
  /** Number of the engine (`CONTAINER_TYPES`); undefined where none is told. */
  readonly type: number | undefined;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly imageRepository: string;
  readonly imageTag: string;
  readonly imageDigest: string;
  readonly isPrivileged: boolean | undefined;
  readonly mounts: readonly ContainerMount[];
  readonly labels: ReadonlyMap<string, string>;
  readonly ip: string;
  readonly user: string;
  readonly isHostPid: boolean | undefined;
  readonly isHostNetwork: boolean | undefined;
  readonly isHostIpc: boolean | undefined;
  readonly podSandboxId: string;
  readonly podSandboxLabels: ReadonlyMap<string, string>;
  readonly cniJson: string;
  /** How long the text is that told of it, in characters. */
  readonly textLength: number;
}

/** A longer text is no description of a container. */
const MAX_JSON_LENGTH = 4 * 1024 * 1024;

/**
 * The container that a JSON event describes, whether wrapped in `container` or not; undefined when the text is no such
 * description. Nothing in it is taken on trust: values of the wrong kind count as absent.
 */
export function parseContainer(json: string): ContainerInfo | undefined {
  const whole = parseObject(json);
  const raw = objectIn(whole, "container") ?? whole;
  const id = raw && textIn(raw, "id");
  if (raw === undefined || id === undefined || id === "") return undefined;
  return {
    id,
    fullId: textIn(raw, "full_id") ?? "",
    type: numberIn(raw, "type"),
    name: textIn(raw, "name") ?? "",
    image: textIn(raw, "image") ?? "",
    imageId: textIn(raw, "imageid") ?? "",
    imageRepository: textIn(raw, "imagerepo") ?? "",
    imageTag: textIn(raw, "imagetag") ?? "",
    imageDigest: textIn(raw, "imagedigest") ?? "",
    isPrivileged: booleanIn(raw, "privileged"),
    mounts: listIn(raw, "Mounts").flatMap(parseMount),
    labels: textsIn(raw, "labels"),
    ip: textIn(raw, "ip") ?? "",
    user: textIn(raw, "User") ?? "",
    isHostPid: booleanIn(raw, "host_pid"),
    isHostNetwork: booleanIn(raw, "host_network"),
    isHostIpc: booleanIn(raw, "host_ipc"),
    podSandboxId: textIn(raw, "pod_sandbox_id") ?? "",
    podSandboxLabels: textsIn(raw, "pod_sandbox_labels"),
    cniJson: textIn(raw, "cni_json") ?? "",
    textLength: json.length,
  };
}

/** The container of the oldest kind of event, which has four parameters instead of JSON. */
export function plainContainer(
  id: string,
  type: number | undefined,
  name: string,
  image: string,
): ContainerInfo | undefined {
  return parseContainer(JSON.stringify({ id, type, name, image }));
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(json: string): JsonObject | undefined {
  if (json.length > MAX_JSON_LENGTH) return undefined;
  try {
    return asObject(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function memberOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function objectIn(object: JsonObject | undefined, key: string): JsonObject | undefined {
  return object && asObject(memberOf(object, key));
}

function textIn(object: JsonObject, key: string): string | undefined {
  const value = memberOf(object, key);
  return typeof value === "string" ? value : undefined;
}

function numberIn(object: JsonObject, key: string): number | undefined {
  const value = memberOf(object, key);
  return typeof value === "number" ? value : undefined;
}

function booleanIn(object: JsonObject, key: string): boolean | undefined {
  const value = memberOf(object, key);
  return typeof value === "boolean" ? value : undefined;
}

function listIn(object: JsonObject, key: string): readonly unknown[] {
  const value = memberOf(object, key);
  return Array.isArray(value) ? value : [];
}

function textsIn(object: JsonObject, key: string): ReadonlyMap<string, string> {
  const entries = Object.entries(objectIn(object, key) ?? {});
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function parseMount(value: unknown): ContainerMount[] {
  const mount = asObject(value);
  const source = mount && textIn(mount, "Source");
  const destination = mount && textIn(mount, "Destination");
  if (mount === undefined || (source === undefined && destination === undefined)) return [];
  return [
    {
      source: source ?? "",
      destination: destination ?? "",
      mode: textIn(mount, "Mode") ?? "",
      isWritable: booleanIn(mount, "RW") ?? false,
      propagation: textIn(mount, "Propagation") ?? "",
    },
  ];
}

import type { View } from "../../decoder/view.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { ContainerInfo } from "../../state/containers.ts";
import type { FieldResult, FieldSpec, FieldType, ReadField } from "../field.ts";
import { compiledField, type FieldTraits } from "./define.ts";
import { containerIdOf, containerOf } from "./event-container.ts";

/** What fields of the container say outside of containers. */
export const HOST_CONTAINER: ContainerInfo = {
  id: "host",
  fullId: "host",
  type: undefined,
  name: "host",
  image: "",
  imageId: "",
  imageRepository: "",
  imageTag: "",
  imageDigest: "",
  isPrivileged: undefined,
  mounts: [],
  labels: new Map(),
  ip: "",
  user: "",
  isHostPid: undefined,
  isHostNetwork: undefined,
  isHostIpc: undefined,
  podSandboxId: "",
  podSandboxLabels: new Map(),
  cniJson: "",
  textLength: 0,
};

/** Reads something of a container. */
export type ReadContainer = (container: ContainerInfo, state: CaptureState) => FieldResult;

/** A field of the container that an event is about, absent where the capture does not describe it. */
export function containerField(
  name: string,
  type: FieldType,
  description: string,
  read: ReadContainer,
  traits: FieldTraits = {},
): FieldSpec {
  return compiledContainerField(name, type, description, () => read, traits);
}

/**
 * The same for a field with an argument. Of the host, and of what a container lacks, the current view has an empty
 * text or false, as libs HEAD does; the recorded view has nothing.
 */
export function compiledContainerField(
  name: string,
  type: FieldType,
  description: string,
  compile: (argument: string) => ReadContainer,
  traits: FieldTraits = {},
): FieldSpec {
  const compileForView = (argument = "", view: View): ReadField => {
    const read = compile(argument);
    const missing = view === "current" && type === "boolean" ? false : undefined;
    return (event, state) => {
      const container = containerIdOf(event, state) === "" ? HOST_CONTAINER : containerOf(event, state);
      if (container === undefined) return undefined;
      const value = read(container, state) ?? missing;
      return value === "" && view === "recorded" ? undefined : value;
    };
  };
  return compiledField(name, type, description, compileForView, { cost: 2, ...traits });
}

/** All labels but the engine's own, as `key:value`. */
export function labelsText(labels: ReadonlyMap<string, string>): string {
  return [...labels]
    .filter(([key]) => !key.startsWith("annotation.") && !key.startsWith("io.kubernetes."))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value === "" ? key : `${key}:${value}`))
    .join(", ");
}

import type { CaptureState } from "../../state/capture-state.ts";
import type { ContainerInfo } from "../../state/containers.ts";
import type { FieldSpec } from "../field.ts";
import { compiledContainerField, containerField, labelsText } from "./container-field.ts";
import { absentField, type FieldTraits } from "./define.ts";

const SHOWN_ID_LENGTH = 12;
const BY_KEY: FieldTraits = { argument: "key", isArgumentRequired: true, example: "[app]" };

/** The Kubernetes pod that a container belongs to, as far as its labels tell. */
export const KUBERNETES_FIELDS: readonly FieldSpec[] = [
  labelField("k8s.pod.name", "Name of the pod.", "io.kubernetes.pod.name"),
  labelField("k8s.pod.uid", "Uid of the pod.", "io.kubernetes.pod.uid"),
  labelField("k8s.pod.id", "The same as k8s.pod.uid.", "io.kubernetes.pod.uid"),
  labelField("k8s.ns.name", "Namespace that the pod is in.", "io.kubernetes.pod.namespace"),
  containerField(
    "k8s.pod.sandbox_id",
    "string",
    "First 12 characters of k8s.pod.full_sandbox_id.",
    sandboxIdOf,
  ),
  containerField(
    "k8s.pod.full_sandbox_id",
    "string",
    "Id of the container that holds the pod's namespaces.",
    ({ podSandboxId }) => podSandboxId,
  ),
  compiledContainerField(
    "k8s.pod.label",
    "string",
    "Value of a label of the pod.",
    (key) => (container, state) =>
      podLabels(container, state)
        .find((labels) => labels.has(key))
        ?.get(key),
    { ...BY_KEY, cost: 3 },
  ),
  containerField(
    "k8s.pod.labels",
    "string",
    "All labels of the pod but those of Kubernetes itself, as key:value.",
    (container, state) => labelsText(podLabels(container, state)[0] ?? new Map()),
    { cost: 3 },
  ),
  containerField(
    "k8s.pod.ip",
    "string",
    "Address of the pod.",
    (container, state) => podContainer(container, state)?.ip,
  ),
  containerField(
    "k8s.pod.cni.json",
    "string",
    "Network set-up of the pod, as JSON.",
    (container, state) => podContainer(container, state)?.cniJson,
  ),
  ...["rc", "rs", "svc", "deployment"].flatMap((kind) => [
    clusterField(`k8s.${kind}.name`),
    clusterField(`k8s.${kind}.id`),
    clusterField(`k8s.${kind}.label`, BY_KEY),
    clusterField(`k8s.${kind}.labels`),
  ]),
  clusterField("k8s.ns.id"),
  clusterField("k8s.ns.label", BY_KEY),
  clusterField("k8s.ns.labels"),
];

function labelField(name: string, description: string, label: string): FieldSpec {
  return containerField(name, "string", description, ({ labels }) => labels.get(label));
}

/** What only the cluster's own server knows. */
function clusterField(name: string, traits: FieldTraits = {}): FieldSpec {
  return absentField(name, "string", "Known to the cluster's API server only; always absent.", traits);
}

function sandboxIdOf({ podSandboxId }: ContainerInfo): string {
  return podSandboxId.slice(0, SHOWN_ID_LENGTH);
}

/** Engines describe the pod with each container, or only with the container that holds the pod's namespaces. */
function podContainer(container: ContainerInfo, { containers }: CaptureState): ContainerInfo | undefined {
  return container.cniJson === "" ? containers.get(sandboxIdOf(container)) : container;
}

function podLabels(container: ContainerInfo, state: CaptureState): ReadonlyMap<string, string>[] {
  const pod = podContainer(container, state);
  const candidates = [pod?.podSandboxLabels, container.podSandboxLabels, pod?.labels];
  return candidates.filter((labels): labels is ReadonlyMap<string, string> => (labels?.size ?? 0) > 0);
}

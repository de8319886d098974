import type { ContainerMount } from "../../state/containers.ts";
import type { FieldSpec } from "../field.ts";
import { compileGlob, type Glob } from "../glob.ts";
import { compiledContainerField, containerField, type ReadContainer } from "./container-field.ts";
import { type FieldTraits, isIndex } from "./define.ts";

const ONE_MOUNT: FieldTraits = {
  argument: "index-or-key",
  isArgumentRequired: true,
  example: "[/etc/*]",
  cost: 3,
};

/** What a container sees of other file systems. */
export const MOUNT_FIELDS: readonly FieldSpec[] = [
  containerField(
    "container.mounts",
    "string",
    "All mounts, comma-separated, as source:destination:mode:writable:propagation.",
    ({ mounts }) => mounts.map(mountText).join(","),
    { cost: 3 },
  ),
  mountField("container.mount", "The mount, as source:destination:mode:writable:propagation", mountText),
  mountField(
    "container.mount.source",
    "What is mounted",
    ({ source }) => source,
    ({ destination }) => destination,
  ),
  mountField("container.mount.dest", "Where it is mounted", ({ destination }) => destination),
  mountField("container.mount.mode", "Mode of the mount", ({ mode }) => mode),
  mountField("container.mount.rdwr", "Whether it can be written, as true or false", (mount) =>
    String(mount.isWritable),
  ),
  mountField("container.mount.propagation", "Propagation of the mount", ({ propagation }) => propagation),
];

type ReadMount = (mount: ContainerMount) => string;

/** Something of a mount, which is picked by its place or by a glob that its source, or another path of it, fits. */
function mountField(
  name: string,
  what: string,
  read: ReadMount,
  pathOf: ReadMount = ({ source }) => source,
): FieldSpec {
  const by = name === "container.mount.source" ? "destination" : "source";
  const description = `${what}. The mount is picked by its place, from 0, or by its ${by}, which may be a glob.`;
  return compiledContainerField(
    name,
    "string",
    description,
    (argument) => compileMount(argument, read, pathOf),
    ONE_MOUNT,
  );
}

function compileMount(argument: string, read: ReadMount, pathOf: ReadMount): ReadContainer {
  const find = isIndex(argument) ? mountAt(Number(argument)) : mountThatFits(compileGlob(argument), pathOf);
  return ({ mounts }) => {
    const mount = find(mounts);
    return mount && read(mount);
  };
}

type FindMount = (mounts: readonly ContainerMount[]) => ContainerMount | undefined;

function mountAt(index: number): FindMount {
  return (mounts) => mounts[index];
}

function mountThatFits(fits: Glob, pathOf: ReadMount): FindMount {
  return (mounts) => mounts.find((mount) => fits(pathOf(mount)));
}

function mountText({ source, destination, mode, isWritable, propagation }: ContainerMount): string {
  return [source, destination, mode, isWritable, propagation].join(":");
}

import type { OtherReader } from "../decoder/view.ts";

const FULL_ID = "[0-9a-f]{64}";
const SHOWN_LENGTH = 12;
/** The kernel's PATH_MAX: no cgroup has a longer path. */
const MAX_PATH_LENGTH = 4096;

/**
 * Where container engines put the id in a cgroup path, in the order they are asked. The last match of a prefix
 * counts, and what follows the id must end the path. `whole` ids are not cut to 12 characters.
 */
const ENGINES: readonly { readonly pattern: RegExp; readonly whole?: boolean }[] = [
  { pattern: new RegExp(`^.*/libpod-(?:payload-)?(${FULL_ID})(?:\\.scope(?:/container)?)?$`) },
  { pattern: new RegExp(`podman-\\d+\\.scope/(${FULL_ID})$`) },
  { pattern: new RegExp(`^.*/(?:docker-)?(${FULL_ID})(?:\\.scope)?$`) },
  {
    pattern: new RegExp(
      `^.*(?:/crio-|/cri-containerd-|:cri-containerd:|/nerdctl-)(${FULL_ID})(?:\\.scope)?$`,
    ),
  },
  // containerd's own tool: /NAMESPACE/ID
  { pattern: /^\/[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\/([^/]{1,64})$/ },
  { pattern: /\/lxc(?:\/|\.payload\/|\.payload\.)([^/]+)/, whole: true },
  { pattern: /^.*\/([^/]+)\.libvirt-lxc/, whole: true },
  { pattern: /-lxc\\x2d(.+?)\.scope(?:\/libvirt)?$/, whole: true },
  { pattern: /\/libvirt\/lxc\/([^/]+)/, whole: true },
  { pattern: /\/mesos\/([0-9a-f-]{36})/ },
  { pattern: /bpm-([A-Za-z0-9._-]+?)\.scope/, whole: true },
];

/** Units of systemd have the shape of containerd's paths but are no containers. */
const SYSTEMD_UNIT = /\.(?:service|slice|scope)$/;
const CONTAINERD = 4;

/**
 * Id of the container that a thread with these cgroups (`subsystem=path`) runs in, "" on the host: the first path that
 * an engine's pattern fits (docs/state.md, "Containers"). sysdig 0.29.3 did not know containerd's own tool.
 */
export function containerIdOfCgroups(cgroups: readonly string[], imitates?: OtherReader): string {
  for (const cgroup of cgroups) {
    const path = cgroup.slice(cgroup.lastIndexOf("=") + 1);
    if (path.length < 2 || path.length > MAX_PATH_LENGTH) continue;
    const id = containerIdOfPath(path, imitates);
    if (id !== "") return id;
  }
  return "";
}

function containerIdOfPath(path: string, imitates: OtherReader | undefined): string {
  for (const [index, { pattern, whole }] of ENGINES.entries()) {
    const id = pattern.exec(path)?.[1];
    if (id === undefined) continue;
    if (index === CONTAINERD && (imitates === "sysdig" || SYSTEMD_UNIT.test(path))) continue;
    return whole === true ? id : id.slice(0, SHOWN_LENGTH);
  }
  return "";
}

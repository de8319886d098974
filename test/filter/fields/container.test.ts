import { describe, expect, it } from "vitest";
import { captureOf, event, list } from "../../helpers/events.ts";
import { readFields } from "./read-fields.ts";

const ID = "0123456789ab";
const FULL_ID = ID + "0".repeat(52);
const INFO = {
  id: ID,
  full_id: FULL_ID,
  type: 7,
  name: "web",
  image: "nginx:1.25",
  imagerepo: "nginx",
  imagetag: "",
  privileged: true,
  ip: "10.1.0.7",
  Mounts: [
    { Source: "/etc/ssl", Destination: "/certs", Mode: "ro", RW: false, Propagation: "rprivate" },
    { Source: "/var/run/docker.sock", Destination: "/docker.sock", Mode: "", RW: true, Propagation: "" },
  ],
  labels: {
    "io.kubernetes.pod.name": "web-1",
    "io.kubernetes.pod.namespace": "shop",
    "annotation.x": "y",
    maintainer: "eve",
    empty: "",
  },
  pod_sandbox_id: "fedcba98765432",
  pod_sandbox_labels: { app: "shop" },
  User: "nginx",
};

const described = event(">container", -1, { json: JSON.stringify({ container: INFO }) });
const inside = event("<clone", 10, {
  res: 0,
  exe: "sh",
  comm: "sh",
  tid: 10,
  pid: 10,
  ptid: 1,
  flags: 0,
  uid: 0,
  gid: 0,
  cgroups: list(`cpuset=/docker/${FULL_ID}`),
});
const outside = event("<getuid", 20, { uid: 0 });
const CAPTURE = captureOf(inside, described, event("<getuid", 10, { uid: 0 }), outside);
const [BEFORE, AT, AFTER, HOST] = [0, 1, 2, 3] as const;

describe("containers", () => {
  it("have an id before they are described", () => {
    const names = ["container.id", "container.name", "container.type", "container.privileged"];
    const rows = readFields(CAPTURE, names);
    expect(rows[BEFORE]).toEqual([ID, undefined, undefined, undefined]);
    expect(rows[AFTER]).toEqual([ID, "web", "containerd", true]);
  });

  it("are those that container events describe", () => {
    expect(readFields(CAPTURE, ["container.id", "container.image.repository"])[AT]).toEqual([ID, "nginx"]);
  });

  it("are the host outside; what is lacking is empty in the current view and absent in the recorded one", () => {
    const names = [
      "container.id",
      "container.name",
      "container.type",
      "container.image.tag",
      "container.privileged",
    ];
    expect(readFields(CAPTURE, names)[HOST]).toEqual(["host", "host", "host", undefined, undefined]);
    expect(readFields(CAPTURE, names, "current")[HOST]).toEqual(["host", "host", "host", "", false]);
    expect(readFields(CAPTURE, names)[AFTER]?.[3]).toBeUndefined();
  });

  it("have labels", () => {
    const names = ["container.label[maintainer]", "container.label[no]", "container.labels"];
    expect(readFields(CAPTURE, names)[AFTER]).toEqual(["eve", undefined, "empty, maintainer:eve"]);
  });

  it("have mounts, by place and by glob", () => {
    const names = [
      "container.mounts",
      "container.mount.dest[1]",
      "container.mount.dest[2]",
      "container.mount[/etc/*]",
      "container.mount.source[/docker*]",
      "container.mount.rdwr[*sock]",
      "container.mount.mode[/none]",
    ];
    expect(readFields(CAPTURE, names)[AFTER]).toEqual([
      "/etc/ssl:/certs:ro:false:rprivate,/var/run/docker.sock:/docker.sock::true:",
      "/docker.sock",
      undefined,
      "/etc/ssl:/certs:ro:false:rprivate",
      "/var/run/docker.sock",
      "true",
      undefined,
    ]);
  });
});

describe("pods", () => {
  it("are told by labels of their containers", () => {
    const names = ["k8s.pod.name", "k8s.ns.name", "k8s.pod.uid", "k8s.pod.sandbox_id", "k8s.rc.name"];
    expect(readFields(CAPTURE, names)[AFTER]).toEqual([
      "web-1",
      "shop",
      undefined,
      "fedcba987654",
      undefined,
    ]);
  });

  it("have labels, of the container or of the one that holds the pod", () => {
    const names = ["k8s.pod.label[app]", "k8s.pod.labels", "k8s.pod.ip"];
    expect(readFields(CAPTURE, names)[AFTER]).toEqual(["shop", "app:shop", undefined]);
    const pod = { id: "fedcba987654", ip: "10.1.0.1", pod_sandbox_labels: { app: "pod" } };
    const both = captureOf(
      event(">container", -1, { json: JSON.stringify({ container: pod }) }),
      inside,
      described,
      inside,
    );
    expect(readFields(both, names).at(-1)).toEqual(["pod", "app:pod", "10.1.0.1"]);
  });
});

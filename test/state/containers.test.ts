import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerIdOfCgroups } from "../../src/state/container-id.ts";
import { ContainerTable } from "../../src/state/container-table.ts";
import { type ContainerInfo, parseContainer } from "../../src/state/containers.ts";
import { joinPath } from "../../src/state/path.ts";

const ID = "0123456789abcdef".repeat(4);

function container(id: string, padding = 0): ContainerInfo {
  return parseContainer(JSON.stringify({ id, cni_json: "x".repeat(padding) })) as ContainerInfo;
}

describe("what is known of containers", () => {
  it("has a limit, which what is replaced or removed does not count for", () => {
    const table = new ContainerTable();
    const large = 4_000_000;
    const added = Array.from({ length: 20 }, (_, k) => table.add(container(`c${k}`, large)));
    expect(added.filter(Boolean)).toHaveLength(8);
    expect(table.add(container("c0", large))).toBe(true);
    expect(table.add(container("new", large))).toBe(false);
    table.remove("c0");
    table.remove("never there");
    expect(table.add(container("new", large))).toBe(true);
    expect([table.get("c0"), table.get("new")?.id]).toEqual([undefined, "new"]);
  });

  it("holds no mount that says nothing", () => {
    const { mounts } =
      parseContainer('{"id":"a","Mounts":[{},{"Source":"/s"},{},{"Destination":"/d"}]}') ?? {};
    expect(mounts?.map(({ source, destination }) => [source, destination])).toEqual([
      ["/s", ""],
      ["", "/d"],
    ]);
  });
});

describe("ids of containers", () => {
  it("are those of the last match in a path", () => {
    const other = "f".repeat(64);
    expect(containerIdOfCgroups([`cpu=/docker/${other}/docker/${ID}`])).toBe(ID.slice(0, 12));
  });

  it("of containerd's own tool were not known to sysdig 0.29.3", () => {
    const cgroups = ["memory=/default/web"];
    expect(containerIdOfCgroups(cgroups)).toBe("web");
    expect(containerIdOfCgroups(cgroups, "sysdig")).toBe("");
  });

  it("are not looked for in what is no path of a kernel", () => {
    expect(containerIdOfCgroups([`cpu=/${"a".repeat(5000)}/docker/${ID}`])).toBe("");
    expect(containerIdOfCgroups([`cpu=${"/".repeat(64_000)}`, `memory=/docker/${ID}`])).toBe(ID.slice(0, 12));
  });
});

describe("joinPath", () => {
  const part = fc.constantFrom("a", "b.c", ".hidden", ".", "..", "", "...");

  it("gives what walking the components gives", () => {
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(fc.constantFrom("x", "y")),
        fc.boolean(),
        (parts, base, isAbsolute) => {
          const path = `${isAbsolute ? "/" : ""}${parts.join("/")}`;
          const directory = `/${base.map((name) => `${name}/`).join("")}`;
          const walked: string[] = path.startsWith("/") ? [] : [...base];
          for (const name of parts) {
            if (name === "..") walked.pop();
            else if (name !== "" && name !== ".") walked.push(name);
          }
          expect(joinPath(directory, path)).toBe(`/${walked.join("/")}`);
        },
      ),
    );
  });

  it("takes a path of a million components", () => {
    expect(joinPath("/", `${"a/".repeat(1_000_000)}${"../".repeat(999_999)}b`)).toBe("/a/b");
  });
});

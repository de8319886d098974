import type { GroupInfo, UserInfo } from "../format/user-list.ts";

/** The host's key among the containers. */
export const HOST = "";
const ROOT_ID = 0;

/** Users and groups of the host and of containers, by container id and number. */
export class Accounts {
  private readonly users = new Map<string, Map<number, UserInfo>>();
  private readonly groups = new Map<string, Map<number, GroupInfo>>();
  /** Accounts of containers ever added; most captures have none. */
  private containerCount = 0;

  addUser(user: UserInfo, containerId = HOST): void {
    if (containerId !== HOST) this.containerCount++;
    tableOf(this.users, containerId).set(user.uid, user);
  }

  addGroup(group: GroupInfo, containerId = HOST): void {
    if (containerId !== HOST) this.containerCount++;
    tableOf(this.groups, containerId).set(group.gid, group);
  }

  removeUser(uid: number, containerId = HOST): void {
    this.users.get(containerId)?.delete(uid);
  }

  removeGroup(gid: number, containerId = HOST): void {
    this.groups.get(containerId)?.delete(gid);
  }

  /** Forgets the host's users and groups, which a new list replaces. */
  clearHost(): void {
    this.users.delete(HOST);
    this.groups.delete(HOST);
  }

  /** Whether users or groups of any container are known. */
  hasContainers(): boolean {
    return this.containerCount > 0;
  }

  /** Whether users or groups of the host, or of a container, are known. */
  has(containerId: string): boolean {
    return this.users.has(containerId) || this.groups.has(containerId);
  }

  user(uid: number, containerId = HOST): UserInfo | undefined {
    return this.users.get(containerId)?.get(uid);
  }

  group(gid: number, containerId = HOST): GroupInfo | undefined {
    return this.groups.get(containerId)?.get(gid);
  }

  /** Name of a user; uid 0 is root even where the capture lists nobody. */
  userName(uid: number, containerId = HOST): string | undefined {
    return this.user(uid, containerId)?.name ?? (uid === ROOT_ID ? "root" : undefined);
  }

  groupName(gid: number, containerId = HOST): string | undefined {
    return this.group(gid, containerId)?.name ?? (gid === ROOT_ID ? "root" : undefined);
  }

  /** Users of the host. */
  hostUsers(): readonly UserInfo[] {
    return [...(this.users.get(HOST)?.values() ?? [])];
  }

  hostGroups(): readonly GroupInfo[] {
    return [...(this.groups.get(HOST)?.values() ?? [])];
  }
}

function tableOf<T>(tables: Map<string, Map<number, T>>, containerId: string): Map<number, T> {
  let table = tables.get(containerId);
  if (table === undefined) {
    table = new Map();
    tables.set(containerId, table);
  }
  return table;
}

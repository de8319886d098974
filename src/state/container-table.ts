import type { ContainerInfo } from "./containers.ts";

/** Descriptions kept, in characters of JSON: those of thousands of containers. */
const MAX_TEXT_LENGTH = 32 * 1024 * 1024;
/** What even the shortest description takes. */
const MIN_TEXT_LENGTH = 320;

/** The containers that a capture described, by id. Beyond the limit new ones are not kept. */
export class ContainerTable {
  private readonly byId = new Map<string, ContainerInfo>();
  private textLength = 0;

  get size(): number {
    return this.byId.size;
  }

  get(id: string): ContainerInfo | undefined {
    return this.byId.get(id);
  }

  /** Whether some container has the address. */
  hasAddress(ip: string): boolean {
    for (const container of this.byId.values()) if (container.ip === ip) return true;
    return false;
  }

  /** Takes a container in, in place of what was known of it; false when there is no room. */
  add(container: ContainerInfo): boolean {
    const length = this.textLength + lengthOf(container) - lengthOf(this.byId.get(container.id));
    if (length > MAX_TEXT_LENGTH) return false;
    this.textLength = length;
    this.byId.set(container.id, container);
    return true;
  }

  remove(id: string): void {
    this.textLength -= lengthOf(this.byId.get(id));
    this.byId.delete(id);
  }
}

function lengthOf(container: ContainerInfo | undefined): number {
  return container === undefined ? 0 : Math.max(container.textLength, MIN_TEXT_LENGTH);
}

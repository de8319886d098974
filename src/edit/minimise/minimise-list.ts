/** Whether what is left still shows what is looked for. */
export type Shows<T> = (items: readonly T[]) => Promise<boolean>;

/**
 * A part of `items`, in their order, that still `shows` it and of which nothing can be left out one by one: delta debugging
 * (Zeller and Hildebrandt 2002), by removal alone. `items` must show it; `shows` is asked some n·log n times where few matter.
 */
export async function minimiseList<T>(items: readonly T[], shows: Shows<T>): Promise<readonly T[]> {
  let left = items;
  let size = Math.ceil(left.length / 2);
  while (left.length > 0 && size > 0) {
    const shorter = await withoutPieces(left, size, shows);
    const isProgress = shorter.length < left.length;
    left = shorter;
    // Single items are tried again until none of them can go.
    if (size > 1) size = Math.min(Math.ceil(size / 2), Math.max(1, left.length));
    else if (!isProgress) break;
  }
  return left;
}

/** Leaves out every piece of `size` items that can go; from the end, where less depends on them. */
async function withoutPieces<T>(items: readonly T[], size: number, shows: Shows<T>): Promise<readonly T[]> {
  let left = items;
  for (let end = left.length; end > 0; end -= size) {
    const without = [...left.slice(0, Math.max(0, end - size)), ...left.slice(end)];
    if (await shows(without)) left = without;
  }
  return left;
}

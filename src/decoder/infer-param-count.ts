/**
 * Number of parameters of an event without a stored count (header v1).
 * The array's own size plus the sum of its first k lengths grows with k, so at most one k fills the space exactly;
 * undefined when none does (docs/format.md, "Events").
 */
export function inferParamCount(
  view: DataView,
  lengthsAt: number,
  end: number,
  littleEndian: boolean,
): number | undefined {
  const space = end - lengthsAt;
  let used = 0;
  let count = 0;
  while (used < space) {
    const at = lengthsAt + 2 * count;
    if (at + 2 > end) return undefined;
    used += 2 + view.getUint16(at, littleEndian);
    count++;
  }
  return used === space ? count : undefined;
}

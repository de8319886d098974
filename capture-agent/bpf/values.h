#ifndef VALUES_H
#define VALUES_H

#include "maps.h"

/* Linux's number as libs': see struct value_map. A function of its own for the verifier, which
 * looks at it once. */
__noinline __u32 map__value(__u32 map_id, __u32 value)
{
	const volatile struct value_map *map;
	__u32 first, count, out;
	bool matched = false;

	if (map_id == MAP_SAME || map_id >= MAP_COUNT)
		return value;
	map = &table.maps[map_id];
	first = map->first;
	count = map->count;
	out = value & map->keep;
	for (__u32 i = 0; i < VALUE_MAP_ENTRIES_MAX && i < count; i++) {
		const volatile struct value_entry *entry =
			&table.entries[(first + i) & (VALUE_ENTRIES_MAX - 1)];

		if ((value & entry->mask) == entry->value) {
			out |= entry->out;
			matched = true;
		}
	}
	return matched ? out : out | map->otherwise;
}

#endif

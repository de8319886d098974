#include "map.h"

#include <stdlib.h>

#include "report.h"

enum { SMALLEST_CAPACITY = 64 };

static struct map_slot *find(const struct map *map, uint64_t key)
{
	/* Fibonacci hashing: inodes and ids that follow each other land far apart. */
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (map->capacity - 1);

	while (map->slots[at].key && map->slots[at].key != key)
		at = (at + 1) & (map->capacity - 1);
	return &map->slots[at];
}

static void grow(struct map *map)
{
	struct map old = *map;

	map->capacity = old.capacity ? old.capacity * 2 : SMALLEST_CAPACITY;
	map->slots = calloc(map->capacity, sizeof(*map->slots));
	if (!map->slots)
		die("out of memory");
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].key)
			*find(map, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void map_set(struct map *map, uint64_t key, uint64_t value)
{
	struct map_slot *slot;

	if (!key)
		return;
	if (map->count * 2 >= map->capacity)
		grow(map);
	slot = find(map, key);
	if (!slot->key)
		map->count++;
	*slot = (struct map_slot){ key, value };
}

bool map_get(const struct map *map, uint64_t key, uint64_t *value)
{
	const struct map_slot *slot;

	if (!map->capacity || !key)
		return false;
	slot = find(map, key);
	if (slot->key)
		*value = slot->value;
	return slot->key != 0;
}

bool map_has(const struct map *map, uint64_t key)
{
	uint64_t value;

	return map_get(map, key, &value);
}

void map_free(struct map *map)
{
	free(map->slots);
	*map = (struct map){ 0 };
}

#ifndef SCAP_MAP_H
#define SCAP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
	uint64_t key; /* 0: free */
	uint64_t value;
};

/* Numbers by numbers other than 0. All zero is an empty one. */
struct map {
	struct map_slot *slots;
	size_t capacity;
	size_t count;
};

/* Sets the value of a key; the key 0 is ignored. */
void map_set(struct map *map, uint64_t key, uint64_t value);
bool map_get(const struct map *map, uint64_t key, uint64_t *value);
bool map_has(const struct map *map, uint64_t key);
void map_free(struct map *map);

#endif

#ifndef VALUE_MAPS_H
#define VALUE_MAPS_H

#include <linux/types.h>

#include "agent.h"
#include "table.h"

/* Fills the maps from Linux's numbers to libs'. */
void value_maps__fill(struct syscall_table *table);

#endif

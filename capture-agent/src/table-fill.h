#ifndef TABLE_FILL_H
#define TABLE_FILL_H

#include "agent.h"
#include "table.h"

/* Fills the table that the BPF programs read: every event's row, every value map, every system
 * call. */
void table__fill(struct syscall_table *table);

#endif

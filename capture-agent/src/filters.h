#ifndef SCAP_FILTERS_H
#define SCAP_FILTERS_H

#include "options.h"
#include "probe.h"

/* What has to be known of the filters before the programs are loaded. */
void filters_configure(struct agent_config *config, const struct options *options);

/*
 * Fills the maps that the filters look into, once the programs are attached: children of chosen
 * processes are seen by then. `command`: the process that is to be recorded, or 0.
 */
void filters_fill(const struct probe *probe, const struct options *options, int64_t command);

#endif

#ifndef SCAP_EVENT_PARAMS_H
#define SCAP_EVENT_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

/* Parameter `number` of an event, inside it. False where the event has no such parameter. */
bool event_param(const void *event, uint32_t size, uint32_t number, const void **value,
		 uint16_t *value_size);

/* A parameter of 8 bytes: a result, an fd, a tid. */
bool event_param_i64(const void *event, uint32_t size, uint32_t number, int64_t *value);

/* The name of the program that a successful exec has begun; false for other events. */
bool exec_comm(const void *event, uint32_t size, const char **comm);

#endif

#ifndef RECORD_H
#define RECORD_H

/*
 * A record of a ring is an event as the file has it, behind block header and CPU number:
 *
 *	struct record_header, 26 bytes
 *	nparams lengths, u16 each (u32 for events with a large payload; see PPM_EVENTS)
 *	nparams values, back to back
 *
 * len counts all of it. Everything is little-endian and unaligned.
 */
struct record_header {
	__u64 ts_ns; /* since the epoch */
	__u64 tid;   /* in the host's namespace */
	__u32 len;
	__u16 type; /* enum ppm_event_code */
	__u32 nparams;
} __attribute__((packed));

/* An event block of the file holds no more (its lengths are u16, its own length is bounded so). */
#define RECORD_MAX_BYTES 65500
/* Of one string or buffer: what libs' probes allow. */
#define PARAM_MAX_BYTES 65000

#endif

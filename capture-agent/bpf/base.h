#ifndef BASE_H
#define BASE_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "agent.h"
#include "events.gen.h"
#include "flags.gen.h"
#include "record.h"
#include "syscalls.gen.h"
#include "table.h"

/* Keeps the compiler from forgetting a bound that the verifier must see. */
#define KEEP_BOUND(variable) asm volatile("" : "+r"(variable))

#define INLINE static __always_inline

/* Linux's, which BTF does not have */
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define EINPROGRESS 115
#define MAX_ERRNO 4095
#define NSEC_PER_SEC 1000000000ULL

#endif

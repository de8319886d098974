#ifndef BASE_H
#define BASE_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "agent.h"
#include "events.gen.h"
#include "flags.gen.h"
#include "record.h"
#include "syscalls.gen.h"

#endif

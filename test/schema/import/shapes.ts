import type { SourceFiles } from "../../../src/schema/import/preprocess.ts";

/** Files of a driver's folder by name. */
export function sources(texts: Readonly<Record<string, string>>): SourceFiles {
  return new Map(
    Object.entries(texts).map(([name, text]) => [name, { path: `driver/${name}`, text }] as const),
  );
}

/*
 * Small drivers as they were written in five ages. Each has the same three events, so that what is imported can be
 * told apart by what the age could say of them: an unused pair, an open with flags, and a chmod that is relative to
 * a directory.
 */

const NUMBERS = `
  PT_NONE = 0, PT_FD = 14, PT_ERRNO = 11, PT_FSPATH = 17, PT_UINT32 = 7, PT_UINT64 = 8, PT_FLAGS32 = 30,
  PT_DYN = 27, PT_SIGTYPE = 19, PT_FSRELPATH = 43, PT_MODE = 42, PT_MAX
`;

/** January 2014: everything by position, C++ casts, typedefs, no names of values. */
export const AGE_2014 = sources({
  "ppm_events_public.h": `
#ifndef EVENTS_PUBLIC_H_
#define EVENTS_PUBLIC_H_
#include "ppm_types.h"
#define PPM_MAX_EVENT_PARAMS 16	// how many there may be
enum ppm_event_type
{
	PPME_GENERIC_E = 0,
	PPME_GENERIC_X = 1,
	PPME_SYSCALL_OPEN_E = 2, // opens
	PPME_SYSCALL_OPEN_X = 3,
	PPM_EVENT_MAX = 4,
};
typedef enum ppm_syscall_code
{
	PPM_SC_UNKNOWN = 0,
	PPM_SC_OPEN = 5,
	PPM_SC_MAX = 6,
}ppm_syscall_code;
typedef enum ppm_event_category
{
	EC_UNKNOWN = 0, EC_OTHER, EC_FILE,
	EC_IO_BASE = 32, EC_IO_READ = 32, EC_IO_WRITE = 33,
}ppm_event_category;
typedef enum ppm_event_flags { EF_NONE = 0, EF_CREATES_FD = (1 << 0), EF_USES_FD = (1 << 2), }ppm_event_flags;
typedef enum ppm_param_type {${NUMBERS}}ppm_param_type;
typedef enum ppm_print_format { PF_NA = 0, PF_DEC = 1, PF_HEX = 2, PF_OCT = 4 }ppm_print_format;
#if defined _MSC_VER
#pragma pack(push)
#else
#pragma pack(push, 1)
#endif
struct ppm_evt_hdr
{
#ifdef PPM_ENABLE_SENTINEL
	uint32_t sentinel_begin;
#endif
	uint64_t ts;	// since the epoch
	uint64_t tid;
	uint32_t len;
	uint16_t type;
};
#pragma pack(pop)
#endif /* EVENTS_PUBLIC_H_ */
`,
  "event_table.c": `
#include "ppm_events_public.h"
///////// the table /////////
const struct ppm_event_info g_event_info[PPM_EVENT_MAX] =
{
	/* PPME_GENERIC_E */{"syscall", EC_OTHER, EF_NONE, 1, {{"ID", PT_UINT32, PF_DEC}}},
	/* PPME_GENERIC_X */{"syscall", EC_IO_READ, EF_NONE, 0},
	/* PPME_SYSCALL_OPEN_E */{"open", EC_FILE, (ppm_event_flags)(EF_CREATES_FD | EF_USES_FD), 0},
	/* PPME_SYSCALL_OPEN_X */{"open", EC_FILE, EF_CREATES_FD, 2, {{"fd", PT_FD, PF_DEC}, {"flags", PT_UINT32, PF_HEX}}}
};
`,
  "syscall_table.c": `
#include <linux/cdev.h>
#include "ppm.h"
const struct syscall_evt_pair g_syscall_table[SYSCALL_TABLE_SIZE] =
{
#ifdef __NR_open
	[__NR_open] = 			{UF_USED | UF_NEVER_DROP, PPME_SYSCALL_OPEN_E, PPME_SYSCALL_OPEN_X},
#endif
};
`,
});

const LATER_HEADER = `
#define _packed __attribute__((packed))
#define PPM_O_RDONLY (1 << 0)
#define PPM_O_WRONLY (1 << 1)
#define PPM_O_RDWR	(PPM_O_RDONLY | PPM_O_WRONLY)
#define PPM_AT_FDCWD -100
#define PPM_MAX_EVENT_PARAMS (1 << 5)
enum ppm_event_flags {
	EF_NONE = 0,
	EF_CREATES_FD = (1 << 0), /* opens */
	EF_USES_FD = (1 << 2),
	EF_UNUSED = (1 << 6),
	EF_DROP_FALCO = (1 << 10),
};
enum ppm_param_type {${NUMBERS}};
enum ppm_print_format { PF_NA = 0, PF_DEC = 1, PF_HEX = 2, PF_10_PADDED_DEC = 3, PF_OCT = 4 };
#define PPM_PTRACE_IDX_UINT64 0
#define PPM_PTRACE_IDX_SIGTYPE 1
#define PPM_PTRACE_IDX_MAX 2
struct ppm_name_value {
	const char *name;
	uint32_t value;
};
struct ppm_evt_hdr {
	uint64_t ts;
	uint64_t tid;
	uint32_t len;
	uint16_t type;
	uint32_t nparams;
} _packed;
extern const struct ppm_name_value file_flags[];
extern const struct ppm_param_info ptrace_dynamic_param[];
`;

const FLAGS = `
#include "ppm_events_public.h"
const struct ppm_name_value file_flags[] = {
	{"O_RDWR", PPM_O_RDWR},
	{"O_RDONLY", PPM_O_RDONLY},
#ifndef CONFIG_64BIT
	{"O_" "SPLIT", PPM_AT_FDCWD},
#endif
	{0, 0},
};
`;

const DYNAMIC = `
#include "ppm_events_public.h"
const struct ppm_param_info ptrace_dynamic_param[PPM_PTRACE_IDX_MAX] = {
	[PPM_PTRACE_IDX_SIGTYPE] = {{0}, PT_SIGTYPE, PF_DEC},
	[PPM_PTRACE_IDX_UINT64] = {{0}, PT_UINT64, PF_HEX, 0, 0},
};
`;

/** 2014 to 2022: names of values, dynamic parameters, relative paths, still by position. */
export const AGE_2018 = sources({
  "ppm_events_public.h": `
${LATER_HEADER}
enum ppm_event_type {
	PPME_GENERIC_E = 0, PPME_GENERIC_X = 1,
	PPME_SYSCALL_OPEN_E, PPME_SYSCALL_OPEN_X,
	PPM_EVENT_MAX
};
enum ppm_syscall_code { PPM_SC_UNKNOWN = 0, PPM_SC_OPEN, PPM_SC_MAX };
enum ppm_event_category { EC_UNKNOWN = 0, EC_OTHER = 1, EC_FILE = 2, EC_INTERNAL = (1 << 8) };
#define DIRFD_PARAM(_param_num) ((void*)_param_num)
`,
  "flags_table.c": FLAGS,
  "dynamic_params_table.c": DYNAMIC,
  "event_table.c": `
#include "ppm_events_public.h"
const struct ppm_event_info g_event_info[PPM_EVENT_MAX] = {
	/* PPME_GENERIC_E */{"ptrace", EC_OTHER, EF_NONE, 1, {{"data", PT_DYN, PF_HEX, ptrace_dynamic_param, PPM_PTRACE_IDX_MAX} } },
	/* PPME_GENERIC_X */{"NA1", EC_UNKNOWN, EF_UNUSED, 0},
	/* PPME_SYSCALL_OPEN_E */{"open", EC_FILE, (enum ppm_event_flags)(EF_CREATES_FD | EF_DROP_FALCO), 0},
	/* PPME_SYSCALL_OPEN_X */{"open", EC_FILE, EF_CREATES_FD, 4, {{"fd", PT_FD, PF_DEC}, {"name", PT_FSRELPATH, PF_NA, DIRFD_PARAM(0)}, {"flags", PT_FLAGS32, PF_HEX, file_flags}, {"mode", PT_MODE, PF_OCT, NULL} } },
};
#pragma GCC diagnostic pop
`,
  "syscall_table.c": `
#ifdef __KERNEL__
#if LINUX_VERSION_CODE <= KERNEL_VERSION(2, 6, 20)
#error old
#endif
#endif
#if LINUX_VERSION_CODE <= KERNEL_VERSION(2, 6, 20)
#error old
#endif
#define SYSCALL_TABLE_ID0 0
const struct syscall_evt_pair g_syscall_table[SYSCALL_TABLE_SIZE] = {
	[__NR_openat2 - SYSCALL_TABLE_ID0] = {UF_USED, PPME_SYSCALL_OPEN_E, PPME_SYSCALL_OPEN_X},
};
const enum ppm_syscall_code g_syscall_code_routing_table[SYSCALL_TABLE_SIZE] = {
	[__NR_openat2 - SYSCALL_TABLE_ID0] = PPM_SC_OPEN,
};
`,
});

/** Since 2023: designated initialisers, sources, system calls by macro, lines broken anywhere. */
export const AGE_2024 = sources({
  SCHEMA_VERSION: "4.5.1\n",
  API_VERSION: "10.1.0\n",
  "feature_gates.h": "#ifndef FEATURE_GATES_H\n#define FEATURE_GATES_H\n#define HAS_GENERIC\n#endif\n",
  "ppm_events_public.h": `
#pragma once
#include "./feature_gates.h"
${LATER_HEADER}
typedef enum {
	PPME_GENERIC_E = 0,
	PPME_GENERIC_X = 1,
#if defined(HAS_GENERIC) && !defined __KERNEL__
	PPME_SYSCALL_OPEN_E = 2,
#else
	PPME_NEVER = 2,
#endif
	PPME_SYSCALL_OPEN_X = 3,
	PPM_EVENT_MAX = 4
} ppm_event_code;
#define PPM_SC_FIELDS                      \\
	PPM_SC_X(UNKNOWN, 0)                   \\
	PPM_SC_X(OPEN, 5) /* opens */          \\
	PPM_SC_X(OPENAT2, (1 << 8))
typedef enum {
#define PPM_SC_X(name, value) PPM_SC_##name = (value),
	PPM_SC_FIELDS
#undef PPM_SC_X
	        PPM_SC_MAX,
} ppm_sc_code;
enum ppm_event_category {
	EC_UNKNOWN = 0, EC_OTHER = 1, EC_FILE = 2, EC_INTERNAL = (1 << 8),
	EC_SYSCALL = (1 << 9), EC_METAEVENT = (1 << 12),
};
#define DIRFD_PARAM(_param_num) ((void *)_param_num)
`,
  "flags_table.c": FLAGS,
  "dynamic_params_table.c": DYNAMIC,
  "event_table.c": `
#include "ppm_events_public.h"
#define PT_WORD PT_UINT32
const struct ppm_event_info g_event_info[] = {
        [PPME_SYSCALL_OPEN_X] = {"open",
                                 EC_FILE | EC_SYSCALL,
                                 EF_CREATES_FD |
                                         EF_USES_FD,
                                 2,
                                 {{"dirfd", PT_FD, PF_DEC}, {"name", PT_FSRELPATH, PF_NA, DIRFD_PARAM(0)}}},
        [PPME_GENERIC_E] = {.category = EC_OTHER | EC_METAEVENT, .name = "syscall",
                            .nparams = 1, .params = {[0] = {"ID", .type = PT_WORD, PF_DEC}}},
        [PPME_SYSCALL_OPEN_E] = {"open", EC_FILE | EC_SYSCALL, EF_CREATES_FD, 0, {}},
        [PPME_GENERIC_X] = {"NA", EC_UNKNOWN, EF_UNUSED, 0},
};
#ifndef __KERNEL__
#pragma GCC diagnostic pop
#endif
`,
  "syscall_table.c": `
const struct syscall_evt_pair g_syscall_table[SYSCALL_TABLE_SIZE] = {
#ifdef __NR_openat2
	[__NR_openat2] = {.ppm_sc = PPM_SC_OPENAT2, .enter_event_type = PPME_SYSCALL_OPEN_E, .exit_event_type = PPME_SYSCALL_OPEN_X},
#endif
	[__NR_open] = {UF_USED, PPME_GENERIC_E, PPME_GENERIC_X, PPM_SC_OPEN},
};
`,
});

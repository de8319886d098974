/**
 * Filters that both sysdig 0.29.3 and we understand, made of fields, operators and values that occur in the captures
 * they are tried on.
 */

/** What is written behind a field for a value. */
type Compare = (value: string) => string;

/** Fields with a value, tried with every operator. */
const TEXT_FIELDS: Readonly<Record<string, string>> = {
  "fd.name": "/home/alice/out.txt",
  "fd.type": "ipv4",
  "proc.name": "bash",
  "proc.cmdline": "python3 -c print(1)",
  "evt.arg.name": "work",
  "evt.arg.flags": "O_RDONLY",
  "evt.time": "12:26:40.000010000",
};

const TEXT_COMPARISONS: readonly Compare[] = [
  (value) => `= "${value}"`,
  (value) => `!= "${value}"`,
  (value) => `contains "${value}"`,
  (value) => `icontains "${value.toUpperCase()}"`,
  (value) => `startswith "${value}"`,
  (value) => `endswith "${value}"`,
  (value) => `glob "*${value.slice(0, 3)}*"`,
  (value) => `in ("${value}", nosuch)`,
];

/** Fields tried with a few operators: what they hold matters, not how it is compared. */
const MORE_TEXT_FIELDS: Readonly<Record<string, string>> = {
  "fd.typechar": "f",
  "fd.l4proto": "udp",
  "fd.directory": "/home/alice",
  "fd.filename": "out.txt",
  "proc.exe": "python3",
  "proc.exepath": "/bin",
  "proc.cwd": "/home/alice/",
  "proc.pname": "bash",
  "user.name": "alice",
  "group.name": "root",
  "evt.dir": "<",
  "evt.res": "EACCES",
  "evt.category": "file",
  "evt.args": "fd=3",
  "evt.arg.fd": "<f>/home/alice/out.txt",
};

const MORE_TEXT_COMPARISONS = TEXT_COMPARISONS.filter(
  (_, index) => index === 0 || index === 1 || index === 6,
);

const NUMBER_FIELDS: Readonly<Record<string, string>> = {
  "evt.num": "40",
  "evt.rawres": "-13",
  "fd.num": "3",
  "fd.sport": "443",
  "fd.port": "22",
};

const NUMBER_COMPARISONS: readonly Compare[] = [
  (value) => `= ${value}`,
  (value) => `!= ${value}`,
  (value) => `>= ${value}`,
  (value) => `< ${value}`,
  (value) => `<= ${value}`,
  (value) => `> ${value}`,
  (value) => `in (${value}, 7777)`,
];

const MORE_NUMBER_FIELDS: Readonly<Record<string, string>> = {
  "evt.cpu": "0",
  "evt.count": "1",
  "evt.buflen": "3",
  "evt.rawarg.res": "-2",
  "evt.rawarg.fd": "3",
  "evt.rawarg.flags": "1",
  "thread.tid": "400",
  "proc.pid": "300",
  "proc.ppid": "200",
  "proc.vpid": "300",
  "fd.cport": "40000",
  "user.uid": "1000",
  "group.gid": "1000",
  "proc.vmsize": "1000",
};

const MORE_NUMBER_COMPARISONS = NUMBER_COMPARISONS.slice(0, 3);

const FLAG_FIELDS = [
  "evt.is_io",
  "evt.is_io_read",
  "evt.is_io_write",
  "evt.is_wait",
  "evt.is_open_read",
  "evt.is_open_write",
  "evt.failed",
  "fd.is_server",
];

const ADDRESS_FIELDS = ["fd.ip", "fd.cip", "fd.sip", "fd.lip", "fd.rip"];
const NETWORK_FIELDS = ["fd.net", "fd.cnet", "fd.snet"];

/** 0.29.3 cannot ask whether there is an fd.ip, fd.net or fd.port. */
const EXISTING_FIELDS = [
  "fd.name",
  "fd.num",
  "fd.cip",
  "fd.sport",
  "fd.directory",
  "proc.pname",
  "user.name",
  "evt.res",
  "evt.buflen",
  "evt.buffer",
  "evt.arg.flags",
  "evt.arg[0]",
  "evt.arg[5]",
  "evt.abspath",
  "evt.io_dir",
];

const OTHERS = [
  "evt.type = open",
  "evt.type != open",
  "evt.type in (open, openat, close, read)",
  "not evt.type in (open, openat, close, read)",
  "evt.type = getpgrp",
  "evt.type.is.3 = 1",
  "evt.around[1600000000000040000] = 0",
  "evt.rawtime > 1600000000000040000",
  "evt.rawtime <= 1600000000000040000",
  "evt.rawtime.s = 1600000000",
  "evt.rawtime.ns < 40000",
  "evt.buffer contains cd",
  "evt.buffer contains GET",
  "fd.port = ssh",
  "fd.port in (http, https)",
  "fd.sport = https",
  "fd.name pmatch (/home/alice, /etc)",
  "fd.name pmatch (/)",
  "fd.name pmatch (/hom)",
  "fd.directory pmatch (/dev)",
  "fd.name glob /home/*/out.*",
  "fd.name glob '/*[a-c]*'",
  "fd.name glob '*.[!t]*'",
  "fd.name glob '?dev?null'",
  "proc.aname = sshd",
  "proc.aname != sshd",
  "proc.aname contains ssh",
  "proc.aname[1] = bash",
  "proc.aname in (systemd, init)",
  "proc.apid = 1",
  "proc.apid[1] = 200",
  "proc.env contains HOME",
  "proc.args contains print",
  "evt.arg[0] = EACCES",
  "evt.arg.mode contains S_ISUID",
  "evt.arg.sig = SIGTERM",
  "evt.arg.res = 0",
  "evt.arg.path exists",
  "evt.abspath startswith /",
  "evt.io_dir = read",
  "container.id = host",
  "container.id != host",
  "user.loginuid = -1",
  "thread.ismain = true",
  "fd.connected = true",
  "fd.sockfamily = ip",
  "evt.count.error = 1",
  "evt.count.exit = 1",
];

const LOGIC = [
  "evt.type = read and fd.name contains home",
  "evt.type = read or evt.type = write",
  "not evt.type = read",
  "not (evt.type = read or evt.type = write)",
  "(evt.type = read and fd.num = 3) or (evt.type = close and evt.dir = <)",
  "(evt.type = read or evt.type = close) and evt.dir = <",
  "not fd.name exists and evt.type = read",
  "fd.name exists and not fd.name = /dev/null",
  "not fd.name contains / and evt.rawres < 0",
  "evt.dir = < and (evt.type = open or evt.type = openat) and evt.rawres >= 0",
  "evt.failed = true and not evt.type in (open, read)",
  "not (not evt.num < 10)",
  "((((evt.num < 10))))",
  "fd.net = 10.0.0.0/24 and fd.port = 22",
  "proc.name = python3 and evt.num <= 20 and fd.num > 2 and evt.type != close",
  "proc.name in (python3, bash) or proc.pname in (sshd) or evt.num = 1",
];

/** All of them. */
export const SYSDIG_EXPRESSIONS: readonly string[] = [
  ...combine(TEXT_FIELDS, TEXT_COMPARISONS),
  ...combine(MORE_TEXT_FIELDS, MORE_TEXT_COMPARISONS),
  ...combine(NUMBER_FIELDS, NUMBER_COMPARISONS),
  ...combine(MORE_NUMBER_FIELDS, MORE_NUMBER_COMPARISONS),
  ...FLAG_FIELDS.flatMap((field) => [`${field} = true`, `${field} = false`, `not ${field} = true`]),
  ...ADDRESS_FIELDS.flatMap((field) => [
    `${field} = 8.8.8.8`,
    `${field} != 8.8.8.8`,
    `${field} in (8.8.8.8, 10.0.0.9)`,
    `${field} = ::1`,
  ]),
  ...NETWORK_FIELDS.flatMap((field) => [
    `${field} = 10.0.0.0/8`,
    `${field} != 10.0.0.0/8`,
    `${field} = 0.0.0.0/0`,
  ]),
  ...EXISTING_FIELDS.flatMap((field) => [`${field} exists`, `not ${field} exists`]),
  ...OTHERS,
  ...LOGIC,
];

function combine(fields: Readonly<Record<string, string>>, comparisons: readonly Compare[]): string[] {
  return Object.entries(fields).flatMap(([field, value]) =>
    comparisons.map((compare) => `${field} ${compare(value)}`),
  );
}

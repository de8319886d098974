/** A description to begin with: a shell that reads a file and asks a server. */
export const SYNTH_EXAMPLE = `# yaml-language-server: $schema=https://unpkg.com/scap-toolkit/docs/synth.schema.json
# scap-dump synth THIS -o made.scap
start: 2024-03-01T12:00:00Z
step: 10us                    # from one event to the next
machine: {hostname: web1, cpus: 2, memory: 8Gi}
interfaces:
  - {name: lo, address: 127.0.0.1/8}
  - {name: eth0, address: 10.0.0.5/24}
users:
  - {uid: 0, name: root, home: /root, shell: /bin/bash}
  - {uid: 1000, name: alice, home: /home/alice, shell: /bin/bash}
groups:
  - {gid: 1000, name: alice}
threads:
  - {tid: 1, ptid: 0, exepath: /usr/lib/systemd/systemd}
  - tid: 200
    ptid: 1
    exe: -bash
    exepath: /usr/bin/bash
    cwd: /home/alice
    uid: 1000
    gid: 1000
    env: [HOME=/home/alice, LANG=C]
    fds:
      - {fd: 0, name: /dev/pts/0, openFlags: O_RDWR}
      - {fd: 5, kind: pipe, name: "pipe:[4711]", ino: 4711}
      - {fd: 6, tuple: "10.0.0.5:40000->93.184.216.34:443", protocol: tcp}
events:
  # > is the enter event of a call, < its exit event; parameters as in "scap-dump events openat"
  - {event: ">openat", tid: 200, params: {dirfd: AT_FDCWD, name: notes.txt, flags: O_RDONLY|O_CLOEXEC, mode: 0}}
  - {event: "<openat", params: {fd: 3, dirfd: AT_FDCWD, name: notes.txt, flags: O_RDONLY|O_CLOEXEC, mode: 0}}
  - {event: ">read", params: {fd: 3, size: 4096}}
  - {event: "<read", at: +1ms, params: {res: 6, data: "hello\\n", fd: 3, size: 4096}}
  - {event: ">connect", params: {fd: 4, addr: "10.0.0.9:5432"}}
  - event: "<connect"
    at: +250us
    params: {res: -ECONNREFUSED, tuple: "10.0.0.5:40001->10.0.0.9:5432", fd: 4, addr: "10.0.0.9:5432"}
  - {event: procexit, params: {status: 0}}
`;

#!/usr/bin/env bash
# Records samples anew, with our own recorder: record.sh NAME... of shell, http, syscalls, tiny. Run it as root on Debian with
# BTF, after make -C capture-agent all triggers. It works in a place of its own and without the caller's environment:
# samples hold nothing private.
set -euo pipefail
samples="$(cd "$(dirname "$0")" && pwd)"
agent="$samples/../capture-agent/.output"

if [ "${1-}" = --inside ]; then
  shift
else
  test $# -gt 0 || { sed -n 2,4p "$0"; exit 2; }
  mkdir -p /srv/demo/bin
  cp "$agent/scap-capture" "$agent/trigger" "$0" /srv/demo/bin/
  # Its cgroup is nobody's business either.
  for group in /sys/fs/cgroup/*/cgroup.procs; do echo $$ 2>/dev/null > "$group" || true; done
  cd /srv/demo
  # Nor are its open files.
  for fd in /proc/self/fd/*; do [ "${fd##*/}" -le 2 ] || eval "exec ${fd##*/}>&-"; done
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root LANG=C.UTF-8 TZ=UTC bash /srv/demo/bin/record.sh --inside "$@" < /dev/null > /dev/null 2> errors
  cat errors
  for name in "$@"; do install -m 644 "/srv/demo/$name.scap" "$samples/"; done
  rm -r /srv/demo
  exit
fi

record() {
  local name="$1"
  shift
  scap-capture -q --lean -w "$name.scap" "$@" > /dev/null 2>&1 || echo "$name: status $?" >&2
}
PATH="/srv/demo/bin:$PATH"

cat > shell.sh <<'END'
#!/bin/bash
useradd --create-home --shell /bin/bash sample-user
# Not su: what the machine puts into everybody's environment is its own business.
setpriv --reuid sample-user --regid sample-user --init-groups --reset-env bash -c 'cd; id; pwd; echo "hello, wörld" > notes.txt; cat notes.txt; ls -la'
cd /tmp
mkdir -p work/deep/er
echo one > work/a; echo two >> work/a; ln -s a work/b; ln work/a work/c
chmod 640 work/a; chown sample-user: work/a
find work -type f | sort | xargs wc -l
cat work/nothing
grep -c root /etc/passwd
(sleep 5 & kill $!; wait) 2> /dev/null
mv work/a work/d; rm -r work
END

cat > http.sh <<'END'
#!/bin/bash
mkdir www; echo '<p>sample</p>' > www/index.html
/usr/bin/python3 -S -m http.server --bind 127.0.0.1 --directory www 8081 &
server=$!
until curl -s http://127.0.0.1:8081/ > /dev/null; do sleep 0.1; done
curl -s http://127.0.0.1:8081/index.html
curl -s -o /dev/null http://localhost:8081/missing
curl -s -d user=sample http://127.0.0.1:8081/form
curl -s --max-time 1 http://127.0.0.1:8082/
kill $server; wait
rm -r www
END

for name in "$@"; do
  case "$name" in
  shell)
    record shell -z -- bash shell.sh
    userdel --remove sample-user 2> /dev/null # not recorded: it looks at everybody's processes
    ;;
  http) record http -z -s 300 -- bash http.sh ;;
  syscalls)
    record syscalls -z -- sh -c 'for group in files names data sockets messages waiting memory ids system processes exec; do trigger $group; done'
    ;;
  tiny) record tiny -- cat /etc/hostname ;;
  esac
done

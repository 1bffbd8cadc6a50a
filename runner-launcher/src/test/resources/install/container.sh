#!/bin/sh
# Runs a Debian folder as a machine of its own: processes, mounts and control groups, but the network of this one.
#   container.sh ROOT SHARED GROUP    SHARED is its /mnt; GROUP names its control groups
# Its first process is systemd if that can run here; else a shell that does nothing. SHARED/first says which.
set -eu
root=$1 shared=$2 group=$3
first=plain
join() { # a control group of its own, in a hierarchy
  mkdir -p "$1/$group" && echo $$ >"$1/$group/cgroup.procs"
}
if [ -d /sys/fs/cgroup/systemd ]; then
  join /sys/fs/cgroup/systemd 2>/dev/null && join /sys/fs/cgroup/unified 2>/dev/null && first=hybrid
elif [ -f /sys/fs/cgroup/cgroup.procs ]; then
  join /sys/fs/cgroup 2>/dev/null && first=unified
fi
[ -x "$root/lib/systemd/systemd" ] || first=plain
export root shared first
# shellcheck disable=SC2016 # for the inner shell
exec unshare --mount --pid --fork --kill-child --ipc --uts --cgroup --propagation private sh -c '
set -eu
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do : >"dev/$device"; mount --bind "/dev/$device" "dev/$device"; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for pair in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${pair%:*}" "dev/${pair#*:}"; done
mount --bind "$shared" mnt
[ ! -s /etc/resolv.conf ] || cp /etc/resolv.conf etc/resolv.conf
if [ "$first" != plain ]; then
  { mount -t sysfs -o ro sysfs sys && mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup; } 2>/dev/null || first=plain
fi
case "$first" in
  hybrid)
    mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
    { mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd &&
      mount -t cgroup2 cgroup2 sys/fs/cgroup/unified; } 2>/dev/null || first=plain ;;
  unified) mount -t cgroup2 cgroup2 sys/fs/cgroup 2>/dev/null || first=plain ;;
esac
mkdir -p .old
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
echo "$first" >/mnt/first
if [ "$first" != plain ]; then
  exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=null
fi
trap "exit 0" TERM
while :; do sleep 0.2; done
'

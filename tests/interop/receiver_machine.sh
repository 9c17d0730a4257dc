#!/bin/sh
# Boots systemd in a container over a copy-on-write view of this system, with no network but its own loopback, and runs one unit.
# receiver_machine.sh <folder> <checkout> <python> <site-packages> <seconds>; called in a mount namespace of its own (unshare -m).
set -eu
folder=$1 checkout=$2 python=$3 site=$4 seconds=$5
mount --make-rprivate /
umount -R /sys/fs/cgroup 2> /dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir "$folder/disk"
mount -t tmpfs tmpfs "$folder/disk"
mkdir "$folder/disk/up" "$folder/disk/work" "$folder/disk/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/disk/up,workdir=$folder/disk/work" "$folder/disk/root"
exec timeout -s KILL "$seconds" systemd-nspawn --quiet --directory="$folder/disk/root" --machine=receiver --register=no --keep-unit \
    --private-network --bind="$folder/trial:/trial" --bind-ro="$checkout:/opt/checkout" --bind-ro="$python:/opt/python" \
    --bind-ro="$site:/opt/site" --bind-ro="$folder/trial/trial.service:/etc/systemd/system/trial.service" \
    --boot systemd.unit=trial.service

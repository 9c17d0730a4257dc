#!/bin/sh
# Puts the receiver's files where Debian looks for them. It starts nothing, and writes over no receiver.env.
#
#   sh install.sh                 as root
#   DESTDIR=/somewhere sh install.sh    only to look
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${DESTDIR:-}

put() { # put MODE FILE TARGET
    install -D -m "$1" "$here/$2" "$to$3"
}

for file in "$here"/tus/*.mjs "$here"/tus/package.json "$here"/tus/package-lock.json "$here"/tus/.npmrc; do
    put 0644 "tus/$(basename "$file")" "/opt/prevent-desktop/receiver/$(basename "$file")"
done
put 0755 backup.py /opt/prevent-desktop/receiver/backup.py
put 0755 configure.py /opt/prevent-desktop/receiver/configure.py
put 0644 machine.py /opt/prevent-desktop/receiver/machine.py
put 0644 nginx/receiver.conf.template /opt/prevent-desktop/receiver/receiver.conf.template
put 0644 nginx/team.conf.template /opt/prevent-desktop/receiver/team.conf.template
put 0644 team.env /opt/prevent-desktop/receiver/team.env
put 0644 RUNBOOK.md /opt/prevent-desktop/receiver/RUNBOOK.md
[ -e "$to/etc/prevent-desktop/receiver.env" ] || put 0644 receiver.env /etc/prevent-desktop/receiver.env
install -d -m 0700 "$to/etc/prevent-desktop/keys" "$to/etc/prevent-desktop/tls"
for unit in "$here"/systemd/*.service "$here"/systemd/*.timer; do
    put 0644 "systemd/$(basename "$unit")" "/etc/systemd/system/$(basename "$unit")"
done
put 0644 systemd/nginx-hardening.conf /etc/systemd/system/nginx.service.d/prevent-desktop.conf
put 0644 systemd/prevent-desktop.sysusers /usr/lib/sysusers.d/prevent-desktop.conf
put 0644 systemd/prevent-desktop.tmpfiles /usr/lib/tmpfiles.d/prevent-desktop.conf
put 0644 logrotate.conf /etc/logrotate.d/prevent-desktop
install -d "$to/etc/nginx/conf.d"
python3 "$here/configure.py" "$to/etc/prevent-desktop/receiver.env" "$here/nginx/receiver.conf.template" \
    > "$to/etc/nginx/conf.d/prevent-desktop-receiver.conf"

if [ -z "$to" ]; then
    systemd-sysusers
    systemd-tmpfiles --create /usr/lib/tmpfiles.d/prevent-desktop.conf
    (cd /opt/prevent-desktop/receiver && npm ci --omit=dev --ignore-scripts --no-audit --no-fund)
    systemctl daemon-reload
fi
echo "Set /etc/prevent-desktop/receiver.env, put certificates and keys in place, run this again, then see RUNBOOK.md."

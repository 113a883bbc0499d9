# What deploy/install and deploy/upgrade share; read by both, run by neither.
# shellcheck shell=sh disable=SC2034 # what is set here is used there
#
# HASILA_ROOT puts everything below another folder, for trying it out: then no user is made, no
# systemd is asked, and nothing needs root. PYTHON names another Python than python3.

ROOT=${HASILA_ROOT:-}
PYTHON=${PYTHON:-python3}
HOUSE=$ROOT/opt/hasila
VERSIONS=$ROOT/opt/hasila-versions
ETC=$ROOT/etc/hasila
STATE=$ROOT/var/lib/hasila
UNITS=$ROOT/etc/systemd/system
CONFIG=$ETC/config.toml
PREVIOUS=$VERSIONS/previous
SERVICES="hasila.service hasila-web.service hasila-backup.timer"

say() { echo "hasila: $*"; }

refuse() {
    echo "hasila: $*" >&2
    exit 1
}

is_live() { [ -z "$ROOT" ] && [ -d /run/systemd/system ]; }

require_root() {
    [ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || refuse "only root can do this: sudo $0"
}

require_python() {
    command -v "$PYTHON" >/dev/null || refuse "$PYTHON is missing: apt install python3 python3-venv"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
        || refuse "$PYTHON is older than 3.11: name a newer one with PYTHON=..."
    "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null \
        || refuse "$PYTHON has no venv module: apt install python3-venv"
}

# --- a version: a folder of its own, named after what it holds

# The program's files alone: no secrets, settings, databases or environments that lie beside them.
packed() {
    tar -C "$1" -cf - --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
        --mode=u=rwX,go=rX --exclude-vcs --exclude=./.venv --exclude=./wheels \
        --exclude=./demo --exclude=./pictures --exclude=./sbom.json --exclude=./config.toml \
        --exclude=./secrets --exclude='*.db' --exclude='*.db-*' --exclude='*.lock' \
        --exclude=__pycache__ --exclude='./.*_cache' --exclude=./.hypothesis .
}

name_of() {
    sum=$(packed "$1" | sha256sum | cut -c1-10) || return 1
    echo "$(sed -n 's/^version = "\(.*\)"$/\1/p' "$1/pyproject.toml")-$sum"
}

# place_version SOURCE FOLDER: the files, and an environment of its own from the lock. What is whole
# already stays; what was broken off is made anew.
place_version() {
    ! is_whole "$2" || return 0
    require_python
    if [ "$1" != "$2" ]; then
        rm -rf "$2"
        mkdir -p "$2" || return 1
        packed "$1" | tar -C "$2" -xf - --no-same-owner || return 1
    fi
    rm -rf "$2/.venv"
    "$PYTHON" -m venv "$2/.venv" || return 1
    if [ -d "$1/wheels" ]; then
        say "installing what it needs, from wheels/ ..."
        (export PIP_NO_INDEX=1 && fill "$2" -f "$1/wheels") || return 1
    else
        say "installing what it needs, from the network ..."
        fill "$2" || return 1
    fi
    chmod -R go+rX "$2" && touch "$2/.venv/.run"
}

# The system's Python may have become another one, which finds nothing in the environment.
is_whole() { [ -e "$1/.venv/.run" ] && "$1/.venv/bin/python" -c 'import click' 2>/dev/null; }

# fill FOLDER OPTION...: each file is compared with its hash in the lock. What `mcp` needs on top is
# there where it was.
fill() {
    folder=$1 lock=run
    shift
    ! "$HOUSE/.venv/bin/python" -c 'import mcp' 2>/dev/null || lock=mcp
    "$folder/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes "$@" -r "$folder/requirements/$lock.txt"
}

# point_to FOLDER: the link is replaced in one step, so that there is always one.
point_to() {
    ln -sfn "$1" "$HOUSE.new" && mv -T "$HOUSE.new" "$HOUSE"
}

# --- commands of a version, as the user hasila

# run_version FOLDER CONFIG COMMAND...: without secrets.
run_version() {
    (
        cd "$1" || exit
        folder=$1 config=$2
        shift 2
        set -- "$folder/.venv/bin/python" "$folder/run_monitor.py" --config "$config" "$@"
        [ -n "$ROOT" ] || set -- runuser -u hasila -- "$@"
        HOME=$STATE TZ=UTC PYTHONDONTWRITEBYTECODE=1 exec "$@"
    )
}

# check_version FOLDER CONFIG: `check --offline`, given the secrets as the daemon is, which only a
# systemd can do.
check_version() {
    if is_live; then
        # shellcheck disable=SC2046 # one word each
        systemd-run --quiet --pipe --wait --collect -p User=hasila -p StateDirectory=hasila \
            -p WorkingDirectory="$1" \
            $(systemctl cat hasila.service | sed -n 's/^LoadCredential=/-p &/p') \
            "$1/.venv/bin/python" "$1/run_monitor.py" --config "$2" check --offline
    else
        run_version "$1" "$2" check --offline
    fi
}

# --- the user, the folders, the units

place_folders() {
    install -d -m 0755 "$ETC" "$UNITS" || return 1
    install -d -m 0700 "$ETC/secrets" || return 1
    if [ -n "$ROOT" ]; then
        install -d -m 0700 "$STATE"
        return
    fi
    install -D -m 0644 "$1/deploy/hasila.sysusers.conf" /etc/sysusers.d/hasila.conf || return 1
    if command -v systemd-sysusers >/dev/null; then
        systemd-sysusers /etc/sysusers.d/hasila.conf
    elif ! id hasila >/dev/null 2>&1; then
        useradd --system --home-dir /var/lib/hasila --no-create-home --shell /usr/sbin/nologin hasila
    fi
    install -d -m 0700 -o hasila -g hasila "$STATE"
}

# A line LoadCredential= is switched on where its file is there, and off where it is not: systemd
# does not start a service whose credential is missing.
fitted() {
    while IFS= read -r line; do
        case $line in
            "LoadCredential="* | "# LoadCredential="*)
                file=$ROOT${line##*:}
                line=${line#\# }
                [ -s "$file" ] || line="# $line"
                ;;
        esac
        printf '%s\n' "$line"
    done <"$1"
}

# place_units FOLDER: those of a version. One that somebody has changed is kept beside it.
place_units() {
    for unit in "$1"/deploy/hasila*.service "$1"/deploy/hasila*.timer; do
        place=$UNITS/$(basename "$unit")
        fitted "$unit" >"$place.new" || return 1
        chmod 0644 "$place.new"
        if [ -e "$place" ] && ! is_ours "$place"; then
            cp -p "$place" "$place.before"
            say "$place was changed by hand: it is kept as $place.before; write what you need of it" \
                "by systemctl edit $(basename "$unit"), which no upgrade touches"
        fi
        mv "$place.new" "$place" || return 1
    done
    if [ -e "$1/deploy/command" ]; then # an older version has none
        install -D -m 0755 "$1/deploy/command" "$ROOT/usr/local/sbin/hasila" || return 1
        ln -sfn hasila "$ROOT/usr/local/sbin/hasila_with_secrets"
    fi
    ! is_live || systemctl daemon-reload
}

# Whether a unit is one of the versions' own, whichever of its credentials are switched on.
is_ours() {
    for folder in "$HOUSE" "$VERSIONS"/*; do
        unit=$folder/deploy/$(basename "$1")
        [ ! -e "$unit" ] || [ "$(bare "$unit")" != "$(bare "$1")" ] || return 0
    done
    return 1
}

bare() { sed 's/^# LoadCredential=/LoadCredential=/' "$1"; }

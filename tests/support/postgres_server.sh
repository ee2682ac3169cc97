#!/usr/bin/env bash
# A PostgreSQL server for tests, of its own, on a socket in a folder of /tmp. What it confirms is on the disk, as in
# production.
#
#   postgres_server.sh hold          starts one, prints its address, and stops it when stdin ends
#   postgres_server.sh start FILE    starts one and writes its address into FILE; it stops with `stop`, or when the
#                                    process that called this ends
#   postgres_server.sh stop FILE
#   postgres_server.sh restart URL   kills the server of that address as a crash would, and starts it again
#
# Where there is no PostgreSQL it says so and ends with 77; `start` then writes an empty FILE and ends with 0, for tests
# that skip themselves, unless CI=true.
set -euo pipefail

skip() {
  echo "no PostgreSQL server here: $*" >&2
  if [[ -n ${address_file:-} && ${CI:-} != true ]]; then
    : >"$address_file"
    exit 0
  fi
  exit 77
}

programs() {
  local found
  for found in ${SALESPIPE_POSTGRES_BIN:+"$SALESPIPE_POSTGRES_BIN"} /usr/lib/postgresql/*/bin; do
    if [[ -x $found/initdb && -x $found/pg_ctl ]]; then bin="$found"; fi
  done
  if [[ -z ${bin:-} ]] && command -v initdb >/dev/null; then bin="$(dirname "$(command -v initdb)")"; fi
  [[ -n ${bin:-} ]] || skip "install what Debian calls postgresql"
}

# The server refuses to run as root.
as_server() {
  if [[ $(id -u) -ne 0 ]]; then
    "$@"
  else
    (cd / && setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" --clear-groups -- "$@")
  fi
}

start_server() {
  programs
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  folder="$(mktemp -d /tmp/salespipe-pg.XXXXXX)"
  if [[ $(id -u) -eq 0 ]]; then chown "$user" "$folder"; fi
  if ! as_server "$bin/initdb" --pgdata="$folder/data" --username=salespipe --auth=trust --encoding=UTF8 --no-locale \
    --no-sync >"$folder/log" 2>&1 || ! launch; then
    cat "$folder/log" >&2
    rm -rf "$folder"
    echo "the PostgreSQL server for tests does not start" >&2
    exit 1
  fi
  url="postgresql:///postgres?host=$folder&user=salespipe"
}

# Room for the connections of many tests at a time.
launch() {
  as_server "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent \
    --options="-c listen_addresses= -c unix_socket_directories=$folder -c max_connections=200" start >>"$folder/log" 2>&1
}

stop_server() {
  as_server "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}

# of_address URL: the folder of a server that this script started.
of_address() {
  folder="${1#*host=}"
  folder="${folder%%&*}"
  [[ $folder == /tmp/salespipe-pg.* && -d $folder/data ]] || {
    echo "'$1' is not the address of a server that was started here" >&2
    exit 2
  }
  programs
  user="$(stat -c %U "$folder")"
}

case "${1:-}" in
  hold)
    start_server
    trap stop_server EXIT
    trap '' INT # Ctrl-C reaches the whole group; the test program ends first
    echo "$url"
    cat >/dev/null
    ;;
  start)
    address_file="$2"
    start_server
    # Whoever is stopped on the way does not come to call `stop`.
    (
      trap '' HUP INT
      exec </dev/null >/dev/null 2>&1
      while kill -0 "$PPID" 2>/dev/null && [[ -d $folder ]]; do sleep 1; done
      [[ ! -d $folder ]] || stop_server
    ) &
    echo "$url" >"$address_file"
    ;;
  stop)
    [[ -f $2 ]] || exit 0
    of_address "$(cat "$2")"
    rm -f "$2"
    stop_server
    ;;
  restart)
    of_address "$2"
    as_server "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
    launch
    ;;
  *)
    sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac

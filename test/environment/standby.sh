# Copies a running server into FOLDER and runs it there as its hot standby, until standard input ends.
# Given to `sh -c` as text, because the unprivileged user it runs as may not be able to read this file.
set -eu
bin=$1 folder=$2 primary=$3 port=$4
data=$folder/data

stop() {
  "$bin/pg_ctl" stop --pgdata="$data" --mode=immediate --wait --silent || true
  rm -rf "$folder"
}
trap stop EXIT
trap '' PIPE

"$bin/pg_basebackup" --pgdata="$data" --host=127.0.0.1 --port="$primary" --username=postgres --write-recovery-conf \
  --checkpoint=fast --no-sync
cat >>"$data/postgresql.auto.conf" <<END
port = $port
unix_socket_directories = '$folder'
hot_standby = on
END

"$bin/pg_ctl" start --pgdata="$data" --log="$folder/server.log" --wait --silent
echo ready
cat >/dev/null

# Runs a throw-away server in FOLDER until standard input ends, whatever ended the process on the other side of it.
# Given to `sh -c` as text, because the unprivileged user it runs as may not be able to read this file.
set -eu
bin=$1 folder=$2 port=$3
data=$folder/data

stop() {
  "$bin/pg_ctl" stop --pgdata="$data" --mode=immediate --wait --silent || true
  rm -rf "$folder"
}
trap stop EXIT
trap '' PIPE

"$bin/initdb" --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log"

# Only one role needs a password. The defaults of time zone and formats are odd on purpose: no test may depend on them.
cat >"$data/pg_hba.conf" <<END
host all stats_password 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
END
cat >>"$data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
synchronous_commit = off
timezone = 'Asia/Kathmandu'
datestyle = 'German'
intervalstyle = 'sql_standard'
bytea_output = 'escape'
END

"$bin/pg_ctl" start --pgdata="$data" --log="$folder/server.log" --wait --silent
echo ready
cat >/dev/null

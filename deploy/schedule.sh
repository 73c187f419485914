#!/bin/sh
# Sets the statistics database up, then brings the statistics up to date again and again, until it is stopped.
# STATS_PORTAL_COMMAND: what is done, `nightly` where the settings name a server to push to (default: run).
# STATS_PORTAL_PAUSE: seconds in between (default: 3600).
set -u

child=
stop() {
  # A run that is stopped goes on where it was the next time.
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
  exit 0
}
trap stop TERM INT

# In the background, as a shell that waits for a command hears no signal.
attend() {
  "$@" &
  child=$!
  wait "$child"
}

attend stats-portal migrate || exit
while :; do
  # Its own words say what went wrong; the next time may be better, and the health check sees that none was.
  attend stats-portal "${STATS_PORTAL_COMMAND:-run}"
  attend sleep "${STATS_PORTAL_PAUSE:-3600}"
done

#!/bin/sh
# Fills the eventDB with made-up events, unless there are some. A load that was broken off left none.
set -eu
has_events() {
  [ "$(stats-portal sql --db eventdb --format csv 'SELECT EXISTS (SELECT FROM events)' 2>/dev/null | tail -n 1)" = t ]
}
if has_events; then
  echo 'The eventDB has events already.'
else
  node "${SAMPLE:-/opt/sample/sample.mjs}" | stats-portal load -
fi

#!/bin/sh
# Puts the lines of PGPASS into the password file that PGPASSFILE names, takes them out of the environment, and becomes
# the command that was given.
set -eu
if [ -n "${PGPASS:-}" ]; then
  (umask 077 && printf '%s\n' "$PGPASS" >"$PGPASSFILE")
fi
unset PGPASS
exec "$@"

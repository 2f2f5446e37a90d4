#!/bin/sh
# tides list | tides next HARBOUR: reads the table made at build time.
table=${TIDES_TABLE:?}
case $1 in
  list) cut -f1 "$table" | uniq ;;
  next)
    awk -F '\t' -v harbour="$2" '
      $1 == harbour && $3 == "high" { print harbour ": high water at " $2 ", " $4 " m"; found = 1; exit }
      END { exit !found }' "$table" || { echo "tides: no harbour named \"$2\"; try: tides list" >&2; exit 1; } ;;
  version) echo "tides @VERSION@" ;;
  *) echo "usage: tides list | tides next HARBOUR | tides version" >&2; exit 2 ;;
esac

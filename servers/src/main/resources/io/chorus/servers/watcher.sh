# Runs one child in a session of its own and ends it when standard input reads EOF,
# which is when the process that holds the other end of the pipe is gone, however it went.
# Arguments: lock file (or empty), signal that stops the child gently, log file, command...
# Standard input: lines "SIGNAL pid", "SIGNAL group" or "SIGNAL" with the number of a descendant. Standard output: the child's process id.
lock=$1
gentle=$2
log=$3
shift 3
exec 3<&0 4>&1 </dev/null >>"$log" 2>&1

# A killed owner's child may take five seconds to go, see below.
# The child and all its children inherit descriptor 9, so the lock lasts as long as the last of them.
if [ -n "$lock" ]; then
  exec 9>>"$lock"
  flock -w 10 9 || { echo "watcher: $lock is held by another process"; exit 75; }
fi

setsid "$@" 3<&- 4>&- &
child=$!
echo "$child" >&4
exec 4>&-

# Just after the fork the group does not exist yet: then the process itself is the whole group.
to_group() { kill -s "$1" -- "-$child" 2>/dev/null || kill -s "$1" "$child" 2>/dev/null; }

(
  frozen=
  while read -r signal target <&3; do
    case $target in
      pid) kill -s "$signal" "$child" ;;
      group) to_group "$signal" ;;
      *)
        kill -s "$signal" "$target" 2>/dev/null
        [ "$signal" != STOP ] || frozen="$frozen $target"
        ;;
    esac
  done
  to_group "$gentle"
  to_group CONT
  # What is frozen would outlive everything. The list is of words: it is not quoted.
  [ -z "$frozen" ] || kill -s CONT $frozen 2>/dev/null
  waited=0
  while [ "$waited" -lt 50 ] && to_group 0; do
    sleep 0.1
    waited=$((waited + 1))
  done
  to_group KILL
) &
guard=$!

wait "$child"
status=$?
kill -s KILL "$guard"
kill -s KILL -- "-$child" 2>/dev/null
exit "$status"

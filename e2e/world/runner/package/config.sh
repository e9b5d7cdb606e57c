#!/bin/bash
# Stand-in for the runner's configuration entry: checks the user, remembers PATH and a few variables, starts the listener.

user_id=@USER_ID@
if [ "$user_id" = "0" ] && [ -z "$RUNNER_ALLOW_RUNASROOT" ]; then
    echo "Must not run with sudo"
    exit 1
fi

here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$here" || exit 1

source ./env.sh

shopt -s nocasematch
if [[ "$1" == "remove" ]]; then
    ./bin/Runner.Listener "$@"
else
    ./bin/Runner.Listener configure "$@"
fi

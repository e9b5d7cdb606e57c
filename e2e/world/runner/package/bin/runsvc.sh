#!/bin/bash
# Stand-in for runsvc.sh: the remembered PATH, then the service host; a request to end becomes an interrupt for it.

trap 'kill -INT "$host"' TERM INT

if [ -f ".path" ]; then
    export PATH="$(cat .path)"
    echo ".path=${PATH}"
fi

./externals/node20/bin/node ./bin/RunnerService.js &
host=$!
wait $host
trap - TERM INT
# The first wait ends with the signal; this one ends with the host.
wait $host

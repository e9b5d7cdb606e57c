#!/bin/bash
# Stand-in for run.sh: keeps run-helper.sh going for as long as it answers 2, and stays in the caller's folder.

source_file="${BASH_SOURCE[0]}"
while [ -h "$source_file" ]; do
    link_dir="$(cd -P "$(dirname "$source_file")" && pwd)"
    source_file="$(readlink "$source_file")"
    [[ "$source_file" != /* ]] && source_file="$link_dir/$source_file"
done
DIR="$(cd -P "$(dirname "$source_file")" && pwd)"

fresh_helper() {
    cp -f "$DIR"/run-helper.sh.template "$DIR"/run-helper.sh
}

run_plain() {
    while :; do
        fresh_helper
        "$DIR"/run-helper.sh $*
        code=$?
        if [ $code -eq 2 ]; then
            echo "Restarting runner..."
        else
            echo "Exiting runner..."
            [ $code -eq 7 ] && exit 7
            exit 0
        fi
    done
}

run_with_trap() {
    # Job control puts the helper and all below it into a process group of their own, which the trap can reach.
    set -m
    trap 'kill -INT -"$helper"' INT TERM
    while :; do
        fresh_helper
        "$DIR"/run-helper.sh $* &
        helper=$!
        wait $helper
        code=$?
        if [ $code -eq 2 ]; then
            echo "Restarting runner..."
        else
            echo "Exiting runner..."
            trap - INT TERM
            # The first wait may have been cut short by the signal.
            wait $helper
            exit $code
        fi
    done
}

if [ -z "$RUNNER_MANUALLY_TRAP_SIG" ]; then
    run_plain $*
else
    run_with_trap $*
fi

#!/bin/bash
# Waits for the seconds given, divided by the speed of the practice world.
speed="${WORLD_SPEED:-@SPEED@}"
/bin/sleep "$(/usr/bin/awk -v seconds="$1" -v speed="$speed" 'BEGIN { printf "%.3f", seconds / speed }')"

#!/bin/bash
# Sourced by config.sh: PATH goes to .path, the variables that builds like to see go to .env.

noted="LANG JAVA_HOME ANT_HOME M2_HOME ANDROID_HOME ANDROID_SDK_ROOT GRADLE_HOME NVM_BIN NVM_PATH LD_LIBRARY_PATH PERL5LIB"

echo "$PATH" > .path

present=""
if [ -f .env ]; then
    present="$(cat .env)"
else
    touch .env
fi

for name in $noted; do
    value="${!name}"
    # Looked for anywhere in the file, so another variable that ends in this name hides it, as with the real one.
    if [ -n "$value" ] && [[ "$present" != *"$name="* ]]; then
        echo "$name=$value" >> .env
    fi
done

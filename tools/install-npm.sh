#!/bin/bash
# install-npm.sh run|test — brings node_modules to what package-lock.json says.
# `run` takes only what the build needs; `test` adds the tests' packages.
set -eu
cd "$(dirname "$0")/.."

fresh() {
    [ "node_modules/.lapel-$1" -nt package-lock.json ]
}
is_ready() {
    fresh test || { [ "$1" = run ] && fresh run; }
}

kind=${1:?usage: tools/install-npm.sh run|test}
is_ready "$kind" && exit 0
[ ! -e node_modules/.lapel-test ] || kind=test      # what was there for tests stays
mkdir -p build
exec 9>build/.npm-lock
flock 9                                             # two makes at once: the second waits
is_ready "$kind" && exit 0
options=(ci --no-audit --no-fund --loglevel=error)
[ "$kind" = test ] || options+=(--omit=dev)
echo "Installing the npm packages ($kind) ..."
if ! npm "${options[@]}"; then
    echo "npm could not install the packages; the lines above say why. Is the network up?" >&2
    exit 1
fi
touch "node_modules/.lapel-$kind"

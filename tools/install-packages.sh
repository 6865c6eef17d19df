#!/bin/bash
# install-packages.sh run|test — installs the Debian packages that are missing.
# This is the one place that lists them.
set -eu

# To build and start Lapel.
run=(gcc libc6-dev make pkg-config gettext
    libmicrohttpd-dev libcurl4-openssl-dev          # HTTP in and out, mail
    libssl-dev libsodium-dev                        # cryptography
    libsqlite3-dev libpq-dev                        # the two stores
    zlib1g-dev libexpat1-dev libpng-dev             # PNG and SVG
    libjpeg-dev libwebp-dev                         # lapel-draw: photographs
    librsvg2-dev libpango1.0-dev libqrencode-dev libseccomp-dev fonts-dejavu-core fonts-inter  # lapel-draw
    libidn2-dev libunistring-dev libcmark-dev       # names, text
    tzdata                                          # time zones of organisations
    ca-certificates)
# To run the tests, the fuzzers and the bench.
test=(libcmocka-dev libjansson-dev clang libclang-rt-14-dev clang-format gcovr
    postgresql-15 nginx-light wrk curl openssl git
    libxml2-utils                                   # is the XML of a CV well-formed
    g++                                             # the library's headers, included from C++
    time)                                           # memory and processor time of one program
# To run the browser scenarios.
browser=(chromium-headless-shell)
# Only where node and npm do not come from somewhere else already; nor python3,
# with which an auditor checks a pack.
node=(nodejs npm)

case "${1:-}" in
run) wanted=("${run[@]}") ;;
test) wanted=("${run[@]}" "${test[@]}" "${browser[@]}") ;;
*) echo "usage: tools/install-packages.sh run|test" >&2; exit 64 ;;
esac
command -v node >/dev/null && command -v npm >/dev/null || wanted+=("${node[@]}")
[ "$1" = run ] || command -v python3 >/dev/null || wanted+=(python3)

present=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
    awk '$2 == "installed" { printf "%s ", $1 }') "
missing=()
for name in "${wanted[@]}"; do
    [[ $present == *" $name "* ]] || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Lapel needs ${#missing[@]} Debian packages that are not here yet: ${missing[*]}"
as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "They cannot be installed from here: this is not root and there is no sudo." >&2
        echo "As root, run:  apt-get install --no-install-recommends ${missing[*]}" >&2
        echo "Then run the same make command again." >&2
        exit 1
    fi
    echo "Installing them with sudo; it may ask for your password."
    as_root=(sudo)
fi
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@"
}
echo "Reading the package lists ..."
apt update >/dev/null || echo "The package lists could not be refreshed; trying with those at hand." >&2
echo "Installing ..."
if ! apt install -y --no-install-recommends "${missing[@]}"; then
    echo "Not every package could be installed. The lines above say why; the usual reasons are" >&2
    echo "no network, another apt that is running, or a Debian other than 12." >&2
    exit 1
fi
echo "Packages are ready."

#!/usr/bin/env bash
# bundles.sh FOLDER: puts the official client's bundles, and the licences of what is in them, into FOLDER, from which Maven takes
# resources. They come from npm, pinned by package-lock.json, the first time and whenever the pins change; of two builds
# in one tree the second waits.
set -euo pipefail

die() {
  printf 'server/node: %s\n' "$*" >&2
  exit 1
}

mkdir -p -- "$1"
folder=$(cd -- "$1" && pwd)
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
exec 9>"$folder.lock"
flock 9

installed=node_modules/.package-lock.json
if [[ ! $installed -nt package-lock.json ]]; then
  command -v npm >/dev/null ||
    die "npm is missing, which brings the official client that the server serves: install Node 20.19 or newer with npm"
  npm ci --ignore-scripts --no-audit --no-fund >"$folder.log" 2>&1 9>&- ||
    die "npm ci failed: $(grep -m 1 'npm error' "$folder.log" || tail -n 1 "$folder.log") (all of it is in $folder.log)"
fi

version=io/miaou/server/client-dist/version
if [[ $folder/$version -nt $installed && $folder/$version -nt bundles.sh ]]; then exit; fi

rm -rf -- "${folder:?}"/*
bundles=$folder/io/miaou/server/client-dist
mkdir -p -- "$bundles"
for name in socket.io.esm.min.js socket.io.js socket.io.min.js socket.io.msgpack.min.js; do
  cp -- "node_modules/socket.io-client/dist/$name"{,.map} "$bundles"
done
for package in socket.io-client engine.io-client engine.io-parser socket.io-parser @socket.io/component-emitter debug ms \
  socket.io-msgpack-parser notepack.io component-emitter; do
  licences=(node_modules/"$package"/[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*)
  [[ -f ${licences[0]} ]] || die "node_modules/$package holds no licence: see where its text is now"
  mkdir -p -- "$folder/META-INF/licenses/$package"
  cp -- "${licences[@]}" "$folder/META-INF/licenses/$package"
done
sed -nE 's/^  "version": "([0-9a-z.-]+)",?$/\1/p' node_modules/socket.io-client/package.json >"$folder/$version"
[[ -s $folder/$version ]] || die "node_modules/socket.io-client/package.json names no version"

#!/usr/bin/env bash
# ./miaou test [--long]: sees to what the tests need, builds, runs every test, and prints what failed, a table of minutes
# per module and, last, "N passed, N failed". Progress and errors go to stderr. A skipped test is a failed one.
# Logs stay in target/test-logs. Exit status: 0 only if the build is good, a test passed and none failed.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
# shellcheck source-path=SCRIPTDIR source=build.sh
source "$root/tools/build.sh"
cd -- "$root"
logs=target/test-logs

# What the tests need: its name | the Debian package that brings it, or - | the command that tells whether it is there.
prerequisites=(
  "JDK 25|-|find_jdk"
  "Maven (mvn)|maven|command -v mvn"
  "io_uring (kernel 5.10 or newer, no filter against it)|-|has_io_uring"
  "node 20.19 or newer|-|has_node"
  "npm|-|command -v npm"
  "python3|python3|command -v python3"
  "the python3 module websockets|python3-websockets|has_websockets"
  "chromium|chromium|command -v chromium"
  "the font Noto Color Emoji|fonts-noto-color-emoji|has_emoji_font"
)

has_node() {
  local version
  version=$(node --version) && [[ $version =~ ^v([0-9]+)\.([0-9]+)\. ]] &&
    ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] >= 20019))
}

# The system call itself tells: io_uring_setup of 4 entries, with the kernel's struct of 120 bytes.
has_io_uring() {
  python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(425, 4, ctypes.create_string_buffer(120)) < 0)'
}

# Debian's own python3 sees Debian's packages; the python3 on PATH may be another.
has_websockets() { /usr/bin/python3 -c 'import websockets'; }

has_emoji_font() {
  [[ -n $(find /usr/share/fonts /usr/local/share/fonts "${HOME-}/.fonts" "${HOME-}/.local/share/fonts" \
    -name 'NotoColorEmoji*' -print -quit) ]]
}

# look: fills missing (names) and packages (those of the missing that Debian can bring).
look() {
  local row name package probe
  missing=() packages=()
  for row in "${prerequisites[@]}"; do
    IFS='|' read -r name package probe <<<"$row"
    read -ra probe <<<"$probe"
    if "${probe[@]}" >/dev/null 2>&1 </dev/null; then continue; fi
    missing+=("$name")
    if [[ $package != - ]]; then packages+=("$package"); fi
  done
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# Fails before the first test, with one line naming all that is missing.
require_prerequisites() {
  local hint=
  look
  if ((${#packages[@]} > 0 && EUID == 0)) && command -v apt-get >/dev/null; then
    say "installing ${packages[*]} (log: $logs/apt.log)"
    run install_packages "${packages[@]}" >"$logs/apt.log" 2>&1 || hint=" (apt-get failed: see $logs/apt.log)"
    look
  elif ((${#packages[@]} > 0)); then
    hint=" (on Debian, as root: apt-get install ${packages[*]})"
  fi
  if ((${#missing[@]} > 0)); then
    local list
    list=$(printf ', %s' "${missing[@]}")
    die "the tests cannot start, missing: ${list:2}$hint"
  fi
}

install_node_modules() {
  local folder=conformance/node
  [[ -d $folder && ! $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] || return 0
  say "npm ci in $folder"
  run npm --prefix "$folder" ci --no-audit --no-fund >"$logs/npm.log" 2>&1 ||
    die "npm ci failed in $folder: see $logs/npm.log"
}

# Maven's output goes whole to the log; a line per module and per failing test goes to stderr as it comes.
verify() {
  maven -fae "$@" verify 2>&1 | tee "$logs/maven.log" | sed -unE \
    -e 's/^\[INFO\] Building (.+) [^ ]+ +\[([0-9]+\/[0-9]+)\]$/[\2] \1/p' \
    -e 's/^\[ERROR\] (.+) -- Time elapsed: .* <<< (FAILURE|ERROR)!$/      failed: \1/p' >&2
}

options=()
for option in "$@"; do
  case $option in
    --long) options+=(-Dmiaou.long=true -Dexcluded.groups=none-such) ;;
    *) die "unknown option $(printf %q "$option"): ./miaou test takes --long or nothing" ;;
  esac
done

mkdir -p "$logs"
exec 8>target/.test-lock
flock --nonblock 8 || die "another ./miaou test runs in this tree: wait for its end"

begin=$SECONDS
require_prerequisites 8>&-
install_node_modules 8>&-
setup=$((SECONDS - begin))

use_jdk
begin=$SECONDS
trap 'echo "0 passed, 0 failed"' EXIT
locked build 8>&-
trap - EXIT
build=$((SECONDS - begin))

# Reports of an earlier run never count. The lock of the build is free again: tests may start ./miaou themselves.
old_reports=(*/target/surefire-reports/TEST-*.xml)
rm -f -- "${old_reports[@]}"
status=0
run verify "${options[@]}" 8>&- || status=$?

reports=(./*/target/surefire-reports/TEST-*.xml)
awk -v status="$status" -v setup="$setup" -v build="$build" -v log_file="$logs/maven.log" -f tools/report.awk \
  kind=budget tools/budgets.txt kind=log "$logs/maven.log" kind=report RS='<' "${reports[@]}"

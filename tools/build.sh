# shellcheck shell=bash
# What ./miaou and tools/test.sh share: finding a JDK, building under a lock, and ending every child when a signal comes.
# Sourced with $root set to the folder of the root pom.xml. Nothing here writes to stdout but the functions whose
# answer is text (find_jdk, jar_of).
root=${root:?}
shopt -s nullglob
unset CDPATH

say() { printf 'miaou: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# --- children -------------------------------------------------------------------------------------------------------

# run COMMAND... : runs it in a process group of its own and waits. A foreground child would make bash put off its traps
# until the child ends; with wait they run at once, and the group lets one kill reach Maven, its compiler and its tests.
run() {
  set -m
  "$@" </dev/null &
  set +m
  wait $!
}

# stop STATUS: ends every group started by run, politely for 5 s, and then this process.
stop() {
  trap '' TERM INT HUP
  local groups group alive
  groups=$(jobs -p)
  for group in $groups; do kill -TERM -- "-$group" 2>/dev/null || true; done
  for _ in {1..50}; do
    alive=
    for group in $groups; do if kill -0 -- "-$group" 2>/dev/null; then alive=yes; fi; done
    [[ -n $alive ]] || exit "$1"
    sleep 0.1
  done
  for group in $groups; do kill -KILL -- "-$group" 2>/dev/null || true; done
  exit "$1"
}
trap 'stop 143' TERM
trap 'stop 130' INT
trap 'stop 129' HUP

# --- the JDK --------------------------------------------------------------------------------------------------------

jdk_roots=${MIAOU_JDK_ROOTS-/usr/lib/jvm:${HOME-}/.sdkman/candidates/java:${HOME-}/.jdks:/opt/java}

# is_jdk_25 DIR: whether DIR is a JDK (not a mere JRE) of version 25 or newer, by its release file.
is_jdk_25() {
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]]; then
      ((BASH_REMATCH[1] >= 25))
      return
    fi
  done <"$1/release"
  return 1
}

# find_jdk: prints the home of the first JDK 25 or newer: JAVA_HOME, then the java on PATH, then the usual folders.
find_jdk() {
  local homes=() java folder
  homes+=("${JAVA_HOME-}")
  if java=$(command -v java); then homes+=("$(dirname -- "$(dirname -- "$(readlink -f -- "$java")")")"); fi
  while IFS= read -r -d : folder; do
    if [[ -n $folder ]]; then homes+=("$folder"/*); fi
  done <<<"$jdk_roots:"
  for folder in "${homes[@]}"; do
    if [[ -n $folder ]] && is_jdk_25 "$folder"; then
      printf '%s\n' "$folder"
      return
    fi
  done
  return 1
}

# use_jdk: makes JAVA_HOME a JDK 25, for Maven and for the server.
use_jdk() {
  JAVA_HOME=$(find_jdk) || die "no JDK 25 or newer: looked at JAVA_HOME, the java on PATH and ${jdk_roots//:/, };" \
    "install one (https://adoptium.net) or set JAVA_HOME"
  export JAVA_HOME
}

# --- the build ------------------------------------------------------------------------------------------------------
# target/.built carries the time at which the last good build began: a source edited during a build is newer.
# target/.building exists while a build runs; found at the beginning of another, it tells of a build cut short.

# jar_of MODULE: prints the path of its newest jar, or nothing.
jar_of() {
  local jar newest=
  for jar in "$root/$1/target/miaou-$1"-[0-9]*.jar; do
    [[ $jar == *-@(sources|javadoc|tests).jar ]] && continue
    if [[ -z $newest || $jar -nt $newest ]]; then newest=$jar; fi
  done
  printf '%s' "$newest"
}

# newer_than_build FILE... : whether there is no good build or any of these (folders: at any depth) changed after it.
newer_than_build() {
  [[ ! -f $root/target/.built ]] || [[ -n $(find "$@" -newer "$root/target/.built" -print -quit) ]]
}

# build_needed MODULE: whether starting MODULE needs a build first. Folders count too: a deleted file dates its folder.
build_needed() {
  [[ -z $(jar_of "$1") || ! -d $root/$1/target/lib || -e $root/target/.building ]] ||
    newer_than_build "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main
}

# locked COMMAND... : runs COMMAND while no other launcher builds in this tree. Maven inherits the lock on purpose: if
# this shell is killed outright, others wait for the Maven it leaves behind.
locked() {
  mkdir -p -- "$root/target"
  exec 9>"$root/target/.lock"
  if ! flock --nonblock 9; then
    say "another build runs in this tree: waiting for its end"
    run flock 9
  fi
  "$@"
  exec 9>&-
}

# The launcher that held the lock may have built what this one wants.
build_unless_done() { if build_needed "$1"; then build; fi; }

maven() {
  cd -- "$root" || exit
  # Flags of Maven's own JVM: its libraries use Unsafe and native code, and JDK 25 would warn on every run.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS-}"
  exec mvn -B -ntp -Dstyle.color=never "$@"
}

# tell_failure: what a reader needs of target/build.log. Maven's -q would hide the warnings that -Werror turns into errors.
tell_failure() {
  sed -E -e 's/\x1b\[[0-9;]*m//g' -e '/^(\[INFO\]|\[ERROR\] *$|\[ERROR\] -> |\[ERROR\] To see the full)/d' \
    -e '/^\[ERROR\] (Re-run Maven|For more information|\[Help|After correcting|  mvn <args>)/d' -e '/^$/d' \
    "$root/target/build.log" | tail -n 60 >&2
}

# build: everything but the tests. Needs the lock and JAVA_HOME. Says one line, and on failure what is wrong.
build() {
  command -v mvn >/dev/null || die "Maven (mvn) is missing, and a build is needed: install Maven 3.8 or newer" \
    "(Debian: apt-get install maven)"
  local status=0
  if [[ -e $root/target/.building ]]; then
    # Half-written classes and jars look up to date to Maven.
    rm -rf -- "$root"/*/target/{classes,test-classes,maven-status,lib,*.jar}
  elif newer_than_build "$root/pom.xml" "$root"/*/pom.xml; then
    # Dependencies of another version would stay beside the new ones on the class path.
    rm -rf -- "$root"/*/target/lib
  fi
  say "building (the first time may take minutes)"
  touch -- "$root/target/.building"
  run maven -DskipTests package >"$root/target/build.log" 2>&1 || status=$?
  if ((status != 0)); then
    rm -f -- "$root/target/.building"
    tell_failure
    die "the build failed: all of it is in target/build.log"
  fi
  mv -f -- "$root/target/.building" "$root/target/.built"
}

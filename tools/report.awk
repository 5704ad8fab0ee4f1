# The report of ./miaou test, from three kinds of input, told apart by the variable "kind" set before each:
# budgets.txt, Maven's log, and surefire's XML reports read with RS="<", so that a record is one tag and its text.
# Also given: status (Maven's), setup and build (seconds), log_file (named to the reader).
# Prints the failed tests, the table and, last, "N passed, N failed"; exits 0 only if all is good.

function trim(s) { gsub(/^[ \t\r\n]+|[ \t\r\n]+$/, "", s); return s }

function attribute(name) {
  if (!match($0, "[ \t\r\n]" name "=\"[^\"]*\"")) return ""
  return unescape(substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4))
}

function unescape(s) {
  gsub(/&#(10|xA|xa);/, "\n", s)
  gsub(/&#[0-9A-Fa-fx]+;/, "?", s)
  gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'", s); gsub(/&amp;/, "\\&", s)
  return s
}

# The first lines of a failure, indented; a peer's bytes must not reach the terminal raw.
function excerpt(s,    lines, n, i, shown, out) {
  n = split(s, lines, "\n")
  for (i = 1; i <= n && shown < 8; i++) {
    if (trim(lines[i]) == "") continue
    gsub(/[\001-\010\013-\037\177]/, "?", lines[i])
    out = out "      " substr(lines[i], 1, 240) "\n"
    shown++
  }
  return out
}

function add_row(name, minutes, of_module, of_classes) {
  rows++
  label[rows] = name; budget[rows] = minutes; module[rows] = of_module; classes[rows] = of_classes
  passed[rows] = failed[rows] = seconds[rows] = 0
}

# The row where a class of a module counts: the first whose expression matches, else the module's own.
function row_of(of_module, class,    i, own) {
  for (i = 1; i <= rows; i++) {
    if (module[i] != of_module) continue
    if (classes[i] == "") own = i
    else if (class ~ classes[i]) return i
  }
  if (!own) { add_row(of_module, "-", of_module, ""); own = rows }
  return own
}

# The body is the trace, which begins with the message; surefire runs its lines together when it holds odd characters.
function end_of_test(   row) {
  row = row_of(this_module, class)
  if (verdict == "passed") { passed[row]++; all_passed++; return }
  failed[row]++; all_failed++
  if (all_failed <= 50) {
    printf "%s %s.%s\n%s", (verdict == "skipped" ? "SKIPPED (counts as failed)" : "FAILED"), class, test, excerpt(index(body, "\n") ? body : message)
  }
}

kind == "budget" {
  if ($0 ~ /^#/ || trim($0) == "") next
  split($0, field, "|")
  add_row(trim(field[1]), trim(field[2]), trim(field[3]), trim(field[4]))
  next
}

# --- Maven's log: "---< group:artifact >---", "Building NAME VERSION [i/n]", then the summary of the reactor ---
kind == "log" && /^\[INFO\] -+< [^ ]+:[^ ]+ >-+$/ {
  artifact = $3
  sub(/^.*:(miaou-)?/, "", artifact)
  next
}
kind == "log" && artifact != "" && /^\[INFO\] Building .* \[[0-9]+\/[0-9]+\]$/ {
  sub(/^\[INFO\] Building /, ""); sub(/ [^ ]+ +\[[0-9]+\/[0-9]+\]$/, "")
  module_named[$0] = artifact
  artifact = ""
  next
}
kind == "log" && /^\[INFO\] Reactor Summary for / { in_summary = 1; next }
kind == "log" && in_summary && / \.+ (SUCCESS|FAILURE|SKIPPED)/ {
  name = $0; sub(/^\[INFO\] /, "", name); sub(/ \.+ (SUCCESS|FAILURE|SKIPPED).*$/, "", name)
  # A module skipped because another failed has no "Building" line; its name is then all there is.
  of_module = (name in module_named) ? module_named[name] : name
  if (of_module == "parent") next
  reached[of_module] = 1
  if ($0 ~ / FAILURE/) verdict_of[of_module] = "FAILED"
  row_of(of_module, "")
  if ($0 ~ / SKIPPED/) { verdict_of[of_module] = "NOT RUN"; next }
  time = $0; sub(/^.*\[ */, "", time); sub(/\].*$/, "", time)
  split(time, part, /[ :]+/)
  if (time ~ / s$/) module_seconds[of_module] = part[1]
  else if (time ~ / min$/) module_seconds[of_module] = part[1] * 60 + part[2]
  else module_seconds[of_module] = part[1] * 3600 + part[2] * 60
  next
}
# What stopped Maven besides tests (a format, a compiler error): the goal and the lines after it.
kind == "log" && /^\[ERROR\]/ {
  if ($0 ~ /^\[ERROR\] Failed to execute goal /) telling = ($0 ~ /There (are|were) (some )?test failures/) ? 0 : 12
  else if ($0 ~ /^\[ERROR\] -> /) telling = 0
  if (telling > 0 && $0 !~ /^\[ERROR\] *$/) { complaints = complaints "  " substr($0, 1, 400) "\n"; telling-- }
  next
}
kind == "log" { if (telling > 0 && trim($0) != "") { complaints = complaints "  " substr($0, 1, 400) "\n"; telling-- } next }

# --- surefire's reports ---
FNR == 1 {
  this_module = FILENAME
  sub(/^\.\//, "", this_module); sub(/\/target\/.*$/, "", this_module)
  in_cdata = in_body = in_test = 0
}
in_cdata || substr($0, 1, 8) == "![CDATA[" {
  text = in_cdata ? "<" $0 : substr($0, 9)
  in_cdata = !(stop = index(text, "]]>"))
  if (in_body && length(body) < 4000) body = body (stop ? substr(text, 1, stop - 1) : text)
  next
}
{ tag = $0; sub(/[ \t\r\n>].*$/, "", tag); sub(/\/$/, "", tag); }
tag == "testsuite" {
  time = attribute("time"); gsub(/,/, "", time)
  row = row_of(this_module, attribute("name"))
  if (classes[row] != "") { seconds[row] += time; taken[this_module] += time }
}
tag == "testcase" {
  class = attribute("classname"); test = attribute("name"); verdict = "passed"; body = message = ""
  gsub(/[\001-\037\177]/, " ", test)
  if ($0 ~ /\/>[ \t\r\n]*$/) end_of_test()
  else in_test = 1
}
in_test && (tag == "failure" || tag == "error" || tag == "skipped") {
  verdict = (tag == "skipped") ? "skipped" : "failed"
  message = attribute("message")
  in_body = ($0 !~ /\/>[ \t\r\n]*$/)
  if (in_body) { text = $0; sub(/^[^>]*>/, "", text); body = body unescape(text) }
}
/^\/(failure|error|skipped)>/ { in_body = 0 }
in_test && /^\/testcase>/ { end_of_test(); in_test = 0 }

END {
  if (all_failed > 50) printf "... and %d more: see */target/surefire-reports\n", all_failed - 50
  if (status != 0 && complaints != "") printf "Maven stopped:\n%s", complaints
  if (status != 0) printf "Maven ended with status %d: see %s\n", status, log_file
  if (status == 0 && all_passed + all_failed == 0) print "No test ran."

  module_seconds["@setup"] = setup; reached["@setup"] = 1
  module_seconds["@build"] = build; reached["@build"] = 1
  printf "\n%-14s %7s %7s %9s %8s\n", "", "passed", "failed", "minutes", "budget"
  for (i = 1; i <= rows; i++) {
    if (!(module[i] in reached) && passed[i] + failed[i] == 0) continue
    if (classes[i] == "") seconds[i] = module_seconds[module[i]] - taken[module[i]]
    if (seconds[i] < 0) seconds[i] = 0
    if (classes[i] != "" && passed[i] + failed[i] == 0) continue
    total += seconds[i]
    remark = (classes[i] == "") ? verdict_of[module[i]] : ""
    if (budget[i] != "-" && seconds[i] > budget[i] * 60) remark = remark (remark == "" ? "" : ", ") "over budget"
    if (module[i] ~ /^@/) printf "%-14s %7s %7s", label[i], "", ""
    else printf "%-14s %7d %7d", label[i], passed[i], failed[i]
    printf " %9.2f %8s%s\n", seconds[i] / 60, budget[i], (remark == "" ? "" : "  " remark)
  }
  printf "%-14s %7s %7s %9.2f\n\n", "all", "", "", total / 60
  printf "%d passed, %d failed\n", all_passed, all_failed
  exit !(status == 0 && all_failed == 0 && all_passed > 0)
}

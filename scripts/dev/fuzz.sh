# Runs the fuzzers of tests/fuzz, each from its kept inputs and from what earlier runs came upon.
# shellcheck shell=bash

# run_fuzzer <target> <seconds>: one line that says what came of it. Fails when something was found.
run_fuzzer() {
  local target="$1" seconds="$2" folder="build/fuzz/runs/$1" log result=clean executions coverage
  mkdir -p "$folder/inputs" "$folder/findings"
  log="$folder/log"
  # What an earlier run left there is not this run's.
  rm -f "$folder"/findings/*
  # Two things that cost more than half of the time: long stacks of allocations, and the weighing of rare features.
  ASAN_OPTIONS="strict_string_checks=1:malloc_context_size=6" UBSAN_OPTIONS="print_stacktrace=1" \
    "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=8192 -entropic=0 \
    -print_final_stats=1 -artifact_prefix="$folder/findings/" \
    "$folder/inputs" "tests/fuzz/corpus/$target" >"$log" 2>&1 </dev/null || result=FOUND
  executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  coverage="$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)"
  printf '%-20s %5s s %10s executions %7s edges  %s\n' \
    "$target" "$seconds" "${executions:-?}" "${coverage:-?}" "$result"
  [[ $result == clean ]] && return
  grep -ahE 'ERROR: |SUMMARY: |runtime error: |what\(\): |Test unit written to' "$log" | tail -n 8 || true
  echo "  its output: $log"
  return 1
}

# fuzz_targets: their names, one a line.
fuzz_targets() {
  local folder
  for folder in tests/fuzz/corpus/*/; do basename "$folder"; done
}

cmd_fuzz() {
  local wanted="${1:-}" seconds="${2:-600}" target found=0 ran=0
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "fuzz: '$seconds' is no number of seconds"
  [[ -z $wanted || $wanted == all || -d tests/fuzz/corpus/$wanted ]] \
    || die "fuzz: '$wanted' is not one of all, $(fuzz_targets | paste -sd ' ')"
  ensure_system build check
  build fuzz
  while read -r target; do
    [[ -z $wanted || $wanted == all || $wanted == "$target" ]] || continue
    ran=$((ran + 1))
    run_fuzzer "$target" "$seconds" || found=$((found + 1))
  done < <(fuzz_targets)
  [[ $found -eq 0 ]] || die "fuzz: $found of $ran targets found something; see CONTRIBUTING.md"
}

# Runs stages of checks and suites. A failing one never hides the next; every result goes to build/reports/ as
# JUnit XML, and the last line sums them all.
# shellcheck shell=bash

REPORTS="$ROOT/build/reports"

# check <name> <command...>: one test. Its output is shown only when it fails.
check() {
  local name="$1" start log state=passed
  shift
  start="$(seconds_now)"
  log="$(mktemp "$REPORTS/.log.XXXXXX")"
  # A process of its own: inside an `if`, bash would ignore `set -e` in the function that is called.
  "$ROOT/dev" __call "$@" >"$log" 2>&1 </dev/null || state=failed
  record "$name" "$state" "$(seconds_since "$start")" "$log"
  [[ $state == passed ]]
}

# step <name> <command...>: work that tests stand on (a build). Counted only when it fails.
step() { STEP=1 check "$@"; }

record() {
  local name="$1" state="$2" seconds="$3" log="$4"
  printf '%-8s %6ss  %s\n' "$state" "$seconds" "$name"
  # A build's progress lines tell nothing once it has failed.
  if [[ $state == failed ]]; then sed -E '/^\[[0-9]+\/[0-9]+\] (Building|Linking)/d' "$log" | tail -n 200; fi
  if [[ $state != passed || -z ${STEP:-} ]]; then
    .venv/bin/python scripts/dev/junit.py case "$REPORTS/cases.xml" "$name" "$state" "$seconds" "$log"
  fi
  rm -f "$log"
}

# suite <name> <report.xml> <command...>: a test runner that writes its own report; shown as it runs. When it fails
# without a failed test in the report (it crashed, or found no tests), that counts as a failed test.
suite() {
  local name="$1" report="$2"
  shift 2
  if ! "$@" && ! .venv/bin/python scripts/dev/junit.py has-failures "$report"; then
    printf '%s\n' "$* failed without a failed test in its report" >"$REPORTS/.log.suite"
    record "$name" failed 0 "$REPORTS/.log.suite"
  fi
}

# ctest_suite <preset> [ctest option...]
ctest_suite() {
  suite "$1: ctest" "$REPORTS/ctest-$1.xml" run_ctest "$@"
}

# Hundreds of lines that say "passed" would bury the one that does not.
run_ctest() {
  local preset="$1"
  shift
  ctest --preset "$preset" -j "$JOBS" --output-junit "$REPORTS/ctest-$preset.xml" "$@" \
    | sed -E '/^ +Start +[0-9]+:/d; /^ *[0-9]+\/[0-9]+ Test .* Passed +[0-9.]+ sec$/d'
}

real_data() {
  [[ -d $SALESPIPE_DATA ]] && return
  echo "SALESPIPE_DATA: the folder of real data sets '$SALESPIPE_DATA' is missing"
  return 1
}

stage_checks() {
  if [[ ${CI:-} == true ]]; then
    check "real data is there" real_data || true
  elif ! real_data >/dev/null; then
    warn "$(real_data). Golden tests on real data are SKIPPED. Name the folder with SALESPIPE_DATA."
  fi
  stage_lint_fast
}

stage_lint_fast() {
  check "floors" check_floors || true
  check "ruff" check_ruff || true
  check "ruff format" check_ruff_format || true
  check "mypy --strict" check_mypy || true
  check "clang-format" check_clang_format || true
  check "bash -n" check_bash || true
  check "front: types and layout" check_front_types || true
  check "front: tests" check_front_tests || true
}

stage_lint_slow() {
  check "clang-tidy: library" check_tidy_library || true
  step "wheel: build and install" install_wheel || return 0
  check "clang-tidy: bindings" check_tidy_bindings || true
  check "stubs are current" check_stubs || true
}

stage_release() {
  ensure_hosts
  if step "release: build (g++)" build release; then ctest_suite release; fi
}

stage_asan() {
  if step "asan: build (clang++-$LLVM)" build asan; then ctest_suite asan; fi
}

stage_tsan() {
  if step "tsan: build (clang++-$LLVM)" build tsan; then ctest_suite tsan; fi
}

stage_python() {
  ensure_browser
  ensure_office
  step "wheel: build and install" install_wheel || return 0
  check "wheel holds module, stubs and py.typed" check_wheel_contents || true
  check "wheel outside the tree, with what it requires alone" check_wheel_outside || true
  check "stubs are current" check_stubs || true
  suite "pytest" "$REPORTS/pytest.xml" \
    .venv/bin/python -m pytest tests/python -q --junitxml="$REPORTS/pytest.xml"
}

stage_packages() {
  if have dpkg-deb; then
    ensure_lintian
    if step "package: build (g++)" build package; then
      check "Debian packages serve find_package and pkg-config" check_deb || true
    fi
  else
    warn "The Debian packages are SKIPPED: there is no dpkg-deb."
  fi
  check "the steps of the vcpkg port" check_vcpkg_port || true
  if ensure_conan >/dev/null 2>&1; then
    check "conan create with the system's libraries" check_conan -o '&:system_dependencies=True' || true
    check "conan create with stand-ins for the recipes it requires" check_conan || true
  elif [[ ${CI:-} == true ]]; then
    check "Conan is there" ensure_conan || true
  else
    warn "The recipe for Conan is SKIPPED: Conan cannot be installed."
  fi
}

stage_docs() {
  if step "wheel: build and install" install_wheel; then
    .venv/bin/python scripts/make_metrics_page.py
    .venv/bin/python scripts/make_man_page.py
    check "blocks of the pages" check_doc_blocks || true
    check "site without a warning" make_site || true
  fi
  check "links" check_links || true
  if step "release: build (g++)" build release; then ctest_suite release -L examples; fi
}

# run_stages <stage>...: all of them, a clock for each, and the sum; fails when a test failed or none ran.
run_stages() {
  local stage start clock=()
  rm -rf "$REPORTS"
  mkdir -p "$REPORTS"
  for stage in "$@"; do
    say "$stage"
    start="$(seconds_now)"
    "stage_$stage"
    clock+=("$(printf '%-10s %7ss' "$stage" "$(seconds_since "$start")")")
  done
  say "clock"
  printf '%s\n' "${clock[@]}"
  if [[ " $* " == *" checks "* && ! -d $SALESPIPE_DATA ]]; then warn "Without real data: '$SALESPIPE_DATA' is missing."; fi
  .venv/bin/python scripts/dev/junit.py sum "$REPORTS"
}

cmd_test() {
  local stages=() argument tsan=
  for argument in "$@"; do
    case "$argument" in
      --tsan) tsan=1 ;;
      checks | release | asan | python | packages | tsan) stages+=("$argument") ;;
      *) die "test: '$argument' is not one of checks, release, asan, python, packages, tsan, --tsan" ;;
    esac
  done
  [[ ${#stages[@]} -gt 0 ]] || stages=(checks release asan python packages)
  [[ -z $tsan ]] || stages+=(tsan)
  ensure_system build check
  ensure_python
  run_stages "${stages[@]}"
}

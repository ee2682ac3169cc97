# The pages that a browser shows (python/front): built before the wheel, which holds them. Quick when nothing changed.
# shellcheck shell=bash

FRONT="$ROOT/python/front"
# What a build leaves in the package; git ignores it, the wheel takes it in.
FRONT_BUILT=(python/salespipe/board/static/board.js python/salespipe/report/static/report.js)

node_is_new_enough() {
  have npm && have node && node -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)'
}

# ensure_node: Node 18 or newer with npm, which Debian 12 has.
ensure_node() {
  node_is_new_enough && return
  if have apt-get; then
    local missing=()
    have node || missing+=(nodejs)
    have npm || missing+=(npm)
    [[ ${#missing[@]} -eq 0 ]] || (apt_install "${missing[@]}") || true
  fi
  node_is_new_enough
}

# ensure_front_packages: those of the lock file. No script of a package is run.
ensure_front_packages() {
  local stamp="$FRONT/node_modules/.salespipe.stamp"
  [[ -f $stamp && ! $FRONT/package-lock.json -nt $stamp ]] && return
  say "installing the packages of python/front"
  (cd "$FRONT" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || return
  touch "$stamp"
}

# front_sum: one number for all sources of the pages.
front_sum() {
  known_files '' python/front | sort -z | xargs -0 -r cksum | cksum | cut -d' ' -f1
}

# build_front: without Node the wheel is built all the same; `salespipe board` then says what is missing.
build_front() {
  local stamp=build/front.stamp sum
  sum="$(front_sum)"
  [[ -f ${FRONT_BUILT[0]} && -f ${FRONT_BUILT[1]} && "$(cat "$stamp" 2>/dev/null)" == "$sum" ]] && return
  if ! ensure_node; then
    [[ ${CI:-} == true ]] && die "Node 18 or newer with npm is missing: the board and the charts cannot be built"
    warn "Node 18 or newer with npm is missing: this wheel comes WITHOUT the board and the charts of reports."
    return
  fi
  ensure_front_packages
  say "building the pages of python/front"
  (cd "$FRONT" && npm run --silent build)
  mkdir -p build
  printf '%s' "$sum" >"$stamp"
}

check_front_types() {
  ensure_node || { echo "Node 18 or newer with npm is missing"; return 1; }
  ensure_front_packages
  (cd "$FRONT" && npm run --silent check)
}

check_front_tests() {
  ensure_node || { echo "Node 18 or newer with npm is missing"; return 1; }
  ensure_front_packages
  (cd "$FRONT" && npm run --silent test)
}

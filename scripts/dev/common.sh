# Words and small tools that the other pieces of ./dev share.
# shellcheck shell=bash

LLVM=14
JOBS="${SALESPIPE_JOBS:-$(getconf _NPROCESSORS_ONLN)}"
SALESPIPE_DATA="${SALESPIPE_DATA:-$ROOT/../shared/data}"
export SALESPIPE_DATA
# Paths do not count for the compiler cache: every checkout of the project shares it.
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1

say() { printf '== %s\n' "$*"; }

warn() { printf '\n!! %s\n\n' "$*" >&2; }

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

seconds_now() { printf '%s' "${EPOCHREALTIME/,/.}"; }

# seconds_since <start>: with one digit after the point.
seconds_since() { awk -v a="$1" -v b="$(seconds_now)" 'BEGIN { printf "%.1f", b - a }'; }

# The project's files, each ended by a zero byte: those that git knows or would add; in an unpacked archive, all
# but what builds leave behind.
all_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard -- "$@"
  else
    find "${@:-.}" \( -path ./build -o -path ./.venv -o -path ./demo -o -name node_modules \) -prune -o -type f -print0
  fi
}

# known_files <regex> [path...]: those whose names match and that are there (git also lists what was just deleted).
known_files() {
  local pattern="$1" file
  shift
  all_files "$@" | while IFS= read -r -d '' file; do
    file="${file#./}"
    if [[ $file =~ $pattern && -f $file ]]; then printf '%s\0' "$file"; fi
  done
}

cpp_sources() { known_files '\.(hpp|cpp|h|c)$' "$@"; }

python_sources() { known_files '\.(py|ipynb)$' "$@"; }

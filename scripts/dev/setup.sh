# Installs what is missing: system packages, then Python packages into .venv. Quick when nothing is.
# shellcheck shell=bash

# Debian and Ubuntu names. `build` makes the library and the wheel; `check` is what tests and lint need besides.
build_packages=(
  g++ cmake ninja-build ccache pkg-config tzdata
  libboost-dev libhowardhinnant-date-dev nlohmann-json3-dev libsqlite3-dev libssl-dev libpq-dev libbenchmark-dev
  libgtest-dev libgmock-dev librapidcheck-dev
)
check_packages=(
  "clang-$LLVM" "clang-format-$LLVM" "clang-tidy-$LLVM" "libclang-rt-$LLVM-dev" abigail-tools valgrind
  postgresql # its programs: tests start a server of their own (tests/support/postgres_server.sh)
)
docs_packages=(doxygen mandoc groff)
# Without apt-get we can only look whether the programs are there.
build_programs=(g++ cmake ninja pkg-config)
docs_programs=(doxygen mandoc groff)
check_programs=("clang++-$LLVM" "clang-format-$LLVM" "clang-tidy-$LLVM")

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "system packages are missing and there is neither root nor sudo to install them. As root: $*"
  fi
}

apt_install() {
  say "installing system packages: $*"
  as_root apt-get update -qq || warn "apt-get update failed; trying with the package lists at hand"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || die "apt-get could not install: $*"
}

# ensure_system <build|check|docs>...
ensure_system() {
  local group package program missing=()
  if ! have apt-get; then
    for group in "$@"; do
      local -n programs="${group}_programs" packages="${group}_packages"
      for program in "${programs[@]}"; do
        have "$program" && continue
        die "'$program' is missing and this machine has no apt-get. Install by hand what Debian calls: ${packages[*]}"
      done
    done
    return
  fi
  for group in "$@"; do
    local -n packages="${group}_packages"
    for package in "${packages[@]}"; do
      [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] || missing+=("$package")
    done
  done
  [[ ${#missing[@]} -eq 0 ]] || apt_install "${missing[@]}"
}

# What the examples in other languages are built with, as program and Debian package. Nice to have: their tests are
# skipped, and say so, where a toolchain cannot be installed.
host_packages=(go:golang-go cargo:cargo node:nodejs npm:npm javac:default-jdk-headless php:php-cli)

ensure_hosts() {
  have apt-get || return 0
  local pair missing=()
  for pair in "${host_packages[@]}"; do
    have "${pair%%:*}" || missing+=("${pair##*:}")
  done
  [[ -f /usr/share/java/jna.jar ]] || missing+=(libjna-java)
  [[ ${#missing[@]} -eq 0 ]] && return
  (apt_install "${missing[@]}") || warn "examples in some languages will be SKIPPED: ${missing[*]} cannot be installed"
}

# The browser in which pages are tried. Nice to have: those tests are skipped, and say so, where none can be installed;
# with CI=true they fail.
ensure_browser() {
  [[ -x ${CHROMIUM:-/usr/bin/chromium} ]] && return
  if have apt-get; then (apt_install chromium fonts-dejavu-core) || true; fi
  [[ -x ${CHROMIUM:-/usr/bin/chromium} ]] || warn "pages will be tried in NO BROWSER: chromium cannot be installed"
}

# LibreOffice, which works the template out in the tests. Nice to have: those tests are skipped, and say so, where it
# cannot be installed; with CI=true they fail.
office_packages=(libreoffice-calc)

ensure_office() {
  have soffice && return
  if have apt-get; then (apt_install "${office_packages[@]}") || true; fi
  have soffice || warn "the template will be RECALCULATED BY NOTHING: libreoffice-calc cannot be installed"
}

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.10; do
    if have "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

make_venv() {
  local python
  if ! python="$(find_python)"; then
    have apt-get || die "Python 3.10 or newer is missing"
    apt_install python3 python3-venv python3-dev
    python="$(find_python)" || die "this system's Python is older than 3.10; name a newer one with PYTHON="
  fi
  say "making .venv with $("$python" --version)"
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    have apt-get || die "'$python -m venv' does not work; install your system's package for it"
    apt_install python3-venv python3-dev
    "$python" -m venv --clear .venv
  fi
  # The module is compiled against this interpreter, so its headers must be there.
  if ! .venv/bin/python -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'; then
    have apt-get || die "Python.h is missing; install your system's Python development package"
    apt_install python3-dev
  fi
}

# ensure_python_extra <name>: what an extra of pyproject.toml needs, besides what ensure_python brings.
ensure_python_extra() {
  local requirements=() stamp
  mapfile -t requirements < <(.venv/bin/python scripts/dev/requirements.py "$1")
  [[ ${#requirements[@]} -gt 0 ]] || die "pyproject.toml has no extra '$1'"
  stamp=".venv/extra-$1-$(printf '%s\n' "${requirements[@]}" | cksum | cut -d' ' -f1).stamp"
  [[ -f $stamp ]] && return
  say "installing the Python packages of '$1' into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "${requirements[@]}"
  touch "$stamp"
}

# The packages are those of pyproject.toml; a stamp named by their hash says that they are in.
ensure_python() {
  [[ -x .venv/bin/python ]] && .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv
  local requirements=() stamp
  mapfile -t requirements < <(.venv/bin/python scripts/dev/requirements.py)
  [[ ${#requirements[@]} -gt 0 ]] || die "no requirements found in pyproject.toml"
  stamp=".venv/salespipe-$(printf '%s\n' "${requirements[@]}" | cksum | cut -d' ' -f1).stamp"
  [[ -f $stamp ]] && return
  say "installing Python packages into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "${requirements[@]}"
  rm -f .venv/salespipe-*.stamp
  touch "$stamp"
}

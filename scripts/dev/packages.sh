# Packages for other systems than pip: made, looked into, and used from outside the tree.
# shellcheck shell=bash

project_version() { sed -n 's/^  VERSION \([0-9.]*\)$/\1/p' CMakeLists.txt; }

# lintian reads the papers of Debian packages. Nice to have: without it the test says that nobody has read them.
ensure_lintian() {
  have lintian && return
  if have apt-get; then (apt_install lintian) || true; fi
  have lintian || warn "papers of the Debian packages will be read by NOBODY: lintian cannot be installed"
}

# check_deb: the Debian packages, made in build/package/packages, unpacked, and used from there.
check_deb() {
  have dpkg-deb || { echo "dpkg-deb is missing"; return 1; }
  cmake -D BUILD_DIR="$ROOT/build/package" -D WORK_DIR="$ROOT/build/package/deb" -D SOURCE_DIR="$ROOT/tests/install" \
    -D CXX="${CXX:-c++}" -D GENERATOR=Ninja -D VERSION="$(project_version)" \
    -D LINTIAN="$(command -v lintian || true)" -P tests/install/deb.cmake
}

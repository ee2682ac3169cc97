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

CONAN=build/tools/bin/conan

# Conan is no library that Python programs of ours import: it has a place of its own. Without it its test is skipped, and
# says so; with CI=true that fails.
ensure_conan() {
  "$CONAN" --version >/dev/null 2>&1 && return
  say "installing Conan into build/tools"
  .venv/bin/python -m venv build/tools \
    && build/tools/bin/python -m pip install --quiet --disable-pip-version-check 'conan>=2.4,<3' && "$CONAN" --version
}

# check_conan [option of the recipe...]: `conan create` in a Conan home of its own, never with a remote. Ninja, warnings as
# errors and no flag that names the architecture: so the compiler is called as for the preset "package", and the compiler
# cache has everything.
check_conan() {
  local blocks='["user_toolchain", "compilers", "libcxx", "cppstd", "extra_flags", "cmake_flags_init", "extra_variables",
    "find_paths", "output_dirs", "variables", "preprocessor"]'
  export CONAN_HOME="$ROOT/build/conan" CCACHE_BASEDIR="$ROOT/build/conan"
  rm -rf "$CONAN_HOME" build/conan_test # a package that was made before must not stand in for this one
  "$CONAN" profile detect
  local package
  for package in boost/1.74.0 nlohmann_json/3.11.2 date/3.0.1 sqlite3/3.40.1 openssl/3.0.19 libpq/15.5; do
    "$CONAN" export tests/install/conan_stand_ins --name "${package%/*}" --version "${package#*/}"
  done
  "$CONAN" create cmake/packaging/conan --no-remote --build=missing -s compiler.cppstd=20 "$@" \
    -c tools.cmake.cmake_layout:test_folder="$ROOT/build/conan_test" -c tools.cmake.cmaketoolchain:user_presets= \
    -c tools.cmake.cmaketoolchain:generator=Ninja -c tools.build:jobs="$JOBS" \
    -c "salespipe/*:tools.cmake.cmaketoolchain:enabled_blocks=${blocks//$'\n'/}" \
    -c 'tools.cmake.cmaketoolchain:extra_variables={"SALESPIPE_WERROR": "ON"}'
}

# check_vcpkg_port: the steps of the portfile, with stand-ins for vcpkg's functions.
check_vcpkg_port() {
  cmake -D BUILD_DIR="$ROOT/build/vcpkg" -D WORK_DIR="$ROOT/build/vcpkg/port" -D SOURCE_DIR="$ROOT/tests/install" \
    -D CXX="${CXX:-c++}" -D GENERATOR=Ninja -D VERSION="$(project_version)" -D JOBS="$JOBS" \
    -P tests/install/vcpkg_port.cmake
}

# check_wheel_outside: the wheel in an environment of its own, with what it requires and nothing else, used from an empty
# folder far from the sources. What it requires is downloaded once.
check_wheel_outside() {
  local house="$ROOT/build/wheelhouse" folder
  if [[ ! -f $house/.stamp || pyproject.toml -nt $house/.stamp ]]; then
    rm -rf "$house"
    .venv/bin/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --dest "$house" \
      build/wheel/salespipe-*.whl
    rm -f "$house"/salespipe-*.whl
    touch "$house/.stamp"
  fi
  folder="$(mktemp -d)"
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$folder'" EXIT
  .venv/bin/python -m venv "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$house" \
    build/wheel/salespipe-*.whl
  mkdir "$folder/empty"
  cd "$folder/empty"
  env -u PYTHONPATH -u SALESPIPE_DATA "$folder/venv/bin/python" - <"$ROOT/tests/install/wheel_outside.py"
}

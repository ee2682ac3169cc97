# Builds: CMake presets, the wheel, the stubs.
# shellcheck shell=bash

# configure <preset>: sanitizers and fuzzers are Clang's, which also shows that the code is clean under a second
# compiler.
configure() {
  case "$1" in
    asan | tsan | fuzz) CC="clang-$LLVM" CXX="clang++-$LLVM" cmake --preset "$1" ;;
    *) cmake --preset "$1" ;;
  esac
}

# build <preset>: goes on past the first error, so that one run shows them all.
build() {
  configure "$1" >/dev/null
  cmake --build --preset "$1" -j "$JOBS" -- -k 0
}

# The build folder is kept, so that a second wheel compiles only what changed. The compiler goes by the name that CMake
# finds by itself: then the compiler cache has the library already, from the build "release".
build_wheel() {
  build_front
  rm -rf build/wheel
  CXX="${CXX:-c++}" .venv/bin/python -m pip wheel . --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir build/wheel -C build-dir=build/python -C cmake.define.SALESPIPE_WERROR=ON
}

# An installed wheel, not an editable install: what is tested is what users get.
install_wheel() {
  say "building the wheel"
  CMAKE_BUILD_PARALLEL_LEVEL="$JOBS" build_wheel
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall \
    build/wheel/salespipe-*.whl
}

# write_stubs <file>: the type stubs of the installed module, laid out by the formatter.
write_stubs() {
  rm -rf build/stubs
  .venv/bin/python -m pybind11_stubgen salespipe._core --output-dir build/stubs --exit-code >/dev/null
  .venv/bin/ruff format --quiet --no-cache build/stubs/salespipe/_core.pyi
  mkdir -p "$(dirname "$1")"
  [[ $1 -ef build/stubs/salespipe/_core.pyi ]] || cp build/stubs/salespipe/_core.pyi "$1"
}

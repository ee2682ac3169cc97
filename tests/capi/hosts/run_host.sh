#!/usr/bin/env bash
# run_host.sh LANGUAGE SOURCE_DIR LIBRARY WORK_DIR: builds the example of a language against the library in LIBRARY's
# folder, runs it, and compares what it prints. Ends with 77, which the test runner shows as skipped, when the toolchain
# is not here.
set -euo pipefail

language="$1" examples="$2/capi/examples" header="$2/capi" library="$3" work="$4"
folder="$(dirname "$library")"
export SALESPIPE_LIBRARY="$library" LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
rm -rf "$work/run"
mkdir -p "$work/run"

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    echo "SKIPPED: $program is not here; scripts/dev/setup.sh installs it where it can"
    exit 77
  done
}

run() { "$@" "$work/run" "$examples" >"$work/printed.txt"; }

case "$language" in
  c)
    "${CC:-cc}" -std=c99 -Wall -Wextra -Werror "$examples/c/main.c" -I "$header" -L "$folder" -lsalespipe_c \
      -o "$work/example"
    run "$work/example"
    ;;
  cpp)
    "${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror "$examples/cpp/main.cpp" -I "$header" -L "$folder" -lsalespipe_c \
      -o "$work/example"
    run "$work/example"
    ;;
  go)
    need go
    CGO_ENABLED=1 CGO_CFLAGS="-I$header" CGO_LDFLAGS="-L$folder" GOFLAGS=-mod=mod GOCACHE="$work/cache" \
      go -C "$examples/go" build -o "$work/example" .
    run "$work/example"
    ;;
  rust)
    need cargo
    CARGO_TARGET_DIR="$work/target" RUSTFLAGS="-D warnings -L $folder" cargo build --quiet --release --offline \
      --manifest-path "$examples/rust/Cargo.toml"
    run "$work/target/release/example"
    ;;
  node)
    need node npm
    cp "$examples/node/package.json" "$examples/node/main.mjs" "$work/"
    (cd "$work" && npm install --silent --no-audit --no-fund --no-package-lock) \
      || { echo "SKIPPED: npm could not install koffi"; exit 77; }
    run node "$work/main.mjs"
    ;;
  java)
    need java javac
    jar="${JNA_JAR:-/usr/share/java/jna.jar}"
    [[ -f $jar ]] || { echo "SKIPPED: jna.jar is not here (Debian: libjna-java)"; exit 77; }
    javac -Xlint:all -Werror -cp "$jar" -d "$work/classes" "$examples/java/Main.java"
    run java -cp "$jar:$work/classes" Main
    ;;
  php)
    need php
    php -r 'exit(extension_loaded("ffi") ? 0 : 1);' || { echo "SKIPPED: PHP has no FFI here"; exit 77; }
    run php "$examples/php/main.php"
    ;;
  python)
    need python3
    run python3 "$examples/python/main.py"
    ;;
  *)
    echo "no example in $language"
    exit 2
    ;;
esac
diff -u "$examples/expected.txt" "$work/printed.txt"

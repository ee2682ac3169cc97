# The static checks, each a function that prints what is wrong and fails.
# shellcheck shell=bash

check_floors() { .venv/bin/python scripts/check_floors.py; }

check_clang_format() {
  local said
  said="$(cpp_sources | xargs -0 -r "clang-format-$LLVM" --dry-run --Werror 2>&1)" && return
  sed -n 's/^\([^:]*\):[0-9].* error: .*/\1/p' <<<"$said" | sort | uniq -c
  echo "corrections wanted in these files; run ./dev format"
  return 1
}

check_ruff() { python_sources | xargs -0 -r .venv/bin/ruff check --quiet --; }

check_ruff_format() { python_sources | xargs -0 -r .venv/bin/ruff format --check --quiet --diff --; }

check_mypy() { .venv/bin/mypy --no-error-summary; }

check_bash() { known_files '\.sh$|^dev$|^\.ci/run$' | xargs -0 -r -n1 bash -n; }

check_doc_blocks() { .venv/bin/python -m pytest tests/python/docs tests/python/test_docs.py -q; }

make_site() { .venv/bin/python scripts/make_site.py --jobs "$JOBS"; }

check_links() { .venv/bin/python scripts/check_links.py; }

# Compile commands of the library come from the Clang build, those of the bindings from the wheel's build.
check_tidy_library() {
  configure asan >/dev/null
  tidy build/asan '/(lib|capi)/'
}

check_tidy_bindings() {
  [[ -f build/python/compile_commands.json ]] || build_wheel
  tidy build/python '/python/bindings/'
}

# tidy <build folder> <pattern of paths>
tidy() {
  "run-clang-tidy-$LLVM" -quiet -j "$JOBS" -p "$1" \
    -clang-tidy-binary "clang-tidy-$LLVM" -extra-arg=-Wno-unknown-warning-option \
    "^$ROOT$2" 2>&1 | sed -E '/^clang-tidy-/d; /warnings? generated\.$/d; /^$/d'
}

# The stubs that are kept must be those that the module of today gives. Wants the wheel installed.
check_stubs() {
  write_stubs build/stubs/salespipe/_core.pyi
  diff -u python/salespipe/_core.pyi build/stubs/salespipe/_core.pyi \
    || { echo "run ./dev stubs and commit python/salespipe/_core.pyi"; return 1; }
}

# A wheel serves type checkers only with its stubs and its marker inside.
check_wheel_contents() {
  local names wanted
  names="$(.venv/bin/python -m zipfile --list build/wheel/salespipe-*.whl)"
  for wanted in salespipe/__init__.py salespipe/py.typed salespipe/_core.pyi 'salespipe/_core\..*so' \
    salespipe/crm/mappings/salesforce.json salespipe/activity/free_mail.txt \
    'salespipe-.*\.data/data/share/man/man1/salespipe\.1' \
    salespipe/board/static/index.html salespipe/board/static/board.js \
    salespipe/board/static/board.css salespipe/board/static/board.svg salespipe/report/static/report.js; do
    grep -q "^$wanted" <<<"$names" || { echo "the wheel lacks $wanted"; return 1; }
  done
  if grep -E '^(include|lib)/' <<<"$names"; then
    echo "the wheel holds C++ files"
    return 1
  fi
}

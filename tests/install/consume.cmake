# Builds and runs small hosts against an installed copy, by find_package and by pkg-config. For scripts that set
# WORK_DIR, SOURCE_DIR (this folder), CXX, GENERATOR, VERSION and LIBDIR (of the prefix).

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${output}")
  endif()
  message("${what}: ok")
  set(output "${output}" PARENT_SCOPE)
endfunction()

find_program(PKG_CONFIG NAMES pkg-config pkgconf REQUIRED)

# consume_cpp(<prefix>): the C++ library.
function(consume_cpp prefix)
  run("configure with find_package" ${CMAKE_COMMAND} -S "${SOURCE_DIR}/consumer" -B "${WORK_DIR}/consumer"
    -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${CXX}" "-DWANTED=${VERSION}")
  expect_package_of("${WORK_DIR}/consumer" "${prefix}")
  run("build with find_package" ${CMAKE_COMMAND} --build "${WORK_DIR}/consumer")
  run("run what find_package built" "${WORK_DIR}/consumer/consumer" "${VERSION}")

  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  run("ask pkg-config" ${PKG_CONFIG} --cflags --libs "salespipe = ${VERSION}")
  separate_arguments(flags UNIX_COMMAND "${output}")
  run("build with pkg-config" ${CXX} -std=c++20 "${SOURCE_DIR}/consumer/main.cpp" -o "${WORK_DIR}/by-pkg-config"
    ${flags})
  run("run what pkg-config built" "${WORK_DIR}/by-pkg-config" "${VERSION}")
endfunction()

# consume_c(<prefix>): the shared library of the C interface.
function(consume_c prefix)
  run("configure C with find_package" ${CMAKE_COMMAND} -S "${SOURCE_DIR}/c_consumer" -B "${WORK_DIR}/c_consumer"
    -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DWANTED=${VERSION}")
  expect_package_of("${WORK_DIR}/c_consumer" "${prefix}")
  run("build C with find_package" ${CMAKE_COMMAND} --build "${WORK_DIR}/c_consumer")
  run("run what C find_package built" "${WORK_DIR}/c_consumer/consumer" "${VERSION}")

  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  run("ask pkg-config for C" ${PKG_CONFIG} --cflags --libs "salespipe-c = ${VERSION}")
  separate_arguments(flags UNIX_COMMAND "${output}")
  run("build C with pkg-config" cc -std=c99 "${SOURCE_DIR}/c_consumer/main.c" -o "${WORK_DIR}/c-by-pkg-config" ${flags}
    "-Wl,-rpath,${prefix}/${LIBDIR}")
  run("run what C pkg-config built" "${WORK_DIR}/c-by-pkg-config" "${VERSION}")
endfunction()

# A copy that is installed elsewhere on this machine must not stand in for the one that is tried.
function(expect_package_of build prefix)
  file(STRINGS "${build}/CMakeCache.txt" found REGEX "^salespipe_DIR:")
  string(FIND "${found}" "=${prefix}/" at)
  if(at LESS 0)
    message(FATAL_ERROR "find_package took ${found}, which is not in ${prefix}")
  endif()
endfunction()

# Installs the build into an empty prefix, moves that prefix (an installed tree must not remember where it was put),
# and uses the copy from a project of its own: by find_package, then by pkg-config.

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${output}")
  endif()
  message("${what}: ok")
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
set(prefix "${WORK_DIR}/moved")
run("install" ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix" --component cpp)
file(RENAME "${WORK_DIR}/prefix" "${prefix}")

run("configure with find_package" ${CMAKE_COMMAND} -S "${SOURCE_DIR}/consumer" -B "${WORK_DIR}/consumer"
  -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${CXX}" "-DWANTED=${VERSION}")
run("build with find_package" ${CMAKE_COMMAND} --build "${WORK_DIR}/consumer")
run("run what find_package built" "${WORK_DIR}/consumer/consumer" "${VERSION}")

find_program(PKG_CONFIG NAMES pkg-config pkgconf REQUIRED)
set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
run("ask pkg-config" ${PKG_CONFIG} --cflags --libs "salespipe = ${VERSION}")
separate_arguments(flags UNIX_COMMAND "${output}")
run("build with pkg-config" ${CXX} -std=c++20 "${SOURCE_DIR}/consumer/main.cpp" -o "${WORK_DIR}/by-pkg-config" ${flags})
run("run what pkg-config built" "${WORK_DIR}/by-pkg-config" "${VERSION}")

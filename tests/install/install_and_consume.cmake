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
foreach(component IN ITEMS cpp c c-dev)
  run("install ${component}" ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix"
    --component ${component})
endforeach()
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

# The C interface without the C++ library: another prefix, which holds no archive and no C++ header.
set(prefix "${WORK_DIR}/c-moved")
foreach(component IN ITEMS c c-dev)
  run("install ${component}" ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${WORK_DIR}/c-prefix"
    --component ${component})
endforeach()
file(RENAME "${WORK_DIR}/c-prefix" "${prefix}")
file(GLOB_RECURSE foreign "${prefix}/*.hpp" "${prefix}/*.a")
if(foreign)
  message(FATAL_ERROR "the C interface brings what only C++ needs: ${foreign}")
endif()
run("configure C with find_package" ${CMAKE_COMMAND} -S "${SOURCE_DIR}/c_consumer" -B "${WORK_DIR}/c_consumer"
  -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DWANTED=${VERSION}")
run("build C with find_package" ${CMAKE_COMMAND} --build "${WORK_DIR}/c_consumer")
run("run what C find_package built" "${WORK_DIR}/c_consumer/consumer" "${VERSION}")

set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
run("ask pkg-config for C" ${PKG_CONFIG} --cflags --libs "salespipe-c = ${VERSION}")
separate_arguments(flags UNIX_COMMAND "${output}")
run("build C with pkg-config" cc -std=c99 "${SOURCE_DIR}/c_consumer/main.c" -o "${WORK_DIR}/c-by-pkg-config" ${flags}
  "-Wl,-rpath,${prefix}/${LIBDIR}")
run("run what C pkg-config built" "${WORK_DIR}/c-by-pkg-config" "${VERSION}")

# Installs the build into an empty prefix, moves that prefix (an installed tree must not remember where it was put),
# and uses the copy from a project of its own: by find_package, then by pkg-config.
include("${CMAKE_CURRENT_LIST_DIR}/consume.cmake")

# install_components(<prefix> <component>...)
function(install_components prefix)
  foreach(component IN LISTS ARGN)
    run("install ${component}" ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix"
      --component ${component})
  endforeach()
  file(RENAME "${WORK_DIR}/prefix" "${prefix}")
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
install_components("${WORK_DIR}/moved" cpp c c-dev)
consume_cpp("${WORK_DIR}/moved")

# The C interface without the C++ library: another prefix, which holds no archive and no C++ header.
set(prefix "${WORK_DIR}/c-moved")
install_components("${prefix}" c c-dev)
file(GLOB_RECURSE foreign "${prefix}/*.hpp" "${prefix}/*.a")
if(foreign)
  message(FATAL_ERROR "the C interface brings what only C++ needs: ${foreign}")
endif()
consume_c("${prefix}")

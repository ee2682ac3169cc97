# The portfile of cmake/packaging/vcpkg without vcpkg: its functions stand below, as vcpkg documents them for a triplet
# that is built for release alone, and dependencies are the system's. What the portfile makes is then used by small hosts.
# So what this shows is that the project's own steps work; not that vcpkg's functions do, nor that its ports fit.
# BUILD_DIR, WORK_DIR, SOURCE_DIR (this folder), CXX, GENERATOR, VERSION, JOBS.
cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consume.cmake")

get_filename_component(port_dir "${SOURCE_DIR}/../../cmake/packaging/vcpkg/salespipe" ABSOLUTE)
set(PORT salespipe)
set(FEATURES core postgres)
set(CURRENT_PACKAGES_DIR "${WORK_DIR}/packages")
file(REMOVE_RECURSE "${WORK_DIR}")

# parse(<function> <one-value keywords> <list keywords> <argument>...): unknown words are refused, as there.
macro(parse function one many)
  cmake_parse_arguments(arg "" "${one}" "${many}" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function} was passed extra arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
endmacro()

function(vcpkg_check_features)
  parse(vcpkg_check_features OUT_FEATURE_OPTIONS FEATURES ${ARGN})
  set(options)
  while(arg_FEATURES)
    list(POP_FRONT arg_FEATURES feature variable)
    if(feature IN_LIST FEATURES)
      list(APPEND options "-D${variable}=ON")
    else()
      list(APPEND options "-D${variable}=OFF")
    endif()
  endwhile()
  set(${arg_OUT_FEATURE_OPTIONS} "${options}" PARENT_SCOPE)
endfunction()

function(vcpkg_cmake_configure)
  parse(vcpkg_cmake_configure "SOURCE_PATH" "OPTIONS;OPTIONS_RELEASE;OPTIONS_DEBUG" ${ARGN})
  run("configure the port" ${CMAKE_COMMAND} -S "${arg_SOURCE_PATH}" -B "${BUILD_DIR}" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${CXX}" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}"
    -DCMAKE_INSTALL_LIBDIR:STRING=lib -DCMAKE_INSTALL_BINDIR:STRING=bin -DBUILD_SHARED_LIBS=ON
    -DSALESPIPE_WERROR=ON ${arg_OPTIONS} ${arg_OPTIONS_RELEASE})
  if(output MATCHES "Manually-specified variables were not used")
    message(FATAL_ERROR "the port gives options that the project does not know:\n${output}")
  endif()
endfunction()

function(vcpkg_cmake_install)
  parse(vcpkg_cmake_install "" "" ${ARGN})
  run("build and install the port" ${CMAKE_COMMAND} --build "${BUILD_DIR}" -j "${JOBS}" --target install)
endfunction()

# Package files go to share/<package>, one folder less deep than CMake wrote them for.
function(vcpkg_cmake_config_fixup)
  parse(vcpkg_cmake_config_fixup "PACKAGE_NAME;CONFIG_PATH" "" ${ARGN})
  set(share "${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME}")
  file(GLOB files "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/*.cmake")
  if(NOT files)
    message(FATAL_ERROR "'${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}' has no package files")
  endif()
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(REPLACE ";" "@semicolon@" text "${text}")
    set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
    string(REPLACE "${up}${up}${up}" "${up}${up}" text "${text}")
    string(REPLACE "{CMAKE_CURRENT_LIST_DIR}/../../../" "{CMAKE_CURRENT_LIST_DIR}/../../" text "${text}")
    string(REPLACE "@semicolon@" ";" text "${text}")
    get_filename_component(name "${file}" NAME)
    file(WRITE "${share}/${name}" "${text}")
  endforeach()
  get_filename_component(parent "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}" DIRECTORY)
  file(REMOVE_RECURSE "${parent}")
endfunction()

function(vcpkg_fixup_pkgconfig)
  parse(vcpkg_fixup_pkgconfig "" "" ${ARGN})
  file(GLOB files "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(REGEX REPLACE "(^|\n)prefix[ \t]*=[^\n]*" "" text "${text}")
    file(WRITE "${file}" "prefix=\${pcfiledir}/../..\n${text}")
  endforeach()
endfunction()

function(vcpkg_install_copyright)
  parse(vcpkg_install_copyright "COMMENT" "FILE_LIST" ${ARGN})
  file(INSTALL ${arg_FILE_LIST} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}" RENAME copyright)
endfunction()

include("${port_dir}/portfile.cmake")

# What vcpkg itself looks at after a build, and that the manifest is of this version.
foreach(wanted IN ITEMS copyright usage salespipe-config.cmake salespipe-config-version.cmake)
  if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/share/salespipe/${wanted}")
    message(FATAL_ERROR "the port lacks share/salespipe/${wanted}")
  endif()
endforeach()
if(EXISTS "${CURRENT_PACKAGES_DIR}/lib/cmake")
  message(FATAL_ERROR "the port leaves package files in lib/cmake")
endif()
file(READ "${port_dir}/vcpkg.json" manifest)
string(JSON version GET "${manifest}" version-semver)
if(NOT version STREQUAL VERSION)
  message(FATAL_ERROR "vcpkg.json is of version ${version}, the project of ${VERSION}")
endif()

file(RENAME "${CURRENT_PACKAGES_DIR}" "${WORK_DIR}/installed") # vcpkg copies a package from where it was made
set(LIBDIR lib)
consume_cpp("${WORK_DIR}/installed")
consume_c("${WORK_DIR}/installed")

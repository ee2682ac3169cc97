# `cmake --install`: archive, shared library of the C interface, headers, find_package(salespipe) and pkg-config files.
# Components: cpp (the C++ library), c (what a program of the C interface runs with), c-dev (what it is built with).
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/salespipe")

install(TARGETS salespipe salespipe_c_static EXPORT salespipe-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT cpp)
install(TARGETS salespipe_c EXPORT salespipe-c-targets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT c NAMELINK_COMPONENT c-dev)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT cpp
  FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/generated/salespipe/version.hpp"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/salespipe" COMPONENT cpp)

# Each set of targets has its own file: either may be installed without the other.
install(EXPORT salespipe-targets NAMESPACE salespipe:: DESTINATION "${package_dir}" COMPONENT cpp)
install(EXPORT salespipe-c-targets NAMESPACE salespipe:: DESTINATION "${package_dir}" COMPONENT c-dev)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/salespipe-config.cmake.in"
  "${PROJECT_BINARY_DIR}/generated/salespipe-config.cmake" INSTALL_DESTINATION "${package_dir}")
# Before 1.0 a minor version may change the C++ interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/salespipe-config-version.cmake"
  COMPATIBILITY SameMinorVersion)

# pkg-config files with their prefix told relative to themselves, so that an installed tree can be moved.
file(RELATIVE_PATH pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
set(salespipe_pc_postgres "")
if(salespipe_has_postgres)
  set(salespipe_pc_postgres " -lpq")
endif()
foreach(name IN ITEMS salespipe salespipe-c)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/generated/${name}.pc" @ONLY)
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/generated/salespipe.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT cpp)
install(FILES "${PROJECT_BINARY_DIR}/generated/salespipe-c.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT c-dev)

# What both ways of building against the library need.
foreach(component IN ITEMS cpp c-dev)
  install(FILES
    "${PROJECT_BINARY_DIR}/generated/salespipe-config.cmake"
    "${PROJECT_BINARY_DIR}/generated/salespipe-config-version.cmake"
    DESTINATION "${package_dir}" COMPONENT ${component})
  install(FILES "${PROJECT_SOURCE_DIR}/capi/salespipe.h"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${component})
endforeach()

# `cmake --install`: archive, headers, find_package(salespipe) and pkg-config files.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/salespipe")

install(TARGETS salespipe EXPORT salespipe-targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT cpp)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT cpp
  FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/generated/salespipe/version.hpp"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/salespipe" COMPONENT cpp)

install(EXPORT salespipe-targets NAMESPACE salespipe:: DESTINATION "${package_dir}" COMPONENT cpp)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/salespipe-config.cmake.in"
  "${PROJECT_BINARY_DIR}/generated/salespipe-config.cmake" INSTALL_DESTINATION "${package_dir}")
# Before 1.0 a minor version may change the C++ interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/salespipe-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/generated/salespipe-config.cmake"
  "${PROJECT_BINARY_DIR}/generated/salespipe-config-version.cmake"
  DESTINATION "${package_dir}" COMPONENT cpp)

# pkg-config file with its prefix told relative to itself, so that an installed tree can be moved.
file(RELATIVE_PATH pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/salespipe.pc.in" "${PROJECT_BINARY_DIR}/generated/salespipe.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/salespipe.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT cpp)

# `cpack -G DEB`: packages for Debian and Ubuntu. libsalespipe-c1 is what a program of the C interface runs with;
# libsalespipe-dev is what programs are built with, in C and in C++. Configure with -DCMAKE_INSTALL_PREFIX=/usr (the
# preset "package" does), so that libraries go where Debian keeps those of an architecture.
# Dependencies of the library are those that dpkg-shlibdeps reads out of it.

set(SALESPIPE_MAINTAINER "salespipe developers <developers@salespipe.invalid>"
  CACHE STRING "Who answers for the packages, 'Name <address>'; name yourself when you publish them")
set(SALESPIPE_DEB_REVISION 1 CACHE STRING "Revision of the Debian packages, behind the version")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME salespipe)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "${SALESPIPE_MAINTAINER}")
# CPack puts any other summary than its own before the descriptions below, which have theirs.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${CMAKE_PROJECT_NAME} built using CMake")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# Components c and c-dev are installed apart from cpp elsewhere; Debian has two packages for the three.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL c deb-doc-runtime c-dev cpp deb-doc-dev)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE "${SALESPIPE_DEB_REVISION}")
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)

get_target_property(soversion salespipe_c SOVERSION)
set(runtime "libsalespipe-c${soversion}")
set(exact "(= ${PROJECT_VERSION}-${SALESPIPE_DEB_REVISION})")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME "${runtime}")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "sales pipeline as a library - shared library of the C interface
Deals, their stages and tasks, what happened to them and the figures of
it all, for applications that embed a sales pipeline.

This package holds the shared library that C, and every language that can
call C, uses.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
# The zones of the world are read while it runs.
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS tzdata)
# What dpkg-shlibdeps of other packages reads: the interface only grows, so this version or a later one.
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libsalespipe-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_DESCRIPTION "sales pipeline as a library - development files
Deals, their stages and tasks, what happened to them and the figures of
it all, for applications that embed a sales pipeline.

This package holds the headers of the C and C++ interfaces, the C++ library,
the C interface as an archive, and files for CMake and pkg-config.")
# An archive does not say what it links: these are what find_package and pkg-config ask for.
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
  "${runtime} ${exact}, libhowardhinnant-date-dev, libsqlite3-dev (>= 3.38), libssl-dev (>= 3.0)")
if(salespipe_has_postgres)
  string(APPEND CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ", libpq-dev (>= 14)")
endif()

# Papers that Debian wants in each package. Those who want the same bytes each time set SOURCE_DATE_EPOCH.
set(papers "${PROJECT_BINARY_DIR}/generated/deb")
file(WRITE "${papers}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA "${papers}/triggers")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_STRICT_PERMISSION ON)
string(TIMESTAMP made "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${papers}/changelog.Debian"
"salespipe (${PROJECT_VERSION}-${SALESPIPE_DEB_REVISION}) unstable; urgency=medium

  * What has changed is in changelog.gz.

 -- ${SALESPIPE_MAINTAINER}  ${made}
")
file(WRITE "${papers}/copyright"
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: salespipe

Files: *
Copyright: 2026 the authors of salespipe
License: Apache-2.0

License: Apache-2.0
 On Debian systems the full text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
")
find_program(SALESPIPE_GZIP gzip REQUIRED)
mark_as_advanced(SALESPIPE_GZIP)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/CHANGELOG.md")
foreach(pair IN ITEMS "${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog.gz" "${papers}/changelog.Debian changelog.Debian.gz")
  string(REGEX MATCH "^(.*) ([^ ]+)$" pair "${pair}")
  execute_process(COMMAND "${SALESPIPE_GZIP}" -9nc "${CMAKE_MATCH_1}" OUTPUT_FILE "${papers}/${CMAKE_MATCH_2}"
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(pair IN ITEMS "deb-doc-runtime ${runtime}" "deb-doc-dev libsalespipe-dev")
  separate_arguments(pair)
  list(GET pair 0 component)
  list(GET pair 1 package)
  # Not by a plain `cmake --install`.
  install(FILES "${papers}/copyright" "${papers}/changelog.gz" "${papers}/changelog.Debian.gz"
    DESTINATION "share/doc/${package}"
    COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()

include(CPack)
cpack_add_component_group(runtime)
cpack_add_component_group(dev)
cpack_add_component(c GROUP runtime)
cpack_add_component(deb-doc-runtime GROUP runtime)
cpack_add_component(c-dev GROUP dev)
cpack_add_component(cpp GROUP dev)
cpack_add_component(deb-doc-dev GROUP dev)

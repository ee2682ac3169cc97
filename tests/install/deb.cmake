# The Debian packages of a build of the preset "package" (BUILD_DIR), made, looked into, unpacked, and used by small hosts
# from there. Also WORK_DIR, SOURCE_DIR (this folder), CXX, GENERATOR, VERSION, and LINTIAN where it is there.
cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consume.cmake")

file(REMOVE_RECURSE "${WORK_DIR}" "${BUILD_DIR}/packages")
file(MAKE_DIRECTORY "${WORK_DIR}")
get_filename_component(cpack_folder "${CMAKE_COMMAND}" DIRECTORY)
run("make packages" "${cpack_folder}/cpack" --config "${BUILD_DIR}/CPackConfig.cmake" -G DEB)
file(GLOB packages "${BUILD_DIR}/packages/*.deb")

# package(<out> <name>): the one package file of that name.
function(package out name)
  file(GLOB found "${BUILD_DIR}/packages/${name}_${VERSION}-*.deb")
  list(LENGTH found count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "${count} packages are called ${name}: ${packages}")
  endif()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# expect_field(<package> <field> <regex>...)
function(expect_field package field)
  run("read ${field}" dpkg-deb -f "${package}" "${field}")
  foreach(wanted IN LISTS ARGN)
    if(NOT output MATCHES "${wanted}")
      message(FATAL_ERROR "${package}: ${field} is '${output}', in which '${wanted}' is missing")
    endif()
  endforeach()
endfunction()

package(runtime libsalespipe-c1)
package(dev libsalespipe-dev)
foreach(package IN ITEMS "${runtime}" "${dev}")
  expect_field("${package}" Version "^${VERSION}-[0-9]+\n$")
  expect_field("${package}" Maintainer "^.+ <.+@.+>\n$")
  expect_field("${package}" Priority "^optional\n$")
  expect_field("${package}" Description "^sales pipeline as a library - .+\n .+\n \\.\n .+")
  run("list" dpkg-deb -c "${package}")
  if(output MATCHES "\n[^\n]* (.*/)?(bin|local|etc)/")
    message(FATAL_ERROR "${package} holds what belongs elsewhere:\n${output}")
  endif()
  if(NOT output MATCHES "root/root" OR output MATCHES "-rw-rw|drwxrwx")
    message(FATAL_ERROR "${package} has owners or permissions of the machine where it was made:\n${output}")
  endif()
endforeach()
expect_field("${runtime}" Section "^libs\n$")
expect_field("${dev}" Section "^libdevel\n$")
# What the loader will look for, found by dpkg-shlibdeps.
expect_field("${runtime}" Depends "libc6 \\(>= " "libstdc\\+\\+6 \\(>= " "libdate-tz3" "libsqlite3-0" "libssl3" "tzdata")
expect_field("${dev}" Depends "libsalespipe-c1 \\(= ${VERSION}-[0-9]+\\)" "libhowardhinnant-date-dev" "libsqlite3-dev"
  "libssl-dev")
# ... and what packages that link to it will depend on.
run("read shlibs" dpkg-deb -I "${runtime}" shlibs)
if(NOT output MATCHES "^libsalespipe_c 1 libsalespipe-c1 \\(>= ${VERSION}[-0-9]*\\)")
  message(FATAL_ERROR "shlibs of ${runtime} is '${output}'")
endif()

if(LINTIAN)
  # What CPack does in its own way: it calls ldconfig besides the trigger. The maintainer of a build
  # that nobody publishes has an address that cannot be written to.
  run("lintian" "${LINTIAN}" --allow-root --fail-on error,warning --suppress-tags
    maintscript-calls-ldconfig,bogus-mail-host,initial-upload-closes-no-bugs ${packages})
else()
  message("SKIPPED: lintian is not here, so nobody has read the packages' papers")
endif()

# The library's package alone must serve a program that was built before.
run("unpack the library" dpkg-deb -x "${runtime}" "${WORK_DIR}/runtime")
file(GLOB_RECURSE foreign "${WORK_DIR}/runtime/*.h" "${WORK_DIR}/runtime/*.hpp" "${WORK_DIR}/runtime/*.a"
  "${WORK_DIR}/runtime/*.so" "${WORK_DIR}/runtime/*.cmake")
if(foreign)
  message(FATAL_ERROR "the library's package brings what only builds need: ${foreign}")
endif()
foreach(package IN LISTS packages)
  run("unpack ${package}" dpkg-deb -x "${package}" "${WORK_DIR}/root")
endforeach()
file(GLOB_RECURSE library RELATIVE "${WORK_DIR}/runtime/usr" "${WORK_DIR}/runtime/usr/lib/*/libsalespipe_c.so.1")
if(NOT library MATCHES "^lib/[^/]+/libsalespipe_c\\.so\\.1$")
  message(FATAL_ERROR "the library is not in the folder of an architecture: '${library}'")
endif()
get_filename_component(LIBDIR "${library}" DIRECTORY)
consume_cpp("${WORK_DIR}/root/usr")
consume_c("${WORK_DIR}/root/usr")
run("read the program" readelf -d "${WORK_DIR}/c-by-pkg-config")
if(NOT output MATCHES "\\[libsalespipe_c\\.so\\.1\\]")
  message(FATAL_ERROR "the program does not ask for libsalespipe_c.so.1:\n${output}")
endif()
set(ENV{LD_LIBRARY_PATH} "${WORK_DIR}/runtime/usr/${LIBDIR}")
file(RENAME "${WORK_DIR}/root" "${WORK_DIR}/gone") # where the program was linked
run("run it with the library's package alone" "${WORK_DIR}/c-by-pkg-config" "${VERSION}")

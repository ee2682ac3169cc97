# The binary interface against that of the last release, kept as text: ABIDIFF, ABIDW, LIBRARY (with debug
# information), BASELINE, ENUMS, HEADER_DIR, CC,
# VERSION_SCRIPT, WORK_DIR. Growing is allowed; anything else is told.
# UPDATE=1 in the environment writes the baseline anew: for a release.
cmake_policy(VERSION 3.25)
file(MAKE_DIRECTORY "${WORK_DIR}")
set(ENV{LC_ALL} C)

# Numbers of constants: libabigail does not mind when they change.
file(READ "${HEADER_DIR}/salespipe.h" header)
string(REGEX MATCHALL "SP_[A-Z_]+ = [0-9]+" constants "${header}")
if(DEFINED ENV{UPDATE})
  execute_process(COMMAND ${ABIDW} --no-corpus-path --no-comp-dir-path --no-show-locs
    --out-file "${BASELINE}" "${LIBRARY}" COMMAND_ERROR_IS_FATAL ANY)
  file(READ "${BASELINE}" baseline) # where it was compiled is nobody's business
  string(REGEX REPLACE " path='[^']*/" " path='" baseline "${baseline}")
  file(WRITE "${BASELINE}" "${baseline}")
  string(REPLACE ";" "\n" text "${constants}")
  file(WRITE "${ENUMS}" "${text}\n")
  message("the baseline is written anew")
  return()
endif()
file(STRINGS "${ENUMS}" released)
foreach(constant IN LISTS released)
  if(NOT constant IN_LIST constants)
    message(FATAL_ERROR "the constant '${constant}' of the last release is gone or has another number")
  endif()
endforeach()

# A member behind the last one is growth (struct_size tells who knows it), also where it makes the struct longer. Nothing
# else about a struct is passed over: the changes below show that.
file(WRITE "${WORK_DIR}/growth.ini" "[suppress_type]\n  type_kind = struct\n  name_regexp = ^sp_[a-z_]+$\n"
  "  has_data_member_inserted_at = end\n")

# differ(<out> <library>): what libabigail says of a library that is to replace the released one.
function(differ out library)
  execute_process(COMMAND ${ABIDIFF} --no-added-syms --suppressions "${WORK_DIR}/growth.ini" "${BASELINE}"
    "${library}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(${out} ${result} PARENT_SCOPE)
  set(said "${output}" PARENT_SCOPE)
endfunction()

differ(result "${LIBRARY}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the binary interface changed other than by growing (abidiff: ${result}):\n${said}")
endif()

# The check itself is checked: each of these breaks must turn it red, and growing must not.
# try_change(<name> <green|red> <from> <to>): the header with one text in place of another.
function(try_change name expected from to)
  file(READ "${HEADER_DIR}/salespipe.h" header)
  string(REPLACE "${from}" "${to}" changed "${header}")
  if(changed STREQUAL header)
    message(FATAL_ERROR "${name}: the header has no '${from}'")
  endif()
  set(folder "${WORK_DIR}/${name}")
  file(WRITE "${folder}/salespipe.h" "${changed}")
  execute_process(COMMAND ${CMAKE_COMMAND} -D "HEADER_DIR=${folder}" -D "CC=${CC}" -D "VERSION_SCRIPT=${VERSION_SCRIPT}"
    -D "FOLDER=${folder}" -P "${CMAKE_CURRENT_LIST_DIR}/empty_library.cmake" COMMAND_ERROR_IS_FATAL ANY)
  differ(result "${folder}/libsalespipe_c.so.1")
  if(expected STREQUAL "green" AND NOT result EQUAL 0)
    message(FATAL_ERROR "${name}: the check is red without a reason (abidiff: ${result}):\n${said}")
  endif()
  if(expected STREQUAL "red" AND result EQUAL 0)
    message(FATAL_ERROR "${name}: the check did not see it")
  endif()
  message("${name}: ${expected}, as it must be")
endfunction()

try_change(unchanged green "#ifndef SALESPIPE_H" "#ifndef  SALESPIPE_H")
try_change(function_added green "SP_API const char* sp_version(void) SP_NOEXCEPT;"
  "SP_API const char* sp_version(void) SP_NOEXCEPT;\nSP_API const char* sp_new(void) SP_NOEXCEPT;")
try_change(member_added_behind green "  const char* note;\n} sp_move_options;"
  "  const char* note;\n  const char* reason;\n} sp_move_options;")
try_change(member_added_before red "  const char* note;\n} sp_move_options;"
  "  const char* reason;\n  const char* note;\n} sp_move_options;")
try_change(member_renamed_for_another_behind red "  const char* note;\n} sp_move_options;"
  "  int32_t reason;\n  const char* note;\n} sp_move_options;")
try_change(member_taken_away_and_one_added_behind red
  "  const char* wake_up;       /* A day, for a move to a parked stage. */\n  const char* note;\n} sp_move_options;"
  "  const char* note;\n  const char* reason;\n} sp_move_options;")
try_change(function_removed red "SP_API const char* sp_version(void) SP_NOEXCEPT;" "")
try_change(parameter_widened red "int32_t pretty" "int64_t pretty")
try_change(member_taken_away red "const char* wake_up;" "")
try_change(members_swapped red "uint64_t expected_version;" "int32_t first_of_two; int32_t second;")

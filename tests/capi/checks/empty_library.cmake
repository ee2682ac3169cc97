# A library with the interface of a header and functions that do nothing, with debug information: HEADER_DIR, CC,
# VERSION_SCRIPT, FOLDER. What a function is called, takes and gives is the header's alone (the real library is compiled
# against it), so its binary interface is the same.
cmake_policy(VERSION 3.25)
file(READ "${HEADER_DIR}/salespipe.h" header)
string(REGEX REPLACE "/\\*([^*]|\\*+[^*/])*\\*+/" "" code "${header}")
string(REPLACE ";" "@" code "${code}")
string(REGEX MATCHALL "SP_API [^@]*SP_NOEXCEPT@" functions "${code}")
set(bodies "#include \"salespipe.h\"\n")
foreach(function IN LISTS functions)
  string(REPLACE " SP_NOEXCEPT@" " { return 0; }\n" body "${function}")
  string(APPEND bodies "${body}")
endforeach()
file(MAKE_DIRECTORY "${FOLDER}")
file(WRITE "${FOLDER}/empty.c" "${bodies}")
execute_process(COMMAND ${CC} -std=c99 -g -shared -fPIC "-Wl,--version-script=${VERSION_SCRIPT}"
  -Wl,-soname,libsalespipe_c.so.1 "${FOLDER}/empty.c" -I "${HEADER_DIR}" -o "${FOLDER}/libsalespipe_c.so.1"
  COMMAND_ERROR_IS_FATAL ANY)

# Language level, warnings, sanitizers and the compiler cache, for every target of the project.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(SALESPIPE_CCACHE ccache)
  mark_as_advanced(SALESPIPE_CCACHE)
  if(SALESPIPE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${SALESPIPE_CCACHE}")
  endif()
endif()

if(SALESPIPE_SANITIZE)
  add_compile_options(-fsanitize=${SALESPIPE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SALESPIPE_SANITIZE})
endif()

# salespipe_warnings(<target>): the warnings that the project's own code is held to.
# __int128 needs __extension__ to pass -Wpedantic.
function(salespipe_warnings target)
  set(warnings
    -Wall -Wextra -Wpedantic
    -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
    -Wold-style-cast -Wcast-align -Wcast-qual
    -Wnon-virtual-dtor -Woverloaded-virtual
    -Wextra-semi -Wformat=2 -Wimplicit-fallthrough -Wunused)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND warnings -Wduplicated-cond -Wlogical-op)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      list(APPEND warnings -Wno-restrict) # GCC PR105651: false alarm on std::string + at -O2 and up
    endif()
  endif()
  if(SALESPIPE_WERROR)
    list(APPEND warnings -Werror)
  endif()
  target_compile_options(${target} PRIVATE ${warnings})
endfunction()

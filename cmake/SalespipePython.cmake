# The Python module salespipe._core. pybind11 comes from the build environment that pyproject.toml asks for.
find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
find_package(pybind11 3 CONFIG REQUIRED)

file(GLOB bindings CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/python/bindings/*.cpp")
pybind11_add_module(_core MODULE NO_EXTRAS ${bindings})
salespipe_warnings(_core)
target_compile_definitions(_core PRIVATE "SALESPIPE_VERSION=\"${PROJECT_VERSION}\"")
target_link_libraries(_core PRIVATE salespipe::salespipe)
install(TARGETS _core LIBRARY DESTINATION salespipe COMPONENT python)
if(SKBUILD)
  install(FILES "${PROJECT_SOURCE_DIR}/docs/salespipe.1" DESTINATION "${SKBUILD_DATA_DIR}/share/man/man1" COMPONENT python)
endif()

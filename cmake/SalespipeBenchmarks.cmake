# Each benchmarks/*.cpp is a program of its own; build/<preset>/benchmarks/<name>.
find_package(benchmark REQUIRED)

file(GLOB benchmarks CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/benchmarks/*.cpp")
foreach(source IN LISTS benchmarks)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(salespipe_bench_${name} "${source}")
  salespipe_warnings(salespipe_bench_${name})
  target_include_directories(salespipe_bench_${name} PRIVATE "${PROJECT_SOURCE_DIR}/lib")
  target_link_libraries(salespipe_bench_${name} PRIVATE salespipe::salespipe benchmark::benchmark_main)
  set_target_properties(salespipe_bench_${name} PROPERTIES
    OUTPUT_NAME "${name}" RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/benchmarks")
endforeach()

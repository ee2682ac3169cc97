# The floors of the house, lowest first (docs/architecture.md). scripts/check_floors.py knows the same list and
# fails when an include goes up a floor.
set(SALESPIPE_FLOORS base definition book store metrics forecast hygiene automation exchange simulate)

# salespipe_floor_files(<out> <root> <pattern>): files of every floor under <root>; new files are noticed at build time.
function(salespipe_floor_files out root pattern)
  set(found)
  foreach(floor IN LISTS SALESPIPE_FLOORS)
    file(GLOB files CONFIGURE_DEPENDS "${root}/${floor}/${pattern}")
    list(APPEND found ${files})
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

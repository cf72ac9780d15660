# Puts side by side in the binary, libc's functions too, what is run together: first what the resident supervisor runs,
# then what is run on the way to the service when there is nothing to wait for. A page of text that is touched is mapped
# with its neighbours, so that the supervisor stays free of what it never runs, and the start meets few pages.

# What the supervisor may run tells a program that nobody runs: main and the supervisor without all the rest.
add_executable(aweigh_resident src/main.cpp)
target_link_libraries(aweigh_resident PRIVATE aweigh_init)
target_link_options(aweigh_resident PRIVATE LINKER:--unresolved-symbols=ignore-all)

set(resident ${CMAKE_BINARY_DIR}/resident.order)
add_custom_command(OUTPUT ${resident} DEPENDS aweigh_resident VERBATIM
  COMMAND ${CMAKE_NM} --format=just-symbols --numeric-sort $<TARGET_FILE:aweigh_resident> > ${resident}
  COMMAND grep --quiet Supervisor ${resident}) # a stripped program has no symbols

# What the start does run is seen where it runs.
add_executable(aweigh_unordered src/main.cpp)
target_link_libraries(aweigh_unordered PRIVATE aweigh_program)
add_executable(functions_run cmake/order/functions_run.cpp)
aweigh_warnings(functions_run)

set(start ${CMAKE_BINARY_DIR}/start.order)
add_custom_command(OUTPUT ${start} DEPENDS aweigh_unordered functions_run VERBATIM
  COMMAND ${CMAKE_NM} --defined-only $<TARGET_FILE:aweigh_unordered> > ${start}.symbols
  COMMAND $<TARGET_FILE:functions_run> $<TARGET_FILE:aweigh_unordered> --group -- /nowhere < ${start}.symbols > ${start})

set(order ${CMAKE_BINARY_DIR}/symbols.order)
add_custom_command(OUTPUT ${order} DEPENDS ${resident} ${start} VERBATIM
  COMMAND ${CMAKE_COMMAND} -E cat ${resident} ${start} > ${order})
add_custom_target(aweigh_order DEPENDS ${order})
add_dependencies(aweigh aweigh_order)
set_property(TARGET aweigh APPEND PROPERTY LINK_DEPENDS ${order})
target_link_options(aweigh PRIVATE
  LINKER:--symbol-ordering-file=${order} LINKER:--no-warn-symbol-ordering
  LINKER:-z,keep-text-section-prefix # static initialisers are kept together, too
  -s)

# Puts all that the resident supervisor runs side by side in the binary, libc's functions too. A page of text that it
# touches is mapped with its neighbours, and between two kinds of code that never meet it would touch many.
#
# Which these are tells a program of its own that nobody runs: main and the supervisor without all the rest.
add_executable(aweigh_resident src/main.cpp)
target_link_libraries(aweigh_resident PRIVATE aweigh_init)
target_link_options(aweigh_resident PRIVATE LINKER:--unresolved-symbols=ignore-all)

set(order ${CMAKE_BINARY_DIR}/resident.order)
add_custom_command(OUTPUT ${order} DEPENDS aweigh_resident VERBATIM
  COMMAND ${CMAKE_NM} --format=just-symbols --numeric-sort $<TARGET_FILE:aweigh_resident> > ${order})
add_custom_target(aweigh_order DEPENDS ${order})
add_dependencies(aweigh aweigh_order)
set_property(TARGET aweigh APPEND PROPERTY LINK_DEPENDS ${order})
target_link_options(aweigh PRIVATE
  LINKER:--symbol-ordering-file=${order} LINKER:--no-warn-symbol-ordering
  LINKER:-z,keep-text-section-prefix # static initialisers are kept together, too
  -s)

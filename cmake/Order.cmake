# How the program is laid out, linked and stripped.
#
# Text is put side by side, libc's too, that is run together: first what the resident supervisor runs, then what is run
# on the way to the service when there is nothing to wait for. A page of text that is touched is mapped with its
# neighbours, so that the supervisor stays free of what it never runs, and the start meets few pages. So it is with the
# variables that change. The order lies in the repository, because it cannot be seen where the program cannot be run,
# and is the same wherever it is built; the target update-order sees it anew.
#
# Nothing is relocated in a program that is not position-independent, and libc protects nothing in it after the start:
# what a relocation would write to needs no pages of its own (norelro).
set(order ${CMAKE_CURRENT_LIST_DIR}/order/symbols.order)
set(layout
    LINKER:--symbol-ordering-file=${order} LINKER:--no-warn-symbol-ordering
    LINKER:-z,keep-text-section-prefix # static initialisers are kept together, too
    LINKER:-z,norelro)

# The note tells who looks at a core which program it is of. The linker reads it with % for what others would split.
set(note "{'type':'generic','name':'aweigh','version':'${PROJECT_VERSION}','architecture':'${CMAKE_SYSTEM_PROCESSOR}'}")
string(REPLACE "'" "%22" note ${note})
string(REPLACE "," "%2C" note ${note})
list(APPEND layout LINKER:--package-metadata=${note})

# aweigh.debug is the program with its symbols, for debuggers, which find it by the build identifier.
add_executable(aweigh_debug src/main.cpp)
target_link_libraries(aweigh_debug PRIVATE aweigh_program)
target_link_options(aweigh_debug PRIVATE ${layout} LINKER:--build-id=sha1 LINKER:--compress-debug-sections=zlib)
set_target_properties(aweigh_debug PROPERTIES OUTPUT_NAME aweigh.debug LINK_DEPENDS ${order})

set(build_id ${CMAKE_BINARY_DIR}/build-id.rsp)
add_custom_command(OUTPUT ${build_id} DEPENDS aweigh_debug ${CMAKE_CURRENT_LIST_DIR}/order/build_id.py VERBATIM
  COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/order/build_id.py $<TARGET_FILE:aweigh_debug> > ${build_id})
add_custom_target(aweigh_build_id DEPENDS ${build_id})
add_dependencies(aweigh aweigh_build_id)
set_property(TARGET aweigh APPEND PROPERTY LINK_DEPENDS ${order} ${build_id})
target_link_options(aweigh PRIVATE ${layout} LINKER:@${build_id} -s)

# What the supervisor may run tells a program that nobody runs: main and the supervisor without all the rest. What the
# start does run is seen where it runs: first what each start runs, then what options add.
add_executable(aweigh_resident EXCLUDE_FROM_ALL src/main.cpp)
target_link_libraries(aweigh_resident PRIVATE aweigh_init)
target_link_options(aweigh_resident PRIVATE LINKER:--unresolved-symbols=ignore-all)
add_executable(functions_run EXCLUDE_FROM_ALL cmake/order/functions_run.cpp)
aweigh_warnings(functions_run)
add_custom_target(update-order VERBATIM
  COMMAND $<TARGET_FILE:functions_run> --all $<TARGET_FILE:aweigh_resident> > ${CMAKE_BINARY_DIR}/resident.order
  COMMAND ${CMAKE_COMMAND} -E env AWEIGH_INIT=always $<TARGET_FILE:functions_run> $<TARGET_FILE:aweigh_debug> true
          > ${CMAKE_BINARY_DIR}/start.order
  COMMAND $<TARGET_FILE:functions_run> $<TARGET_FILE:aweigh_debug> --group -q -- true > ${CMAKE_BINARY_DIR}/options.order
  COMMAND ${CMAKE_COMMAND} -E cat ${CMAKE_BINARY_DIR}/resident.order ${CMAKE_BINARY_DIR}/start.order
          ${CMAKE_BINARY_DIR}/options.order > ${CMAKE_BINARY_DIR}/all.order
  COMMAND awk "!seen[$0]++" ${CMAKE_BINARY_DIR}/all.order > ${order})
add_dependencies(update-order functions_run aweigh_resident aweigh_debug)

# format: rewrites the sources as .clang-format says; check-format: fails where that would change one.
# lint: clang-tidy, every finding an error. check: both, and the unit tests.
# Each version of these tools finds something else: it is this one or none.

file(GLOB_RECURSE aweigh_own_sources CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/src/*.cpp ${PROJECT_SOURCE_DIR}/src/*.h
  ${PROJECT_SOURCE_DIR}/probes/*.cpp ${PROJECT_SOURCE_DIR}/probes/*.h
  ${PROJECT_SOURCE_DIR}/cmake/*.cpp ${PROJECT_SOURCE_DIR}/tests/unit/*.cpp ${PROJECT_SOURCE_DIR}/tests/unit/*.h)
set(aweigh_own_units ${aweigh_own_sources})
list(FILTER aweigh_own_units INCLUDE REGEX "/(src|probes)/.*\\.cpp$")

# aweigh_tool_target(NAME PACKAGE PROGRAM ARGUMENT...)
function(aweigh_tool_target name package program)
  set(look "command -v ${program} >/dev/null || (echo '${program} is missing: apt-get install ${package}' >&2 && exit 69)")
  add_custom_target(${name} COMMAND sh -c ${look} COMMAND ${program} ${ARGN} VERBATIM)
endfunction()

aweigh_tool_target(format clang-format-19 clang-format-19 -i ${aweigh_own_sources})
aweigh_tool_target(check-format clang-format-19 clang-format-19 --dry-run --Werror ${aweigh_own_sources})
aweigh_tool_target(lint clang-tidy-19 run-clang-tidy-19 -quiet -p ${CMAKE_BINARY_DIR} ${aweigh_own_units})

if(TARGET aweigh_unit_tests)
  add_custom_target(check
    COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure
    DEPENDS check-format lint aweigh_unit_tests)
endif()

# format: rewrites the sources as .clang-format says; check-format: fails where that would change one.
# lint: clang-tidy, every finding an error. check: both, and the unit tests.

file(GLOB_RECURSE aweigh_own_sources CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/src/*.cpp ${PROJECT_SOURCE_DIR}/src/*.h
  ${PROJECT_SOURCE_DIR}/probes/*.cpp ${PROJECT_SOURCE_DIR}/probes/*.h
  ${PROJECT_SOURCE_DIR}/cmake/*.cpp ${PROJECT_SOURCE_DIR}/tests/unit/*.cpp ${PROJECT_SOURCE_DIR}/tests/unit/*.h)
set(aweigh_own_units ${aweigh_own_sources})
list(FILTER aweigh_own_units INCLUDE REGEX "/(src|probes)/.*\\.cpp$")

find_program(AWEIGH_CLANG_FORMAT NAMES clang-format-19 clang-format)
find_program(AWEIGH_RUN_CLANG_TIDY NAMES run-clang-tidy-19 run-clang-tidy)

if(AWEIGH_CLANG_FORMAT)
  add_custom_target(format COMMAND ${AWEIGH_CLANG_FORMAT} -i ${aweigh_own_sources} VERBATIM)
  add_custom_target(check-format
    COMMAND ${AWEIGH_CLANG_FORMAT} --dry-run --Werror ${aweigh_own_sources} VERBATIM)
endif()
if(AWEIGH_RUN_CLANG_TIDY)
  add_custom_target(lint
    COMMAND ${AWEIGH_RUN_CLANG_TIDY} -quiet -p ${CMAKE_BINARY_DIR} ${aweigh_own_units} VERBATIM)
endif()
if(TARGET lint AND TARGET check-format AND TARGET aweigh_unit_tests)
  add_custom_target(check
    COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure
    DEPENDS check-format lint aweigh_unit_tests)
endif()

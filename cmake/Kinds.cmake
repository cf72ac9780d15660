# Which kinds of targets the program has. The rows of the others, and so the code that they name, are
# not in it: all is compiled, but the linker takes what something refers to.
set(AWEIGH_KINDS "" CACHE STRING "The kinds of targets to build, as in tcp;postgres;redis; empty: all")

set(registry ${PROJECT_SOURCE_DIR}/probes/registry.cpp)
file(STRINGS ${registry} known REGEX "\\.scheme = \"")
list(TRANSFORM known REPLACE ".*\\.scheme = \"([^\"]+)\".*" "\\1")
foreach(kind IN LISTS AWEIGH_KINDS)
  if(NOT kind IN_LIST known)
    list(JOIN known ", " known)
    message(FATAL_ERROR "AWEIGH_KINDS names ${kind}, which is no kind of target; there are ${known}")
  endif()
endforeach()
list(JOIN AWEIGH_KINDS " " kinds)
set_source_files_properties(${registry} PROPERTIES COMPILE_DEFINITIONS AWEIGH_KINDS="${kinds}")

# Writes OUTPUT, the source file with the commit that the program is made of, unless it is there and says the same:
#
#   cmake -D SOURCE=DIRECTORY -D OUTPUT=FILE [-D COMMIT=HEX] -P commit.cmake
#
# COMMIT, and AWEIGH_COMMIT of the environment, are for where there is no .git: tarballs, docker build.
set(made_of CMakeLists.txt CMakePresets.json cmake probes src)

# Looks also into the checkout of another user, as root does, and keeps out of the way of the user's own git.
function(ask_git output)
  execute_process(COMMAND git --no-optional-locks -c safe.directory=* ${ARGN} WORKING_DIRECTORY ${SOURCE}
                  OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  set(${output} "${answer}" PARENT_SCOPE)
endfunction()

set(commit "${COMMIT}")
if(commit STREQUAL "")
  set(commit "$ENV{AWEIGH_COMMIT}")
endif()
string(LENGTH "${commit}" digits)
if(digits GREATER 0 AND (digits LESS 12 OR NOT commit MATCHES "^[0-9a-f]+$"))
  message(FATAL_ERROR "cannot take ${commit} as AWEIGH_COMMIT: give what `git rev-parse HEAD` prints")
endif()

if(digits EQUAL 0 AND EXISTS ${SOURCE}/.git) # not a repository around it
  ask_git(commit rev-parse --verify HEAD)
  ask_git(changes status --porcelain -- ${made_of})
endif()
if(commit STREQUAL "")
  set(commit unknown)
else()
  string(SUBSTRING ${commit} 0 12 commit)
  if(changes)
    string(APPEND commit -dirty)
  endif()
endif()

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "version/commit.h"

namespace aweigh {

const char* commit() {
  return "@commit@";
}

}  // namespace aweigh
]])

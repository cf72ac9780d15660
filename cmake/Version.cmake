# What `aweigh version` tells and no header knows.

# The commit is looked up at each build; the file is touched only when it is another one.
set(AWEIGH_COMMIT "" CACHE STRING "The commit the sources are of; empty: that of .git, or AWEIGH_COMMIT of the environment")
set(aweigh_commit ${PROJECT_BINARY_DIR}/commit.cpp)
add_custom_target(aweigh_commit BYPRODUCTS ${aweigh_commit} VERBATIM
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D OUTPUT=${aweigh_commit} -D COMMIT=${AWEIGH_COMMIT}
          -P ${CMAKE_CURRENT_LIST_DIR}/commit.cmake)

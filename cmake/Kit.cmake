# Sets AWEIGH_KIT to the directory of a kit, after building it if need be (toolchain/kit.sh says which there are).
function(aweigh_kit kind)
  execute_process(COMMAND ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/toolchain/kit.sh ${kind}
                  OUTPUT_VARIABLE kit OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(AWEIGH_KIT ${kit} PARENT_SCOPE)
endfunction()

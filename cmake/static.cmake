# Toolchain file of the presets "release" and "release-ARCH": one static binary against musl, for every Linux
# distribution and for none. The kit's compiler knows its target and where its libraries are.
include(${CMAKE_CURRENT_LIST_DIR}/Kit.cmake)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES AWEIGH_ARCH)
if(NOT AWEIGH_ARCH)
  set(AWEIGH_ARCH native)
endif()
aweigh_kit(${AWEIGH_ARCH})

set(CMAKE_SYSTEM_NAME Linux)
get_filename_component(CMAKE_SYSTEM_PROCESSOR ${AWEIGH_KIT} NAME)

# CMake asks for a compiler once in the life of a build directory, and kits come and go: the way to it stays the same.
set(tools ${AWEIGH_KIT}/bin)
get_property(trying GLOBAL PROPERTY IN_TRY_COMPILE)
if(NOT trying)
  file(CREATE_LINK ${AWEIGH_KIT} ${CMAKE_BINARY_DIR}/kit SYMBOLIC)
  set(tools ${CMAKE_BINARY_DIR}/kit/bin)
endif()
set(CMAKE_C_COMPILER ${tools}/clang)
set(CMAKE_CXX_COMPILER ${tools}/clang++)
set(CMAKE_AR ${tools}/ar)
set(CMAKE_RANLIB ${tools}/ranlib)

set(CMAKE_C_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "-g1 -ffunction-sections -fdata-sections")
# Not -static-pie: relocating it would dirty ten times the memory that PID 1 keeps for the life of the container.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--gc-sections -Wl,--icf=all")

# Our own code traps where it would read or write beyond a container of the standard library, or has written beyond an
# array on the stack: it parses, often as root, what strangers send. The kit's compiler says which mode its libc++ was
# built with; the mode may differ from file to file.
add_compile_options(
  $<$<COMPILE_LANGUAGE:CXX>:-U_LIBCPP_HARDENING_MODE> $<$<COMPILE_LANGUAGE:CXX>:-D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST>
  -fstack-protector-strong)

# What ships does not tell where it was built, nor under which preset. The last that fits a path counts.
add_compile_options(
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${CMAKE_BINARY_DIR}=.
  -ffile-prefix-map=${CMAKE_BINARY_DIR}/kit/= -ffile-prefix-map=${AWEIGH_KIT}/=)

# Toolchain file of the preset "release": one static binary against musl, for every Linux distribution and for none.
include(${CMAKE_CURRENT_LIST_DIR}/Kit.cmake)
aweigh_kit(static)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_HOST_SYSTEM_PROCESSOR})
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_C_COMPILER_TARGET ${CMAKE_SYSTEM_PROCESSOR}-linux-musl)
set(CMAKE_CXX_COMPILER_TARGET ${CMAKE_C_COMPILER_TARGET})
set(CMAKE_SYSROOT ${AWEIGH_KIT}/sysroot)

set(CMAKE_C_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "-stdlib=libc++ -ffunction-sections -fdata-sections")
# Not -static-pie: relocating it would dirty ten times the memory that PID 1 keeps for the life of the container.
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "-static -fuse-ld=lld -rtlib=compiler-rt --unwindlib=libunwind -Wl,--gc-sections -Wl,--icf=all")

# What ships does not tell where it was built.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${AWEIGH_KIT}/=)

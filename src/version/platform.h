#pragma once

#include <string_view>

namespace aweigh {

/// What this binary runs on, in the words of Go and of container images.
#if defined(__x86_64__)
inline constexpr std::string_view kPlatform = "linux/amd64";
#elif defined(__i386__)
inline constexpr std::string_view kPlatform = "linux/386";
#elif defined(__aarch64__)
inline constexpr std::string_view kPlatform = "linux/arm64";
#elif defined(__arm__) && __ARM_ARCH == 7
inline constexpr std::string_view kPlatform = "linux/arm/v7";
#elif defined(__riscv) && __riscv_xlen == 64
inline constexpr std::string_view kPlatform = "linux/riscv64";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
inline constexpr std::string_view kPlatform = "linux/ppc64le";
#elif defined(__s390x__)
inline constexpr std::string_view kPlatform = "linux/s390x";
#else
#error "say here what container images call this platform"
#endif

}  // namespace aweigh

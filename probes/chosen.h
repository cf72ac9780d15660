#pragma once

// Which kinds of targets a build has: cmake/Kinds.cmake writes AWEIGH_KINDS. For the table of
// probes/registry.cpp alone.

#include <array>
#include <string>
#include <string_view>

#include "target/target.h"

namespace aweigh {

/// Whether `names`, with a blank between two, has the scheme; an empty one has all.
consteval bool is_among(std::string_view names, std::string_view scheme) {
  const std::string list = " " + std::string(names) + " ";
  return names.empty() || list.find(" " + std::string(scheme) + " ") != std::string::npos;
}

/// Of a kind that is left out the names remain, to be told. Nothing refers to its code any more,
/// and the linker takes none of it.
template <std::size_t count>
consteval std::array<TargetKind, count> chosen(std::string_view names,
                                               std::array<TargetKind, count> kinds) {
  for (TargetKind& kind : kinds) {
    if (!is_among(names, kind.scheme)) {
      kind = {.scheme = kind.scheme,
              .aliases = kind.aliases,
              .example = {},
              .ready_when = {},
              .left_out = true};
    }
  }
  return kinds;
}

}  // namespace aweigh

#pragma once

#include <string>
#include <vector>

namespace aweigh {

struct Library {
  std::string name;
  std::string version;
};

/// What this binary is linked with, as the libraries say themselves; the libc comes last.
std::vector<Library> linked_libraries();

}  // namespace aweigh

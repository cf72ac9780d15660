#include "base/draft.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace aweigh {
namespace {

std::string beside(const std::string& name) {
  return name.substr(0, name.rfind('/') + 1) + ".aweigh.XXXXXX";  // npos + 1 is 0
}

}  // namespace

Draft::Draft(std::string name)
    : name_(std::move(name)),
      path_(beside(name_)),
      fd_(::mkostemp(path_.data(), O_CLOEXEC)),
      left_over_(fd_) {}

Draft::~Draft() {
  if (left_over_) {
    ::unlink(path_.c_str());
  }
}

bool Draft::take_name() {
  left_over_ = std::rename(path_.c_str(), name_.c_str()) != 0;
  return !left_over_;
}

}  // namespace aweigh

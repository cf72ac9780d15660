// Has the program count what it runs from its first instruction on: the resident supervisor never gets as far as the
// constructor that the compiler's runtime brings for that. And it leaves no variable to the service, as that one would.
#include <cstdlib>

extern "C" {
int __llvm_profile_runtime = 0;  // the name under which the linker would look for that constructor
void __llvm_profile_initialize_file();
}

namespace {

void start() {
  __llvm_profile_initialize_file();
  unsetenv("__LLVM_PROFILE_RT_INIT_ONCE");
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const before_all)() = start;

}  // namespace

// How a static variable of a function is initialised: without a lock. The program has one thread,
// and libc++'s own asks the kernel for its number each time: 12 system calls and three pages of a
// start. https://itanium-cxx-abi.github.io/cxx-abi/abi.html#once-ctor

#include <cstdint>

// NOLINTBEGIN(bugprone-reserved-identifier): the compiler's names for them
extern "C" {

int __cxa_guard_acquire(std::uint8_t* guard);
void __cxa_guard_release(std::uint8_t* guard);
void __cxa_guard_abort(std::uint8_t* guard);

/// 1: the caller is to initialise it. The compiler has looked at the first byte, too.
int __cxa_guard_acquire(std::uint8_t* guard) {
  return *guard == 0 ? 1 : 0;
}

void __cxa_guard_release(std::uint8_t* guard) {
  *guard = 1;
}

void __cxa_guard_abort(std::uint8_t* /*guard*/) {}
}
// NOLINTEND(bugprone-reserved-identifier)

// Where OpenSSL gets its memory from. Without memory it may wait for ever for a lock that it holds
// (ERR_new() below ERR_load_strings()), and if its random generator finds none at its first use, it
// has none for good. So the process ends there, as it does where our own code gets no memory.

#include <cstdlib>
#include <openssl/crypto.h>

#include "base/out_of_memory.h"
#include "net/tls_layer.h"

namespace aweigh {
namespace {

void* there(void* memory, std::size_t size) noexcept {
  if (memory == nullptr && size != 0) {
    end_out_of_memory();
  }
  return memory;
}

void* allocate(std::size_t size, const char*, int) noexcept {
  return there(std::malloc(size), size);
}

void* reallocate(void* memory, std::size_t size, const char*, int) noexcept {
  return there(std::realloc(memory, size), size);
}

void release(void* memory, const char*, int) noexcept {
  std::free(memory);
}

}  // namespace

void end_where_openssl_gets_no_memory() noexcept {
  CRYPTO_set_mem_functions(allocate, reallocate, release);
}

}  // namespace aweigh

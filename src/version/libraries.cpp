#include "version/libraries.h"

#include <CLI/Version.hpp>
#include <ares.h>
#include <asio/version.hpp>
#include <hiredis/hiredis.h>
#include <initializer_list>
#include <libpq-fe.h>
#include <llhttp.h>
#include <nghttp2/nghttp2ver.h>
#include <openssl/crypto.h>
#include <tl/expected.hpp>
#include <yyjson.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#else
extern "C" const char __libc_version[];  // NOLINT(bugprone-reserved-identifier): musl's own name
#endif

namespace aweigh {
namespace {

std::string dotted(std::initializer_list<int> parts) {
  std::string text;
  for (const int part : parts) {
    text += (text.empty() ? "" : ".") + std::to_string(part);
  }
  return text;
}

Library cxx_library() {
#ifdef _LIBCPP_VERSION
  return {"libc++",
          dotted({_LIBCPP_VERSION / 10000, _LIBCPP_VERSION / 100 % 100, _LIBCPP_VERSION % 100})};
#else
  return {"libstdc++", dotted({_GLIBCXX_RELEASE})};
#endif
}

Library libc() {
#ifdef __GLIBC__
  return {"glibc", gnu_get_libc_version()};
#else
  return {"musl", __libc_version};
#endif
}

}  // namespace

std::vector<Library> linked_libraries() {
  return {
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"libpq", dotted({PQlibVersion() / 10000, PQlibVersion() % 10000})},
      {"hiredis", dotted({HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH})},
      {"c-ares", ares_version(nullptr)},
      {"llhttp", dotted({LLHTTP_VERSION_MAJOR, LLHTTP_VERSION_MINOR, LLHTTP_VERSION_PATCH})},
      {"nghttp2", NGHTTP2_VERSION},
      {"yyjson", YYJSON_VERSION_STRING},
      {"Asio", dotted({ASIO_VERSION / 100000, ASIO_VERSION / 100 % 1000, ASIO_VERSION % 100})},
      {"CLI11", CLI11_VERSION},
      {"expected",
       dotted({TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR, TL_EXPECTED_VERSION_PATCH})},
      cxx_library(),
      libc(),
  };
}

}  // namespace aweigh

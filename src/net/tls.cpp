#include "net/tls.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/variable.h"

namespace aweigh {
namespace {

/// Where distributions put the bundle of their package ca-certificates.
constexpr std::array kBundles = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 7 and newer
    "/etc/pki/tls/cacert.pem",                            // OpenELEC
    "/etc/ssl/cert.pem",                                  // OpenSSL's own default; Alpine
};

/// `name` is the option or the variable that names the file.
Result<void> check_readable(const std::string& name, const std::string& file) {
  if (!file.empty() && !Fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))) {
    return fail(ExitCode::usage, "cannot read " + name + "=" + file + ": " + std::strerror(errno));
  }
  return {};
}

}  // namespace

std::string find_ca_bundle() {
  if (std::string named = environment_variable("SSL_CERT_FILE"); !named.empty()) {
    return named;
  }
  const auto* found = std::ranges::find_if(
      kBundles, [](const char* bundle) { return ::access(bundle, R_OK) == 0; });
  return found == kBundles.end() ? "" : *found;
}

std::string find_ca_directory() {
  return environment_variable("SSL_CERT_DIR");
}

Result<void> check_tls_files(const TlsSettings& settings) {
  auto checked = check_readable("ca", settings.ca_file)
                     .and_then([&] { return check_readable("cert", settings.cert_file); })
                     .and_then([&] { return check_readable("key", settings.key_file); });
  if (!checked || settings.insecure || !settings.ca_file.empty()) {
    return checked;
  }
  const std::string bundle = find_ca_bundle();
  if (bundle.empty() && find_ca_directory().empty()) {
    return fail(ExitCode::usage,
                "there are no certificate authorities here: COPY "
                "/etc/ssl/certs/ca-certificates.crt into the image, or use #ca=FILE or #insecure");
  }
  return check_readable("SSL_CERT_FILE", bundle);
}

}  // namespace aweigh

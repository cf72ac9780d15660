#include "net/tls_settings.h"

#include <algorithm>

#include "target/fragment.h"

namespace aweigh {

Result<TlsSettings> read_tls_settings(const Target& target) {
  const auto text = [&](std::string_view name) {
    const std::string* value = target.option(name);
    return value == nullptr ? std::string() : *value;
  };
  TlsSettings settings{.ca_file = text("ca"),
                       .cert_file = text("cert"),
                       .key_file = text("key"),
                       .server_name = text("servername"),
                       .insecure = target.option("insecure") != nullptr};
  if (settings.cert_file.empty() && !settings.key_file.empty()) {
    return fail(ExitCode::usage, "its option key needs the certificate: cert=FILE");
  }
  return check_tls_files(settings).map([&] { return std::move(settings); });
}

bool names_tls_option(const Target& target) {
  return std::ranges::any_of(tls_options(), [&](const TargetOption& option) {
    return target.option(option.name) != nullptr;
  });
}

}  // namespace aweigh

#include <array>

#include "target/target.h"

namespace aweigh {
namespace {

constexpr std::array kTlsOptions = {
    TargetOption{"ca", "FILE", "the certificate authorities to trust, instead of the image's own"},
    TargetOption{"cert", "FILE", "our own certificate"},
    TargetOption{"key", "FILE", "its key, if that is not in the same file"},
    TargetOption{"servername", "NAME",
                 "the name that the certificate must have, instead of the host's"},
    TargetOption{"insecure", "", "the certificate is not verified"},
};

}  // namespace

std::span<const TargetOption> tls_options() {
  return kTlsOptions;
}

}  // namespace aweigh

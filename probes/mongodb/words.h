#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "target/target.h"

namespace aweigh::mongodb {

/// What the query of a URL says that matters here. The words are those of MongoDB's "Connection
/// String Options" (specifications/source/uri-options); case does not count.
struct Words {
  std::string replica_set;
  std::string auth_source;  ///< empty: it is not said
  std::optional<bool> tls;
  std::string ca_file;
  std::string certificate_file;  ///< with its key
  bool insecure = false;
};

/// The error is a cause: a word that is unknown, or that asks for what cannot be given.
Result<Words> read_words(const Target& target);

}  // namespace aweigh::mongodb

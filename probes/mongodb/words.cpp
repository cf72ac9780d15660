// What drivers of MongoDB write behind the ? of a URL. What asks for TLS, for verification or for
// another login is never ignored.

#include "probes/mongodb/words.h"

#include <algorithm>
#include <array>

#include "text/case.h"
#include "text/nearest.h"

namespace aweigh::mongodb {
namespace {

using Taken = Result<void>;

tl::unexpected<Error> refuse(const std::string& cause) {
  return fail(ExitCode::usage, cause);
}

Result<bool> read_flag(std::string_view name, const std::string& value) {
  if (value == "true" || value == "false") {
    return value == "true";
  }
  return refuse(std::string(name) + " is true or false");
}

template <std::string Words::* field>
Taken take_text(Words& words, std::string_view, const std::string& value) {
  words.*field = value;
  return {};
}

Taken take_tls(Words& words, std::string_view name, const std::string& value) {
  return read_flag(name, value).and_then([&](bool wanted) -> Taken {
    if (words.tls && *words.tls != wanted) {
      return refuse("tls and ssl say different things");
    }
    words.tls = wanted;
    return {};
  });
}

Taken take_insecure(Words& words, std::string_view name, const std::string& value) {
  return read_flag(name, value).map([&](bool wanted) {
    words.insecure = words.insecure || wanted;
  });
}

Taken take_any_name(Words&, std::string_view name, const std::string& value) {
  return read_flag(name, value).and_then([&](bool wanted) -> Taken {
    return wanted ? Taken(refuse(std::string(name) + " cannot be done: say #servername=NAME"))
                  : Taken();
  });
}

Taken take_mechanism(Words&, std::string_view, const std::string& value) {
  return value == "SCRAM-SHA-256" || value == "DEFAULT"
             ? Taken()
             : Taken(refuse("of the values of authMechanism only SCRAM-SHA-256 is known"));
}

Taken take_balanced(Words&, std::string_view name, const std::string& value) {
  return read_flag(name, value).and_then([&](bool wanted) -> Taken {
    return wanted ? Taken(refuse(std::string(name) + " is not known")) : Taken();
  });
}

struct Word {
  std::string_view name;
  Taken (*take)(Words&, std::string_view name, const std::string& value);
};
constexpr std::array kWords = {
    Word{"replicaSet", take_text<&Words::replica_set>},
    Word{"authSource", take_text<&Words::auth_source>},
    Word{"authMechanism", take_mechanism},
    Word{"tls", take_tls},
    Word{"ssl", take_tls},
    Word{"tlsCAFile", take_text<&Words::ca_file>},
    Word{"tlsCertificateKeyFile", take_text<&Words::certificate_file>},
    Word{"tlsInsecure", take_insecure},
    Word{"tlsAllowInvalidCertificates", take_insecure},
    Word{"tlsAllowInvalidHostnames", take_any_name},
    Word{"loadBalanced", take_balanced},
};

/// They say how the service works with the servers, or for how long it waits. `directConnection`
/// is what we do with each host anyway.
constexpr std::array<std::string_view, 31> kIgnored = {"appName",
                                                       "compressors",
                                                       "connectTimeoutMS",
                                                       "directConnection",
                                                       "heartbeatFrequencyMS",
                                                       "journal",
                                                       "localThresholdMS",
                                                       "maxConnecting",
                                                       "maxIdleTimeMS",
                                                       "maxLifeTimeMS",
                                                       "maxPoolSize",
                                                       "maxStalenessSeconds",
                                                       "minPoolSize",
                                                       "readConcernLevel",
                                                       "readPreference",
                                                       "readPreferenceTags",
                                                       "retryReads",
                                                       "retryWrites",
                                                       "serverMonitoringMode",
                                                       "serverSelectionTimeoutMS",
                                                       "serverSelectionTryOnce",
                                                       "socketTimeoutMS",
                                                       "timeoutMS",
                                                       "tlsDisableCertificateRevocationCheck",
                                                       "tlsDisableOCSPEndpointCheck",
                                                       "uuidRepresentation",
                                                       "w",
                                                       "waitQueueMultiple",
                                                       "waitQueueTimeoutMS",
                                                       "wTimeoutMS",
                                                       "zlibCompressionLevel"};

/// The word itself may be a part of a password with a ? in it.
std::string unknown(std::string_view name) {
  Nearest nearest(name);
  for (const Word& word : kWords) {
    nearest.offer(word.name);
  }
  for (const std::string_view word : kIgnored) {
    nearest.offer(word);
  }
  return "its query has a word that is none of MongoDB's" +
         (nearest.found().empty() ? "" : "; did you mean " + std::string(nearest.found()) + "=?");
}

}  // namespace

Result<Words> read_words(const Target& target) {
  Words words;
  for (const Parameter& parameter : target.query) {
    const auto is_called = [&](std::string_view name) {
      return same_in_any_case(parameter.name, name);
    };
    const auto* word = std::ranges::find_if(kWords, is_called, &Word::name);
    if (word != kWords.end()) {
      if (auto taken = word->take(words, word->name, parameter.value.reveal()); !taken) {
        return error_of(taken);
      }
    } else if (std::ranges::none_of(kIgnored, is_called)) {
      return refuse(unknown(parameter.name));
    }
  }
  return words;
}

}  // namespace aweigh::mongodb

// From a target to what is asked: its query, its options, and what they say together.

#include "probes/mongodb/question.h"

#include <algorithm>
#include <array>

#include "net/tls_settings.h"
#include "probes/mongodb/words.h"

namespace aweigh::mongodb {
namespace {

constexpr std::string_view kAdmin = "admin";

Result<Wanted> read_wanted(const Target& target, const Words& words) {
  const std::string* role = target.option("role");
  if (role != nullptr && *role != "primary" && *role != "secondary") {
    return fail(ExitCode::usage, "role= is primary or secondary");
  }
  const bool secondary = role != nullptr && *role == "secondary";
  return Wanted{secondary ? Role::secondary : Role::primary, words.replica_set};
}

Result<std::optional<Login>> read_login(const Target& target, const Words& words) {
  if (target.user.has_value() != !target.password.empty()) {
    return fail(ExitCode::usage, "a user needs a password, and the reverse");
  }
  if (words.auth_source == "$external") {
    return fail(ExitCode::usage, "of the ways to log in only SCRAM-SHA-256 is known");
  }
  if (!target.user) {
    return std::nullopt;
  }
  std::string source = words.auth_source.empty() ? target.path.reveal() : words.auth_source;
  if (source.empty()) {
    source = kAdmin;
  }
  return Login{*target.user, target.password, std::move(source)};
}

/// TLS is spoken where the query or an option of TLS asks for it. The target's options come before
/// the query's words.
Result<std::optional<TlsSettings>> read_tls(const Target& target, const Words& words) {
  constexpr std::array kOptions = {"ca", "cert", "key", "servername", "insecure"};
  const bool by_option = std::ranges::any_of(
      kOptions, [&](const char* name) { return target.option(name) != nullptr; });
  const bool by_file = !words.ca_file.empty() || !words.certificate_file.empty();
  if (!words.tls.value_or(by_option || by_file || words.insecure)) {
    if (by_option) {
      return fail(ExitCode::usage, "its query turns TLS off, and its options ask for it");
    }
    return std::nullopt;
  }
  Target filled = target;
  const auto fill = [&](const char* option, const std::string& value) {
    if (!value.empty() && target.option(option) == nullptr) {
      filled.options.push_back({option, Secret(value)});
    }
  };
  fill("ca", words.ca_file);
  fill("cert", words.certificate_file);
  fill("insecure", words.insecure ? "true" : "");
  return read_tls_settings(filled).map(
      [](TlsSettings settings) { return std::optional(std::move(settings)); });
}

}  // namespace

Result<Question> read_question(const Target& target) {
  const auto words = read_words(target);
  if (!words) {
    return error_of(words);
  }
  auto wanted = read_wanted(target, *words);
  if (!wanted) {
    return error_of(wanted);
  }
  auto login = read_login(target, *words);
  if (!login) {
    return error_of(login);
  }
  auto tls = read_tls(target, *words);
  if (!tls) {
    return error_of(tls);
  }
  const std::string& database = target.path.reveal();
  return Question{.hosts = target.hosts,
                  .tls = *std::move(tls),
                  .wanted = *std::move(wanted),
                  .login = *std::move(login),
                  .database = database.empty() ? std::string(kAdmin) : database};
}

}  // namespace aweigh::mongodb

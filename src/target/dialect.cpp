// Reads what ORMs and drivers write in a PostgreSQL DSN; parse_target() calls it before libpq's own
// keywords are read.

#include "target/dialect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "target/dsn_words.h"
#include "text/case.h"
#include "text/nearest.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh {
namespace {

using Rank = DsnWord::Rank;

/// How strict a mode of TLS is. One that is unknown is the strictest: libpq refuses it then.
std::size_t strictness(std::string_view mode) {
  constexpr std::array<std::string_view, 6> kModes = {"disable", "allow",     "prefer",
                                                      "require", "verify-ca", "verify-full"};
  return static_cast<std::size_t>(std::ranges::find(kModes, mode) - kModes.begin());
}

/// The mode of TLS that several words agree on.
class TlsMode {
 public:
  void add(Rank rank, const std::string& mode) {
    std::optional<std::string>& of_rank = by_rank_[static_cast<std::size_t>(rank)];
    of_rank = of_rank ? stricter(*of_rank, mode) : mode;
  }

  /// nullopt: no word says it.
  [[nodiscard]] Result<std::optional<std::string>> settled() const {
    const auto& [says, yields, lifts] = by_rank_;
    if (!says) {
      return yields && lifts ? stricter(*yields, *lifts) : yields ? yields : lifts;
    }
    for (const auto& asks : {yields, lifts}) {
      if (asks && strictness(*asks) >= kRequired && strictness(*says) < kRequired) {
        return fail(ExitCode::usage,
                    "its ssl or sslaccept asks for TLS, and its sslmode does not: leave one out");
      }
    }
    return lifts ? stricter(*says, *lifts) : says;
  }

 private:
  static constexpr std::size_t kRequired = 3;  // the place of require in strictness()

  static std::string stricter(const std::string& one, const std::string& other) {
    return strictness(one) < strictness(other) ? other : one;
  }

  std::array<std::optional<std::string>, 3> by_rank_;
};

bool is_of(DsnWord::Takes takes, std::string_view value) {
  constexpr std::array<std::string_view, 12> kFlags = {"1", "t", "T", "TRUE",  "true",  "True",
                                                       "0", "f", "F", "FALSE", "false", "False"};
  switch (takes) {
    case DsnWord::Takes::any:
      return true;
    case DsnWord::Takes::flag:
      return std::ranges::find(kFlags, value) != kFlags.end();
    case DsnWord::Takes::number:
      return parse_whole<int>(value).has_value();
    case DsnWord::Takes::milliseconds:
      return parse_whole<int>(value, 0).has_value();
  }
  return false;
}

const char* expected(DsnWord::Takes takes) {
  switch (takes) {
    case DsnWord::Takes::any:
      return "";
    case DsnWord::Takes::flag:
      return " is true or false";
    case DsnWord::Takes::number:
      return " is a whole number";
    case DsnWord::Takes::milliseconds:
      return " is a whole number of milliseconds, as in 300";
  }
  return "";
}

/// A list of one schema: search_path would take a comma or a capital letter for its own.
std::string quoted_schema(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

tl::unexpected<Error> unknown_golang_migrate(std::string_view name) {
  Nearest nearest(name);
  std::string known;
  for (const DsnWord& row : golang_migrate_words()) {
    nearest.offer(row.words);
    known += (known.empty() ? "" : ", ") + std::string(row.words);
  }
  const std::string meant(nearest.found());
  return fail(ExitCode::usage,
              "its query has a word with x- that golang-migrate does not know" +
                  (meant.empty() ? "; known are " + known : ", did you mean " + meant + "?"));
}

/// Goes through one query.
class Translation {
 public:
  explicit Translation(Target& target) : target_(target) {}

  Result<void> run() {
    for (Parameter& parameter : std::exchange(target_.query, {})) {
      if (auto taken = take(std::move(parameter)); !taken) {
        return taken;
      }
    }
    return tls_.settled().map([this](std::optional<std::string> mode) {
      if (mode) {
        target_.query.push_back({"sslmode", Secret(std::move(*mode))});
      }
      if (accepts_) {
        name_authorities();
      }
    });
  }

 private:
  Result<void> take(Parameter parameter) {
    if (const auto setting = setting_of_rails(parameter.name); !setting.empty()) {
      parameter.name = std::string(setting);
      target_.query.push_back(std::move(parameter));
      return {};
    }
    const DsnWord* row = find_dsn_word(parameter.name);
    if (row == nullptr && parameter.name.starts_with("x-")) {
      return unknown_golang_migrate(parameter.name);
    }
    if (row == nullptr) {
      target_.query.push_back(std::move(parameter));
      return {};
    }
    return take_known(*row, std::move(parameter));
  }

  Result<void> take_known(const DsnWord& row, Parameter parameter) {
    std::string value = parameter.value.reveal();
    const auto known = std::ranges::find_if(
        row.values, [&](const DsnValue& each) { return same_in_any_case(each.theirs, value); });
    if (known != row.values.end()) {
      value = known->ours;
    } else if (!row.refused.empty()) {
      return fail(ExitCode::usage, "its " + parameter.name + ": " + std::string(row.refused));
    } else if (!value.empty() && !is_of(row.takes, value)) {
      return fail(ExitCode::usage, "its " + parameter.name + expected(row.takes));
    }
    accepts_ = accepts_ || row.rank == Rank::lifts;
    if (row.becomes.empty()) {
      target_.ignored.push_back(std::move(parameter.name));
    } else if (row.becomes != "sslmode") {
      put(row, value);
    } else if (!value.empty()) {
      tls_.add(row.rank, value);
    }
    return {};
  }

  void put(const DsnWord& row, const std::string& value) {
    const bool one_schema = row.words == "schema" && !value.empty();
    target_.query.push_back(
        {std::string(row.becomes), Secret(one_schema ? quoted_schema(value) : value)});
  }

  /// Beside sslaccept, Prisma's own, sslcert is the server's authority, and not our certificate.
  void name_authorities() {
    for (Parameter& parameter : target_.query) {
      if (parameter.name == "sslcert") {
        parameter.name = "sslrootcert";
      }
    }
  }

  Target& target_;
  TlsMode tls_;
  bool accepts_ = false;
};

}  // namespace

Result<void> translate_dialects(Target& target) {
  return Translation(target).run();
}

std::string url_of_java(std::string_view text) {
  const auto [java, url] = cut(text, ':');
  if (!same_in_any_case(java, "jdbc")) {
    return "";
  }
  const auto [body, query] = cut(url, '?');
  std::string read(body);
  if (const auto [scheme, name] = cut(body, ':');
      !name.starts_with("//") || name.starts_with("///")) {
    const auto database = name.find_first_not_of('/');
    read = std::string(scheme) + "://localhost/" +
           std::string(name.substr(std::min(database, name.size())));
  }
  read += query.empty() ? "" : "?";
  const std::string_view options = query.substr(std::min(query.find('#'), query.size()));
  for (const char c : query.substr(0, query.size() - options.size())) {
    read += c == '+' ? "%20" : std::string(1, c);
  }
  return read + std::string(options);
}

bool is_dotnet(std::string_view text) {
  const auto pieces = split(text, ';');
  // A DSN of libpq has its blanks between two pairs, and a ; in a password at most.
  const bool one_pair = cut(pieces.front(), '=').second.find_first_of(" '") == std::string::npos;
  return pieces.size() > 1 && one_pair && std::ranges::any_of(pieces, [](std::string_view piece) {
           const auto name = cut(piece, '=').first;
           return same_in_any_case(name, "host") || same_in_any_case(name, "server");
         });
}

}  // namespace aweigh

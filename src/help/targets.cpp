#include "help/targets.h"

#include <algorithm>

#include "help/tables.h"
#include "target/dsn_words.h"
#include "target/fragment.h"
#include "text/page.h"
#include "text/split.h"

namespace aweigh {
namespace {

constexpr std::size_t kMeaning = 28;  // the column of it

std::string describe(std::span<const TargetOption> options) {
  std::string text;
  for (const TargetOption& option : options) {
    const std::string value = option.value.empty() ? "" : "=" + std::string(option.value);
    text += two_columns(std::string(option.name) + value, kMeaning, option.meaning);
  }
  return text;
}

std::string listed(std::string_view words) {
  std::string text;
  for (const std::string_view word : split(words, ' ')) {
    text += (text.empty() ? "" : ", ") + std::string(word);
  }
  return text;
}

/// What the words in its query are that are neither libpq's nor the server's.
std::string describe_dsn() {
  std::string text = "words of ORMs and drivers in its query, behind the ?:\n";
  for (const DsnWord& row : dsn_words()) {
    if (const std::string is = describe(row); is != kIgnored) {
      text += two_columns(listed(row.words) + " (" + std::string(row.of) + ")", kMeaning, is);
    }
  }
  text += two_columns("variables[NAME] (Rails)", kMeaning, "the setting NAME");
  text += "\nignored there:\n";
  for (const DsnWord& row : dsn_words()) {
    if (describe(row) == kIgnored) {
      text += two_columns("of " + std::string(row.of), kMeaning, listed(row.words));
    }
  }
  text += "\nwords of golang-migrate there:\n";
  for (const DsnWord& row : golang_migrate_words()) {
    text += two_columns(row.words, kMeaning, describe(row));
  }
  return text;
}

/// What else its targets may begin with, and where they are if they do not say.
std::string also(const TargetKind& kind) {
  std::string text;
  std::string others;
  for (const std::string_view alias : kind.aliases) {
    others += (others.empty() ? "" : ", ") + std::string(alias) + ":";
  }
  if (!others.empty()) {
    text += paragraph("also written " + others);
  }
  if (kind.default_port != 0) {
    text += "port, where none is given: " + std::to_string(kind.default_port) + "\n";
  }
  return text;
}

}  // namespace

std::string describe_targets(const Vocabulary& vocabulary) {
  std::string text =
      "A target is one of these, or SCHEME://… as below (help SCHEME: more on it):\n\n";
  for (const HelpRow& row : spellings_of_targets()) {
    text += two_columns(row.term, kMeaning, row.meaning);
  }
  text += "\noptions of all kinds:\n" + describe(general_options());
  text += "\nof the kinds that speak TLS besides:\n" + describe(tls_options());
  for (const TargetKind& kind : kinds_here(vocabulary)) {
    text += "\n" + std::string(kind.example) + (kind.tls ? "   (TLS)" : "") + "\n    " +
            std::string(kind.ready_when) + "\n" + describe(kind.options);
  }
  return text;
}

std::string describe_kind(const TargetKind& kind) {
  std::string text = paragraph("Ready when " + std::string(kind.ready_when) + ".") + "\n";
  text += "  aweigh wait '" + std::string(kind.example) + "'\n\n" + also(kind);
  if (!kind.options.empty()) {
    text += "its options, behind a # and joined by &:\n" + describe(kind.options) + "\n";
  }
  if (kind.tls) {
    text += "options of TLS:\n" + describe(tls_options()) + "\n";
  }
  text += "options of all kinds:\n" + describe(general_options());
  return kind.shape == Shape::libpq ? text + "\n" + describe_dsn() : text;
}

const TargetKind* find_kind(const Vocabulary& vocabulary, std::string_view name) {
  auto kinds = kinds_here(vocabulary);
  const auto found =
      std::ranges::find_if(kinds, [name](const TargetKind& kind) { return kind.is_called(name); });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace aweigh

#include "target/key_value.h"

#include <algorithm>

namespace aweigh {
namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";

/// Reads one `key = value` of a DSN per call.
class KeyValueReader {
 public:
  KeyValueReader(const MarkedText& marked, std::string_view piece) : marked_(marked), text_(piece) {
    skip_space();
  }

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool at_hash() const { return !at_end() && text_[at_] == '#'; }
  [[nodiscard]] std::size_t at() const { return at_; }

  Result<Parameter> next() {
    Parameter parameter;
    const auto end = text_.find_first_of("= \t\r\n\f\v", at_);
    parameter.name = text_.substr(at_, end - at_);
    at_ = end == std::string_view::npos ? text_.size() : end;
    skip_space();
    if (at_end() || text_[at_] != '=') {
      return fail(ExitCode::usage,
                  "a keyword lacks its = (write key=value key=value, and quote a "
                  "value with spaces: password='two words')");
    }
    ++at_;
    skip_space();
    auto value = !at_end() && text_[at_] == '\'' ? quoted() : bare();
    skip_space();
    return value.map([&](const std::string& read) {
      parameter.value = Secret(marked_.fill(read));
      return parameter;
    });
  }

 private:
  void skip_space() {
    const auto next = text_.find_first_not_of(kSpace, at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }

  Result<std::string> bare() {
    std::string value;
    while (!at_end() && kSpace.find(text_[at_]) == std::string_view::npos) {
      append_maybe_escaped(value);
    }
    return value;
  }

  Result<std::string> quoted() {
    std::string value;
    for (++at_; !at_end() && text_[at_] != '\'';) {
      append_maybe_escaped(value);
    }
    if (at_end()) {
      return fail(ExitCode::usage, "a quoted value lacks its closing quote");
    }
    ++at_;
    return value;
  }

  void append_maybe_escaped(std::string& value) {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      ++at_;
    }
    value += text_[at_++];
  }

  const MarkedText& marked_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

CutText cut_key_value(const MarkedText& text, std::string_view piece) {
  KeyValueReader reader(text, piece);
  while (!reader.at_end() && !reader.at_hash()) {
    if (!reader.next()) {
      return {piece, {}};  // parse_key_value() says why
    }
  }
  return {piece.substr(0, reader.at()), piece.substr(std::min(reader.at() + 1, piece.size()))};
}

Result<std::vector<Parameter>> parse_key_value(const MarkedText& text, std::string_view piece) {
  std::vector<Parameter> parameters;
  for (KeyValueReader reader(text, piece); !reader.at_end();) {
    auto parameter = reader.next();
    if (!parameter) {
      return error_of(parameter);
    }
    parameters.push_back(std::move(*parameter));
  }
  return parameters;
}

}  // namespace aweigh

#include "probes/http/request.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "net/base64.h"
#include "text/case.h"

namespace aweigh::http {
namespace {

bool holds(const std::vector<Field>& fields, std::string_view name) {
  return std::ranges::any_of(
      fields, [&](const Field& field) { return same_in_any_case(field.name, name); });
}

/// RFC 7617: in UTF-8, as the target is.
Result<Field> basic_authentication(const Target& target) {
  const std::string user = target.user.value_or("");
  if (user.find(':') != std::string::npos) {
    return fail(ExitCode::usage, "the user of basic authentication cannot hold a colon");
  }
  return Field{"Authorization",
               Secret("Basic " + to_base64(user + ":" + target.password.reveal()))};
}

/// RFC 9110 §9.3: methods whose request is expected to have content; it may be empty.
bool has_content(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

/// What a body of that text is taken for: JSON, or a form's, as curl -d has it.
std::string_view type_of(std::string_view data) {
  return data.starts_with('{') || data.starts_with('[') ? "application/json"
                                                        : "application/x-www-form-urlencoded";
}

}  // namespace

Result<Request> Request::read(const Target& target) {
  Request request;
  if (const std::string* data = target.option("data")) {
    request.data_ = Secret(*data);
    request.method_ = "POST";
  }
  if (const std::string* method = target.option("method")) {
    if (!is_token(*method) ||
        std::ranges::any_of(*method, [](unsigned char c) { return std::islower(c) != 0; }) ||
        *method == "CONNECT") {
      return fail(ExitCode::usage, "its option method is a word in capitals: method=HEAD");
    }
    request.method_ = *method;
  }
  for (const Parameter& option : target.options) {
    if (option.name == "header") {
      auto field = parse_field(option.value.reveal());
      if (!field) {
        return fail(ExitCode::usage, "its option header: " + field.error().message);
      }
      request.given_.push_back(std::move(*field));
    }
  }
  if ((target.user || !target.password.empty()) && !holds(request.given_, "Authorization")) {
    auto field = basic_authentication(target);
    if (!field) {
      return error_of(field);
    }
    request.given_.push_back(std::move(*field));
  }
  return request;
}

std::string Request::text(const Address& to, bool trusted) const {
  const std::vector<Field> given = trusted ? given_ : std::vector<Field>();
  std::string text = method_ + " " + to.request + " HTTP/1.1\r\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    text += std::string(name) + ": " + std::string(value) + "\r\n";
  };
  const auto add_unless_given = [&](std::string_view name, std::string_view value) {
    if (!holds(given, name)) {
      add(name, value);
    }
  };
  add_unless_given("Host", authority(to));
  add_unless_given("User-Agent", "aweigh/" AWEIGH_VERSION);
  add_unless_given("Accept", "*/*");
  add_unless_given("Connection", "close");
  const std::string data = trusted ? data_.reveal() : "";
  if (!data.empty()) {
    add_unless_given("Content-Type", type_of(data));
  }
  if (!data.empty() || has_content(method_)) {
    add_unless_given("Content-Length", std::to_string(data.size()));
  }
  for (const Field& field : given) {
    add(field.name, field.value.reveal());
  }
  return text + "\r\n" + data;
}

void Request::redirect(int status) {
  const bool to_get =
      status == 303 ? method_ != "HEAD" : method_ == "POST" && (status == 301 || status == 302);
  if (to_get) {
    method_ = "GET";
    data_ = Secret();
  }
}

}  // namespace aweigh::http

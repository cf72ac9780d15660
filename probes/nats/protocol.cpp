#include "probes/nats/protocol.h"

#include <algorithm>
#include <yyjson.h>

#include "base/json.h"
#include "base/owned.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh::nats {
namespace {

using Document = Owned<yyjson_doc, yyjson_doc_free>;

Document parse(std::string_view json) {
  return Document(yyjson_read(json.data(), json.size(), YYJSON_READ_NOFLAG));
}

struct ErrorRow {
  std::string_view begins;
  Stage stage;
  const char* advice;
};

constexpr auto* kCheckLogin = "check user and password, or the token, of this target";
constexpr auto* kAskForRights =
    "jetstream needs the right to publish to $JS.API.INFO and to subscribe to _INBOX.>";

/// What waiting does not mend. All other errors do end: maximum connections exceeded, Server
/// Shutdown, Authorization Timeout of a busy server.
constexpr ErrorRow kRejections[] = {
    {"Authorization Violation", Stage::auth, kCheckLogin},
    {"User Authentication Expired", Stage::auth, kCheckLogin},
    {"User Authentication Revoked", Stage::auth, kCheckLogin},
    {"Account Authentication Expired", Stage::auth, kCheckLogin},
    {"Permissions Violation", Stage::query, kAskForRights},
    {"Secure Connection - TLS Required", Stage::tls, ""},
    {"attempted to connect to route port", Stage::query,
     "that is the port of the other servers of its cluster; give that of the clients"},
};

}  // namespace

std::optional<Info> parse_info(std::string_view line) {
  constexpr std::string_view kWord = "INFO ";
  if (!line.starts_with(kWord)) {
    return std::nullopt;
  }
  const Document document = parse(line.substr(kWord.size()));
  yyjson_val* fields = yyjson_doc_get_root(document.get());
  if (!yyjson_is_obj(fields)) {
    return std::nullopt;
  }
  const auto says = [&](const char* name) { return yyjson_get_bool(yyjson_obj_get(fields, name)); };
  return Info{.requires_tls = says("tls_required"),
              .offers_tls = says("tls_available"),
              .has_jetstream = says("jetstream")};
}

Secret connect_line(const Login& login) {
  const Json options;
  for (const char* unwanted : {"verbose", "pedantic"}) {
    options.add_flag(options.root(), unwanted, false);
  }
  for (const char* wanted : {"headers", "no_responders"}) {
    options.add_flag(options.root(), wanted, true);
  }
  options.add(options.root(), "name", std::string_view("aweigh"));
  options.add(options.root(), "lang", std::string_view("C++"));
  options.add(options.root(), "protocol", std::int64_t{1});
  if (login.user) {
    options.add(options.root(), "user", *login.user);
    options.add(options.root(), "pass", login.password.reveal());
  }
  if (!login.token.empty()) {
    options.add(options.root(), "auth_token", login.token.reveal());
  }
  return Secret("CONNECT " + options.text() + "\r\n");
}

Answer judge_error(std::string_view line, Stage stage) {
  std::string_view words = line.substr(line.find('\'') + 1);  // npos + 1 is 0
  words = words.substr(0, words.rfind('\''));
  const auto* row = std::ranges::find_if(
      kRejections, [&](const ErrorRow& each) { return words.starts_with(each.begins); });
  if (row == std::end(kRejections)) {
    return Answer::pending(stage, std::string(words)).by_server();
  }
  return Answer::rejected(row->stage, std::string(words), row->advice).by_server();
}

std::optional<MessageSize> parse_message_line(std::string_view line) {
  const auto words = split(line, ' ');
  const bool has_header = words.front() == "HMSG";
  if (words.size() < 4 || (words.front() != "MSG" && !has_header)) {
    return std::nullopt;
  }
  const auto total = parse_whole<std::size_t>(words.back());
  const auto header = has_header ? parse_whole<std::size_t>(words[words.size() - 2])
                                 : std::optional<std::size_t>(0);
  if (!total || !header || *header > *total) {
    return std::nullopt;
  }
  return MessageSize{*header, *total};
}

Answer judge_jetstream(std::string_view header, std::string_view body, const Info& info) {
  if (header.starts_with("NATS/1.0 503")) {
    Answer answer = Answer::pending(Stage::query, "JetStream does not answer (no responders)");
    if (!info.has_jetstream) {
      answer.advice = "this server was started without JetStream: give it -js, or `jetstream {}`";
    }
    return std::move(answer).by_server();
  }
  const Document document = parse(body);
  yyjson_val* fields = yyjson_doc_get_root(document.get());
  yyjson_val* error = yyjson_obj_get(fields, "error");
  if (yyjson_is_obj(fields) && error == nullptr) {
    return Answer::ready();
  }
  const char* description = yyjson_get_str(yyjson_obj_get(error, "description"));
  return Answer::pending(Stage::query,
                         description == nullptr ? "JetStream answers with an error" : description)
      .by_server();
}

}  // namespace aweigh::nats

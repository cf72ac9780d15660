// Reads one answer of an HTTP server, by llhttp.
// The probe feeds it with bytes as they come.

#include "probes/http/response.h"

#include <algorithm>

#include "text/lines.h"

namespace aweigh::http {
namespace {

constexpr std::size_t kHeaderLimit = 64 << 10;
constexpr int kFirstError = 500;         // of the server's own
constexpr std::size_t kFirstLine = 120;  // the most of it that is shown

}  // namespace

template <class Work>
int Response::guard(llhttp_t* parser, Work work) noexcept {
  constexpr int kStop = -1;
  int result = kStop;
  auto& response = *static_cast<Response*>(parser->data);
  response.kept_.run([&] { result = work(response); });
  return result;
}

template <int (Response::*part)()>
int Response::tell(llhttp_t* parser) noexcept {
  return guard(parser, [](Response& response) { return (response.*part)(); });
}

template <int (Response::*part)(std::string_view)>
int Response::give(llhttp_t* parser, const char* text, std::size_t size) noexcept {
  return guard(parser, [&](Response& response) { return (response.*part)({text, size}); });
}

const llhttp_settings_t& Response::callbacks() {
  static const llhttp_settings_t callbacks = [] {
    llhttp_settings_t set;
    llhttp_settings_init(&set);
    set.on_message_begin = tell<&Response::begin>;
    set.on_status = give<&Response::take_reason>;
    set.on_header_field = give<&Response::take_name>;
    set.on_header_value = give<&Response::take_value>;
    set.on_header_value_complete = tell<&Response::end_value>;
    set.on_headers_complete = tell<&Response::end_header>;
    set.on_body = give<&Response::take_body>;
    set.on_message_complete = tell<&Response::end>;
    return set;
  }();
  return callbacks;
}

Response::Response(bool to_head, std::size_t body_limit)
    : to_head_(to_head), body_limit_(body_limit) {
  llhttp_init(&parser_, HTTP_RESPONSE, &callbacks());
  llhttp_set_lenient_optional_cr_before_lf(&parser_, 1);  // as a shell script's echo ends its lines
  parser_.data = this;
}

bool Response::feed(std::string_view bytes) {
  if (has_ended_ || bytes.empty()) {
    return true;
  }
  received_ += bytes.size();
  const llhttp_errno_t error = llhttp_execute(&parser_, bytes.data(), bytes.size());
  kept_.rethrow();
  if (error != HPE_OK && !has_ended_) {
    has_ended_ = has_header_ &&
                 body_limit_ == 0;  // a bad body does not matter where only the header is wanted
    problem_ = std::string("the answer is not HTTP (") + llhttp_get_error_reason(&parser_) + ")";
    return has_ended_;
  }
  if (!has_header_ && received_ > kHeaderLimit) {
    problem_ = "the answer's header is longer than 64 kB";
    return false;
  }
  return true;
}

void Response::finish() {
  llhttp_finish(&parser_);
  kept_.rethrow();
}

bool Response::is_enough() const {
  return has_header_ && (body_limit_ == 0 || has_ended_ || is_cut());
}

std::string Response::status_line() const {
  return std::to_string(status()) + (reason_.empty() ? "" : " ") + reason_;
}

std::string Response::first_line() const {
  std::string_view rest = body_;
  const std::string_view line = take_line(rest).substr(0, kFirstLine);
  const bool is_page = line.find('<') != std::string_view::npos;
  return status() < kFirstError || is_page ? "" : std::string(line);
}

bool Response::is_interim() const {
  return status() / 100 == 1 && status() != HTTP_STATUS_SWITCHING_PROTOCOLS;
}

int Response::begin() {
  reason_.clear();
  header_.clear();
  return 0;
}

int Response::take_reason(std::string_view part) {
  reason_ += part;
  return 0;
}

int Response::take_name(std::string_view part) {
  if (has_header_) {
    return 0;  // a trailer, behind the body
  }
  if (!in_line_) {
    header_.emplace_back();
    in_line_ = true;
  }
  header_.back().name += part;
  return 0;
}

int Response::take_value(std::string_view part) {
  if (in_line_) {
    header_.back().value += part;
  }
  return 0;
}

int Response::end_value() {
  if (in_line_) {
    std::string& value = header_.back().value;
    value.resize(value.find_last_not_of(" \t") + 1);
  }
  in_line_ = false;
  return 0;
}

int Response::end_header() {
  constexpr int kNoBody = 1;
  has_header_ = !is_interim();
  return to_head_ ? kNoBody : 0;
}

int Response::take_body(std::string_view part) {
  body_size_ += part.size();
  const std::size_t limit = std::max(body_limit_, status() >= kFirstError ? kFirstLine : 0);
  body_ += part.substr(0, limit - std::min(limit, body_.size()));
  return 0;
}

int Response::end() {
  has_ended_ = has_header_;
  return has_ended_ ? HPE_PAUSED : HPE_OK;
}

}  // namespace aweigh::http

#pragma once

#include <cstddef>
#include <llhttp.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/kept_exception.h"

namespace aweigh::http {

/// One answer, read from bytes as they come (HTTP/1.1 or 1.0, RFC 9112); interim ones (1xx) are
/// passed over. Its size is bounded.
class Response {
 public:
  /// `to_head`: it answers a HEAD and has no body. `body_limit`: how much of the body is kept.
  Response(bool to_head, std::size_t body_limit);
  Response(const Response&) = delete;
  Response& operator=(const Response&) = delete;
  ~Response() = default;

  /// False: this is no HTTP, or too much of it; problem() says which.
  bool feed(std::string_view bytes);

  /// The connection has ended. That ends a body without a length.
  void finish();

  /// "the answer is not HTTP (Expected HTTP/)"
  [[nodiscard]] const std::string& problem() const { return problem_; }

  /// All that is to be kept has arrived.
  [[nodiscard]] bool is_enough() const;
  /// The answer has arrived to its very end.
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  /// The body is longer than the limit, and was cut.
  [[nodiscard]] bool is_cut() const { return body_size_ > body_limit_; }

  [[nodiscard]] int status() const { return parser_.status_code; }
  /// "503 Service Unavailable"
  [[nodiscard]] std::string status_line() const;
  struct Line {
    std::string name;
    std::string value;
  };
  [[nodiscard]] const std::vector<Line>& header() const { return header_; }
  [[nodiscard]] const std::string& body() const { return body_; }
  /// What an error of the server's says of itself: the first line of its body, as far as it has
  /// come;
  /// "" where that is a page for browsers. A body beyond `body_limit` is not waited for.
  [[nodiscard]] std::string first_line() const;

 private:
  static const llhttp_settings_t& callbacks();
  // What llhttp calls: a part of the answer begins or ends, or some of its text is there. No
  // exception may pass through llhttp.
  template <class Work>
  static int guard(llhttp_t* parser, Work work) noexcept;
  template <int (Response::*part)()>
  static int tell(llhttp_t* parser) noexcept;
  template <int (Response::*part)(std::string_view)>
  static int give(llhttp_t* parser, const char* text, std::size_t size) noexcept;
  int begin();
  int take_reason(std::string_view part);
  int take_name(std::string_view part);
  int take_value(std::string_view part);
  int end_value();
  int end_header();
  int take_body(std::string_view part);
  int end();
  [[nodiscard]] bool is_interim() const;

  llhttp_t parser_{};
  KeptException kept_;
  const bool to_head_;
  const std::size_t body_limit_;
  std::size_t received_ = 0;
  std::size_t body_size_ = 0;
  bool has_header_ = false;
  bool has_ended_ = false;
  bool in_line_ = false;  // of the header
  std::string reason_;
  std::vector<Line> header_;
  std::string body_;
  std::string problem_;
};

}  // namespace aweigh::http

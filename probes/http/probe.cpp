// http:// and https://: asks, follows redirects, and judges the answer.
// Request, Response and Expectation are its pure parts.

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>
#include <optional>

#include "net/connect.h"
#include "net/tls_settings.h"
#include "net/with_timeout.h"
#include "probes/http/expectation.h"
#include "probes/http/request.h"
#include "probes/http/response.h"
#include "probes/makers.h"
#include "text/case.h"

namespace aweigh::http {
namespace {

constexpr int kMostRedirects = 5;
constexpr std::size_t kBodyLimit = 1 << 20;

/// How long to stay for the end of an answer that has already told enough.
constexpr auto kFarewell = std::chrono::milliseconds(200);

/// Reads until `enough` of the answer is there. nullopt: it is.
asio::awaitable<std::optional<Answer>> read(Stream& stream, Response& response,
                                            bool (Response::*enough)() const) {
  std::array<char, 4096> bytes;
  while (!(response.*enough)()) {
    std::error_code error;
    const std::size_t count = co_await stream.read_some(asio::buffer(bytes), error);
    if (!response.feed({bytes.data(), count})) {
      co_return Answer::rejected(Stage::query, response.problem(),
                                 "is this the port of an HTTP server?");
    }
    if (error == asio::error::eof) {
      response.finish();
    }
    if (error && !(response.*enough)()) {
      co_return Answer::of(failure_of(error, Stage::query));
    }
  }
  co_return std::nullopt;
}

/// Reads to the end: a server that cannot send all of its answer logs a broken connection.
asio::awaitable<std::error_code> take_leave(Stream& stream, Response& response) {
  co_await read(stream, response, &Response::has_ended);
  co_return co_await stream.close();
}

/// The address that the answer redirects to (RFC 9110 §15.4); nullptr: it does not.
const std::string* location_of(const Response& response) {
  constexpr std::array kRedirects = {301, 302, 303, 307, 308};
  if (std::ranges::find(kRedirects, response.status()) == kRedirects.end()) {
    return nullptr;
  }
  const auto line = std::ranges::find_if(response.header(), [](const Response::Line& field) {
    return same_in_any_case(field.name, "Location");
  });
  return line == response.header().end() ? nullptr : &line->value;
}

/// "http://db:8080/login": a query may hold a secret.
std::string shown(const Address& address) {
  return origin(address) + address.request.substr(0, address.request.find('?'));
}

/// Ready when the answer is as the target's options want it.
class HttpProbe : public Probe {
 public:
  static Result<std::unique_ptr<Probe>> make(const Target& target);

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    Address address = first_;
    Request request = request_;
    for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
      Response response(request.method() == "HEAD", expectation_.wants_body() ? kBodyLimit : 0);
      auto failure = co_await exchange(address, request, response, attempt);
      const std::string* location = failure ? nullptr : redirection(response);
      if (location == nullptr) {
        Answer answer = failure ? std::move(*failure) : judge(response, address);
        if (redirects > 0) {
          answer.words = "redirected to " + shown(address) + ": " + answer.words;
        }
        co_return answer;
      }
      auto next = follow(address, *location);
      if (!next) {
        co_return Answer::pending(Stage::query,
                                  response.status_line() + ", but not to an address of HTTP");
      }
      address = std::move(*next);
      request.redirect(response.status());
    }
    co_return Answer::pending(Stage::query, "more than 5 redirects, one after the other");
  }

 private:
  HttpProbe(Address first, Request request, Expectation expectation)
      : first_(std::move(first)),
        request_(std::move(request)),
        expectation_(std::move(expectation)) {}

  /// Asks one server, and hangs up. nullopt: `response` has all that is to be judged.
  asio::awaitable<std::optional<Answer>> exchange(Address to, Request request, Response& response,
                                                  Attempt& attempt) {
    const bool trusted = may_confide(first_, to);
    auto stream = co_await connect(to, trusted, attempt);
    if (!stream) {
      co_return Answer::of(std::move(stream.error()));
    }
    if (to.tls) {
      TlsSettings settings = tls_;
      if (!trusted) {
        settings.cert_file.clear();
        settings.key_file.clear();
        settings.server_name.clear();
      }
      auto secured = co_await stream->start_tls(std::move(settings), to.where.host, attempt);
      if (!secured) {
        co_return Answer::of(std::move(secured.error()));
      }
    }
    attempt.stage = Stage::query;
    const std::string text = request.text(to, trusted);
    std::error_code broken;  // ignored: the server's words before it hangs up tell more
    co_await stream->write(asio::buffer(text), broken);
    auto failure = co_await read(*stream, response, &Response::is_enough);
    if (!failure) {
      const Duration left = attempt.deadline - Clock::now();
      co_await with_timeout(take_leave(*stream, response), std::min<Duration>(kFarewell, left / 2));
    }
    co_return failure;
  }

  asio::awaitable<tl::expected<Stream, ConnectFailure>> connect(const Address& to, bool trusted,
                                                                Attempt& attempt) const {
    return trusted && !unix_socket_.empty() ? connect_unix(unix_socket_, attempt)
                                            : connect_tcp(to.where.host, to.where.port, attempt);
  }

  /// The server's own words belong to an error of its, but where it could repeat a secret.
  [[nodiscard]] Answer judge(const Response& response, const Address& asked) const {
    Answer answer = expectation_.judge(response);
    const auto has_query = [](const Address& address) {
      return address.request.find('?') != std::string::npos;
    };
    const bool may_repeat = request_.confides() || has_query(first_) || has_query(asked);
    const std::string line = may_repeat ? "" : response.first_line();
    if (answer.verdict != Verdict::ready && !line.empty()) {
      answer.words += ": " + line;
    }
    return answer;
  }

  /// The address to ask next; nullptr: `response` is the answer.
  [[nodiscard]] const std::string* redirection(const Response& response) const {
    return follows_ && !expectation_.names(response.status()) ? location_of(response) : nullptr;
  }

  Address first_;
  Request request_;
  Expectation expectation_;
  TlsSettings tls_;
  std::string unix_socket_;  // empty: none
  bool follows_ = true;
};

Result<std::unique_ptr<Probe>> HttpProbe::make(const Target& target) {
  auto request = Request::read(target);
  if (!request) {
    return error_of(request);
  }
  auto expectation = Expectation::read(target);
  if (!expectation) {
    return error_of(expectation);
  }
  if (request->method() == "HEAD" && expectation->wants_body()) {
    return fail(ExitCode::usage, "the answer to method=HEAD has no body to look into");
  }
  std::unique_ptr<HttpProbe> probe(
      new HttpProbe(address_of(target), std::move(*request), std::move(*expectation)));
  probe->follows_ = target.option("no-redirect") == nullptr;
  if (const std::string* path = target.option("unix-socket")) {
    if (!path->starts_with('/')) {
      return fail(ExitCode::usage, "its option unix-socket needs an absolute path");
    }
    probe->unix_socket_ = *path;
  }
  if (target.kind->tls) {
    auto settings = read_tls_settings(target);
    if (!settings) {
      return error_of(settings);
    }
    probe->tls_ = std::move(*settings);
  }
  return probe;
}

}  // namespace
}  // namespace aweigh::http

namespace aweigh {

Result<std::unique_ptr<Probe>> make_http_probe(const Target& target) {
  return http::HttpProbe::make(target);
}

}  // namespace aweigh

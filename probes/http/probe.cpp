// http:// and https://: asks, follows redirects, and judges the answer.
// exchange() asks one server; Request, Response and Expectation are the pure parts.

#include <algorithm>
#include <array>
#include <optional>

#include "net/tls_settings.h"
#include "probes/http/exchange.h"
#include "probes/http/expectation.h"
#include "probes/http/request.h"
#include "probes/makers.h"
#include "text/case.h"

namespace aweigh::http {
namespace {

constexpr int kMostRedirects = 5;
constexpr std::size_t kBodyLimit = 1 << 20;

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
      const bool trusted = may_confide(first_, address);
      auto failure = co_await exchange(route_to(address, trusted), request.text(address, trusted),
                                       response, attempt);
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

  /// Strangers are not shown our certificate, nor told the name that was meant for the first.
  [[nodiscard]] Route route_to(const Address& to, bool trusted) const {
    Route route = {.to = to, .unix_socket = unix_socket_, .tls = tls_};
    if (!trusted) {
      route.unix_socket.clear();
      route.tls.cert_file.clear();
      route.tls.key_file.clear();
      route.tls.server_name.clear();
    }
    return route;
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

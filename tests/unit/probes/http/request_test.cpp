#include "probes/http/request.h"

#include <doctest/doctest.h>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh::http {
namespace {

constexpr auto* kAgent = "User-Agent: aweigh/" AWEIGH_VERSION "\r\n";

Target target_of(const std::string& text) {
  const auto target = parse_target(text, target_kinds(), {});
  REQUIRE_MESSAGE(target, target.error().message);
  return *target;
}

/// What is sent to the target itself.
std::string sent(const std::string& text) {
  const Target target = target_of(text);
  const auto request = Request::read(target);
  REQUIRE_MESSAGE(request, request.error().message);
  return request->text(address_of(target), true);
}

TEST_CASE("a plain request") {
  CHECK(sent("http://host/path?query=1") == std::string("GET /path?query=1 HTTP/1.1\r\n") +
                                                "Host: host\r\n" + kAgent +
                                                "Accept: */*\r\nConnection: close\r\n\r\n");
}

TEST_CASE("the request's first lines say where it goes") {
  struct {
    const char* target;
    const char* beginning;
  } const cases[] = {
      {"http://host", "GET / HTTP/1.1\r\nHost: host\r\n"},
      {"http://host?x", "GET /?x HTTP/1.1\r\nHost: host\r\n"},
      {"http://host:8080/a%20b", "GET /a%20b HTTP/1.1\r\nHost: host:8080\r\n"},
      {"https://host:443/", "GET / HTTP/1.1\r\nHost: host\r\n"},
      {"http://[::1]:81/", "GET / HTTP/1.1\r\nHost: [::1]:81\r\n"},
      {"http://host/#method=HEAD", "HEAD / HTTP/1.1\r\n"},
  };
  for (const auto& [target, beginning] : cases) {
    CAPTURE(target);
    const std::string text = sent(target);
    CHECK(text.substr(0, std::string_view(beginning).size()) == beginning);
  }
}

TEST_CASE("user and password are basic authentication") {
  CHECK(contains(sent("http://Aladdin:open%20sesame@host/"),
                 "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
  CHECK(contains(sent("http://u@host/"), "Authorization: Basic dTo=\r\n"));
  CHECK(contains(sent("http://:p@host/"), "Authorization: Basic OnA=\r\n"));
  CHECK(!contains(sent("http://host/"), "Authorization"));
}

TEST_CASE("a field of the user's takes the place of ours") {
  const std::string text = sent(
      "http://u:p@host/#header=host:other&header=X-A: b &header=X-A:c&header=authorization:Bearer "
      "t");
  CHECK(!contains(text, "Host: host"));
  CHECK(contains(text, "host: other\r\n"));
  CHECK(contains(text, "X-A: b\r\nX-A: c\r\n"));
  CHECK(contains(text, "authorization: Bearer t\r\n"));
  CHECK(!contains(text, "Basic"));
}

TEST_CASE("strangers are told neither credentials nor fields") {
  const Target target = target_of("http://u:p@host/#header=X-Secret:s3cret&header=Host:name");
  const std::string text = Request::read(target)->text({false, {"other", 80}, "/"}, false);
  CHECK(text == std::string("GET / HTTP/1.1\r\nHost: other\r\n") + kAgent +
                    "Accept: */*\r\nConnection: close\r\n\r\n");
}

TEST_CASE("methods that have content say that it is empty") {
  CHECK(contains(sent("http://host/#method=POST"), "Content-Length: 0\r\n"));
  CHECK(!contains(sent("http://host/#method=DELETE"), "Content-Length"));
}

TEST_CASE("a body is posted, with its type and its length") {
  struct {
    const char* options;
    const char* method;
    const char* rest;
  } const cases[] = {
      {"data={\"a\":1}", "POST ",
       "Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}"},
      {"data=[]", "POST ", "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"},
      {"data=a=b%26c=d", "POST ",
       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=b&c=d"},
      {"data=x&method=GET", "GET ", "Content-Length: 1\r\n\r\nx"},
      {"method=PUT&data=x", "PUT ", "Content-Length: 1\r\n\r\nx"},
      {"data=x&header=content-type:text/plain", "POST ",
       "Content-Length: 1\r\ncontent-type: text/plain\r\n\r\nx"},
  };
  for (const auto& [options, method, rest] : cases) {
    CAPTURE(options);
    const std::string text = sent(std::string("http://host/#") + options);
    CHECK(text.starts_with(method));
    CHECK(text.ends_with(rest));
  }
}

TEST_CASE("a body is not told to strangers, and left behind where a redirect makes it a GET") {
  auto request = Request::read(target_of("http://host/#data=s3cret"));
  CHECK(request->confides());
  const std::string text = request->text({false, {"other", 80}, "/"}, false);
  CHECK(text.starts_with("POST "));
  CHECK(text.ends_with("Content-Length: 0\r\n\r\n"));
  request->redirect(307);
  CHECK(request->text({false, {"host", 80}, "/"}, true).ends_with("s3cret"));
  request->redirect(303);
  CHECK(request->text({false, {"host", 80}, "/"}, true).ends_with("Connection: close\r\n\r\n"));
}

TEST_CASE("a redirect may change the method") {
  struct {
    const char* method;
    int status;
    const char* then;
  } const cases[] = {
      {"GET", 302, "GET"},  {"HEAD", 303, "HEAD"}, {"POST", 301, "GET"},
      {"POST", 302, "GET"}, {"POST", 303, "GET"},  {"PUT", 302, "PUT"},
      {"PUT", 303, "GET"},  {"POST", 307, "POST"}, {"POST", 308, "POST"},
  };
  for (const auto& [method, status, then] : cases) {
    CAPTURE(method);
    CAPTURE(status);
    auto request = Request::read(target_of(std::string("http://host/#method=") + method));
    request->redirect(status);
    CHECK(request->method() == then);
  }
}

TEST_CASE("what would break the request is an error that shows nothing of it") {
  for (const char* text : {"http://host/#header=s3cret", "http://host/#header=X:s3cret%0d%0aY:z",
                           "http://host/#header=X:s3cret%00", "http://host/#header=s3cret%20:x",
                           "http://host/#method=s3cret", "http://host/#method=GET%20/s3cret",
                           "http://host/#method=CONNECT", "http://s3cret%3a:p@host/"}) {
    CAPTURE(text);
    const auto request = Request::read(target_of(text));
    REQUIRE_FALSE(request);
    CHECK(request.error().code == ExitCode::usage);
    CHECK(!contains(request.error().message, "s3cret"));
  }
}

}  // namespace
}  // namespace aweigh::http

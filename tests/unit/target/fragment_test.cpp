#include "target/fragment.h"

#include <array>
#include <doctest/doctest.h>

#include "contains.h"
#include "target/parse.h"

namespace aweigh {
namespace {

constexpr std::array kWebOptions = {TargetOption{"status", "LIST", ""},
                                    TargetOption{"no-redirect", "", ""}};

/// One kind of each shape.
constexpr std::array kKinds = {
    TargetKind{.scheme = "tcp", .example = "tcp://host:port", .ready_when = ""},
    TargetKind{
        .scheme = "postgres", .shape = Shape::libpq, .example = "postgres://", .ready_when = ""},
    TargetKind{.scheme = "http",
               .shape = Shape::web,
               .default_port = 80,
               .tls = true,
               .options = kWebOptions,
               .example = "http://host/path",
               .ready_when = ""},
    TargetKind{.scheme = "file", .shape = Shape::path, .example = "file:///path", .ready_when = ""},
    TargetKind{.scheme = "dns", .shape = Shape::name, .example = "dns://name", .ready_when = ""},
    TargetKind{.scheme = "exec", .shape = Shape::command, .example = "exec:PROG", .ready_when = ""},
};

Target parsed(std::string_view text) {
  CAPTURE(text);
  auto target = parse_target(text, kKinds,
                             [](std::string_view) -> Result<std::string> { return "a b&c=/d#e"; });
  REQUIRE_MESSAGE(target, target.error().message);
  return std::move(*target);
}

std::string refused(std::string_view text) {
  CAPTURE(text);
  const auto target = parse_target(text, kKinds, {});
  REQUIRE_FALSE(target);
  CHECK(target.error().code == ExitCode::usage);
  return target.error().message;
}

std::string value_of(const Target& target, std::string_view option) {
  const std::string* value = target.option(option);
  return value == nullptr ? "(not given)" : *value;
}

TEST_CASE("options stand behind the # of a URL") {
  const Target target = parsed("http://api/health?full=1#status=200,204&no-redirect&timeout=3s");
  CHECK(target.path.reveal() == "/health?full=1");
  CHECK(target.redacted() == "http://api:80/health");
  CHECK(value_of(target, "status") == "200,204");
  CHECK(value_of(target, "no-redirect").empty());
  CHECK(value_of(target, "timeout") == "3s");
  CHECK(value_of(target, "ca") == "(not given)");
  CHECK(parsed("db:5432#").options.empty());
  CHECK(value_of(parsed("db:5432#timeout=1s&timeout=2s"), "timeout") == "2s");
}

TEST_CASE("an option's value is percent-decoded, or a placeholder") {
  CHECK(value_of(parsed("http://api#status=a%26b%23=c"), "status") == "a&b#=c");
  CHECK(value_of(parsed("http://api#status=x${ANY}"), "status") == "xa b&c=/d#e");
}

TEST_CASE("behind words an option begins with a # of its own") {
  struct Case {
    const char* text;
    std::size_t words;
    bool has_option;
  };
  for (const Case& each :
       {Case{"exec:test -e /a#b", 3, false}, Case{"exec:test -e '/a #optional'", 3, false},
        Case{"exec:test -e \"/a\\\" #b\" #optional", 3, true},
        Case{"exec:test \\# #optional", 2, true}, Case{"exec:test ${ANY} #optional", 2, true}}) {
    const Target target = parsed(each.text);
    CAPTURE(each.text);
    CHECK(target.command.size() == each.words);
    CHECK((target.option("optional") != nullptr) == each.has_option);
    CHECK(target.redacted() == "exec:test");
  }
  CHECK(parsed("postgres:host=db password=a#b").password.reveal() == "a#b");
  const Target quoted = parsed("postgres:host=db password='a #b' #optional");
  CHECK(quoted.password.reveal() == "a #b");
  CHECK(quoted.option("optional") != nullptr);
}

TEST_CASE("the quotes around a value are libpq's") {
  struct Case {
    const char* text;
    const char* password;
  };
  for (const Case& each : {Case{R"(postgres:host=db password='it\'s #1' #optional)", "it's #1"},
                           Case{R"(postgres:host=db password='\\' #optional)", R"(\)"},
                           Case{R"(postgres:host=db password=a"b #optional)", R"(a"b)"},
                           Case{R"(postgres:host=db password=it's #optional)", "it's"}}) {
    const Target target = parsed(each.text);
    CAPTURE(each.text);
    CHECK(target.password.reveal() == each.password);
    CHECK(target.option("optional") != nullptr);
  }
}

TEST_CASE("an unknown option is named with the known ones, unless it may be a password") {
  CHECK(contains(refused("http://api#statsu=200"),
                 "\"statsu\", did you mean status? (aweigh help http)"));
  const std::string unknown = refused("http://api#wibble=200");
  CHECK(contains(unknown, "\"wibble\""));
  for (const char* known : {"status", "no-redirect", "ca", "insecure", "timeout", "optional"}) {
    CHECK(contains(unknown, known));
  }
  CHECK(!contains(refused("db:5432#status=200"), "insecure"));
  for (const char* text : {"http://u:p#ssword@api", "http://u:p#ss/word@api", "db:5432#Secr3t"}) {
    const std::string message = refused(text);
    CHECK(contains(message, "%23"));
    CHECK(!contains(message, "ssword@"));
    CHECK(!contains(message, "\"ss"));
    CHECK(!contains(message, "Secr3t"));
  }
}

TEST_CASE("an option takes a value or none") {
  CHECK(contains(refused("db:5432#timeout"), "needs a value: timeout=D"));
  CHECK(contains(refused("db:5432#optional=1"), "takes no value"));
}

TEST_CASE("general options change the limits of one target") {
  const auto limits = limits_of(
      parsed("db:5432#timeout=3s&attempt-timeout=1s&interval=20ms&max-interval=2s&stable-for=4s"
             "&rejection-grace=none&optional"),
      {});
  REQUIRE(limits);
  CHECK(limits->timeout == std::chrono::seconds(3));
  CHECK(limits->attempt_timeout == std::chrono::seconds(1));
  CHECK(limits->backoff.shortest == std::chrono::milliseconds(20));
  CHECK(limits->backoff.longest == std::chrono::seconds(2));
  CHECK(limits->stable_for == std::chrono::seconds(4));
  CHECK(limits->rejection_grace == kForever);
  CHECK(limits->optional);
  WaitLimits defaults;
  defaults.timeout = std::chrono::seconds(7);
  CHECK(limits_of(parsed("db:5432"), defaults)->timeout == std::chrono::seconds(7));
  for (const char* wrong : {"db:1#timeout=soon", "db:1#interval=0", "db:1#attempt-timeout=0"}) {
    CHECK_FALSE(limits_of(parsed(wrong), {}));
  }
}

TEST_CASE("each shape has its own reading") {
  CHECK(parsed("!db:5432").inverted);
  CHECK(parsed("!db:5432").redacted() == "!tcp://db:5432");
  CHECK(parsed("file:///a%20b/c").path.reveal() == "/a b/c");
  CHECK(parsed("file:/a").redacted() == "file:///a");
  CHECK(parsed("dns://db.example").redacted() == "dns://db.example");
  CHECK(parsed("exec:/bin/test -e '/a b'").command.back().reveal() == "/a b");
  CHECK(parsed("http://u:p@api:81/a/b?c=d").redacted() == "http://api:81/a/b");
  CHECK(parsed("http://api/@me/${ANY}?x=${ANY}").path.reveal() ==
        "/@me/a%20b%26c%3D%2Fd%23e?x=a%20b%26c%3D%2Fd%23e");
  CHECK(parsed("http://api/@me/${ANY}?x=${ANY}").redacted() == "http://api:80/@me/${ANY}");
  CHECK(parsed("http://api:81/@me/a").redacted() == "http://api:81/@me/a");
  CHECK(parsed("http://api/a@b").redacted() == "http://api:80/a@b");
  CHECK(parsed("http://api:81/a%40b").redacted() == "http://api:81/a%40b");
  CHECK(parsed("http://api:81/?a@b").redacted() == "http://api:81/");
  CHECK(parsed("tcp:80").redacted() == "tcp://tcp:80");
  for (const char* wrong :
       {"file://a/b", "file://", "dns://a:1", "dns://", "dns:name", "exec:", "exec:'a", "http://",
        "http:api", "http://a,b", "http://api/a b", "tcp://db", "!"}) {
    CAPTURE(wrong);
    refused(wrong);
  }
}

}  // namespace
}  // namespace aweigh

#include "options/log_options.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "contains.h"

namespace aweigh {
namespace {

using Texts = std::vector<const char*>;

std::string fields_of(const LogOptions& log) {
  return members_of(log.constants);
}

TEST_CASE("a field of the log is a name and a value; the last of a name counts") {
  Options options;
  CHECK(take_log_field(options, "service=api").has_value());
  CHECK(take_log_field(options, "note=a \"b\" = c").has_value());
  CHECK(take_log_field(options, "service=web").has_value());
  CHECK(fields_of(options.log) == R"(,"note":"a \"b\" = c","service":"web")");
}

TEST_CASE("a field that is none, or the log's own, or too long, is refused") {
  Options options;
  for (const std::string text : {"", "service", "=x", "1st=x", "a b=x", "_x=y"}) {
    CAPTURE(text);
    CHECK_FALSE(take_log_field(options, text).has_value());
  }
  for (const std::string_view name : reserved_log_fields()) {
    CAPTURE(name);
    const auto taken = take_log_field(options, std::string(name) + "=x");
    REQUIRE_FALSE(taken.has_value());
    CHECK(contains(taken.error().message, "the log's own"));
  }
  const std::string long_value(kMostConstants, 'x');
  CHECK_FALSE(take_log_field(options, "long=" + long_value).has_value());
  CHECK(options.log.constants.empty());
}

TEST_CASE("what can be read of the log's options is read beside a mistake") {
  struct Case {
    Texts words;
    Texts environment;
    LogFormat format;
    const char* fields;
  };
  const Case cases[] = {
      {{"aweigh", "--bad"}, {}, LogOptions().format, ""},
      {{"aweigh", "--bad"}, {"AWEIGH_LOG_FORMAT=json"}, LogFormat::json, ""},
      {{"aweigh", "--bad", "--log-format=json"}, {}, LogFormat::json, ""},
      {{"aweigh", "--log-format", "json", "--bad"}, {}, LogFormat::json, ""},
      {{"aweigh", "--log-format"}, {}, LogOptions().format, ""},
      {{"aweigh", "--log-format=odd"}, {"AWEIGH_LOG_FORMAT=json"}, LogFormat::json, ""},
      {{"aweigh", "--bad", "--", "x", "--log-format=json"}, {}, LogOptions().format, ""},
      {{"aweigh", "--bad", "--log-field", "a=b"},
       {"AWEIGH_LOG_FIELD=c=d 'e=f g' bad"},
       LogOptions().format,
       R"(,"c":"d","e":"f g","a":"b")"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.words.back());
    const LogOptions log = readable_log_options(each.words, each.environment);
    CHECK(log.format == each.format);
    CHECK(fields_of(log) == each.fields);
  }
}

}  // namespace
}  // namespace aweigh

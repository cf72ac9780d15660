#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "target/target.h"

namespace aweigh {

/// Puts libpq's words and PostgreSQL's settings in place of the words of ORMs and drivers in the
/// query of `target` (dsn_words.h); the names of those that are ignored go to `target.ignored`.
/// TLS is never less than was asked for: what cannot be kept is an error. A word of another name
/// stays, and is the server's to judge.
Result<void> translate_dialects(Target& target);

/// "postgresql://localhost/db?user=app" of "jdbc:postgresql:db?user=app", as Java reads it: a + in
/// the query is a blank. "": the text is no URL of Java's.
std::string url_of_java(std::string_view text);

/// Whether the text is .NET's form: `Host=db;Username=app;…`.
bool is_dotnet(std::string_view text);
inline constexpr const char* kDotnet =
    "it is .NET's form: write postgres://user:password@host:port/database";

}  // namespace aweigh

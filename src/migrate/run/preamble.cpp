#include "migrate/run/preamble.h"

#include <algorithm>
#include <string_view>

namespace aweigh::migrate {
namespace {

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace

void Preamble::add(const std::string& statement) {
  sql += statement + "; ";
  ++statements;
}

// Before anything has run, the server reads all of the query: what it cannot read has a position
// behind `before`.
bool is_of(const Preamble& before, const pg::Failure& failure) {
  return failure.statement < before.statements && failure.position <= characters_in(before.sql);
}

pg::Failure in_file(pg::Failure failure, const Preamble& before, const Part& part,
                    const std::string& sql) {
  failure.statement -= std::min(failure.statement, before.statements);
  const std::size_t ours = characters_in(before.sql);
  const std::size_t end = ours + characters_in(part.sql) + kSeparator.size();
  const bool is_known = failure.position > ours && failure.position <= end;
  const std::string_view skipped = std::string_view(sql).substr(0, part.offset);
  failure.position = is_known ? failure.position - ours + characters_in(skipped) : 0;
  return failure;
}

}  // namespace aweigh::migrate

#include "migrate/status.h"

#include <algorithm>

#include "base/json.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kDirty = "dirty";

void add_version(const Json& json, const Version& version) {
  if (version.number) {
    json.add(json.root(), "version", *version.number);
  } else {
    json.add_null(json.root(), "version");
  }
  json.add_flag(json.root(), kDirty, version.dirty);
}

}  // namespace

std::vector<StatusRow> status_of(const Version& current, std::span<const Migration> known) {
  std::vector<StatusRow> rows;
  for (const Migration& migration : known) {
    const bool applied = current.number && migration.version <= *current.number;
    const bool dirty = current.dirty && migration.version == current.number;
    rows.push_back({migration.version, migration.title,
                    dirty     ? kDirty
                    : applied ? "applied"
                              : "pending"});
  }
  if (current.number &&
      std::ranges::find(known, *current.number, &Migration::version) == known.end()) {
    const auto after = std::ranges::lower_bound(rows, *current.number, {}, &StatusRow::version);
    rows.insert(after, {*current.number, "", "missing"});
  }
  return rows;
}

std::string version_text(const Version& version) {
  return version.number ? std::to_string(*version.number) + (version.dirty ? " (dirty)" : "") : "";
}

std::string version_json(const Version& version) {
  const Json json;
  add_version(json, version);
  return json.text();
}

std::string status_text(const std::vector<StatusRow>& rows) {
  std::size_t width = std::string_view("version").size();
  for (const StatusRow& row : rows) {
    width = std::max(width, std::to_string(row.version).size());
  }
  const auto line = [width](std::string version, std::string state, const std::string& title) {
    constexpr std::size_t kStateWidth = 7;
    version.resize(width, ' ');
    if (!title.empty()) {
      state.resize(kStateWidth, ' ');
    }
    return version + "  " + state + (title.empty() ? "" : "  " + title) + "\n";
  };
  std::string text = line("version", "state", "title");
  for (const StatusRow& row : rows) {
    text += line(std::to_string(row.version), row.state, row.title);
  }
  return text;
}

std::string status_json(const Version& current, const std::vector<StatusRow>& rows) {
  const Json json;
  add_version(json, current);
  const Json::Value array = json.add_array(json.root(), "migrations");
  for (const StatusRow& row : rows) {
    const Json::Value object = json.add_object(array);
    json.add(object, "version", row.version);
    json.add(object, "title", row.title);
    json.add(object, "state", row.state);
  }
  return json.text();
}

}  // namespace aweigh::migrate

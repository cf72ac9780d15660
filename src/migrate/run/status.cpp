#include "migrate/run/status.h"

#include <algorithm>

#include "base/json.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kApplied = "applied";
constexpr const char* kDirty = "dirty";

void add_version(const Json& json, const Version& version) {
  if (version.number) {
    json.add(json.root(), "version", *version.number);
  } else {
    json.add_null(json.root(), "version");
  }
  json.add_flag(json.root(), kDirty, version.dirty);
}

const char* state_of(const Migration& migration, const Version& current) {
  if (current.dirty && migration.version == current.number) {
    return kDirty;
  }
  const bool applied = current.number && migration.version <= *current.number;
  return applied ? kApplied : "pending";
}

/// The state as people read it.
std::string words_of(const StatusRow& row) {
  const bool notable = std::string_view(row.state) == kApplied && row.content != Content::same;
  const char* note = row.content == Content::changed ? ", changed since" : ", no checksum";
  return row.state + std::string(notable ? note : "");
}

void add_changed(const Json& json, Json::Value object, Content content) {
  if (content == Content::unknown) {
    json.add_null(object, "changed");
  } else {
    json.add_flag(object, "changed", content == Content::changed);
  }
}

}  // namespace

std::vector<StatusRow> status_of(const Version& current, std::span<const Migration> known,
                                 const Checksums& checksums) {
  std::vector<StatusRow> rows;
  for (const Migration& migration : known) {
    StatusRow row{migration.version, migration.title, state_of(migration, current)};
    if (std::string_view(row.state) == kApplied) {
      row.content = content_of(migration.version, migration.sql, checksums);
    }
    rows.push_back(std::move(row));
  }
  if (current.number &&
      std::ranges::find(known, *current.number, &Migration::version) == known.end()) {
    const auto after = std::ranges::lower_bound(rows, *current.number, {}, &StatusRow::version);
    rows.insert(after, {*current.number, "", "missing"});
  }
  return rows;
}

std::string version_text(const Version& version) {
  if (!version.number) {
    return "";
  }
  return std::to_string(*version.number) + (version.dirty ? " (dirty)" : "");
}

std::string version_json(const Version& version) {
  const Json json;
  add_version(json, version);
  return json.text();
}

std::string status_text(const std::vector<StatusRow>& rows) {
  std::size_t width = std::string_view("version").size();
  std::size_t state_width = std::string_view("state").size();
  for (const StatusRow& row : rows) {
    width = std::max(width, std::to_string(row.version).size());
    state_width = std::max(state_width, words_of(row).size());
  }
  const auto line = [=](std::string version, std::string state, const std::string& title) {
    version.resize(width, ' ');
    if (!title.empty()) {
      state.resize(state_width, ' ');
    }
    return version + "  " + state + (title.empty() ? "" : "  " + title) + "\n";
  };
  std::string text = line("version", "state", "title");
  for (const StatusRow& row : rows) {
    text += line(std::to_string(row.version), words_of(row), row.title);
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
    add_changed(json, object, row.content);
  }
  return json.text();
}

}  // namespace aweigh::migrate

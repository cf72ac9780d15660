#include "migrate/run/status.h"

#include <algorithm>
#include <ranges>

#include "base/json.h"
#include "migrate/run/skipped.h"

namespace aweigh::migrate {
namespace {

constexpr const char* kApplied = "applied";
constexpr const char* kDirty = "dirty";
constexpr const char* kSkipped = "skipped";
constexpr std::size_t kMostMissing = 20;  // that are listed: the files of years may be squashed

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

/// The state as people read it. Without a record nobody can tell whether the file ran.
std::string words_of(const StatusRow& row) {
  const bool notable = std::string_view(row.state) == kApplied && row.content != Content::same;
  const char* note = row.content == Content::changed ? ", changed since" : ", no record";
  return row.state + std::string(notable ? note : "");
}

void add_changed(const Json& json, Json::Value object, Content content) {
  if (content == Content::unknown) {
    json.add_null(object, "changed");
  } else {
    json.add_flag(object, "changed", content == Content::changed);
  }
}

/// The versions that were applied and have no file, the newest first.
std::vector<std::int64_t> missing_of(const Version& current, std::span<const Migration> known,
                                     const Past& past) {
  std::vector<std::int64_t> missing;
  const auto look_at = [&](std::int64_t version) {
    if (!std::ranges::binary_search(known, version, {}, &Migration::version)) {
      missing.push_back(version);
    }
  };
  if (current.number) {
    look_at(*current.number);
  }
  for (const std::int64_t version : past.came_from | std::views::keys | std::views::reverse) {
    if (version < current.number && !past.is_broken) {
      look_at(version);
    }
  }
  return missing;
}

}  // namespace

Status status_of(const Version& current, std::span<const Migration> known, const Past& past) {
  const Skipped skipped = skipped_of(past, current.number, known);
  std::vector<StatusRow> rows;
  for (const Migration& migration : known) {
    const bool is_skipped = std::ranges::find(skipped, &migration) != skipped.end();
    StatusRow row{migration.version, migration.title,
                  is_skipped ? kSkipped : state_of(migration, current)};
    if (std::string_view(row.state) == kApplied) {
      row.content = content_of(migration.version, migration.sql, past.checksums);
    }
    rows.push_back(std::move(row));
  }
  const std::vector<std::int64_t> missing = missing_of(current, known, past);
  for (const std::int64_t version : missing | std::views::take(kMostMissing)) {
    rows.insert(std::ranges::lower_bound(rows, version, {}, &StatusRow::version),
                {version, "", "missing"});
  }
  return {std::move(rows), missing.size()};
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

std::string status_text(const Status& status) {
  const std::vector<StatusRow>& rows = status.rows;
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
  if (status.missing > kMostMissing) {
    text += std::to_string(status.missing - kMostMissing) + " older ones are missing, too\n";
  }
  return text;
}

std::string status_json(const Version& current, const Status& status,
                        const std::string& directory) {
  const Json json;
  if (!directory.empty()) {
    json.add(json.root(), "directory", directory);
  }
  add_version(json, current);
  json.add(json.root(), "missing", static_cast<std::int64_t>(status.missing));
  const Json::Value array = json.add_array(json.root(), "migrations");
  for (const StatusRow& row : status.rows) {
    const Json::Value object = json.add_object(array);
    json.add(object, "version", row.version);
    json.add(object, "title", row.title);
    json.add(object, "state", row.state);
    json.add_flag(object, "recorded", row.content != Content::unknown);
    add_changed(json, object, row.content);
  }
  return json.text();
}

}  // namespace aweigh::migrate

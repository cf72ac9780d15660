#include "options/foreign.h"

#include <algorithm>

// The spellings of the programs that people come from: tini, dumb-init, wait-for-it, wait4x,
// dockerize, docker-compose-wait, golang-migrate. Those of golang-migrate behind `migrate` mean
// here what they mean there (actions/golang_migrate_spelling.cpp).

namespace aweigh {
namespace {

struct ForeignRow {
  std::string_view word;
  std::string_view advice;  ///< a part of a sentence, behind a colon
};

constexpr std::string_view kBehindMigrate =
    "golang-migrate's words stand behind migrate: aweigh migrate -path DIR -database URL up";
constexpr std::string_view kHostAndPort = "wait-for-it's HOST and PORT are -w HOST:PORT";
constexpr std::string_view kWaitsFirst =
    "to wait and then run COMMAND: aweigh -w TARGET -- COMMAND; to wait only: aweigh wait TARGET";
constexpr std::string_view kIsCompose =
    "it is docker-compose-wait's, and ignored; write AWEIGH_WAIT='db:5432 cache:6379'";

constexpr ForeignRow kRows[] = {
    {"-s", "tini's -s is --init always; wait-for-it's -s (--strict) is how aweigh works"},
    {"-e", "tini's -e CODE is --map-exit CODE:0"},
    {"-p", "wait-for-it's -h HOST -p PORT is -w HOST:PORT; for tini's -p see aweigh help pid1"},
    {"-v", "tini's -v is --log-level debug; -V is the version"},
    {"-r", "dumb-init's -r FROM:TO is --rewrite FROM:TO"},
    {"-c", "dumb-init's -c is the default: signals go to the service alone"},
    {"--single-child", "it is the default: signals go to the service alone"},
    {"--host", kHostAndPort},
    {"--port", kHostAndPort},
    {"--strict", "leave it out: no service starts after a failed wait"},
    {"-i", "wait4x's -i D is --interval D"},
    {"--invert-check", "wait4x's --invert-check is a ! before the target"},
    {"--connection-timeout", "wait4x's --connection-timeout is --attempt-timeout"},
    {"--backoff-policy", "leave it out: the pause grows by itself, up to --max-interval"},
    {"--backoff-exponential-max-interval", "it is --max-interval"},
    {"--retries", "leave it out: attempts go on until --timeout"},
    {"--config", "there is no such file: each option has a variable, as AWEIGH_TIMEOUT"},
    {"-wait-retry-interval", "dockerize's -wait-retry-interval is --interval"},
    {"-wait-http-header", "it is an option of the target: 'http://host/#header=NAME:VALUE'"},
    {"-template", "aweigh fills in no templates"},
    {"-stdout", "aweigh follows no log files"},
    {"-stderr", "aweigh follows no log files"},
    {"-path", kBehindMigrate},
    {"--path", kBehindMigrate},
    {"-source", kBehindMigrate},
    {"--source", kBehindMigrate},
    {"-verbose", kBehindMigrate},
    {"-prefetch", kBehindMigrate},
    {"WAIT_HOSTS", kIsCompose},
    {"WAIT_PATHS", "it is docker-compose-wait's, and ignored; write AWEIGH_WAIT='file:///path'"},
    {"WAIT_HOSTS_TIMEOUT", "it is docker-compose-wait's, and ignored; write AWEIGH_TIMEOUT=30s"},
    {"TINI_SUBREAPER", "it is tini's, and ignored; write AWEIGH_INIT=always"},
    {"TINI_KILL_PROCESS_GROUP", "it is tini's, and ignored; write AWEIGH_GROUP=true"},
    {"TINI_VERBOSITY", "it is tini's, and ignored; write AWEIGH_LOG_LEVEL=debug"},
    {"wait-for", kWaitsFirst},
    {"waitfor", kWaitsFirst},
    {"wait-for-it", kWaitsFirst},
    {"wait-for-it.sh", kWaitsFirst},
    {"wait4x", kWaitsFirst},
    {"dockerize", kWaitsFirst},
    {"run", "no word stands before COMMAND: aweigh [OPTIONS] -- COMMAND"},
    {"exec", "no word stands before COMMAND: aweigh [OPTIONS] -- COMMAND"},
    {"start", "no word stands before COMMAND: aweigh [OPTIONS] -- COMMAND"},
};

}  // namespace

std::string_view advice_on_foreign(std::string_view word) {
  const auto* const row = std::ranges::find(kRows, word, &ForeignRow::word);
  return row == std::end(kRows) ? "" : row->advice;
}

}  // namespace aweigh

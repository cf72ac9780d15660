// Starts a program, and ends it with its group. ProgramRun (run_program.h) runs those of the
// probes, of --migrate-command and of `lock` through it.

#include "process/child.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <span>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pipe.h"
#include "base/signals.h"
#include "net/wait_fd.h"

namespace aweigh {
namespace {

constexpr int kNeverRan = 127;

std::optional<rlimit> descriptor_limit;

tl::unexpected<Error> cannot_start() {
  return fail(ExitCode::internal, std::string("cannot start a program: ") + std::strerror(errno));
}

/// Runs in the new process. Our process has one thread, so every function is safe after the fork,
/// not only those of signal-safety(7).
[[noreturn]] void run(std::span<char*> argv, Environment& environment, int input, int output,
                      int exec_error, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the guard is over its group, which it may leave
  if (::getppid() != parent) {         // the parent died before prctl
    ::_exit(kNeverRan);
  }
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (descriptor_limit) {
    ::setrlimit(RLIMIT_NOFILE, &*descriptor_limit);
  }
  reset_signal_actions();
  set_signal_mask(0);
  environment.install();
  ::execvp(argv.front(), argv.data());
  const int error = errno;
  [[maybe_unused]] const auto told = ::write(exec_error, &error, sizeof error);
  ::_exit(kNeverRan);
}

bool has_ended(pid_t pid) {
  siginfo_t info{};
  const auto id = static_cast<id_t>(pid);
  return ::waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

}  // namespace

std::string to_text(const Ending& ending) {
  return ending.signal != 0 ? std::string("ended by ") + signal_name(ending.signal)
                            : "exit code " + std::to_string(ending.exit_code);
}

std::string advice_on(const Ending& ending) {
  constexpr int kNotExecutable = 126;
  constexpr int kNotFound = 127;
  return ending.exit_code == kNotExecutable || ending.exit_code == kNotFound
             ? "it could not run a program of its own: is that in the image, and executable?"
             : "";
}

Environment environment_of_a_child() {
  std::size_t count = 0;
  while (environ[count] != nullptr) {
    ++count;
  }
  Environment environment(std::span<const char* const>(environ, count));
  environment.remove_own();
  return environment;
}

void give_children_descriptor_limit(const rlimit& limit) {
  descriptor_limit = limit;
}

Result<Child> Child::start(std::vector<std::string> words, Environment environment, int output) {
  std::vector<char*> argv;
  std::ranges::transform(words, std::back_inserter(argv),
                         [](std::string& word) { return word.data(); });
  argv.push_back(nullptr);

  Pipe input = make_pipe();  // an image may have no /dev/null
  Pipe exec_error = make_pipe(O_NONBLOCK);
  if (!input.read || !exec_error.read || output < 0) {
    return cannot_start();
  }
  input.write = Fd();
  const pid_t self = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    run(argv, environment, input.read.get(), output, exec_error.write.get(), self);
  }
  if (pid < 0) {
    return cannot_start();
  }
  ::setpgid(pid, pid);      // the child does this, too: the guard must find the group
  exec_error.write = Fd();  // before the guard inherits it
  Child child(pid, std::move(exec_error.read));
  child.pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));  // Linux 5.3
  auto guard = Guard::over(pid);
  if (!guard) {
    return error_of(guard);
  }
  child.guard_ = std::move(*guard);
  return child;
}

Child::~Child() {
  if (pid_ == 0) {
    return;
  }
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);                      // it may have left its group, or not be in it yet
  guard_ = Guard();                           // before the kernel may reuse the group's number
  while (::waitpid(-pid_, nullptr, 0) > 0) {  // as PID 1 we get the group's orphans, too
  }
  ::waitpid(pid_, nullptr, 0);
}

asio::awaitable<void> Child::ended() const {
  if (pidfd_) {
    co_await wait_fd(pidfd_.get(), Readiness::readable);
    co_return;
  }
  constexpr auto kBetweenLooks = std::chrono::milliseconds(20);
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!has_ended(pid_)) {
    timer.expires_after(kBetweenLooks);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

void Child::signal(int number) const {
  if (::kill(-pid_, number) != 0) {
    ::kill(pid_, number);  // it has left its group, or is not in it yet
  }
}

Ending Child::ending() const {
  Ending ending;
  siginfo_t info{};
  // Does not reap it: until then the kernel reuses neither its number nor its group's.
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
  if (info.si_code == CLD_EXITED) {
    ending.exit_code = info.si_status;
  } else {
    ending.signal = info.si_status;
  }
  // Does not block: the program has ended, and what is not in the pipe will not come.
  [[maybe_unused]] const auto told =
      ::read(exec_error_.get(), &ending.exec_error, sizeof ending.exec_error);
  return ending;
}

}  // namespace aweigh

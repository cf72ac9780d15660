// What runs beside aweigh in a virtual machine: a program for each name that it is called by.

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int fail(const char* what) {
  perror(what);
  return 1;
}

static int load(const char* module) {
  const int file = open(module, O_RDONLY | O_CLOEXEC);
  const long status = syscall(SYS_finit_module, file, "", 0);
  close(file);
  return status == 0 || errno == EEXIST ? 0 : fail(module);
}

// The address that QEMU's network expects; its netmask, by its class, covers the host's.
static int bring_network_up(void) {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq card = {.ifr_name = "eth0"};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr("10.0.2.15")};
  memcpy(&card.ifr_addr, &address, sizeof address);
  if (ioctl(any, SIOCSIFADDR, &card) != 0) {
    return fail("SIOCSIFADDR");
  }
  card.ifr_flags = IFF_UP;
  return ioctl(any, SIOCSIFFLAGS, &card) == 0 ? 0 : fail("SIOCSIFFLAGS");
}

// prepare [MODULE...]: what an initramfs does first. May be asked again.
static int prepare(char** modules) {
  if (mount("proc", "/proc", "proc", 0, NULL) != 0 && errno != EBUSY) {
    return fail("/proc");
  }
  if (*modules == NULL) {
    return 0;
  }
  for (; *modules != NULL; ++modules) {
    if (load(*modules) != 0) {
      return 1;
    }
  }
  return bring_network_up();
}

static void print_identity(void) {
  uid_t user[3];
  gid_t group[3];
  gid_t groups[16];
  getresuid(&user[0], &user[1], &user[2]);
  getresgid(&group[0], &group[1], &group[2]);
  printf("users %d %d %d, groups %d %d %d and", user[0], user[1], user[2], group[0], group[1],
         group[2]);
  const int count = getgroups(16, groups);
  for (int i = 0; i < count; ++i) {
    printf(" %d", groups[i]);
  }
  printf(", home %s, parent %d\n", getenv("HOME"), getppid());
}

// One line of a file of PID 1's: a count of its words, and the words as one.
static int words_of(const char* file, char* words, size_t size) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  ssize_t length = read(descriptor, words, size - 1);
  close(descriptor);
  length = length < 0 ? 0 : length;
  int count = 0;
  for (ssize_t i = 0; i < length; ++i) {
    if (words[i] == ' ' || words[i] == '\0') {
      words[i] = ' ';
      ++count;
    }
  }
  words[length] = '\0';
  return count;
}

static void pause_shortly(void) {
  const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
  nanosleep(&moment, NULL);
}

static int children_of_pid1(void) {
  char words[4096];
  return words_of("/proc/1/task/1/children", words, sizeof words);
}

static void await_children_of_pid1(int count) {
  while (children_of_pid1() != count) {
    pause_shortly();
  }
  printf("PID 1 has %d %s\n", count, count == 1 ? "child" : "children");
}

// Orphans, that end once all of them are PID 1's.
static void leave_orphans(int count) {
  int gate[2];
  if (pipe(gate) != 0) {
    exit(fail("pipe"));
  }
  for (int i = 0; i < count; ++i) {
    const pid_t parent = fork();
    if (parent == 0) {
      if (fork() == 0) {
        char end;
        close(gate[1]);
        _exit(read(gate[0], &end, 1) == 0 ? i : 1);
      }
      _exit(0);
    }
    waitpid(parent, NULL, 0);
  }
  close(gate[0]);
  await_children_of_pid1(1 + count);
  close(gate[1]);
  await_children_of_pid1(1);
}

// By a program that is root's: the service may be nobody who may signal PID 1.
static void ask_for(int number) {
  char word[16];
  snprintf(word, sizeof word, "%d", number);
  const pid_t sender = fork();
  if (sender == 0) {
    execl("/send", "send", word, NULL);
    _exit(127);
  }
  waitpid(sender, NULL, 0);
}

// service: tells what it finds, and exits with 42 upon TERM.
static int service(void) {
  static const int kSignals[] = {SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGWINCH, SIGTERM};
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  print_identity();
  leave_orphans(20);
  char words[4096];
  do {  // it makes itself small a moment after the start
    pause_shortly();
    words_of("/proc/1/cmdline", words, sizeof words);
  } while (strncmp(words, "aweigh-init", 11) != 0);
  printf("PID 1 is %s\n", words);
  for (size_t i = 0; i < sizeof kSignals / sizeof *kSignals; ++i) {
    siginfo_t info;
    ask_for(kSignals[i]);
    do {
      sigwaitinfo(&all, &info);
    } while (info.si_signo == SIGCHLD);
    printf("got %s\n", strsignal(info.si_signo));
  }
  return 42;
}

// deaf: will not end upon TERM, nor will what it leaves behind.
static int deaf(void) {
  signal(SIGTERM, SIG_IGN);
  if (fork() == 0) {
    setsid();
    pause();
  }
  ask_for(SIGTERM);
  pause();
  return 1;
}

static int run(const char* name, char** words) {
  if (strcmp(name, "prepare") == 0) {
    return prepare(words);
  }
  if (strcmp(name, "service") == 0) {
    return service();
  }
  if (strcmp(name, "deaf") == 0) {
    return deaf();
  }
  if (strcmp(name, "send") == 0) {
    return kill(1, atoi(words[0]));
  }
  if (strcmp(name, "crash") == 0) {
    return raise(SIGSEGV);
  }
  return 127;
}

int main(int count, char** words) {
  (void)count;
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char* slash = strrchr(words[0], '/');
  return run(slash ? slash + 1 : words[0], words + 1);
}

"""What each system call may fail with, by its manual page, where neither we nor the test are wrong.

Left out are the errors that only a wrong argument makes (EBADF, EFAULT, EINVAL, ENOTSOCK …): the
kernel gives the same answer to the same call, and the tests of tests/e2e make that call.
"""

import errno
import os
import re
import subprocess
from functools import cache

_NEW_DESCRIPTOR = "EMFILE ENFILE ENOMEM"
_NEW_PROCESS = "EAGAIN ENOMEM"
_PATH = "EACCES EINTR EIO ELOOP ENOENT ENOMEM"
_OPEN = f"{_PATH} EMFILE ENFILE EPERM ENOSPC"
_FILE = "EACCES EIO ENOMEM"
_WRITE_TO_DIRECTORY = "EACCES EDQUOT EIO ENOSPC EPERM EROFS"
# Without EAGAIN: it is true only of a socket that is full, or empty, and epoll(7) tells the next
# change of that. TCP has no ENOBUFS and no ENOMEM either: it waits for memory.
_READ = "EINTR EIO ECONNRESET"
_WRITE = "EDQUOT EINTR EIO ENOSPC EPIPE"
_RECEIVE = "ECONNREFUSED ECONNRESET EINTR"
_SEND = "ECONNRESET EINTR EPIPE"
_POLL = "EINTR ENOMEM"
_USER = "EAGAIN ENOMEM EPERM"
_SOCKET_OPTION = "ENOBUFS ENOMEM ENOPROTOOPT"

# Two names in a row: the one of x86_64, and the one that newer architectures have instead.
_ROWS = {
    "accept4": f"{_NEW_DESCRIPTOR} EAGAIN ECONNABORTED EINTR",
    "access faccessat faccessat2": _FILE,
    "bind": "EACCES EADDRINUSE ENOMEM",
    "capget": "EPERM",
    "chdir": _PATH,
    "chmod fchmod fchmodat": "EIO EPERM EROFS",
    "chown fchown lchown fchownat": "EIO EPERM EROFS",
    "clone fork vfork clone3": _NEW_PROCESS,
    "close_range": "EMFILE ENOMEM ENOSYS",
    "connect": "EACCES EADDRNOTAVAIL EAGAIN ECONNREFUSED EINTR ENETUNREACH EPERM ETIMEDOUT",
    "dup dup2 dup3": "EBUSY EINTR EMFILE",
    "epoll_create epoll_create1": _NEW_DESCRIPTOR,
    "epoll_ctl": "ENOMEM ENOSPC",
    "epoll_wait epoll_pwait": "EINTR",
    "eventfd2": _NEW_DESCRIPTOR,
    "execve": "EACCES EAGAIN EIO EMFILE ENFILE ENOENT ENOMEM EPERM ETXTBSY",
    "fchdir": "EACCES",
    "fdatasync fsync": "EDQUOT EINTR EIO ENOSPC",
    "getdents64": "EIO ENOENT",
    "getpeername": "ENOBUFS ENOTCONN",
    "getrandom": "EAGAIN EINTR ENOSYS",
    "getsockname": "ENOBUFS",
    "getsockopt": "ENOPROTOOPT",
    "inotify_add_watch": "EACCES ENOENT ENOMEM ENOSPC",
    "inotify_init1": _NEW_DESCRIPTOR,
    "ioctl": "EINTR ENOTTY",
    "kill tgkill rt_sigqueueinfo pidfd_send_signal": "EPERM ESRCH",
    "link linkat symlink symlinkat": _WRITE_TO_DIRECTORY,
    "lseek": "ESPIPE",
    "madvise": "EAGAIN EIO ENOMEM EPERM",
    "membarrier": "ENOSYS EPERM",
    "mkdir mkdirat": _WRITE_TO_DIRECTORY,
    "mmap mremap": "EAGAIN ENOMEM EPERM",
    "mprotect munmap": "ENOMEM",
    "nanosleep clock_nanosleep": "EINTR",
    "newfstatat fstat stat lstat statx": _PATH,
    "open openat": _OPEN,
    "pidfd_open": f"{_NEW_DESCRIPTOR} ENOSYS EPERM",
    "pipe2": "EMFILE ENFILE",
    "poll ppoll select pselect6": _POLL,
    "prctl": "EPERM",
    "prlimit64 setrlimit": "EPERM",
    "pread64 readv preadv read": _READ,
    "pwrite64 write writev": _WRITE,
    "readlink readlinkat": _FILE,
    "recvfrom recvmsg recvmmsg": _RECEIVE,
    "rename renameat renameat2": _WRITE_TO_DIRECTORY,
    "rt_sigtimedwait": "EAGAIN EINTR",
    "sendfile": "EAGAIN EIO ENOMEM ENOSYS",
    "sendmsg sendmmsg sendto": _SEND,
    "setpgid setsid": "EACCES EPERM",
    "setresuid setresgid setgroups setuid setgid setreuid": _USER,
    "setsockopt": _SOCKET_OPTION,
    "shutdown": "ENOTCONN",
    "signalfd4": _NEW_DESCRIPTOR,
    "socket socketpair": f"{_NEW_DESCRIPTOR} EACCES EAFNOSUPPORT ENOBUFS",
    "timer_create": _NEW_PROCESS,
    "timerfd_create": _NEW_DESCRIPTOR,
    "timerfd_settime": "ECANCELED",
    "unlink unlinkat rmdir": "EACCES EBUSY EIO EPERM EROFS",
    "wait4 waitid": "EINTR",
}
ERRORS = {call: errors.split() for calls, errors in _ROWS.items() for call in calls.split()}

# What no case is made of, and why.
NEVER_FAILS = "the manual page names no error"
WRONG_ARGUMENTS = "only a wrong argument makes it fail"
LEFT_OUT = {
    "close": "the descriptor is free whatever it returns (close(2)); a call that is not made would "
    "keep it",
    "arch_prctl": "musl sets up the thread with it before main, and stops where it fails",
    "brk": "it has no error: it returns the end that is, and musl takes that for ENOMEM",
    "exit": NEVER_FAILS,
    "exit_group": NEVER_FAILS,
    "rt_sigreturn": NEVER_FAILS,
    **dict.fromkeys(
        "getegid geteuid getgid getpgrp getpid getppid gettid getuid set_tid_address umask".split(),
        NEVER_FAILS,
    ),
    **dict.fromkeys(
        "clock_gettime fcntl getitimer getpgid getresuid getsid gettimeofday rt_sigaction "
        "rt_sigpending rt_sigprocmask setitimer sysinfo timer_delete timer_settime uname".split(),
        WRONG_ARGUMENTS,
    ),
}


@cache
def call_numbers():
    """Of this architecture, by name."""
    source = "#include <sys/syscall.h>\n"
    macros = subprocess.run(
        ["cc", "-dM", "-E", "-"], input=source, capture_output=True, text=True, check=True
    ).stdout
    found = dict(re.findall(r"#define (__NR\w+) (\w+)", macros))

    def value(text):
        return value(found[text]) if text in found else int(text)

    return {name[5:]: value(name) for name in found if name.startswith("__NR_")}


@cache
def call_names():
    return {number: name for name, number in call_numbers().items()}


# A call for several operations: the argument that names it, and that of which the row is. The other
# operations cannot fail.
OPERATIONS = {"epoll_ctl": (1, 1)}  # EPOLL_CTL_ADD

# What also breaks the connection, so that each later call finds it broken.
BREAKS = {"ECONNRESET", "EPIPE"}

# Words that differ from those of Python's libc: musl's, and ours for what we know better.
_OWN_WORDS = {
    "EAGAIN": ["out of memory"],  # of mmap(2)
    "EADDRINUSE": ["Address in use"],
    "EADDRNOTAVAIL": ["Address not available"],
    "EBUSY": ["Resource busy"],
    "ECHILD": ["No child process"],
    "ECONNABORTED": ["Connection aborted"],
    "EDQUOT": ["Quota exceeded"],
    "EIO": ["I/O error"],
    "ELOOP": ["Symbolic link loop"],
    "EMFILE": ["No file descriptors available"],
    "ENETUNREACH": ["Network unreachable"],
    "ENOENT": ["no such directory", "it holds no file", "it is a broken symbolic link"],
    "ENOMEM": ["out of memory"],
    "ENOPROTOOPT": ["Protocol not available"],
    "ENOTCONN": ["Socket not connected"],
    "ENOTTY": ["Not a tty"],
    "EPERM": ["out of memory"],  # of mmap(2)
    "ESPIPE": ["Invalid seek"],
    "ETIMEDOUT": ["Operation timed out"],
}


def names(text, error):
    """Whether the text has the words for an errno, which is given by its name."""
    words = {os.strerror(getattr(errno, error)), *_OWN_WORDS.get(error, [])}
    return any(each.lower() in text.lower() for each in words)

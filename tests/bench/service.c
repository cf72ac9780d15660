// A service that needs its database when it starts: service HOST
//
// Logs in at the PostgreSQL server of HOST, once, and ends if it cannot. Says when (seconds of
// CLOCK_REALTIME) it serves.

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int connect_to(const char* host) {
  const struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* found = NULL;
  if (getaddrinfo(host, "5432", &wanted, &found) != 0) {
    return -1;
  }
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  return connect(server, found->ai_addr, found->ai_addrlen) == 0 ? server : -1;
}

// As the user app, whom the server trusts.
static int log_in(int server) {
  const char startup[] =
      "\0\0\0\44"  // the length
      "\0\3\0\0"   // the version of the protocol
      "user\0app\0database\0postgres\0";
  if (write(server, startup, sizeof startup) != sizeof startup) {
    return 0;
  }
  char type = 0;  // of the server's first message: R says that we are in
  return read(server, &type, 1) == 1 && type == 'R';
}

static int listen_on(uint16_t port) {
  const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  return bind(listener, (const struct sockaddr*)&address, sizeof address) == 0 &&
                 listen(listener, 16) == 0
             ? listener
             : -1;
}

int main(int argc, char** argv) {
  if (argc != 2 || !log_in(connect_to(argv[1]))) {
    fputs("no database\n", stderr);
    return 1;
  }
  const int listener = listen_on(8080);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("serving %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  fflush(stdout);
  while (listener != -1) {
    close(accept(listener, NULL, NULL));
  }
}

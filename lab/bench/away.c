// away: messages for users who are away, and what happens when they come back. UDP, without credentials.
//
//   away enrol -s HOST:PORT -n USERS            every user registers, and unregisters again: the server knows the device
//   away fill  -s HOST:PORT -n USERS -k COUNT   COUNT messages, W in flight, each to the next user; counts the 202s
//   away drain -s HOST:PORT -n USERS -k COUNT   every user registers, W in flight; answers 200 to what comes, until COUNT have come
//
//   -w WINDOW (64)  -b BODY octets (64)  -D DOMAIN (example.com)  -u PORT of the phones (30000)  -r RATE a second (all at once)
//   -d SECONDS at the most (60)  -p PID to charge, with its children; can be given twice
//   -e EVERY seconds a line of progress on standard error
//
// What has no answer is repeated as RFC 3261 asks (T1 = 500 ms) and is lost after 32 s. One line of key=value at the end.
#include "options.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST = 1 << 22, SIZE = 65536 };

typedef struct {
  double first, again, pause;
  int live;
} exchange;

static int users = 1000, window = 64, body = 64, phones = 30000, rate = 0, seconds = 60, every = 0;
static long count = 0;
static const char *domain = "example.com";
static exchange *open_;
static float *delays;
static long answered = 0, codes[700], lost = 0, repeated = 0, came = 0, twice = 0;
// Call-IDs of messages, hashed, and the branch that each came with.
static struct {
  unsigned long id, branch;
} *seen;
static long heard_again = 0;
static char run[16];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

// CPU seconds of these processes and of all that descend from them.
static double cpu(void) {
  static struct { long pid, parent; double used; } all[65536];
  int n = 0;
  DIR *d = opendir("/proc");
  for (struct dirent *e; d && (e = readdir(d));) {
    long pid = atol(e->d_name);
    if (pid <= 0 || n == 65536) continue;
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f) continue;
    size_t k = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[k] = 0;
    char *after = strrchr(line, ')');
    long parent;
    unsigned long user, sys;
    if (!after || sscanf(after + 2, "%*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &parent, &user, &sys) != 3) continue;
    all[n].pid = pid, all[n].parent = parent, all[n].used = (double)(user + sys) / sysconf(_SC_CLK_TCK), n++;
  }
  if (d) closedir(d);
  double sum = 0;
  for (int i = 0; i < n; i++)
    for (long at = all[i].pid; at > 1;) {
      int ours = 0, j = 0;
      for (int k = 0; k < npids; k++) ours |= pids[k] == at;
      if (ours) {
        sum += all[i].used;
        break;
      }
      while (j < n && all[j].pid != at) j++;
      at = j < n ? all[j].parent : 0;
    }
  return sum;
}

static int udp(int port) {
  int s = socket(AF_INET, SOCK_DGRAM, 0), size = 64 << 20;
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(s, (void *)&a, sizeof a)) {
    perror("bind");
    exit(2);
  }
  fcntl(s, F_SETFL, O_NONBLOCK);
  return s;
}

// The n-th request of this run. The Call-ID ends with its number.
static int registration(char *o, long n, int expires, int cseq) {
  return sprintf(o,
      "REGISTER sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%sr%d.%ld;rport\r\nMax-Forwards: 70\r\n"
      "From: <sip:u%ld@%s>;tag=%s\r\nTo: <sip:u%ld@%s>\r\nCall-ID: %sr-%ld\r\nCSeq: %d REGISTER\r\n"
      "Contact: <sip:u%ld@127.0.0.1:%d>\r\nExpires: %d\r\nContent-Length: 0\r\n\r\n",
      domain, phones, run, cseq, n, n, domain, run, n, domain, run, n, cseq, n, phones, expires);
}

static int message(char *o, long n) {
  int k = sprintf(o,
      "MESSAGE sip:u%ld@%s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%sm%ld;rport\r\nMax-Forwards: 70\r\n"
      "From: <sip:u%ld@%s>;tag=%s%ld\r\nTo: <sip:u%ld@%s>\r\nCall-ID: %sm-%ld\r\nCSeq: 1 MESSAGE\r\n"
      "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n",
      n % users, domain, phones, run, n, (n + 1) % users, domain, run, n, n % users, domain, run, n, body);
  memset(o + k, 'x', body);
  return k + body;
}

static const char *header(const char *m, const char *name, size_t *length) {
  char key[32];
  int k = sprintf(key, "\r\n%s:", name);
  const char *at = strcasestr(m, key);
  if (!at) return NULL;
  for (at += k; *at == ' '; at++) {}
  *length = strcspn(at, "\r");
  return at;
}

// The phone's answer: Vias, From, To with a tag, Call-ID and CSeq as they came.
static int taken(char *o, const char *m) {
  int k = sprintf(o, "SIP/2.0 200 OK\r\n");
  for (const char *line = strstr(m, "\r\n") + 2; *line != '\r'; line = strstr(line, "\r\n") + 2) {
    int n = strcspn(line, "\r");
    if (!strncasecmp(line, "Via:", 4) || !strncasecmp(line, "From:", 5) || !strncasecmp(line, "Call-ID:", 8) || !strncasecmp(line, "CSeq:", 5))
      k += sprintf(o + k, "%.*s\r\n", n, line);
    else if (!strncasecmp(line, "To:", 3))
      k += sprintf(o + k, "%.*s;tag=p\r\n", n, line);
  }
  return k + sprintf(o + k, "Content-Length: 0\r\n\r\n");
}

static int less(const void *a, const void *b) {
  float x = *(float *)a, y = *(float *)b;
  return (x > y) - (x < y);
}

static long number(const char *m) {
  size_t n;
  const char *id = header(m, "Call-ID", &n);
  const char *dash = id ? memchr(id, '-', n) : NULL;
  return dash ? atol(dash + 1) : -1;
}

static unsigned long hash(const char *m, const char *name) {
  size_t n = 0;
  const char *value = header(m, name, &n);
  unsigned long hash = 1469598103934665603UL;
  for (size_t i = 0; value && i < n; i++) hash = (hash ^ (unsigned char)value[i]) * 1099511628211UL;
  return hash;
}

static void hear(int socket, const struct sockaddr_in *from, char *m) {
  static char answer[SIZE];
  if (!strncmp(m, "MESSAGE ", 8)) {
    unsigned long id = hash(m, "Call-ID"), branch = hash(m, "Via"), at = id % (2L * MOST);
    while (seen[at].id && seen[at].id != id) at = (at + 1) % (2L * MOST);
    if (!seen[at].id) came++;
    else if (seen[at].branch == branch) heard_again++; // a retransmission: the answer was on its way
    else twice++;
    seen[at].id = id, seen[at].branch = branch;
    int k = taken(answer, m);
    sendto(socket, answer, k, 0, (void *)from, sizeof *from);
    return;
  }
  int code = atoi(m + 8);
  long n = number(m);
  if (code < 200 || code > 699 || n < 0 || n >= MOST || !open_[n].live) return;
  delays[answered++] = now() - open_[n].first;
  codes[code]++;
  open_[n].live = 0;
}

typedef int writer(char *, long);
static int expires, cseq;
static int register_(char *o, long n) { return registration(o, n, expires, cseq); }

// Sends requests 0 to total-1 and waits for their answers; and for so many messages.
static void all(int socket, writer *write_, long total, long messages) {
  static char m[SIZE];
  long sent = 0, oldest = 0, before = answered + lost;
  double began = now(), told = began;
  while (answered + lost - before < total || came < messages) {
    double t = now();
    if (t - began > seconds) break;
    if (every && t - told > every) {
      fprintf(stderr, "%.0f s: %ld answered, %ld came, %ld lost\n", t - began, answered - before, came, lost);
      told = t;
    }
    long may = rate ? (long)((t - began) * rate) : total;
    int did = 0;
    while (sent < total && sent < may && sent - (answered + lost - before) < window && did < 32) {
      sendto(socket, m, write_(m, sent), 0, (void *)&server, sizeof server);
      open_[sent] = (exchange){t, t + 0.5, 0.5, 1};
      sent++, did++;
    }
    while (oldest < sent && !open_[oldest].live) oldest++;
    for (long i = oldest; i < sent && open_[i].first < t - 0.5; i++) {
      if (!open_[i].live || open_[i].again > t) continue;
      if (t - open_[i].first > 32) {
        open_[i].live = 0, lost++;
        continue;
      }
      sendto(socket, m, write_(m, i), 0, (void *)&server, sizeof server);
      open_[i].pause = open_[i].pause * 2 > 4 ? 4 : open_[i].pause * 2;
      open_[i].again = t + open_[i].pause;
      repeated++;
    }
    for (int i = 0; i < 256; i++) {
      struct sockaddr_in from;
      socklen_t size = sizeof from;
      ssize_t k = recvfrom(socket, m, sizeof m - 1, 0, (void *)&from, &size);
      if (k <= 0) break;
      m[k] = 0, did++;
      if (k > 16) hear(socket, &from, m);
    }
    if (!did) {
      struct pollfd p = {socket, POLLIN, 0};
      poll(&p, 1, 1);
    }
  }
}

static void report(const char *what, double took, double used) {
  printf("%s users=%d seconds=%.2f answered=%ld", what, users, took, answered);
  for (int c = 200; c < 700; c++)
    if (codes[c]) printf(" %d=%ld", c, codes[c]);
  printf(" lost=%ld repeated=%ld a_second=%.0f", lost, repeated, answered / took);
  if (came) printf(" came=%ld retransmitted=%ld twice=%ld came_a_second=%.0f", came, heard_again, twice, came / took);
  if (npids) printf(" cpu_us_each=%.1f", used * 1e6 / (came ? came : answered ? answered : 1));
  if (answered) {
    qsort(delays, answered, sizeof *delays, less);
    printf(" p50_ms=%.2f p99_ms=%.2f max_ms=%.1f", delays[answered / 2] * 1e3, delays[(long)(answered * 0.99)] * 1e3, delays[answered - 1] * 1e3);
  }
  printf("\n");
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  const option all_of_them[] = {{'n', INT, &users}, {'k', LONG, &count}, {'w', INT, &window}, {'b', INT, &body}, {'D', TEXT, &domain},
      {'u', INT, &phones}, {'r', INT, &rate}, {'d', INT, &seconds}, {'e', INT, &every}, {'p', PID, NULL}, {0}};
  options(argc, argv, 2, all_of_them);
  if (count > MOST || users > MOST || body > 60000) {
    fprintf(stderr, "away: at most %d of anything, bodies of 60000\n", MOST);
    return 2;
  }
  open_ = calloc(MOST, sizeof *open_), delays = malloc(2L * MOST * sizeof *delays), seen = calloc(2L * MOST, sizeof *seen);
  snprintf(run, sizeof run, "%lx", (long)(now() * 1e3) & 0xffffff);
  int socket = udp(phones);
  double began = now(), used = cpu();
  if (!strcmp(what, "enrol")) {
    for (cseq = 1, expires = 3600; cseq <= 2; cseq++, expires = 0) all(socket, register_, users, 0);
  } else if (!strcmp(what, "fill")) {
    all(socket, message, count, 0);
  } else if (!strcmp(what, "drain")) {
    cseq = 1, expires = 3600;
    all(socket, register_, users, count);
  } else {
    fprintf(stderr, "away: expected enrol, fill or drain\n");
    return 2;
  }
  report(what, now() - began, cpu() - used);
  return 0;
}

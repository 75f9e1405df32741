// overload: what is left of a server that gets many times what it can do. MESSAGEs over UDP, without credentials, open loop: they are
// sent at their rate, whatever comes back.
//
//   overload -s HOST:PORT -n USERS -d SECONDS of a step -c CAPACITY (0: find it)  TIMES...
//
// Registers the users with four phones of its own, warms the server up, raises the rate until messages are refused or lost (that is the
// capacity), and then sends each of TIMES times the capacity, from four sockets. A line of key=value for each.
// No MESSAGE is sent twice: what is lost stays lost. REGISTERs (50 a second meanwhile, the next user each time, a refresh) are repeated
// as RFC 3261 asks. A MESSAGE is good when a phone had it and its 200 came within 8 s.
// At ten times the capacity of a server, making datagrams must cost little: 64 at a time leave in one piece that the kernel cuts (GSO).
#include "options.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

enum { SENDERS = 4, PHONES = 4, FIRST = 31000, BATCH = 64, SIZE = 4096, MOST = 1 << 24, REGISTERS = 1 << 12, EVERY = 20 };
enum { HAD = 1, ENDED = 2 };
#define PATIENCE 8.0

typedef struct {
  char *octets[BATCH];
  struct mmsghdr messages[BATCH];
  struct iovec pieces[BATCH];
  struct sockaddr_in peers[BATCH];
} batch;

typedef struct {
  double first, again, pause;
  int user, live;
} refresh;

typedef struct {
  long sent, good, late, refused, kept, others, unheard;
} count;

static int users = 1000, senders[SENDERS], phones[PHONES], control, runs = 0;
static batch *in, *out;
static uint32_t *sent_at; // microseconds since the step began
static unsigned char *states;
static float *delays, *register_delays;
static long ndelays, nregisters, register_lost, register_refused, last_register;
static refresh refreshes[REGISTERS];
static count counts;
static double began, sending_until, heard_at;
static char run[16], template_[SENDERS][SIZE];
static int length, at_user[2], at_sender, at_number[3];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int udp(int port, int connected) {
  int s = socket(AF_INET, SOCK_DGRAM, 0), size = 64 << 20;
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(s, (void *)&a, sizeof a) || (connected && connect(s, (void *)&server, sizeof server))) {
    perror("overload: a socket");
    exit(2);
  }
  fcntl(s, F_SETFL, O_NONBLOCK);
  return s;
}

static batch *batch_of(void) {
  batch *b = calloc(1, sizeof *b);
  for (int i = 0; i < BATCH; i++) {
    b->octets[i] = malloc(SIZE);
    b->pieces[i] = (struct iovec){b->octets[i], SIZE - 1};
    b->messages[i].msg_hdr.msg_iov = &b->pieces[i];
    b->messages[i].msg_hdr.msg_iovlen = 1;
    b->messages[i].msg_hdr.msg_name = &b->peers[i];
    b->messages[i].msg_hdr.msg_namelen = sizeof b->peers[i];
  }
  return b;
}

static int receive(int s) {
  for (int i = 0; i < BATCH; i++) in->messages[i].msg_hdr.msg_namelen = sizeof in->peers[i];
  int k = recvmmsg(s, in->messages, BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < k; i++) in->octets[i][in->messages[i].msg_len] = 0;
  return k < 0 ? 0 : k;
}

static void send_all(int s, int k) {
  for (int done = 0; done < k;) {
    int n = sendmmsg(s, out->messages + done, k - done, 0);
    if (n > 0) done += n;
    else if (errno != EAGAIN && errno != ENOBUFS && errno != EINTR) done++; // such as ECONNREFUSED, of an earlier one
  }
}

// All messages of a run have the same length: only digits change in them.
static void new_run(void) {
  snprintf(run, sizeof run, "o%05lx%02d", (long)now() & 0xfffff, runs++ % 100);
  for (int i = 0; i < SENDERS; i++) {
    char *o = template_[i];
    length = sprintf(o,
        "MESSAGE sip:u%04d@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s-%08d;rport\r\nMax-Forwards: 70\r\n"
        "From: <sip:u%04d@example.com>;tag=%08d\r\nTo: <sip:u%04d@example.com>\r\nCall-ID: %s-%08d\r\nCSeq: 1 MESSAGE\r\n"
        "Content-Type: text/plain\r\nContent-Length: 32\r\n\r\nthirty-two octets of plain text.",
        0, FIRST + i, run, 0, 0, 0, 0, run, 0);
    at_user[0] = strstr(o, "sip:u") + 5 - o;
    at_sender = strstr(o, "<sip:u") + 6 - o;
    at_user[1] = strstr(o, "To: <sip:u") + 10 - o;
    at_number[0] = strstr(o, ";rport") - 8 - o;
    at_number[1] = strstr(o, ";tag=") + 5 - o;
    at_number[2] = strstr(o, "\r\nCSeq") - 8 - o;
    setsockopt(senders[i], SOL_UDP, UDP_SEGMENT, &length, sizeof length);
  }
  memset(states, 0, MOST);
  counts = (count){0};
  ndelays = nregisters = register_lost = register_refused = 0;
}

static void digits(char *o, int width, long n) {
  while (width--) o[width] = '0' + n % 10, n /= 10;
}

// So many new messages from one socket in one call.
static void burst(int k, double t) {
  static char o[BATCH * SIZE];
  static int next = 0;
  next = (next + 1) % SENDERS;
  uint32_t at = (t - began) * 1e6;
  for (int i = 0; i < k; i++) {
    char *m = o + i * length;
    long n = counts.sent++;
    memcpy(m, template_[next], length);
    digits(m + at_user[0], 4, n % users);
    digits(m + at_user[1], 4, n % users);
    digits(m + at_sender, 4, (n + 1) % users);
    for (int j = 0; j < 3; j++) digits(m + at_number[j], 8, n);
    sent_at[n] = at;
  }
  // An error of an earlier one (ECONNREFUSED) is told once, and nothing is sent by that call.
  for (int i = 0; i < 3 && send(senders[next], o, (size_t)k * length, 0) < 0; i++) {}
}

// The number of a message of this run, or -1.
static long number(const char *m) {
  const char *id = strstr(m, "\r\nCall-ID: ");
  if (!id || strncmp(id + 11, run, 8) || id[19] != '-') return -1;
  long n = atol(id + 20);
  return n < counts.sent ? n : -1;
}

// The phone's answer: Vias, From, To with a tag, Call-ID and CSeq as they came.
static int taken(char *o, const char *m) {
  char *at = stpcpy(o, "SIP/2.0 200 OK\r\n");
  for (const char *line = strchr(m, '\n') + 1, *end; *line != '\r' && (end = strchr(line, '\n')); line = end + 1) {
    int to = !strncmp(line, "To:", 3);
    if (!to && strncmp(line, "Via:", 4) && strncmp(line, "From:", 5) && strncmp(line, "Call-ID:", 8) && strncmp(line, "CSeq:", 5)) continue;
    size_t k = end + 1 - line;
    if (at - o + k > SIZE - 64) break;
    memcpy(at, line, k);
    at += k;
    if (to) at = stpcpy(at - 2, ";tag=p\r\n");
  }
  at = stpcpy(at, "Content-Length: 0\r\n\r\n");
  return at - o;
}

static int ring(int phone) {
  int k = receive(phone), z = 0;
  for (int i = 0; i < k; i++) {
    if (strncmp(in->octets[i], "MESSAGE ", 8)) continue;
    long n = number(in->octets[i]);
    if (n >= 0) states[n] |= HAD;
    out->pieces[z].iov_len = taken(out->octets[z], in->octets[i]);
    out->peers[z++] = in->peers[i];
  }
  send_all(phone, z);
  return k;
}

static int answers(int s) {
  int k = receive(s);
  double t = k ? now() : 0;
  for (int i = 0; i < k; i++) {
    int code = atoi(in->octets[i] + 8);
    long n = number(in->octets[i]);
    if (code < 200 || n < 0 || states[n] & ENDED) continue;
    states[n] |= ENDED;
    heard_at = t;
    double delay = t - began - sent_at[n] * 1e-6;
    if (code == 503) counts.refused++;
    else if (code == 202) counts.kept++;
    else if (code != 200) counts.others++;
    else if (!(states[n] & HAD)) counts.unheard++;
    else {
      if (t > sending_until) counts.late++;
      else counts.good++;
      if (delay <= PATIENCE) delays[ndelays++] = delay;
    }
  }
  return k;
}

static void send_register(long cseq) {
  char m[SIZE];
  int u = refreshes[cseq % REGISTERS].user;
  int k = sprintf(m,
      "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKr%s%ld;rport\r\nMax-Forwards: 70\r\n"
      "From: <sip:u%04d@example.com>;tag=r%d\r\nTo: <sip:u%04d@example.com>\r\nCall-ID: r%ld-%d\r\nCSeq: %ld REGISTER\r\n"
      "Contact: <sip:u%04d@127.0.0.1:%d>\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n",
      FIRST + SENDERS + PHONES, run, cseq, u, u, u, (long)getpid(), u, cseq, u, FIRST + SENDERS + u % PHONES);
  for (int i = 0; i < 3 && send(control, m, k, 0) < 0; i++) {}
}

static void new_register(double t) {
  long cseq = ++last_register;
  refreshes[cseq % REGISTERS] = (refresh){t, t + 0.5, 0.5, (cseq - 1) % users, 1};
  send_register(cseq);
}

// Answers, and what has to be repeated. How many wait.
static int registers(double t) {
  int k = receive(control), waiting = 0;
  for (int i = 0; i < k; i++) {
    const char *cseq = strstr(in->octets[i], "\r\nCSeq: ");
    long n = cseq ? atol(cseq + 8) : 0;
    refresh *r = &refreshes[n % REGISTERS];
    if (n <= last_register - REGISTERS || n > last_register || !r->live) continue;
    r->live = 0;
    if (atoi(in->octets[i] + 8) == 200) register_delays[nregisters++] = now() - r->first;
    else register_refused++;
  }
  for (long n = last_register - 1000 > 0 ? last_register - 1000 : 1; n <= last_register; n++) {
    refresh *r = &refreshes[n % REGISTERS];
    if (!r->live) continue;
    waiting++;
    if (t < r->again) continue;
    r->pause = r->pause * 2 > 4 ? 4 : r->pause * 2;
    r->again = t + r->pause;
    send_register(n);
  }
  return waiting;
}

// Datagrams that the kernel dropped at the server's socket since it is open.
static long dropped(void) {
  char line[512];
  long port = ntohs(server.sin_port), sum = 0, here, drops;
  FILE *f = fopen("/proc/net/udp", "r");
  while (f && fgets(line, sizeof line, f)) {
    char *last = strrchr(line, ' ');
    for (char *end = line + strlen(line); last && end > line && (end[-1] == ' ' || end[-1] == '\n');) *--end = 0, last = strrchr(line, ' ');
    if (last && sscanf(line, " %*d: %*[0-9A-F]:%lx", &here) == 1 && here == port && sscanf(last, "%ld", &drops) == 1) sum += drops;
  }
  if (f) fclose(f);
  return sum;
}

static int less(const void *a, const void *b) {
  float x = *(float *)a, y = *(float *)b;
  return (x > y) - (x < y);
}

static double quantile(float *of, long n, double q) { return n ? of[(long)(n * q) < n ? (long)(n * q) : n - 1] * 1e3 : 0; }

// Sends at that rate, so long, then waits for what is still to come. Good ones a second, of the time of sending.
static double step(double rate, double seconds, double longest, const char *name) {
  new_run();
  if (rate * seconds > MOST) seconds = MOST / rate;
  long drops = dropped();
  double next_register = 0, look = 0;
  began = heard_at = now();
  sending_until = began + seconds;
  for (double t = began;; t = now()) {
    int did = 0, waiting = 0;
    if (t < sending_until) {
      long due = (t - began) * rate - counts.sent;
      for (int i = 0; i < 2 * SENDERS && due > 0 && counts.sent < MOST - BATCH; i++) {
        int k = due < BATCH ? due : BATCH;
        burst(k, t);
        due -= k, did = 1;
      }
      if (t - began > next_register) new_register(t), next_register += 1.0 / (1000 / EVERY);
    }
    for (int i = 0; i < PHONES; i++) did += ring(phones[i]);
    for (int i = 0; i < SENDERS; i++) did += answers(senders[i]);
    if (t > look) {
      waiting = registers(t);
      look = t + 0.001;
      long open = counts.sent - counts.good - counts.late - counts.refused - counts.kept - counts.others - counts.unheard;
      if (t > sending_until && open == 0 && !waiting) break;
      if (t > sending_until + longest || (t > sending_until && t - heard_at > longest * 0.6 && !waiting)) break;
    }
    if (!did) nanosleep(&(struct timespec){0, 50000}, NULL);
  }
  for (int i = 0; i < REGISTERS; i++) register_lost += refreshes[i].live, refreshes[i].live = 0;
  long open = counts.sent - counts.good - counts.late - counts.refused - counts.kept - counts.others - counts.unheard;
  qsort(delays, ndelays, sizeof *delays, less);
  qsort(register_delays, nregisters, sizeof *register_delays, less);
  printf("%s offered=%.0f goodput=%.0f late=%ld refused=%.0f unanswered=%.0f kept=%ld others=%ld unheard=%ld dropped=%.0f p50=%.1f p99=%.1f max=%.1f "
         "registers=%ld register_p50=%.1f register_p99=%.1f register_max=%.1f register_refused=%ld register_lost=%ld\n",
      name, counts.sent / seconds, counts.good / seconds, counts.late, counts.refused / seconds, open / seconds, counts.kept, counts.others,
      counts.unheard, (dropped() - drops) / seconds, quantile(delays, ndelays, 0.5), quantile(delays, ndelays, 0.99), quantile(delays, ndelays, 1),
      nregisters, quantile(register_delays, nregisters, 0.5), quantile(register_delays, nregisters, 0.99), quantile(register_delays, nregisters, 1),
      register_refused, register_lost);
  fflush(stdout);
  return counts.good / seconds;
}

static void enrol(void) {
  new_run();
  double t = now(), until = t + 20;
  for (int u = 0; u < users; u++) {
    new_register(t);
    while (registers(t = now()) > 32 && t < until) nanosleep(&(struct timespec){0, 100000}, NULL);
  }
  while (registers(t = now()) > 0 && t < until) nanosleep(&(struct timespec){0, 100000}, NULL);
  if (nregisters == users) return;
  fprintf(stderr, "overload: expected %d registrations, found %ld (%ld refused)\n", users, nregisters, register_refused);
  exit(1);
}

// A rate holds when hardly any message is refused or lost; one that does not gets a second and a third chance, since machines pause.
static double capacity(void) {
  double best = 0;
  for (double rate = 10000, misses = 0; misses < 3 && rate < 1e6;) {
    double good = step(rate, 1, 1, "ramp");
    if (good > best) best = good;
    if (good > rate * 0.97 && counts.refused < rate * 0.005) misses = 0, rate *= 1.15;
    else misses++;
  }
  return best;
}

int main(int argc, char **argv) {
  double seconds = 8, found = 0;
  options(argc, argv, 1, (option[]){{'n', INT, &users}, {'d', DOUBLE, &seconds}, {'c', DOUBLE, &found}, {0}});
  if (users < 2 || users > 4000) {
    fprintf(stderr, "overload: expected 2 to 4000 users\n");
    return 2;
  }
  sent_at = malloc(sizeof *sent_at * MOST), states = malloc(MOST);
  delays = malloc(sizeof *delays * MOST), register_delays = malloc(sizeof *register_delays * MOST);
  in = batch_of(), out = batch_of();
  for (int i = 0; i < SENDERS; i++) senders[i] = udp(FIRST + i, 1);
  for (int i = 0; i < PHONES; i++) phones[i] = udp(FIRST + SENDERS + i, 0);
  control = udp(FIRST + SENDERS + PHONES, 1);
  enrol();
  for (int i = 1; i <= 24; i++) step((found > 0 ? found : 40000) * (i < 8 ? i : 8) / 8, 1, 0.5, "warm"); // a JVM has to be warm
  if (found == 0) found = capacity();
  printf("capacity=%.0f\n", found);
  for (int i = optind; i < argc; i++) {
    char name[32];
    snprintf(name, sizeof name, "times=%s", argv[i]);
    step(found * atof(argv[i]), seconds, PATIENCE, name);
  }
  return 0;
}

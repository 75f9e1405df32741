// What the programs beside this file have in common: where the server is, and what their flags mean.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One flag with a value, and where that goes; the last of a list has no letter.
typedef struct {
  char letter;
  enum { INT, LONG, DOUBLE, TEXT, PID } kind;
  void *into;
} option;

enum { PIDS = 8 };
static long pids[PIDS];
static int npids = 0;
static struct sockaddr_in server = {.sin_family = AF_INET};

// HOST, or HOST:PORT
static int is_server(char *text) {
  char *colon = strchr(text, ':');
  if (colon) *colon = 0;
  server.sin_port = htons(colon ? atoi(colon + 1) : 5060);
  return inet_pton(AF_INET, text, &server.sin_addr) == 1;
}

static int taken_by(const option *o, char *text) {
  switch (o->kind) {
    case INT: *(int *)o->into = atoi(text); return 1;
    case LONG: *(long *)o->into = atol(text); return 1;
    case DOUBLE: *(double *)o->into = atof(text); return 1;
    case TEXT: *(const char **)o->into = text; return 1;
    case PID:
      if (npids < PIDS) pids[npids++] = atol(text);
      return 1;
  }
  return 0;
}

// Reads -s HOST[:PORT] (127.0.0.1:5060) and these flags, from argv[first] on; optind is what follows them. What is no flag ends the program.
static void options(int argc, char **argv, int first, const option *all) {
  char letters[128] = "s:", *end = letters + 2;
  for (const option *o = all; o->letter; o++) *end++ = o->letter, *end++ = ':', *end = 0;
  is_server((char[]){"127.0.0.1:5060"});
  optind = first;
  for (int c; (c = getopt(argc, argv, letters)) != -1;) {
    const option *o = all;
    while (o->letter && o->letter != c) o++;
    if (c == 's' ? is_server(optarg) : o->letter && taken_by(o, optarg)) continue;
    if (c == 's') fprintf(stderr, "%s: -s: expected an address of IPv4 but was %s\n", argv[0], optarg);
    exit(2);
  }
}

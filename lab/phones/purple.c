// purple: a phone made of libpurple (the library of Pidgin and Finch) and its SIMPLE plugin, without a screen.
//
//   purple DIRECTORY USER@DOMAIN PASSWORD PORT udp|tcp
//
// Registers with the server on 127.0.0.1:PORT, and says on standard output "registered", "heard TEXT" and "refused WHY".
// "quit" on standard input, or its end, unregisters and ends it. It listens on the first port from 5060 on that is free.
//
// gcc -o purple purple.c -l:libpurple.so.0 -l:libglib-2.0.so.0
// The headers of libpurple and GLib are not needed: what is used of their ABI is declared here.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// GLib
enum { IN = 1, OUT = 4, ERR = 8, HUP = 16 };
typedef int (*on_time)(void *data);
extern unsigned g_timeout_add(unsigned milliseconds, on_time call, void *data);
extern unsigned g_timeout_add_seconds(unsigned seconds, on_time call, void *data);
extern int g_source_remove(unsigned id);
extern void *g_io_channel_unix_new(int fd);
extern void g_io_channel_unref(void *channel);
extern unsigned g_io_add_watch(void *channel, int condition, int (*call)(void *, int, void *), void *data);
extern void *g_main_loop_new(void *context, int running);
extern void g_main_loop_run(void *loop);
extern void g_main_loop_quit(void *loop);

// libpurple
enum { READ = 1, WRITE = 2 }; // PurpleInputCondition
enum { AVAILABLE = 2 };       // PURPLE_STATUS_AVAILABLE
typedef void (*on_input)(void *data, int fd, int condition);
struct event_loop { // PurpleEventLoopUiOps
  unsigned (*timeout_add)(unsigned, on_time, void *);
  int (*timeout_remove)(unsigned);
  unsigned (*input_add)(int, int, on_input, void *);
  int (*input_remove)(unsigned);
  int (*input_get_error)(int, int *);
  unsigned (*timeout_add_seconds)(unsigned, on_time, void *);
  void *reserved[3];
};
extern void purple_eventloop_set_ui_ops(struct event_loop *);
extern void purple_util_set_user_dir(const char *);
extern void purple_debug_set_enabled(int);
extern int purple_core_init(const char *ui);
extern void purple_core_quit(void);
extern void *purple_blist_new(void);
extern void purple_set_blist(void *);
extern void *purple_account_new(const char *name, const char *protocol);
extern void purple_account_set_password(void *account, const char *);
extern void purple_account_set_string(void *account, const char *key, const char *);
extern void purple_account_set_int(void *account, const char *key, int);
extern void purple_account_set_bool(void *account, const char *key, int);
extern void purple_accounts_add(void *account);
extern void purple_account_set_enabled(void *account, const char *ui, int);
extern void *purple_savedstatus_new(const char *title, int status);
extern void purple_savedstatus_activate(void *);
extern void *purple_conversations_get_handle(void);
extern void *purple_connections_get_handle(void);
extern unsigned long purple_signal_connect(void *instance, const char *signal, void *handle, void *call, void *data);

static const char *ui = "lab";

typedef struct {
  int fd;
  on_input call;
  void *data;
} watch;

static int ready(void *channel, int condition, void *data) {
  watch *it = data;
  int failed = condition & (ERR | HUP);
  it->call(it->data, it->fd, (condition & IN || failed ? READ : 0) | (condition & OUT || failed ? WRITE : 0));
  return 1;
}

static unsigned input_add(int fd, int condition, on_input call, void *data) {
  watch *it = malloc(sizeof *it); // a few in the life of this process
  *it = (watch){fd, call, data};
  void *channel = g_io_channel_unix_new(fd);
  int wanted = (condition & READ ? IN : 0) | (condition & WRITE ? OUT : 0) | ERR | HUP;
  unsigned id = g_io_add_watch(channel, wanted, ready, it);
  g_io_channel_unref(channel);
  return id;
}

static struct event_loop loop_of_glib = {g_timeout_add, g_source_remove, input_add, g_source_remove, NULL, g_timeout_add_seconds, {0}};

static void heard(void *account, char *sender, char *text) { printf("heard %s\n", text); }
static void signed_on(void *connection) { puts("registered"); }
static void failed(void *connection, int error, const char *why) { printf("refused %s\n", why); }

static int command(void *channel, int condition, void *loop) {
  char line[1000];
  if (fgets(line, sizeof line, stdin) && strcmp(line, "quit\n")) return 1;
  g_main_loop_quit(loop);
  return 0;
}

int main(int count, char **argument) {
  if (count != 6) {
    fputs("usage: purple DIRECTORY USER@DOMAIN PASSWORD PORT udp|tcp\n", stderr);
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  purple_util_set_user_dir(argument[1]);
  purple_debug_set_enabled(0);
  purple_eventloop_set_ui_ops(&loop_of_glib);
  if (!purple_core_init(ui)) return 1;
  purple_set_blist(purple_blist_new());
  void *account = purple_account_new(argument[2], "prpl-simple");
  purple_account_set_password(account, argument[3]);
  purple_account_set_bool(account, "useproxy", 1);
  purple_account_set_string(account, "proxy", "127.0.0.1");
  purple_account_set_int(account, "port", atoi(argument[4]));
  purple_account_set_bool(account, "udp", !strcmp(argument[5], "udp"));
  purple_account_set_bool(account, "dopublish", 0);
  purple_accounts_add(account);
  int us;
  purple_signal_connect(purple_conversations_get_handle(), "received-im-msg", &us, heard, NULL);
  purple_signal_connect(purple_connections_get_handle(), "signed-on", &us, signed_on, NULL);
  purple_signal_connect(purple_connections_get_handle(), "connection-error", &us, failed, NULL);
  purple_account_set_enabled(account, ui, 1);
  purple_savedstatus_activate(purple_savedstatus_new(NULL, AVAILABLE));
  void *loop = g_main_loop_new(NULL, 0);
  g_io_add_watch(g_io_channel_unix_new(0), IN | HUP, command, loop);
  g_main_loop_run(loop);
  purple_core_quit();
  return 0;
}

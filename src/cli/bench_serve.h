/* cli/bench_serve.h — programs that are measured as processes of their own: any
 * child, and this program as a server that is asked by HTTP. */
#pragma once
#include <sys/types.h>
#include "base/arena.h"
#include "base/str.h"

#define CHILD_PATH 512

/* Its standard output goes to `out`, or nowhere when that is -1; -1: it did not start. */
pid_t child_start(char *const argv[], int out);
bool child_self(char path[CHILD_PATH]);          /* where this program lies */

struct served { pid_t pid; int64_t port; double start_ms; };
/* On a free port of 127.0.0.1; start_ms until its first answer. */
bool serve_start(struct served *s, const char *data);
/* One connection for each question; the whole answer. Was it 200? */
bool serve_ask(const struct served *s, struct arena *a, str path, const char *accept, str *answer);
/* MiB: all that is mapped, a page that is mapped twice counted twice; what is its
 * own alone; pages of files, each counted once. */
struct memory { double resident, own, files; };
struct memory serve_memory(const struct served *s, struct arena *a);
bool serve_stop(struct served *s);               /* did it end well? Also for one that did not start */

/* cli/serve.h — an opened application as a running server. */
#pragma once
#include "app/start.h"

#define SERVE_QUOTA ((size_t)256 << 20)

/* Connections for the server and its jobs. */
unsigned serve_connections(void);
/* data_folder_lock, where the database is in the folder. */
MUST_USE code serve_lock(struct arena *a, const struct app *app, int *lock, struct error *err);
/* Says where it listens, serves until it is told to stop, and lets what is
 * under way finish. `greeting` (absent is fine) is printed behind the address. */
MUST_USE code serve_until_stopped(struct arena *a, struct app *app, const char *listen, str greeting, struct error *err);

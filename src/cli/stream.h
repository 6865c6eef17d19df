/* cli/stream.h — large files of commands, a piece at a time: written under a
 * temporary name and renamed when whole, read as they come. */
#pragma once
#include "cli/cli.h"

struct stream_out { int fd; const char *path, *temporary; /* NULL: standard output */ };

/* "-" is standard output; a folder gets a file named `name_in_folder`. Readable
 * by its owner alone. */
MUST_USE code stream_create(struct arena *a, str path, str name_in_folder, struct stream_out *out, struct error *err);
/* For `struct archive_sink`; ctx is the stream. */
code stream_write(void *ctx, str bytes, struct error *err);
/* Synced and renamed after OK, removed after anything else; gives `result` or
 * what went wrong now. */
MUST_USE code stream_finish(struct arena *a, struct stream_out *out, code result, struct error *err);

struct stream_in { int fd; const char *path; };
MUST_USE code stream_open(struct arena *a, str path, struct stream_in *in, struct error *err);   /* "-": standard input */
code stream_read(void *ctx, char *out, size_t n, size_t *got, struct error *err);
void stream_close(struct stream_in *in);

/* "12,345 of 20,000 rows" on one line of a terminal, once in a while; nothing
 * elsewhere. For `struct progress`; ctx is what is being done: "Backing up". */
void stream_progress(void *ctx, int64_t done, int64_t all);
void stream_progress_end(void);

/* draw/sandbox.h — what the drawing program gives up before it looks at any
 * input: files, sockets, other programs, time, memory. A system call that is
 * not on the list ends the process (SIGSYS). */
#pragma once
#include <stdbool.h>
#include "base/error.h"

/* First thing in main: no core dump, no tracing, no inherited files, no rise
 * in rights. */
void sandbox_begin(void);
/* Limits on memory, time and files; no file may be opened, where the kernel
 * has landlock; then the list of system calls, for all threads. FAULT: the
 * kernel refused, and nothing may be drawn. */
MUST_USE code sandbox_lock(struct error *err);

/* Tries one thing that the sandbox must not let happen and returns only if it
 * was let happen. NULL ends the list of names. */
extern const char *const sandbox_attempts[];
bool sandbox_attempt(const char *name);

/* base/error.h — one way to say that something could not be done.
 * An error is a code for the program, a place and a sentence for the person
 * who must act. A flaw found in a badge is not an error but a finding
 * (badge/report.h). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

typedef enum code {
    OK = 0,
    BAD_INPUT,   /* what was given breaks a rule; the sentence says which */
    NOT_FOUND,   /* the thing named is not there */
    DENIED,      /* it is there, but not for this caller */
    CONFLICT,    /* the state does not allow it: exists already, changed meanwhile */
    LIMIT,       /* larger, deeper or slower than a limit allows */
    UNSUPPORTED, /* well formed, of a kind we do not handle */
    UNREACHABLE, /* something outside did not answer: host, mail server, file */
    FAULT,       /* our own failure: disk, database, library */
    NO_MEMORY,   /* more memory is needed than there is, or than was allowed */
} code;

struct error {
    code code;
    char where[96];  /* JSON pointer, form field, file or URL; may be empty */
    char text[200];  /* begins small, no full stop, names the thing */
};

/* Fills `*err` (NULL is fine) and returns `c`, so that callers can write
 * `return fail(...)`. Text that is too long is cut at a UTF-8 boundary. */
code fail(struct error *err, code c, const char *where, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Name of a code in small letters, for logs and JSON. */
const char *code_name(code c);

#define TRY(call)                                                              \
    do {                                                                       \
        code try_code_ = (call);                                               \
        if (try_code_ != OK)                                                   \
            return try_code_;                                                  \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

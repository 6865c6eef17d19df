/* web/form.h — declared fields into values and messages. What was typed is
 * kept, so that a page can show it again beside the message. */
#pragma once
#include "base/clock.h"
#include "web/http.h"

enum field_kind {
    FIELD_LINE,       /* one line of text: trimmed, no controls, NFC */
    FIELD_TEXT,       /* several lines; CRLF becomes LF */
    FIELD_SECRET,     /* a password: taken as it is, never shown again */
    FIELD_EMAIL,
    FIELD_URL,        /* http or https */
    FIELD_INT,
    FIELD_DATE,       /* YYYY-MM-DD */
    FIELD_BOOL,       /* a tick box */
    FIELD_CHOICE,     /* one of `choices`, separated by '|' */
    FIELD_FILE,       /* an upload of at most `max` bytes */
    FIELD_MANY,       /* a name that may come several times */
};

struct form_field {
    const char *name;
    enum field_kind kind;
    const char *label;                           /* for messages: "Name" */
    size_t max;                                  /* bytes (text, file) or value (FIELD_INT); 0: default */
    bool required;
    const char *choices;
    int64_t min;                                 /* FIELD_INT */
};
struct form_spec { const struct form_field *fields; size_t n; };
#define FORM(array) {(array), sizeof(array) / sizeof((array)[0])}

struct form_value {
    const struct form_field *field;
    str text;                                    /* as typed, cleaned; "" if not sent */
    int64_t number;                              /* FIELD_INT, FIELD_BOOL, FIELD_DATE (msec) */
    struct part file;
    struct str_list many;
    str error;                                   /* message beside the field; empty: none */
    char digits[24];                             /* what form_set_int makes `text` point to */
};
struct form { struct form_value *values; size_t n; bool ok; str error; }; /* error: of the whole form */

struct form *form_read(struct request *rq, const struct form_spec *spec);
struct form *form_empty(struct arena *a, const struct form_spec *spec);   /* for a first GET */
struct form_value *form_value(struct form *f, const char *name);         /* asserts that it exists */
str form_text(const struct form *f, const char *name);
int64_t form_int(const struct form *f, const char *name);
bool form_bool(const struct form *f, const char *name);
const struct part *form_file(const struct form *f, const char *name);    /* NULL: none sent */
void form_set(struct form *f, const char *name, str value);              /* prefill */
void form_set_int(struct form *f, const char *name, int64_t value);
/* A message beside a field found wrong by the use case; sets ok = false. */
void form_reject(struct form *f, const char *name, str message);
/* The error's place becomes the field if it names one, else the whole form. */
void form_reject_error(struct form *f, const struct error *err, struct arena *a);
/* Valid UTF-8 that came another way, as a form would take it: without controls, composed,
 * trimmed; line breaks and tabs only where `keep_lines`. */
str form_clean(struct arena *a, str text, bool keep_lines);

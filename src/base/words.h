/* base/words.h — what the program says, in the language of whom it speaks to.
 * English stands in the code and is the key. A dictionary is a compiled catalogue
 * of gettext (.mo) in memory; which one a thread speaks is said once per task, so
 * that a sentence finds its language wherever it is made: fail() asks here too. */
#pragma once
#include "base/str.h"

struct dictionary {
    str bytes;                                   /* the catalogue; outlives the dictionary */
    size_t n, english, there;                    /* messages, and where the two tables begin */
};

/* Every place is checked here, so that no lookup needs to. False: not a
 * catalogue of this machine's byte order, or it points outside itself. */
MUST_USE bool dictionary_open(str bytes, struct dictionary *out);
/* NULL: it lacks this one, or what it has asks printf for other values than the
 * English: one bad sentence is said in English, and the others are not lost. "" is the catalogue's head, which is no sentence. */
const char *dictionary_find(const struct dictionary *d, const char *english);
/* A line of the head, such as "X-Language-Name"; absent if there is none. */
str dictionary_head(const struct dictionary *d, const char *name);

/* What this thread speaks from now on; NULL: English. The dictionary stays. */
void words_speak(const struct dictionary *d);
const struct dictionary *words_spoken(void);      /* NULL: English */
/* The sentence, or the English when the dictionary lacks it. */
const char *words(const char *english) __attribute__((format_arg(1)));
static inline str said(const char *english) { return cstr(words(english)); }
/* str_printf in this thread's language. */
str words_printf(struct arena *a, const char *english, ...) PRINTF_LIKE(2, 3);

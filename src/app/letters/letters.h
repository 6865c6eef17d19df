/* letters/letters.h — an organisation's own words in its mails, what holds for all
 * of them, and what their readers want. */
#pragma once
#include "app/mail/mail.h"

/* A letter with made-up values, to see how it looks: the newest badge of the
 * organisation stands in it where there is one. Its words are of `lang`. */
MUST_USE code letters_sample(struct app *app, struct db *db, struct arena *a, int64_t org, const struct letter_kind *k, str lang,
                             struct letter *out, struct error *err);

extern const struct route letters_routes[];

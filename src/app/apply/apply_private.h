/* apply/apply_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/apply/apply.h"

#define APPLY_WORDS 4000                         /* of one answer, statement, message */

/* A decision leaves when it can no longer be taken back. */
MUST_USE code apply_tell_later(struct db *db, struct arena *a, const struct application *p, msec decided, struct error *err);
/* A mail of this kind (mail/letter.h) to who applied; `words`: the message or the reason. */
MUST_USE code apply_mail(struct app *app, struct db *db, struct arena *a, const struct application *p, const char *kind, str words, struct error *err);
/* What is asked of them at work may stand otherwise now: begun, handed in, decided. */
MUST_USE code apply_touch_standing(struct db *db, struct arena *a, const struct application *p, struct error *err);
/* One place more or less of those that the form counts. */
MUST_USE code apply_count_places(struct db *db, const struct application *p, int n, struct error *err);

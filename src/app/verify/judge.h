/* verify/judge.h — what somebody handed in, judged within bounds: memory of its
 * own, so many documents of others for all that came together, and so much time. */
#pragma once
#include "app/app.h"
#include "badge/report.h"

#define JUDGE_FILES   20                         /* at once */
#define JUDGE_FETCHES 64                         /* for all of them together */
#define JUDGE_SECONDS 30                         /* then nothing more is fetched */

struct handed { str name, bytes; };              /* a file, an address or text */
LIST_OF(handed_list, struct handed);

/* One sitting: what is judged together. */
struct sitting {
    struct app *app;
    struct db *db;
    str recipient;                               /* absent: not asked */
    unsigned fetches;                            /* left */
    int64_t until_ns;
};
void sitting_open(struct sitting *s, struct app *app, struct db *db, str recipient);

struct judged {
    str name;
    struct report report;
    str again;                                   /* text or address to be judged anew; empty: only the file will do */
    str picture;                                 /* PNG or SVG that the badge is linked with, as its host had it; absent: none came */
    struct str_list levels;                      /* that its results reached, as it calls them; none of a badge before 3.0 */
    const char *todo;                            /* where it is none: what whoever gave it can do; NULL: nothing */
};

/* The levels that the results of a badge reached, up to 100: by their names, or as values. */
void judge_levels(struct arena *a, const struct badge *b, struct str_list *out);

/* BAD_INPUT: no badge in it; LIMIT: too much work; both in words for who gave it.
 * The result lives in `a`. */
MUST_USE code judge_one(struct arena *a, struct sitting *s, const struct handed *in, struct judged *out, struct error *err);

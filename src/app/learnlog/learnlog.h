/* learnlog/learnlog.h — the learning log: what somebody did and learned outside of
 * courses, written down in a minute, with who saw it. A witness is asked by a mailed
 * link, needs no account, and answers three questions; what they say stands beside
 * the entry as "witnessed by", which is less than a badge and never looks like one. */
#pragma once
#include "app/backpack/backpack.h"
#include "format/file_type.h"

#define LEARNLOG_MOST        20000               /* entries of one person */
#define LEARNLOG_FILES       6                   /* of one entry */
#define LEARNLOG_FILE_BYTES  ((size_t)5 << 20)
#define LEARNLOG_OWNER_BYTES ((int64_t)200 << 20)
#define LEARNLOG_WORDS       4000

/* ---- entries ---- */

struct log_entry {
    int64_t id, owner, minutes, edition;         /* minutes 0: not said */
    str mark, what, words, link, seen_by;
    msec day, created, changed, removed;         /* day: 00:00 UTC; removed 0: it is there */
    int64_t files, said, asked;                  /* witnesses who said so of what it says now; who were asked and did not yet */
};
LIST_OF(log_entry_list, struct log_entry);
struct log_past { struct log_entry e; msec changed; };
LIST_OF(log_past_list, struct log_past);

/* `mark` of the form: sent twice, it is one entry, which says what was sent last: an
 * answer that never came leaves the form with whoever filled it in. BAD_INPUT names the field: what,
 * day (not after tomorrow); LIMIT: too many. Sets `id`. */
MUST_USE code learnlog_add(struct db *db, struct arena *a, struct log_entry *e, struct error *err);
/* What it said before is kept. Nothing happens where nothing differs. */
MUST_USE code learnlog_change(struct db *db, struct arena *a, const struct log_entry *e, struct error *err);
MUST_USE code learnlog_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct log_entry *out, struct error *err);
MUST_USE code learnlog_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err);  /* back for 30 days */
/* The last change first. */
MUST_USE code learnlog_past(struct db *db, struct arena *a, const struct log_entry *e, struct log_past_list *out, struct error *err);

/* ---- found ---- */

/* `which`: "" all, "witnessed", "asked", "alone". `year` 0: all. */
struct log_filter { str search, which; int64_t year; bool removed; struct keyset at; };
MUST_USE code learnlog_find(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, struct log_entry_list *out, struct error *err);
/* Of all that fits, and month by month between two months (202601), the newest first. */
struct log_sum { int64_t month, n, minutes; };
LIST_OF(log_sums, struct log_sum);
MUST_USE code learnlog_total(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, struct log_sum *out, struct error *err);
MUST_USE code learnlog_months(struct db *db, struct arena *a, int64_t owner, const struct log_filter *f, int64_t from, int64_t to, struct log_sums *out, struct error *err);
MUST_USE code learnlog_years(struct db *db, struct arena *a, int64_t owner, struct log_sums *out, struct error *err);   /* month: the year */
int64_t learnlog_month(msec day);                /* 202611 */

/* How many entries of others the account was asked about as a witness, by addresses that it proved, and has not answered. */
MUST_USE code learnlog_witness_waiting(struct db *db, int64_t account, int64_t *n, struct error *err);

/* ---- files ---- */

struct log_file { int64_t id, entry, size; str name, type, hash; msec created, removed; };
LIST_OF(log_file_list, struct log_file);
/* A photograph is drawn anew, without the place where it was taken. Errors name "file".
 * With its files an entry changes its edition: a witness vouched for what they saw. */
struct log_upload { str bytes, name; };
MUST_USE code learnlog_file_add(struct db *db, struct arena *a, const struct log_entry *e, const struct log_upload *u, struct error *err);
MUST_USE code learnlog_files(struct db *db, struct arena *a, int64_t entry, struct log_file_list *out, struct error *err);   /* those that were removed too */
MUST_USE code learnlog_file(struct db *db, struct arena *a, int64_t entry, int64_t id, struct log_file *out, str *bytes, struct error *err);
/* LIMIT at "file": it does not fit in any more. */
MUST_USE code learnlog_file_set_removed(struct db *db, const struct log_entry *e, int64_t id, bool removed, struct error *err);

/* ---- witnesses ---- */

#define WITNESS_LIFE      (30 * DAY)             /* of a link */
#define WITNESS_STATEMENT 1500
#define WITNESS_MESSAGE   500

struct witness {
    int64_t id, entry, edition, mails;
    str address, asked_name, message, state, saw, name, role, relation, statement;
    msec asked, ends, answered;
    bool is_hidden;
};
LIST_OF(witness_list, struct witness);
struct witness_relation { const char *name, *words; };
extern const struct witness_relation witness_relations[];        /* ends with {NULL} */

MUST_USE code witnesses_of(struct db *db, struct arena *a, int64_t entry, struct witness_list *out, struct error *err);
/* Those whose words count: of what the entry says now, not hidden. */
MUST_USE code witnesses_shown(struct db *db, struct arena *a, int64_t entry, struct witness_list *out, struct error *err);
/* The link goes out by mail. BAD_INPUT at "person": no address, or one's own;
 * LIMIT at "person": too many mails, of this person or to that address. */
struct witness_ask { const struct log_entry *entry; str person, message; };
MUST_USE code witness_ask(struct app *app, struct db *db, struct arena *a, const struct witness_ask *q, struct error *err);
MUST_USE code witness_ask_again(struct app *app, struct db *db, struct arena *a, const struct log_entry *e, int64_t id, struct error *err);
/* The owner: the link ends; their words are hidden or shown. NOT_FOUND, CONFLICT. */
MUST_USE code witness_stop(struct db *db, const struct log_entry *e, int64_t id, struct error *err);
MUST_USE code witness_set_hidden(struct db *db, const struct log_entry *e, int64_t id, bool hidden, struct error *err);

/* By the link's secret. NOT_FOUND: no such link, or a newer one was sent, or the entry is
 * gone; of one that is removed what was said can still be taken back. */
MUST_USE code witness_by_link(struct db *db, struct arena *a, str token, struct witness *out, struct log_entry *entry, struct error *err);
bool witness_may_answer(const struct witness *w);
/* BAD_INPUT names the field. CONFLICT: answered, ended, or the entry changed since `edition` was read. */
struct witness_answer { int64_t edition; str saw, name, role, relation, statement; };
MUST_USE code witness_say(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, const struct witness_answer *s, struct error *err);
MUST_USE code witness_refuse(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err);
MUST_USE code witness_withdraw(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err);
str witness_words(struct arena *a, const struct witness *w);     /* "Jo Price, shift lead (customer)" */
str witness_domain(const struct witness *w);     /* "example.org": what the mailed link proved */

/* ---- shown ---- */

/* Every one's entry for others, by its mark; NOT_FOUND: it was removed. `witnessed`:
 * "Witnessed by …", or empty. */
struct log_shown { struct log_entry e; str witnessed; };
LIST_OF(log_shown_list, struct log_shown);
MUST_USE code learnlog_shown(struct db *db, struct arena *a, int64_t owner, str mark, struct log_shown *out, struct error *err);
/* Of a collection, the newest first. */
MUST_USE code learnlog_in_collection(struct db *db, struct arena *a, int64_t owner, int64_t collection, struct log_shown_list *out, struct error *err);
MUST_USE code learnlog_collect(struct db *db, int64_t owner, int64_t collection, int64_t entry, bool in, struct error *err);

/* ---- copy.c: a log that was kept elsewhere ---- */

#define LEARNLOG_PAST 200                        /* what an entry said before: as many times */

/* `place`: where it lies; without bytes it is left out. */
struct log_copy_file { str place, name, bytes; };
LIST_OF(log_copy_files, struct log_copy_file);
struct log_copy { struct log_entry e; struct log_past_list past; struct witness_list witnesses; struct log_copy_files files; };
LIST_OF(log_copy_list, struct log_copy);
/* Before the transaction, since it takes a moment: photographs are drawn anew; files that may not be kept lose their bytes. */
void learnlog_copy_clean(struct arena *a, struct log_copy *c);
/* In a transaction of the caller's. What witnesses said stays as a copy (state "copied"): it counts for nothing
 * and nobody but the owner sees it, since it was not proved here. An entry whose mark is there already
 * stays as it is; so does the log when it is full. Those that are new have their `e.id` afterwards, others 0; `*n`: how many. */
MUST_USE code learnlog_copy(struct db *db, struct arena *a, int64_t owner, struct log_copy_list *all, int64_t *n, struct error *err);

extern const struct route learnlog_routes[];

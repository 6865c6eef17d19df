/* ledger/ledger_private.h — for the files of the ledger alone. */
#pragma once
#include "app/ledger/ledger.h"
#include "base/crypto.h"

#define LEDGER_SALT 16
#define LEDGER_HASH 16                           /* of a row: its first 16 bytes of SHA-256 */
#define LEDGER_MAC  16
#define LEDGER_PEPPER 16
#define LEDGER_LINE (8 + LEDGER_HASH)
#define LEDGER_COLUMNS 40
#define LEDGER_BLOCK 500                         /* rows of one entry */

/* ---- ledger_kind.c: a covered table with its statements, made once ---- */

struct ledger_kind {
    const struct ledger_table *t;
    unsigned index;                              /* in ledger_tables */
    size_t n, n_open;                            /* columns: the open ones in order of their names, then the sealed */
    str names[LEDGER_COLUMNS];
    bool is_bytes[LEDGER_COLUMNS];
    /* All give: key, org, person, then the columns. */
    const char *drain;                           /* what was touched: before (NULL: nothing stood), key, org and person of then, then the row */
    const char *page;                            /* of an organisation behind a key, in order: $1, $2, at most $3 */
    const char *one;                             /* $1: organisation, $2: key */
    const char *of_person;                       /* $1: organisation, $2: person; NULL: about nobody */
};
enum { DRAIN_BEFORE, DRAIN_KEY, DRAIN_ORG, DRAIN_PERSON, DRAIN_ROW };
enum { ROW_KEY, ROW_ORG, ROW_PERSON, ROW_COLUMNS };

struct ledger {                                  /* one per process: what the watch is given */
    struct db_watch watch;
    str key;                                     /* 32 bytes, derived */
    size_t n;
    struct ledger_kind *kinds;
    const char *attach;                          /* what each connection runs first */
};
extern const char ledger_sql_touched[], ledger_sql_forget[], ledger_sql_forget_all[];    /* of the session's own table */
str ledger_key(struct arena *a, str master_key);
struct ledger *ledger_new(struct arena *a, str master_key, bool postgres);
/* PostgreSQL: triggers of tables that lack them. */
MUST_USE code ledger_triggers(struct ledger *l, struct db *db, struct arena *a, struct error *err);
const struct ledger *ledger_of(const struct db *db);
const struct ledger_kind *ledger_kind_named(const struct ledger *l, str name);

/* ---- ledger_row.c: one text and one hash for one row ---- */

/* From column `first` on; JSON with members in order, NULL left out. `pepper` is
 * the organisation's: with it go its sealed columns wherever it goes. */
str ledger_row_text(struct arena *a, str pepper, const struct ledger_kind *k, struct rows *r, int first_of_row);
/* The same of what a trigger wrote down. */
MUST_USE code ledger_before_text(struct arena *a, str pepper, const struct ledger_kind *k, int64_t key, str before,
                                 str *out, struct error *err);
void ledger_line(uint8_t line[LEDGER_LINE], int64_t id, const uint8_t salt[LEDGER_SALT], str row);  /* absent: zeros */
str ledger_difference(struct arena *a, str now, str before);     /* members of `before` that differ; null: was not there */
MUST_USE code ledger_undo(struct arena *a, str now, str was, str *before, struct error *err);

/* ---- ledger_chain.c: entries one behind the other ---- */

struct ledger_entry {
    int64_t org, seq, person, account;           /* 0: none */
    msec at;
    str act, thing, via;
    str lines, salts, row, was;                  /* row, was: absent when there is none */
    str said, hash, mac;
};
/* What is hashed: canonical JSON (RFC 8785) of all that an entry says. */
str ledger_said(struct arena *a, str salts, str was);
str ledger_hash(struct arena *a, const struct ledger_entry *e, str previous);
str ledger_mac(struct arena *a, const struct ledger *l, str hash);
str ledger_head_mac(struct arena *a, const struct ledger *l, int64_t org, int64_t seq, str hash, str things, str pepper);

struct ledger_chain { int64_t org, seq; uint8_t last[32]; size_t last_n; /* hash of the newest entry */ str things, pepper; bool is_gone; };
/* Locks the head, which is made when there is none. */
MUST_USE code ledger_open(struct db *db, struct arena *a, const struct ledger *l, int64_t org, struct ledger_chain *out, struct error *err);
/* `e` says act, thing, lines, salts, row, was, person; the rest is filled. */
MUST_USE code ledger_put(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, struct ledger_entry *e, struct error *err);
MUST_USE code ledger_close(struct db *db, struct arena *a, const struct ledger *l, const struct ledger_chain *c, struct error *err);
/* One row, its salt made here. */
MUST_USE code ledger_put_row(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, const char *act,
                             const struct ledger_kind *k, int64_t id, int64_t person, str row, str was, struct error *err);
/* Many rows of one table, collected and put in blocks. */
struct ledger_block { const struct ledger_kind *kind; const char *act; size_t n; struct { int64_t id, person; str row; } rows[LEDGER_BLOCK]; };
MUST_USE code ledger_put_block(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, struct ledger_block *b, struct error *err);

/* ledger_seal.c: before each commit. */
MUST_USE code ledger_seal(const struct ledger *l, struct db *db, struct error *err);

/* ---- ledger_check.c, ledger_stand.c: is it as it was written? ---- */

/* What the entries so far say of a row: the hash of it and the salt of that hash. */
struct ledger_stand { int64_t id, seq; uint32_t kind; /* of ledger_kind.index + 1; 0: no row */ bool is_there, is_seen; uint8_t salt[LEDGER_SALT], hash[LEDGER_HASH]; };
/* `a` NULL: in arenas of their own, where what they outgrew is given back. */
struct ledger_stands { struct arena *a, *own; struct ledger_stand *places; size_t n, cap; };
void ledger_stands_free(struct ledger_stands *s);
/* The row's place, empty when it is new. Valid until the next call. */
struct ledger_stand *ledger_stand_at(struct ledger_stands *s, const struct ledger_kind *k, int64_t id);

struct ledger_checking {
    struct app *app;
    const struct ledger *l;
    struct db *db;
    struct arena *a, *row;
    int64_t org;
    str pepper;
    struct ledger_stands stands;
    struct map *erased;                          /* "17", "17:3": entry, line of an entry */
    struct map *accepted;                        /* "person 5 17": thing, row, entry (struct ledger_place) */
    struct ledger_report *out;
    const struct ledger_ask *ask;
    int64_t next;                                /* number of the entry that should come */
    uint8_t last[32];
    size_t last_n;
};
void ledger_flaw(struct ledger_checking *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Of a row, unless it was accepted. */
void ledger_row_flaw(struct ledger_checking *c, struct ledger_place of, const char *fmt, ...) PRINTF_LIKE(3, 4);
struct ledger_place ledger_place_of(const struct ledger_kind *k, int64_t id, int64_t seq);
/* ledger_accept.c: what an entry "accepted" says. False: it cannot be read. */
struct ledger_acceptance { struct ledger_place of; str found, reason; };
bool ledger_acceptance_read(struct arena *a, str was, struct ledger_acceptance *out);
str ledger_place_text(struct arena *a, const struct ledger_place *p);    /* "person 5 17" */
/* One finding as a line of `found`, and back. */
str ledger_finding_line(struct arena *a, str words, const struct ledger_place *of);
void ledger_finding_read(str line, struct ledger_finding *out);
/* ledger_check_entry.c: one entry behind the last. */
void ledger_check_entry(struct ledger_checking *c, const struct ledger_entry *e, int64_t first, int64_t last);
/* ledger_check_rows.c: what stands in the tables. */
MUST_USE code ledger_check_rows(struct ledger_checking *c, struct error *err);
/* ledger_point.c: those that stand here, and those that were brought. */
MUST_USE code ledger_check_points(struct ledger_checking *c, struct error *err);
bool ledger_is_zero(str bytes);
int64_t ledger_line_id(str lines, size_t i);

/* Entries in their order, some hundred at a time. */
typedef code ledger_entry_each(void *ctx, const struct ledger_entry *e, int64_t first, int64_t last, struct error *err);
MUST_USE code ledger_entries(struct db *db, struct arena *row, int64_t org, int64_t behind, ledger_entry_each *each, void *ctx, struct error *err);

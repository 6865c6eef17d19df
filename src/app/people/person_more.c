/* people/person_more.c — other addresses of a person, and notes about them. */
#include "app/people/people.h"

#include "base/utf8.h"
#include "format/email.h"

#define ADDRESSES_MOST 10
#define NOTES_SHOWN    100
#define NOTE_MOST      4000

static code tell(struct db *db, struct arena *a, const struct person_change *c, const char *what, str detail, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "person %lld", (long long)c->id), detail, err);
}

/* ---- addresses ---- */

static const char sql_addresses[] = SQL("SELECT address FROM person_address WHERE person_id = $1 ORDER BY folded");
static const char sql_taken[] = SQL(
    "SELECT (SELECT count(*) FROM person WHERE org_id = $1 AND folded = $2)"
    " + (SELECT count(*) FROM person_address WHERE org_id = $1 AND folded = $2)");
static const char sql_add[] = SQL(
    "INSERT INTO person_address (org_id, folded, address, person_id) SELECT p.org_id, $3, $4, p.id FROM person p"
    " WHERE p.org_id = $1 AND p.id = $2");
static const char sql_drop[] = SQL("DELETE FROM person_address WHERE org_id = $1 AND person_id = $2 AND folded = $3");

code person_addresses(struct db *db, struct arena *a, int64_t person, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

code person_add_address_within(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    struct str_list all = {0};
    struct email email;
    int64_t n = 0;

    if (email_parse(a, address, &email, NULL) != OK)
        return fail(err, BAD_INPUT, "address", "an e-mail address looks like ann@example.org");
    TRY(person_addresses(db, a, c->id, &all, err));
    if (all.n >= ADDRESSES_MOST)
        return fail(err, BAD_INPUT, "address", "a person has at most %d further addresses", ADDRESSES_MOST);
    str folded = email_fold(a, email.address);
    TRY(db_int(db, sql_taken, ARGS(v_int(c->org), v_str(folded)), &n, err));
    if (n > 0)
        return fail(err, CONFLICT, "address", "this address is in the directory already; if both are one person, put the two together");
    TRY(db_run(db, sql_add, ARGS(v_int(c->org), v_int(c->id), v_str(folded), v_str(email.address)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
    return tell(db, a, c, "person.address", email.address, err);
}

code person_add_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, person_add_address_within(db, a, c, address, err), err);
}

/* The address of an entry that was merged stays: it says whose that entry is. */
static const char sql_merged[] = SQL("SELECT count(*) FROM person WHERE org_id = $1 AND folded = $2 AND id <> $3");

static code drop_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    int64_t n = 0;
    str folded = email_fold(a, address);

    TRY(db_int(db, sql_merged, ARGS(v_int(c->org), v_str(folded), v_int(c->id)), &n, err));
    if (n > 0)
        return fail(err, CONFLICT, "address", "this address came with an entry that was put together with this one, and stays");
    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id), v_str(folded)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "address", "this person has no such address");
    return tell(db, a, c, "person.address", address, err);
}

code person_drop_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop_address(db, a, c, address, err), err);
}

/* An award without an address of its own is made out to that of its person. */
static const char sql_made_out[] = SQL(
    "UPDATE award SET recipient = (SELECT p.email FROM person p WHERE p.id = $1) WHERE person_id = $1 AND recipient = ''");
static const char sql_swap_out[] = SQL("UPDATE person SET email = $3, folded = $4 WHERE org_id = $1 AND id = $2");

static code main_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    struct person p;
    int64_t n = 0;
    str folded = email_fold(a, address);

    TRY(person_get(db, a, c->org, c->id, &p, err));
    TRY(db_int(db, sql_merged, ARGS(v_int(c->org), v_str(folded), v_int(c->id)), &n, err));
    if (n > 0)
        return fail(err, CONFLICT, "address", "this address came with an entry that was put together with this one, and stays as it is");
    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id), v_str(folded)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "address", "this person has no such address");
    TRY(db_run(db, sql_made_out, ARGS(v_int(c->id)), NULL, err));
    TRY(db_run(db, sql_swap_out, ARGS(v_int(c->org), v_int(c->id), v_str(address), v_str(folded)), NULL, err));
    TRY(db_run(db, sql_add, ARGS(v_int(c->org), v_int(c->id), v_str(email_fold(a, p.email)), v_str(p.email)), NULL, err));
    return tell(db, a, c, "person.address", address, err);
}

code person_main_address(struct db *db, struct arena *a, const struct person_change *c, str address, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, main_address(db, a, c, address, err), err);
}

/* ---- notes ---- */

static const char sql_notes[] = SQL(
    "SELECT n.id, n.words, coalesce(c.name, ''), n.created_at, coalesce(n.account_id, 0) FROM person_note n"
    " LEFT JOIN account c ON c.id = n.account_id WHERE n.person_id = $1 ORDER BY n.id DESC LIMIT $2");
static const char sql_add_note[] = SQL(
    "INSERT INTO person_note (org_id, person_id, account_id, words, created_at) SELECT p.org_id, p.id, $3, $4, $5 FROM person p"
    " WHERE p.org_id = $1 AND p.id = $2");
static const char sql_drop_note[] = SQL("DELETE FROM person_note WHERE org_id = $1 AND person_id = $2 AND id = $3 AND account_id = $4");

code person_notes(struct db *db, struct arena *a, int64_t person, int64_t account, struct note_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_notes, ARGS(v_int(person), v_int(NOTES_SHOWN)));

    while (rows_next(r))
        *list_add(a, out) = (struct person_note){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3), row_int(r, 4) == account};
    return rows_end(r, err);
}

code person_add_note(struct db *db, const struct person_change *c, str words, struct error *err)
{
    int64_t n = 0;

    if (str_is_empty(str_trim(words)))
        return fail(err, BAD_INPUT, "note", "write something first");
    if (words.n > NOTE_MOST)
        return fail(err, BAD_INPUT, "note", "a note has at most %d bytes", NOTE_MOST);
    TRY(db_run(db, sql_add_note, ARGS(v_int(c->org), v_int(c->id), v_int(c->by), v_str(str_trim(words)), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
}

code person_drop_note(struct db *db, const struct person_change *c, int64_t note, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_drop_note, ARGS(v_int(c->org), v_int(c->id), v_int(note), v_int(c->by)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "note", "there is no such note, or somebody else wrote it");
}

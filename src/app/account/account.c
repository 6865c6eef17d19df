/* account/account.c — people and their addresses. */
#include "app/account/account.h"

#include "base/crypto.h"
#include "format/email.h"

/* ---- reading ---- */

#define ACCOUNT_COLUMNS "c.id, c.name, e.address, c.lang, c.is_operator, c.password IS NOT NULL"
#define ACCOUNT_FROM " FROM account c LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1 "

static struct account read_account(struct rows *r, struct arena *a)
{
    return (struct account){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_bool(r, 4), row_bool(r, 5)};
}

static code one_account(struct rows *r, struct arena *a, struct account *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        *out = read_account(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "account", "there is no such account");
}

static const char sql_get[] = SQL("SELECT " ACCOUNT_COLUMNS ACCOUNT_FROM "WHERE c.id = $1");
static const char sql_by_email[] = SQL(
    "SELECT " ACCOUNT_COLUMNS ACCOUNT_FROM "WHERE c.id ="
    " (SELECT account_id FROM account_email WHERE folded = $1 AND verified_at IS NOT NULL)");

code account_get(struct db *db, struct arena *a, int64_t id, struct account *out, struct error *err)
{
    return one_account(db_query(db, sql_get, ARGS(v_int(id))), a, out, err);
}

code account_by_email(struct db *db, struct arena *a, str email, struct account *out, struct error *err)
{
    return one_account(db_query(db, sql_by_email, ARGS(v_str(email_fold(a, email)))), a, out, err);
}

static const char sql_all[] = SQL(
    "SELECT " ACCOUNT_COLUMNS ", c.created_at, c.signed_in_at" ACCOUNT_FROM "WHERE c.id > $1 ORDER BY c.id LIMIT $2");

code account_all(struct db *db, struct arena *a, int64_t after, int limit, struct account_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(after), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct account_row){read_account(r, a), row_int(r, 6), row_int(r, 7)};
    return rows_end(r, err);
}

/* ---- making and changing ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO account (name, password, lang, is_operator, created_at) VALUES ($1, $2, '', $3, $4) RETURNING id");
static const char sql_insert_email[] = SQL(
    "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) VALUES ($1, $2, $3, $4, $5)");

static code taken(code c, struct error *err)
{
    return c == CONFLICT ? fail(err, CONFLICT, "email", "this address belongs to another account already") : c;
}

static code create_rows(struct db *db, struct arena *a, const struct new_account *n, str hash, int64_t *id, struct error *err)
{
    TRY(db_int(db, sql_insert, ARGS(v_str(n->name), v_str(hash), v_int(n->is_operator), v_int(clock_now())), id, err));
    return taken(db_run(db, sql_insert_email,
                        ARGS(v_int(*id), v_str(n->email), v_str(email_fold(a, n->email)), v_int(1),
                             v_int_if(n->verified, clock_now())),
                        NULL, err),
                 err);
}

code account_create(struct db *db, struct arena *a, const struct new_account *n, int64_t *id, struct error *err)
{
    bool own = !db_in_transaction(db);
    str hash = n->hash;

    if (!str_is_empty(n->password))
        TRY(password_hash(a, n->password, &hash, err));
    if (own)
        TRY(db_begin(db, err));
    code c = create_rows(db, a, n, hash, id, err);
    return own ? db_end(db, c, err) : c;
}

static const char sql_set_password[] = SQL("UPDATE account SET password = $2 WHERE id = $1");
static const char sql_remove_password[] = SQL("UPDATE account SET password = NULL WHERE id = $1");
static const char sql_speak[] = SQL("UPDATE account SET lang = $2 WHERE id = $1");
static const char sql_rename[] = SQL("UPDATE account SET name = $2 WHERE id = $1");
static const char sql_delete[] = SQL("DELETE FROM account WHERE id = $1");

code account_set_password(struct db *db, struct arena *a, int64_t id, str password, struct error *err)
{
    str hash;

    TRY(password_hash(a, password, &hash, err));
    return db_run(db, sql_set_password, ARGS(v_int(id), v_str(hash)), NULL, err);
}

code account_remove_password(struct db *db, int64_t id, struct error *err)
{
    return db_run(db, sql_remove_password, ARGS(v_int(id)), NULL, err);
}

code account_speak(struct db *db, int64_t id, str lang, struct error *err)
{
    return db_run(db, sql_speak, ARGS(v_int(id), v_str(lang)), NULL, err);
}

code account_rename(struct db *db, int64_t id, str name, struct error *err)
{
    return db_run(db, sql_rename, ARGS(v_int(id), v_str(name)), NULL, err);
}

/* An organisation must not lose its only administrator by a deletion. */
static const char sql_last_admin[] = SQL(
    "SELECT count(*) FROM member_role m WHERE m.account_id = $1 AND m.role = 'admin' AND NOT EXISTS"
    " (SELECT 1 FROM member_role o WHERE o.org_id = m.org_id AND o.role = 'admin' AND o.until_at IS NULL AND o.account_id <> $1)");

/* Nor the server: without an operator the first-run wizard would open again. */
static const char sql_last_operator[] = SQL(
    "SELECT count(*) FROM account c WHERE c.id = $1 AND c.is_operator = 1 AND NOT EXISTS"
    " (SELECT 1 FROM account o WHERE o.is_operator = 1 AND o.id <> $1)");

static account_leaver *leaver;

void account_set_leaver(account_leaver *l)
{
    leaver = l;
}

static code delete_unless_last(struct db *db, struct arena *a, int64_t id, struct error *err)
{
    int64_t orphans = 0;

    TRY(db_int(db, sql_last_admin, ARGS(v_int(id)), &orphans, err));
    if (orphans > 0)
        return fail(err, CONFLICT, "", "you are the only administrator of an organisation: name another first");
    TRY(db_int(db, sql_last_operator, ARGS(v_int(id)), &orphans, err));
    if (orphans > 0)
        return fail(err, CONFLICT, "", "you are the only one who runs this server: its last operator cannot leave");
    if (leaver)
        TRY(leaver(db, a, id, err));
    return db_run(db, sql_delete, ARGS(v_int(id)), NULL, err);
}

code account_delete(struct db *db, struct arena *a, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, delete_unless_last(db, a, id, err), err);
}

/* ---- addresses ---- */

static const char sql_addresses[] = SQL(
    "SELECT id, address, is_primary, verified_at FROM account_email WHERE account_id = $1 ORDER BY is_primary DESC, id");

code account_addresses(struct db *db, struct arena *a, int64_t id, struct account_address_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct account_address){row_int(r, 0), row_str(r, 1, a), row_bool(r, 2), !row_is_null(r, 3)};
    return rows_end(r, err);
}

static const char sql_verify_own[] = SQL(
    "UPDATE account_email SET verified_at = $3 WHERE account_id = $1 AND folded = $2");
static const char sql_has_primary[] = SQL(
    "SELECT count(*) FROM account_email WHERE account_id = $1 AND is_primary = 1");

static code add_verified(struct db *db, struct arena *a, int64_t id, str email, struct error *err)
{
    str folded = email_fold(a, email);
    int64_t changed = 0, primaries = 0;

    TRY(taken(db_run(db, sql_verify_own, ARGS(v_int(id), v_str(folded), v_int(clock_now())), &changed, err), err));
    if (changed > 0)
        return OK;
    TRY(db_int(db, sql_has_primary, ARGS(v_int(id)), &primaries, err));
    return taken(db_run(db, sql_insert_email,
                        ARGS(v_int(id), v_str(email), v_str(folded), v_int(primaries == 0), v_int(clock_now())), NULL, err),
                 err);
}

code account_add_verified(struct db *db, struct arena *a, int64_t id, str email, struct error *err)
{
    bool own = !db_in_transaction(db);

    if (own)
        TRY(db_begin(db, err));
    code c = add_verified(db, a, id, email, err);
    return own ? db_end(db, c, err) : c;
}

static const char sql_remove_address[] = SQL(
    "DELETE FROM account_email WHERE account_id = $1 AND id = $2 AND is_primary = 0");

code account_remove_address(struct db *db, int64_t id, int64_t address_id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_remove_address, ARGS(v_int(id), v_int(address_id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "address", "make another address your main one first");
}

static const char sql_clear_primary[] = SQL("UPDATE account_email SET is_primary = 0 WHERE account_id = $1");
static const char sql_set_primary[] = SQL(
    "UPDATE account_email SET is_primary = 1 WHERE account_id = $1 AND id = $2 AND verified_at IS NOT NULL");

static code make_primary(struct db *db, int64_t id, int64_t address_id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_clear_primary, ARGS(v_int(id)), NULL, err));
    TRY(db_run(db, sql_set_primary, ARGS(v_int(id), v_int(address_id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "address", "only an address that you have proved can be your main one");
}

code account_make_primary(struct db *db, int64_t id, int64_t address_id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, make_primary(db, id, address_id, err), err);
}

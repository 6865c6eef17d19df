/* account/operators.c — what only somebody at the machine itself may do: name
 * who runs the server, and set a password without knowing the old one. */
#include "app/account/second_step.h"

#include "base/crypto.h"
#include "format/email.h"

static const char sql_appoint[] = SQL("UPDATE account SET is_operator = 1 WHERE id = $1");

static code check_new(struct arena *a, struct new_account *n, struct error *err)
{
    struct email e;

    TRY(email_parse(a, n->email, &e, err));
    n->email = e.address;
    if (str_is_empty(str_trim(n->name)))
        return fail(err, BAD_INPUT, "name", "there is no such account yet: give the person's name too");
    if (!str_is_empty(n->password))
        TRY(password_acceptable(a, n->password, n->email, n->name, err));
    n->verified = n->is_operator = true;
    return OK;
}

code account_appoint(struct db *db, struct arena *a, const struct new_account *n, int64_t *id, bool *made, struct error *err)
{
    struct account found;
    struct new_account new = *n;

    *made = account_by_email(db, a, n->email, &found, NULL) != OK;
    if (*made) {
        TRY(check_new(a, &new, err));
        return account_create(db, a, &new, id, err);
    }
    *id = found.id;
    TRY(db_run(db, sql_appoint, ARGS(v_int(found.id)), NULL, err));
    return str_is_empty(n->password) ? OK : account_force_password(db, a, found.id, n->password, err);
}

static const char sql_set_password[] = SQL("UPDATE account SET password = $2 WHERE id = $1");
static const char sql_end_sessions[] = SQL("DELETE FROM session WHERE account_id = $1");

static code password_rows(struct db *db, int64_t id, str hash, struct error *err)
{
    TRY(db_run(db, sql_set_password, ARGS(v_int(id), v_str(hash)), NULL, err));
    TRY(second_step_turn(db, id, false, err));
    return db_run(db, sql_end_sessions, ARGS(v_int(id)), NULL, err);
}

code account_force_password(struct db *db, struct arena *a, int64_t id, str password, struct error *err)
{
    struct account own;
    str hash;

    TRY(account_get(db, a, id, &own, err));
    TRY(password_acceptable(a, password, own.email, own.name, err));
    TRY(password_hash(a, password, &hash, err));
    TRY(db_begin(db, err));
    return db_end(db, password_rows(db, id, hash, err), err);
}

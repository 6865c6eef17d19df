/* mail/mail_bounce.c — a mail that its server took and that came back later. Which
 * one, its Message-ID says: "NUMBER.WRITTEN@HOST". */
#include "app/mail/mail_private.h"
#include "format/dsn.h"

static const char sql_came_back[] = SQL(
    "UPDATE mail SET state = 'failed', last_error = $3, bounced_at = $4 WHERE id = $1 AND created_at = $2 AND state = 'sent' RETURNING org_id, batch_id");

static bool read_id(str message, int64_t *id, int64_t *written)
{
    str first, second;

    return str_cut(&message, '.', &first) && str_cut(&message, '@', &second) && str_to_int(first, id) && str_to_int(second, written);
}

static code came_back(struct db *db, const struct value *values, bool *found, struct error *err)
{
    struct mail m = {0};
    struct rows *r = db_query(db, sql_came_back, (struct args){values, 4});

    *found = rows_next(r);
    if (*found)
        m = (struct mail){.org = row_int(r, 0), .batch = row_int(r, 1)};
    TRY(rows_end(r, err));
    return *found ? mail_tally_move(db, &m, S("sent"), S("failed"), err) : OK;
}

code mail_bounced(struct db *db, struct arena *a, const struct dsn *d, bool *found, struct error *err)
{
    int64_t id, written;
    str why = str_printf(a, "it came back: " STR_FMT " " STR_FMT, STR_ARG(d->status), STR_ARG(d->said));

    *found = false;
    if (!d->is_final || !read_id(d->message, &id, &written))
        return OK;
    const struct value values[] = {v_int(id), v_int(written), v_str(str_trim(why)), v_int(clock_now())};
    TRY(db_begin(db, err));
    return db_end(db, came_back(db, values, found, err), err);
}

/* mail/mail_forget.c — a mail deleted with all that it says, and brought back
 * while that can be undone: till then the row waits, as it was, with the act. */
#include "app/mail/mail_private.h"

#include "format/json.h"

#define COLUMNS                                                                                                                   \
    "org_id, award_id, kind, to_address, to_name, subject, body_text, body_html, state, due_at, attempts, last_error, created_at, sent_at," \
    " batch_id, person_id, lang, words_id, detail, bounced_at"
#define COLUMN_COUNT 20

static const char sql_row[] = SQL("SELECT " COLUMNS " FROM mail WHERE id = $1 AND state = $2");
/* One that is on its way to the server just now has no error yet and was tried. */
static const char sql_forget[] = SQL(
    "DELETE FROM mail WHERE id = $1 AND state = $2 AND NOT (state = 'queued' AND attempts > 0 AND last_error IS NULL)");
static const char sql_back[] = SQL(
    "INSERT INTO mail (id, " COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
    " ON CONFLICT (id) DO NOTHING");

static void put_value(struct json_writer *w, struct value v)
{
    if (v.kind == VALUE_NULL)
        json_put_null(w);
    else if (v.kind == VALUE_INT)
        json_put_int(w, v.i);
    else
        json_put_str(w, v.s);
}

static code read_row(struct db *db, struct arena *a, const struct mail *m, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_row, ARGS(v_int(m->id), v_str(m->state)));
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    if (rows_next(r))
        for (int i = 0; i < COLUMN_COUNT; i++)
            put_value(&w, row_value(r, i));
    json_close_array(&w);
    *out = buf_done(&b);
    return rows_end(r, err);
}

code mail_forget(struct db *db, struct arena *a, const struct mail *m, str *row, struct error *err)
{
    int64_t changed = 0;

    TRY(read_row(db, a, m, row, err));
    TRY(db_run(db, sql_forget, ARGS(v_int(m->id), v_str(m->state)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "mail", "it is being sent just now");
    return mail_tally_add(db, m, m->state, -1, err);
}

code mail_delete(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct mail m;
    str row;

    TRY(mail_get(db, a, org, id, &m, err));
    return mail_forget(db, a, &m, &row, err);
}

/* A letter with its pictures may be longer than documents of strangers are. */
static const struct json_limits limits = {.bytes = (size_t)16 << 20, .depth = 2, .values = 2 + COLUMN_COUNT, .keys = 1, .string = (size_t)8 << 20};

static struct value value_of(const struct json *v)
{
    int64_t n;

    if (json_is(v, JSON_STRING))
        return v_str(json_str(v));
    return json_int(v, &n) ? v_int(n) : v_null();
}

code mail_remember(struct db *db, struct arena *a, int64_t org, int64_t id, str row, struct error *err)
{
    struct value values[1 + COLUMN_COUNT] = {v_int(id)};
    const struct json *all;
    struct mail m;
    int64_t changed = 0;

    if (str_is_empty(row))
        return fail(err, CONFLICT, "mail", "what it said is not kept any more");
    TRY(json_parse(a, row, &limits, &all, err));
    if (json_count(all) != COLUMN_COUNT)
        return fail(err, FAULT, "mail", "the forgotten mail cannot be read");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        values[1 + i] = value_of(json_item(all, i));
    TRY(db_run(db, sql_back, (struct args){values, COUNT(values)}, &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "mail", "it is there already");
    TRY(mail_get(db, a, org, id, &m, err));
    return mail_tally_add(db, &m, m.state, 1, err);
}

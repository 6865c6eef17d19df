/* org/org_log.c — the log of what was done, and who else hears of it. */
#include "app/org/org_private.h"

static org_teller *teller;

void org_set_teller(org_teller *t)
{
    teller = t;
}

code org_tell(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err)
{
    return teller ? teller(db, a, org, event, subject, err) : OK;
}

static const char sql_log[] = SQL(
    "INSERT INTO org_log (org_id, account_id, at, what, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)");

code org_log(struct db *db, int64_t org, int64_t account, const char *what, str subject, str detail, struct error *err)
{
    return db_run(db, sql_log,
                  ARGS(v_int(org), v_int_if(account > 0, account), v_int(clock_now()), v_str(cstr(what)),
                       v_str(subject), v_str(detail)),
                  NULL, err);
}

#define LOG_PAGE(which, than, order)                                           \
    "SELECT l.id, l.at, c.name, l.what, l.subject, l.detail FROM org_log l LEFT JOIN account c ON c.id = l.account_id"  \
    " WHERE l.org_id = $1 AND l.id " than " $2" which " ORDER BY l.id " order " LIMIT $3"
static const char sql_log_page[] = SQL(LOG_PAGE("", "<", "DESC"));
static const char sql_log_back[] = SQL(LOG_PAGE("", ">", "ASC"));
static const char sql_log_of[] = SQL(LOG_PAGE(" AND l.subject = $4", "<", "DESC"));

code org_log_find(struct db *db, struct arena *a, int64_t org, str subject, const struct keyset *at,
                  struct org_log_list *out, struct error *err)
{
    struct args args = ARGS(v_int(org), v_int(keyset_row(at, INT64_MAX)), v_int(at->limit), v_str(subject));
    const char *sql = keyset_is_back(at) ? sql_log_back : sql_log_page;

    if (str_is_empty(subject))
        args.n--;
    struct rows *r = db_query(db, str_is_empty(subject) ? sql : sql_log_of, args);
    while (rows_next(r))
        *list_add(a, out) = (struct org_log_row){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a),
                                                 row_str(r, 4, a), row_str(r, 5, a)};
    return rows_end(r, err);
}

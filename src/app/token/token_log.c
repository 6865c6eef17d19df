/* token/token_log.c — what programs did with a token: calls that changed
 * something or were refused. */
#include "app/token/token.h"

#include "app/list/list.h"
#include "base/utf8.h"

#define PATH_MOST 300
#define DETAIL_MOST 300
#define SWEEP_ONE_IN 64

static const char sql_note[] = SQL(
    "INSERT INTO token_call (org_id, token_id, at, method, path, status, client, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
/* Older than the newest TOKEN_CALLS of this token. */
static const char sql_sweep[] = SQL(
    "DELETE FROM token_call WHERE token_id = $1 AND id < coalesce("
    "(SELECT c.id FROM token_call c WHERE c.token_id = $1 ORDER BY c.id DESC LIMIT 1 OFFSET $2), 0)");

code token_note_call(struct db *db, const struct token_call *c, struct error *err)
{
    int64_t id;

    TRY(db_int(db, sql_note,
               ARGS(v_int(c->org), v_int(c->token), v_int(clock_now()), v_str(c->method), v_str(str_slice(c->path, 0, PATH_MOST)),
                    v_int(c->status), v_str(str_is_absent(c->from) ? S("") : c->from), v_str(str_is_absent(c->detail) ? S("") : utf8_cut(c->detail, DETAIL_MOST))),
               &id, err));
    return id % SWEEP_ONE_IN ? OK : db_run(db, sql_sweep, ARGS(v_int(c->token), v_int(TOKEN_CALLS - 1)), NULL, err);
}

/* ---- as a list ---- */

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_printf(l->a, STR_FMT " " STR_FMT, STR_ARG(v[0].s), STR_ARG(v[1].s));
    c->sub = v[2].s;
}

static void answer_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool is_good = v[0].i < 400;

    c->tag = (struct tag_view){is_good ? "good" : "bad", is_good ? "check" : "x", str_printf(l->a, "%lld", (long long)v[0].i)};
}

static const struct list_column columns[] = {
    {"call", "Call", SQL_PIECE("k.method, k.path, k.detail"), .values = 3, .cell = what_cell},
    {"answer", "Answer", SQL_PIECE("k.status"), .cell = answer_cell},
    {"from", "From", SQL_PIECE("k.client")},
    {"when", "When", SQL_PIECE("k.at"), .kind = CELL_TIME, .order = SQL_PIECE("k.id"), .indexed = true},
};
static const struct list_option answers[] = {
    {"done", "Done", SQL_PIECE("k.status < 400")}, {"refused", "Refused", SQL_PIECE("k.status >= 400")}, {NULL},
};
static const struct list_filter filters[] = {
    {"answer", "Answer", FILTER_OPTIONS, .options = answers},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("k.at >= :value")},
    {"until", "Until", FILTER_UNTIL, .sql = SQL_PIECE("k.at < :value")},
};

/* Of every token that a company's directory comes with. */
const struct list_def token_directory_def = {
    .name = "directory-calls", .title = "Requests", .thing = "request", .things = "requests", .right = MANAGE_ORG,
    .from = "token_call k JOIN token t ON t.id = k.token_id", .where = SQL_PIECE("k.org_id = :org AND ' ' || t.scopes || ' ' LIKE '% scim %'"), .key = "k.id",
    .search = SQL_PIECE("lower(k.path) LIKE :word ESCAPE '!'"), .search_label = "Part of the address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when",
};

const struct list_def token_calls_def = {
    .name = "token-calls", .title = "Calls", .thing = "call", .things = "calls", .right = MANAGE_ORG,
    .from = "token_call k", .where = SQL_PIECE("k.org_id = :org AND k.token_id = :id"), .key = "k.id",
    .search = SQL_PIECE("lower(k.path) LIKE :word ESCAPE '!'"), .search_label = "Part of the address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when",
};

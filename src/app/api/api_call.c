/* api/api_call.c — the one way of every call: what was sent is held against the
 * table, the use case runs in one transaction with what is kept of it, and the
 * answer or the flaws go back. */
#include "app/api/api_private.h"

#include "app/list/list.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/uri.h"
#include "format/email.h"

#define KEY_MOST 255

static const struct json_limits body_limits = {(size_t)6 << 20, 16, 400000, 1000, (size_t)6 << 20};

/* ---- for handlers ---- */

int64_t api_id(const struct api *c)
{
    return request_param_int(c->rq, "id");
}

str api_query(const struct api *c, const char *name)
{
    str s = request_query(c->rq, name);

    return str_is_absent(s) ? S("") : s;
}

int64_t api_query_int(const struct api *c, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(c->rq, name), &n) ? n : 0;
}

void api_open_page(struct api *c)
{
    json_open_object(&c->w);
    json_put_key(&c->w, "items");
    json_open_array(&c->w);
}

/* RFC 8288; the same address in the body, for programs that read no headers. */
void api_close_page(struct api *c)
{
    struct buf b = buf_new(c->a);

    json_close_array(&c->w);
    if (c->has_more) {
        buf_put(&b, app_url(c->a, c->app, c->rq->path));
        buf_printf(&b, "?limit=%d&after=%lld", c->limit, (long long)c->last);
        for (size_t i = 0; i < c->rq->query.n; i++) {
            const struct pair *p = &c->rq->query.items[i];
            if (!str_eq(p->name, S("limit")) && !str_eq(p->name, S("after")))
                buf_printf(&b, "&" STR_FMT "=" STR_FMT, STR_ARG(p->name), STR_ARG(uri_encode(c->a, p->value)));
        }
        json_put_member(&c->w, "next", buf_done(&b));
        response_header(c->rs, "Link", str_printf(c->a, "<" STR_FMT ">; rel=\"next\"", STR_ARG(buf_done(&b))));
    }
    json_close_object(&c->w);
}

code api_list(struct api *c, const struct list_def *def, code (*tell)(struct api *c, int64_t id, struct error *err), struct error *err)
{
    ptrdiff_t mark = str_find_byte(c->rq->target, '?');

    return api_list_of(c, def, mark < 0 ? S("") : str_from(c->rq->target, (size_t)mark + 1), tell, err);
}

code api_list_of(struct api *c, const struct list_def *def, str query, code (*tell)(struct api *c, int64_t id, struct error *err), struct error *err)
{
    struct id_list found = {0};
    const struct access *may;
    struct list l;

    TRY(access_of(c->rq, c->org, &may, err));
    TRY(list_of_query(&(struct list_query_of){c->db, c->a, def, c->org, c->account, 0, query}, &l, err));
    access_reach(c->a, may, def->right, &l.reach);     /* the token's, which may be less than its maker's */
    TRY(list_ids(&l, c->after, c->limit + 1, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(tell(c, found.items[i], err));
        c->last = found.items[i];
    }
    api_close_page(c);
    return OK;
}

bool api_is_narrow(struct api *c, enum right right)
{
    const struct access *may;

    return access_of(c->rq, c->org, &may, NULL) != OK || !access_may(may, right);
}

/* 0: nobody has that address yet. */
static const char sql_person[] = SQL(
    "SELECT coalesce((SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2), (SELECT max(n.person_id) FROM person_address n"
    " WHERE n.org_id = $1 AND n.folded = $2), 0)");

code api_may_award(struct api *c, enum right right, int64_t badge, str email, struct error *err)
{
    const struct access *may;
    struct reach_award q = {right, 0, badge};
    bool reaches = false;

    TRY(access_of(c->rq, c->org, &may, err));
    if (access_may(may, right))
        return OK;
    if (email.n)
        TRY(db_int(c->db, sql_person, ARGS(v_int(c->org), v_str(email_fold(c->a, email))), &q.person, err));
    TRY(access_reaches_award(c->db, may, &q, &reaches, err));
    return reaches ? OK : fail(err, DENIED, "token", "this token is not for that badge, or not for that person");
}

code api_sees_award(struct api *c, enum right right, int64_t badge, struct error *err)
{
    code r = api_may_award(c, right, badge, S(""), err);

    return r == DENIED ? fail(err, NOT_FOUND, "token", "there is no such thing in this token’s part of the organisation") : r;
}

void api_made(struct api *c, const char *path, int64_t id)
{
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/%s/%lld", path, (long long)id)));
}

code api_log(struct api *c, const char *what, str subject, str detail, struct error *err)
{
    return org_log(c->db, c->org, c->account, what, subject, detail, err);
}

void api_put_time(struct json_writer *w, const char *name, msec at)
{
    if (at)
        json_put_member(w, name, time_format(w->b->a, at));
}

void api_put_date(struct json_writer *w, const char *name, msec at)
{
    if (at)
        json_put_member(w, name, date_format(w->b->a, date_of(at)));
}

void api_put_url(struct api *c, const char *name, str path)
{
    json_put_member(&c->w, name, app_url(c->a, c->app, path));
}

/* ---- reading ---- */

static void refuse(struct api *c, int status, const char *title, const char *detail)
{
    problem_send(c->rq, c->rs, &(struct problem){.status = status, .title = cstr(title), .detail = cstr(detail)});
}

static bool is_json(str type)
{
    ptrdiff_t end = str_find_byte(type, ';');
    str bare = str_trim(end < 0 ? type : str_slice(type, 0, (size_t)end));

    return str_eq_nocase(bare, S("application/json"));
}

static bool read_body(struct api *c, struct problem_field_list *flaws)
{
    struct error err = {0};

    if (!c->about->body)
        return true;
    if (!is_json(request_header(c->rq, "content-type"))) {
        refuse(c, 415, "That kind of content is not read", "Send JSON, with Content-Type: application/json.");
        return false;
    }
    if (json_parse(c->a, c->rq->body, &body_limits, &c->body, &err) != OK) {
        refuse(c, err.code == LIMIT ? 413 : 400, "This is no JSON that can be read",
               str_printf(c->a, "At %s: %s.", err.where, err.text).p);
        return false;
    }
    api_check(c->a, c->about->body, c->about->takes, c->body, flaws);
    return true;
}

static void read_page(struct api *c)
{
    int64_t limit = api_query_int(c, "limit");

    c->after = api_query_int(c, "after");
    c->limit = limit > 0 && limit <= API_PAGE_MOST ? (int)limit : API_PAGE_USUAL;
}

static bool read_all(struct api *c)
{
    struct problem_field_list flaws = {0}, asked = {0};

    api_check_query(c->a, c->rq, c->about, &asked);
    if (asked.n) {
        problem_send(c->rq, c->rs, &(struct problem){400, S("The address asks for what there is not"), S("Each filter that is wrong is named in errors."), asked});
        return false;
    }
    read_page(c);
    if (!read_body(c, &flaws))
        return false;
    if (flaws.n)
        problem_send(c->rq, c->rs, &(struct problem){422, S("Some of this cannot be taken"), S("Each member that is wrong is named in errors."), flaws});
    return flaws.n == 0;
}

/* ---- what went wrong in a use case ---- */

static const struct { code code; int status; const char *title; } outcomes[] = {
    {BAD_INPUT, 422, "Some of this cannot be taken"}, {NOT_FOUND, 404, "There is nothing here"},
    {DENIED, 403, "This is not yours to do"}, {CONFLICT, 409, "That cannot be done now"},
    {LIMIT, 413, "That is too large"}, {UNSUPPORTED, 422, "That kind is not known"}, {UNREACHABLE, 502, "Somebody else did not answer"},
};

static void put_failure(struct api *c, const struct error *err)
{
    struct problem p = {.status = 500, .title = S("Something went wrong on our side"), .detail = S("It has been written to the log.")};

    for (size_t i = 0; i < COUNT(outcomes); i++)
        if (outcomes[i].code == err->code) {
            p.status = outcomes[i].status;
            p.title = cstr(outcomes[i].title);
            p.detail = app_sentence(c->a, err->text);
        }
    if (p.status == 500)
        log_error("api.fault", err);
    if (c->about->body && api_field(c->about->body, cstr(err->where)))
        *list_add(c->a, &p.fields) = (struct problem_field){str_printf(c->a, "#/%s", err->where), str_copy(c->a, cstr(err->text))};
    problem_send(c->rq, c->rs, &p);
}

/* ---- editing what was seen ---- */

/* "/api/v1/awards/12" of "/api/v1/awards/12/revoke". */
static str thing_of(const struct api *c)
{
    str path = c->rq->path;
    size_t slashes = 0;

    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/' && ++slashes == 5)
            return str_slice(path, 0, i);
    return path;
}

/* What a GET of the thing answers now, under the handler of its row. */
static code current_tag(struct api *c, str *tag, struct error *err)
{
    struct pair_list params = {0};
    const struct route *row = router_match(c->rq->router, GET, thing_of(c), c->a, &params);
    struct response seen = {.arena = c->a};
    struct api look = *c;

    if (!row || row->right != BY_TOKEN)
        return fail(err, BAD_INPUT, "if-match", "this address has no state to match");
    look.rs = &seen;
    look.about = row->about;
    look.out = buf_new(c->a);
    look.w = json_writer(&look.out);
    TRY(look.about->run(&look, err));
    seen.body = buf_done(&look.out);
    response_etag(&(struct request){.method = POST}, &seen);
    *tag = response_get_header(&seen, "ETag");
    return OK;
}

/* RFC 9110 §13.1.1: strong comparison. */
static bool names(str list, str tag)
{
    str part;

    while (str_cut(&list, ',', &part))
        if (str_eq(str_trim(part), tag) || str_eq(str_trim(part), S("*")))
            return true;
    return false;
}

static code ask_match(struct api *c, int *status, struct error *err)
{
    str wanted = request_header(c->rq, "if-match"), tag;

    if (str_is_absent(wanted))
        return OK;
    TRY(current_tag(c, &tag, err));
    if (names(wanted, tag))
        return OK;
    *status = 412;
    return fail(err, CONFLICT, "if-match", "somebody changed this meanwhile: get it again");
}

/* ---- once ---- */

static struct api_once once_of(const struct api *c)
{
    const struct bearer *b = bearer_of(c->rq);
    str all = str_printf(c->a, "%s " STR_FMT "\n" STR_FMT, api_methods[c->rq->method], STR_ARG(c->rq->target), STR_ARG(c->rq->body));

    return (struct api_once){b->token.id, request_header(c->rq, "idempotency-key"), sha256_hex(c->a, all)};
}

/* A secret that is told once lies nowhere to be read. */
static str keep(struct api *c, str body)
{
    return c->about->is_secret ? base64_encode(c->a, seal(c->a, c->app->master_key, body)) : body;
}

static str kept_body(struct api *c, str body)
{
    str open = {0};

    if (!c->about->is_secret)
        return body;
    return unseal(c->a, c->app->master_key, base64_decode(c->a, body), &open, NULL) == OK ? open : S("{}");
}

static void put_kept(struct api *c, const struct api_kept *k)
{
    c->rs->status = k->status;
    c->rs->body = kept_body(c, k->body);
    c->rs->type = S("application/json");
    if (k->location.n)
        response_header(c->rs, "Location", k->location);
    response_header(c->rs, "Idempotent-Replayed", S("true"));
}

/* ---- doing ---- */

static code note_call(struct api *c, int status, struct error *err)
{
    const struct bearer *b = bearer_of(c->rq);

    return token_note_call(c->db, &(struct token_call){c->org, b->token.id, cstr(api_methods[c->rq->method]), c->rq->target, c->rq->client, status}, err);
}

static void put_answer(struct api *c)
{
    c->rs->status = c->rs->status ? c->rs->status : c->about->status ? c->about->status : 200;
    c->rs->body = c->about->answer || c->about->file ? buf_done(&c->out) : S("");
    if (c->about->answer)
        c->rs->type = S("application/json");
    else if (c->about->file)
        c->rs->type = str_printf(c->a, "%s; charset=utf-8", c->about->file);
}

/* Within the transaction. `*status`: when it is not what the code says. */
static code change(struct api *c, const struct api_once *once, bool *again, struct api_kept *kept, int *status, struct error *err)
{
    if (once->key.n)
        TRY(api_once_find(c->db, c->a, once, again, kept, err));
    if (*again)
        return OK;
    TRY(ask_match(c, status, err));
    TRY(c->about->run(c, err));
    put_answer(c);
    TRY(note_call(c, c->rs->status, err));
    if (!once->key.n)
        return OK;
    return api_once_keep(c->db, once, &(struct api_kept){c->rs->status, keep(c, c->rs->body), response_get_header(c->rs, "Location")}, err);
}

static void fail_change(struct api *c, const struct error *err, int status)
{
    c->rs->headers.n = 0;
    put_failure(c, err);
    if (str_eq(cstr(err->where), S("idempotency-key")))
        c->rs->status = 422;
    if (status == 412)
        refuse(c, 412, "It was changed meanwhile", "Somebody changed this since you got it: get it again, and send your change with its ETag.");
    if (note_call(c, c->rs->status, NULL) != OK)
        log_event(LOG_WARN, "api.call_not_noted", NULL);
}

static void run_change(struct api *c)
{
    struct api_once once = once_of(c);
    struct api_kept kept = {0};
    struct error err = {0};
    bool again = false;
    int status = 0;

    if (once.key.n > KEY_MOST) {
        refuse(c, 400, "That key is too long", "An Idempotency-Key has at most 255 bytes.");
        return;
    }
    code r = db_begin_around(c->db, &err);
    if (r == OK)
        r = db_end(c->db, change(c, &once, &again, &kept, &status, &err), &err);
    if (r != OK)
        fail_change(c, &err, status);
    else if (again)
        put_kept(c, &kept);
    app_wake(c->app);
}

/* ---- doing, with what others have ---- */

/* The work is done: where its answer cannot be kept any more, only a second call is answered otherwise. */
static code keep_after(struct api *c, const struct api_once *once, struct error *err)
{
    TRY(note_call(c, c->rs->status, err));
    return once->key.n ? api_once_keep(c->db, once, &(struct api_kept){c->rs->status, keep(c, c->rs->body), response_get_header(c->rs, "Location")}, err) : OK;
}

static void fail_fetching(struct api *c, const struct error *err)
{
    put_failure(c, err);
    if (str_eq(cstr(err->where), S("idempotency-key")))
        c->rs->status = 422;
    if (note_call(c, c->rs->status, NULL) != OK)
        log_event(LOG_WARN, "api.call_not_noted", NULL);
}

/* Fetching holds no transaction: two at once with one key are told apart by what is done twice. */
static void run_fetching(struct api *c)
{
    struct api_once once = once_of(c);
    struct api_kept kept = {0};
    struct error err = {0};
    bool again = false;

    if (once.key.n > KEY_MOST) {
        refuse(c, 400, "That key is too long", "An Idempotency-Key has at most 255 bytes.");
        return;
    }
    code r = once.key.n ? api_once_find(c->db, c->a, &once, &again, &kept, &err) : OK;
    if (r == OK && again) {
        put_kept(c, &kept);
        return;
    }
    if (r == OK)
        r = c->about->run(c, &err);
    if (r != OK) {
        fail_fetching(c, &err);
        return;
    }
    put_answer(c);
    if (db_begin(c->db, &err) != OK || db_end(c->db, keep_after(c, &once, &err), &err) != OK)
        log_event(LOG_WARN, "api.answer_not_kept", NULL);
}

static void run_read(struct api *c)
{
    struct error err = {0};

    if (c->about->run(c, &err) != OK) {
        put_failure(c, &err);
        return;
    }
    put_answer(c);
    if (c->rq->method == GET)
        response_etag(c->rq, c->rs);
}

void api_handle(struct request *rq, struct response *rs)
{
    struct api c = {.rq = rq, .rs = rs, .about = rq->route->about, .app = app_of(rq), .db = rq->db, .a = rq->arena,
                    .org = rq->org, .account = rq->session->account, .out = buf_new(rq->arena)};

    c.w = json_writer(&c.out);
    bool changes = rq->method != GET && !c.about->asks;
    if (!read_all(&c)) {
        if (changes && note_call(&c, rs->status, NULL) != OK)
            log_event(LOG_WARN, "api.call_not_noted", NULL);
        return;
    }
    if (!changes)
        run_read(&c);
    else if (c.about->fetches)
        run_fetching(&c);
    else
        run_change(&c);
    if (rs->status < 400)
        token_headers(rq, rs);
}

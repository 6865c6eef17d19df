/* web/route.c — the table of all rows and the one way through it: match,
 * method, session, right, CSRF, handler. */
#include "web/route.h"
#include <string.h>
#include "base/log.h"
#include "base/uri.h"
#include "base/words.h"
#include "web/page.h"
#include "web/session.h"
#include "web/text.h"

/* A row with its path cut into segments once. */
struct row {
    const struct route *route;
    struct str_list segments;
    size_t literal;                              /* bytes before the first "{" */
};

LIST_OF(row_list, const struct row *);

struct router {
    struct row *rows;
    size_t n;
    struct map *by_start;                        /* first segment to struct row_list: few rows share it */
    struct row_list any_start;                   /* rows that begin with a hole */
    struct router_hooks hooks;
};

/* Building. */

static size_t count_rows(const struct route *const *tables)
{
    size_t n = 0;

    for (; *tables; tables++)
        for (const struct route *r = *tables; r->path; r++)
            n++;
    return n;
}

static struct str_list split(struct arena *a, str path)
{
    struct str_list out = {0};
    str part, rest = str_from(path, 1);

    while (str_cut(&rest, '/', &part))
        *list_add(a, &out) = part;
    return out;
}

static struct row row_of(struct arena *a, const struct route *r)
{
    const char *brace = strchr(r->path, '{');

    return (struct row){r, split(a, cstr(r->path)),
                        brace ? (size_t)(brace - r->path) : strlen(r->path)};
}

static str first_segment(str path)
{
    str rest = str_from(path, 1), first;

    return str_cut(&rest, '/', &first) ? first : S("");
}

static void index_row(struct arena *a, struct router *r, const struct row *row)
{
    str first = first_segment(cstr(row->route->path));
    void **list = map_at(r->by_start, first);

    if (str_starts(first, S("{"))) {
        *list_add(a, &r->any_start) = row;
        return;
    }
    if (!*list)
        *list = NEW(a, struct row_list);
    *list_add(a, (struct row_list *)*list) = row;
}

struct router *router_new(struct arena *a, const struct route *const *tables, const struct router_hooks *hooks)
{
    struct router *r = NEW(a, struct router);

    r->rows = NEW_ARRAY(a, count_rows(tables), struct row);
    r->hooks = *hooks;
    r->by_start = map_new(a);
    for (; *tables; tables++)
        for (const struct route *one = *tables; one->path; one++)
            r->rows[r->n++] = row_of(a, one);
    for (size_t i = 0; i < r->n; i++)
        index_row(a, r, &r->rows[i]);
    return r;
}

size_t router_count(const struct router *r)
{
    return r->n;
}

const struct route *router_row(const struct router *r, size_t i)
{
    return r->rows[i].route;
}

/* Matching. */

static bool is_hole(str segment)
{
    return str_starts(segment, S("{"));
}

static bool is_rest(str segment)
{
    return str_ends(segment, S("...}"));
}

static str hole_name(str segment)
{
    return str_slice(segment, 1, segment.n - (is_rest(segment) ? 4 : 1));
}

/* Walks pattern and path together; fills `params` unless it is NULL. */
static bool row_matches(const struct row *row, str path, struct arena *a, struct pair_list *params)
{
    str rest = str_from(path, 1), part;
    size_t i = 0;

    if (row->literal > path.n || memcmp(row->route->path, path.p, row->literal) != 0)
        return false;
    for (; i < row->segments.n; i++) {
        str want = row->segments.items[i];
        if (is_hole(want) && is_rest(want)) {
            if (params)
                *list_add(a, params) = (struct pair){hole_name(want), rest};
            return rest.n > 0;
        }
        if (!str_cut(&rest, '/', &part))
            return false;
        if (is_hole(want) ? part.n == 0 : !str_eq(want, part))
            return false;
        if (is_hole(want) && params)
            *list_add(a, params) = (struct pair){hole_name(want), part};
    }
    return str_is_absent(rest);
}

/* "/org/new" is nearer than "/org/{org}", and that than "/org/{path...}". */
static bool is_nearer(const struct row *x, const struct row *y)
{
    for (size_t i = 0; i < x->segments.n && i < y->segments.n; i++) {
        int rank_x = is_hole(x->segments.items[i]) + is_rest(x->segments.items[i]);
        int rank_y = is_hole(y->segments.items[i]) + is_rest(y->segments.items[i]);
        if (rank_x != rank_y)
            return rank_x < rank_y;
    }
    return x->segments.n > y->segments.n;
}

static const struct row *nearest(const struct row_list *rows, enum method m, str path, const struct row *best)
{
    for (size_t i = 0; rows && i < rows->n; i++)
        if (rows->items[i]->route->method == m && row_matches(rows->items[i], path, NULL, NULL) &&
            (!best || is_nearer(rows->items[i], best)))
            best = rows->items[i];
    return best;
}

static const struct row *find_row(const struct router *r, enum method m, str path)
{
    const struct row *best = nearest(map_get(r->by_start, first_segment(path)), m, path, NULL);

    return nearest(&r->any_start, m, path, best);
}

const struct route *router_match(const struct router *r, enum method m, str path,
                                 struct arena *a, struct pair_list *params)
{
    const struct row *row = str_starts(path, S("/")) ? find_row(r, m, path) : NULL;

    if (row)
        row_matches(row, path, a, params);
    return row ? row->route : NULL;
}

void router_find(const struct router *r, struct request *rq)
{
    rq->router = r;
    rq->params = (struct pair_list){0};
    rq->route = router_match(r, rq->method, rq->path, rq->arena, &rq->params);
}

/* Answers of the router itself. */

static void answer(const struct router *r, struct request *rq, struct response *rs, int status,
                   const char *sentence)
{
    if (r->hooks.error_page) {
        r->hooks.error_page(rq, rs, status, sentence);
        return;
    }
    response_text(rs, status, str_printf(rq->arena, "%s\n", sentence));
}

static const char *const method_names[] = {
    [GET] = "GET, HEAD", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};

/* Methods that the path does know; with the flags of one of its rows. */
static str allowed_methods(const struct router *r, struct arena *a, str path, unsigned *flags)
{
    struct buf b = buf_new(a);

    for (enum method m = GET; m <= DELETE; m++) {
        const struct row *row = find_row(r, m, path);
        if (!row)
            continue;
        if (b.n)
            buf_putz(&b, ", ");
        buf_putz(&b, method_names[m]);
        *flags |= row->route->flags;
    }
    return buf_done(&b);
}

static void allow_any_origin(struct response *rs)
{
    response_header(rs, "Access-Control-Allow-Origin", S("*"));
}

/* Fetch §3.2.2: the question a browser asks before a request of another site. */
static void answer_options(struct response *rs, str methods, unsigned flags)
{
    response_text(rs, 204, (str){NULL, 0});
    response_header(rs, "Allow", methods);
    if (!(flags & PUBLIC_CORS))
        return;
    allow_any_origin(rs);
    response_header(rs, "Access-Control-Allow-Methods", methods);
    response_header(rs, "Access-Control-Allow-Headers", S("Accept, Authorization, Content-Type, X-Experience-API-Version"));
    response_header(rs, "Access-Control-Max-Age", S("86400"));
}

static void answer_no_row(const struct router *r, struct request *rq, struct response *rs)
{
    unsigned flags = 0;
    str methods = allowed_methods(r, rq->arena, rq->path, &flags);

    if (methods.n && rq->method == OPTIONS) {
        answer_options(rs, methods, flags);
    } else if (methods.n) {
        answer(r, rq, rs, 405, "This address does not take that kind of request.");
        response_header(rs, "Allow", methods);
    } else if (rq->method == OTHER_METHOD) {
        answer(r, rq, rs, 501, "The server does not know that kind of request.");
    } else {
        answer(r, rq, rs, 404, "There is no such page.");
    }
}

static void send_to_sign_in(const struct router *r, struct request *rq, struct response *rs)
{
    str next = rq->method == GET ? rq->target : S("/");

    response_redirect(rs, str_printf(rq->arena, "%s?next=" STR_FMT, r->hooks.sign_in_path,
                                     STR_ARG(uri_encode(rq->arena, next))));
}

static bool wants_page(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json"};

    return request_accepts(rq, types, COUNT(types)) == 0;
}

static const char *refusal(struct request *rq, const char *usual)
{
    return str_is_absent(rq->refused) ? usual : str_z(rq->arena, rq->refused);
}

static void answer_refused(const struct router *r, struct request *rq, struct response *rs, code c)
{
    if (c == NOT_FOUND)
        answer(r, rq, rs, 404, "There is no such page.");
    else if (c == LIMIT)
        answer(r, rq, rs, 429, refusal(rq, "Too many at once. Wait a little."));
    else if (c != DENIED)
        answer(r, rq, rs, 500, "Something went wrong here. It has been written to the log.");
    else if (!rq->session->account && r->hooks.sign_in_path && !rq->route->scope && wants_page(rq))
        send_to_sign_in(r, rq, rs);
    else if (!rq->session->account)
        answer(r, rq, rs, 401, refusal(rq, "Please sign in first."));
    else
        answer(r, rq, rs, 403, refusal(rq, "This needs a right that you do not have. Ask an administrator for it."));
}

/* The way through. Each step answers itself and says false, or lets pass. */

static bool has_session(const struct router *r, const struct request *rq)
{
    return r->hooks.session && rq->db && !(rq->route && rq->route->flags & (NO_SESSION | EMBEDDABLE));
}

static bool pass_session(const struct router *r, struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (!has_session(r, rq))
        return true;
    if (session_load(rq, r->hooks.session, rq->session, &err) == OK)
        return true;
    log_error("session.load", &err);
    answer(r, rq, rs, 500, "Something went wrong here. It has been written to the log.");
    return false;
}

static bool pass_csrf(const struct router *r, struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (rq->method == GET || (rq->route->flags & NO_CSRF))
        return true;
    if (r->hooks.session && session_check_csrf(rq, r->hooks.session, &err) == OK)
        return true;
    answer(r, rq, rs, 403,
           words_printf(rq->arena, "Nothing was changed: %s.", err.text).p);
    return false;
}

static code ask_right(const struct router *r, struct request *rq, int64_t org)
{
    int right = rq->route->right;

    if (!right)
        return OK;
    if (org < 0)
        return NOT_FOUND;
    TRY(r->hooks.allow ? r->hooks.allow(rq, right, org) : DENIED);
    if (org > 0)
        rq->org = org;
    return rq->route->flags & FRESH && clock_now() - rq->session->proved_at >= FRESH_FOR ? CONFLICT : OK;
}

static bool pass_right(const struct router *r, struct request *rq, struct response *rs)
{
    int64_t org = str_is_absent(request_param(rq, "org")) ? 0 : request_param_int(rq, "org");
    code c = ask_right(r, rq, org);

    if (c == OK)
        return true;
    rq->org = 0;
    if (c == CONFLICT && r->hooks.ask_proof && wants_page(rq))
        r->hooks.ask_proof(rq, rs, org);
    else if (c == CONFLICT)
        answer(r, rq, rs, 403, "Please confirm first that it is you.");
    else
        answer_refused(r, rq, rs, c);
    return false;
}

void router_dispatch(const struct router *r, struct request *rq, struct response *rs)
{
    if (rq->router != r)
        router_find(r, rq);
    rq->session = NEW(rq->arena, struct session);
    if (pass_session(r, rq, rs)) {
        if (!rq->route)
            answer_no_row(r, rq, rs);
        else if (pass_right(r, rq, rs) && pass_csrf(r, rq, rs))
            rq->route->handle(rq, rs);
    }
    if (rq->route && rq->route->flags & PUBLIC_CORS)
        allow_any_origin(rs);
    if (has_session(r, rq))
        session_finish(rq, rs, r->hooks.session);
}

static void speak(const struct request *rq, struct page *page)
{
    const struct spoken *l = text_language_of(request_language(rq));
    size_t n;

    text_languages(&n);
    page->lang = l->code;
    page->language_name = l->name;
    page->right_to_left = l->right_to_left;
    page->other_languages = n > 1;
}

void router_fill_page(struct request *rq, struct page *page)
{
    speak(rq, page);
    page->csrf = rq->session ? rq->session->csrf : (str){NULL, 0};
    page->path = rq->method == GET ? rq->target : S("/");
    if (rq->router && rq->router->hooks.fill_page)
        rq->router->hooks.fill_page(rq, page);
}

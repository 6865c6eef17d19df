/* elsewhere/bring.c — badges from elsewhere into the Backpack, a page in each
 * step. Pages that are too long, go round in a circle or lead to another host
 * end it with a plain sentence; what came until then stays. */
#include "app/elsewhere/elsewhere_private.h"

#include "base/crypto.h"
#include "base/uri.h"

#define LARGEST_PAGE ((size_t)4 << 20)
#define PAGES_MOST   1000
#define BADGES_MOST  500                         /* of one page */

static const struct json_limits page_limits = {LARGEST_PAGE, 64, 200000, 1000, LARGEST_PAGE};

/* ---- what is on a page ---- */

/* Of any interface; both spellings of OB 3.0 are in use. */
static void read_page(struct arena *a, const struct json *doc, struct str_list *out)
{
    static const char *const lists[] = {"credential", "assertions", "compactJwsString", "compactJwsStrings", "signedAssertions"};

    for (size_t l = 0; l < COUNT(lists); l++) {
        const struct json *list = json_get(doc, lists[l]);
        for (size_t i = 0; i < json_many_count(list) && out->n <= BADGES_MOST; i++) {
            const struct json *v = json_many(list, i);
            str text = json_is(v, JSON_OBJECT) ? json_text_of(v) : json_str(v);
            if (text.n)
                *list_add(a, out) = text;
        }
    }
}

/* ---- one badge ---- */

static const char sql_seen[] = SQL("SELECT 1 FROM elsewhere_move WHERE elsewhere_id = $1 AND direction = 'in' AND subject = $2 AND run = $3");
static const char sql_note[] = SQL(
    "INSERT INTO elsewhere_move (elsewhere_id, direction, subject, title, state, reason, run, at) VALUES ($1, 'in', $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (elsewhere_id, direction, subject) DO UPDATE SET title = excluded.title, state = excluded.state, reason = excluded.reason,"
    " run = excluded.run, at = excluded.at");

static bool was_seen(struct db *db, const struct tie *t, str subject)
{
    int64_t one = 0;

    return db_int(db, sql_seen, ARGS(v_int(t->id), v_str(subject), v_int(t->run)), &one, NULL) == OK;
}

static str title_of(struct db *db, struct arena *a, const struct tie *t, const struct put *p)
{
    struct holding h;

    return p->id && backpack_get(db, a, t->account, p->id, &h, NULL) == OK ? str_copy(a, h.title) : said("A badge");
}

static code take(struct app *app, struct db *db, struct arena *a, const struct tie *t, str text, str subject, struct error *err)
{
    static const char *const states[] = {[PUT_NEW] = "done", [PUT_REPLACED] = "done", [PUT_SAME] = "same"};
    struct import in = {.bytes = text, .source = tie_host(t)};
    struct put put = {0};
    struct error why = {0};
    code c = backpack_put(app, db, a, t->account, &in, &put, &why);

    if (c == FAULT || c == NO_MEMORY) {
        if (err)
            *err = why;
        return c;
    }
    return db_run(db, sql_note,
                  ARGS(v_int(t->id), v_str(subject), v_str(title_of(db, a, t, &put)), v_str(cstr(c == OK ? states[put.outcome] : "failed")),
                       v_str(c == OK ? S("") : app_sentence(a, why.text)), v_int(t->run), v_int(clock_now())),
                  NULL, err);
}

/* Each badge has memory of its own, so that a page of many needs no more than one. */
static code take_all(struct app *app, struct db *db, struct arena *a, const struct tie *t, const struct str_list *badges, size_t *fresh, struct error *err)
{
    code c = OK;

    for (size_t i = 0; c == OK && i < badges->n && i < BADGES_MOST; i++) {
        str subject = sha256_hex(a, badges->items[i]);
        if (was_seen(db, t, subject))
            continue;
        struct arena *own = arena_new((size_t)64 << 20);
        c = take(app, db, own, t, badges->items[i], subject, err);
        arena_free(own);
        ++*fresh;
    }
    return c;
}

/* ---- page after page ---- */

struct interface { str base; const char *list, *scope; };
enum { INTERFACES = 3 };

static void interfaces_of(const struct spot *p, struct interface out[INTERFACES])
{
    out[0] = (struct interface){p->base30, "/credentials", OB30_SCOPE "credential.readonly"};
    out[1] = (struct interface){p->base_clr, "/credentials", CLR20_SCOPE "credential.readonly"};
    out[2] = (struct interface){p->base21, "/assertions", OB21_SCOPE "assertion.readonly"};
}

/* One may lie below another, or be the same; then it is the last of them, so that
 * bringing always goes forward. Not `with_list`: a page may have another name there. */
static size_t behind(struct arena *a, const struct interface *all, str page, bool with_list)
{
    size_t next = 0, longest = 0;

    for (size_t i = 0; i < INTERFACES; i++) {
        str start = with_list ? str_join(a, all[i].base, cstr(all[i].list)) : all[i].base;
        if (all[i].base.n && start.n >= longest && str_starts(page, start)) {
            longest = start.n;
            next = i + 1;
        }
    }
    return next;
}

/* The interfaces of a host are gone through one after the other, the newest first;
 * those that it does not let us read are left out. A page of none of them is the last. */
str bring_first_page(struct arena *a, const struct spot *p, str page)
{
    struct interface all[INTERFACES];
    size_t next = 0;

    interfaces_of(p, all);
    if (page.n) {
        next = behind(a, all, page, true);
        next = next ? next : behind(a, all, page, false);
        next = next ? next : INTERFACES;
    }
    for (; next < INTERFACES; next++)
        if (all[next].base.n && oauth_scope_has(p->scope, cstr(all[next].scope)))
            return str_printf(a, STR_FMT "%s?limit=20&offset=0", STR_ARG(all[next].base), all[next].list);
    return S("");
}

/* Where it goes on; the token goes along, so only within this host's interface. */
static code next_page(struct arena *a, const struct tie *t, const struct fetched *f, size_t fresh, str *out, struct error *err)
{
    str link = link_next(f->link);

    *out = S("");
    if (t->pages >= PAGES_MOST)
        return fail(err, LIMIT, "page", "there are more than %d pages", PAGES_MOST);
    *out = bring_first_page(a, &t->place, t->next_page);
    if (link.n == 0)
        return OK;
    link = uri_resolve(a, t->next_page, link);
    if (!str_eq(uri_origin(a, link), uri_origin(a, t->next_page)))
        return fail(err, DENIED, "page", "the next page is on another host, which gets no token");
    if (fresh == 0 || str_eq(link, t->next_page))
        return fail(err, LIMIT, "page", "the pages go round in a circle");
    *out = link;
    return OK;
}

static const char sql_on[] = SQL("UPDATE elsewhere SET next_page = $2, pages = pages + 1 WHERE id = $1");
static const char sql_why[] = SQL("UPDATE elsewhere SET next_page = '', failure = $2, failed_at = $3 WHERE id = $1");

/* What will be no better for being tried again. */
static code stop(struct db *db, struct arena *a, struct tie *t, const struct error *why, struct error *err)
{
    t->failure = S("");                          /* what was there before is gone; this stays to be read */
    t->next_page = S("");
    return db_run(db, sql_why, ARGS(v_int(t->id), v_str(app_sentence(a, why->text)), v_int(clock_now())), NULL, err);
}

static code fetch_page(struct app *app, struct db *db, struct arena *a, struct tie *t, struct fetched *f, struct str_list *badges, struct error *err)
{
    const struct json *doc = NULL;

    TRY(ask_call(app, db, a, t, &(struct tie_call){.url = t->next_page, .accept = "application/json", .max = LARGEST_PAGE}, f, err));
    if (f->status >= 500 || f->status == 429)
        return fail(err, UNREACHABLE, "page", "that host answered %d", f->status);
    if (f->status != 200)
        return fail(err, BAD_INPUT, "page", "that host gives no badges: it answered %d", f->status);
    if (json_parse(a, f->body, &page_limits, &doc, NULL) != OK || !json_is(doc, JSON_OBJECT))
        return fail(err, BAD_INPUT, "page", "what that host calls its badges cannot be read");
    read_page(a, doc, badges);
    return badges->n > BADGES_MOST ? fail(err, LIMIT, "page", "there are more than %d badges on one page", BADGES_MOST) : OK;
}

code bring_step(struct app *app, struct db *db, struct arena *a, struct tie *t, enum stride *out, struct error *err)
{
    struct fetched f = {0};
    struct str_list badges = {0};
    struct error why = {0};
    size_t fresh = 0;
    str next = {0};

    *out = STRIDE_DONE;
    if (t->next_page.n == 0)
        return OK;
    code c = fetch_page(app, db, a, t, &f, &badges, &why);
    if (c == OK)
        c = take_all(app, db, a, t, &badges, &fresh, &why);
    if (c == OK)
        c = next_page(a, t, &f, fresh, &next, &why);
    if (c == BAD_INPUT || c == LIMIT || (c == DENIED && str_eq(t->state, S("on"))))
        return stop(db, a, t, &why, err);
    if (c != OK && err)
        *err = why;
    TRY(c);
    *out = STRIDE_MORE;
    return db_run(db, sql_on, ARGS(v_int(t->id), v_str(next)), NULL, err);
}

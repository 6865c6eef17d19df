/* health/health_pages.c — the server's health on screen. */
#include "app/health/health_view.h"

#include "app/master_key.h"
#include "templates.h"

const char *health_heading(enum health_outcome worst)
{
    static const char *const headings[] = {
        [HEALTH_GOOD] = "All is well",
        [HEALTH_WARN] = "Everything works; something wants to be looked at soon",
        [HEALTH_FAIL] = "Something is wrong",
        [HEALTH_UNKNOWN] = "Something could not be asked",
    };

    return headings[worst];
}

const char *health_kind(enum health_outcome worst)
{
    static const char *const kinds[] = {[HEALTH_GOOD] = "good", [HEALTH_WARN] = "warn", [HEALTH_FAIL] = "bad", [HEALTH_UNKNOWN] = "info"};

    return kinds[worst];
}

static struct outcome_look look_of(enum health_outcome o)
{
    static const enum outcome outcomes[] = {[HEALTH_GOOD] = PASS, [HEALTH_WARN] = WARN, [HEALTH_FAIL] = FAIL, [HEALTH_UNKNOWN] = UNTESTED};
    struct outcome_look look = outcome_look(outcomes[o]);

    look.word = o == HEALTH_GOOD ? "Good" : o == HEALTH_FAIL ? "Wrong" : look.word;
    return look;
}

/* What needs somebody stands first. */
static void fill_lines(struct arena *a, const struct health_report *r, struct health_view *v)
{
    static const enum health_outcome order[] = {HEALTH_FAIL, HEALTH_UNKNOWN, HEALTH_WARN, HEALTH_GOOD};

    v->lines.items = NEW_ARRAY(a, r->n + 1, struct health_line);
    for (size_t k = 0; k < COUNT(order); k++)
        for (size_t i = 0; i < r->n; i++)
            if (r->items[i].outcome == order[k])
                v->lines.items[v->lines.n++] = (struct health_line){
                    cstr(r->items[i].title), r->items[i].sentence, r->items[i].advice, look_of(order[k])};
}

static void health_show(struct request *rq, struct response *rs)
{
    struct health_report report = {0};
    struct health_view v = {.is_running = health_is_asked(rq->db)};
    str key = app_of(rq)->master_key;

    v.has_report = health_read(rq->arena, health_kept(rq->db, rq->arena), &report, &v.at);
    v.worst = health_worst(&report);
    v.may_confirm_key = master_key_confirmed(rq->db, rq->arena, key) == 0;
    v.key_name = master_key_name(rq->arena, key);
    fill_lines(rq->arena, &report, &v);
    struct out o = app_page(rq, "Health", "");
    tmpl_health(&o, &v);
    app_send(rq, rs, &o);
}

static void health_look(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (health_ask(app_of(rq), rq->db, &err) == OK)
        response_redirect(rs, S("/settings/health"));
    else
        app_fail(rq, rs, &err);
}

static void key_copy(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (master_key_confirm(rq->db, rq->arena, app_of(rq)->master_key, clock_now(), &err) != OK || health_ask(app_of(rq), rq->db, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/settings/health"), "Good. Keep it where the backups are not.");
}

const struct route health_routes[] = {
    {GET,  "/settings/health", OPERATOR, health_show, NULL, 0},
    {POST, "/settings/health", OPERATOR, health_look, NULL, 0},
    {POST, "/settings/health/key-copy", OPERATOR, key_copy, NULL, 0},
    {0},
};

/* privacy/privacy_pages.c — rules with what would go today, holds, receipts; the
 * check page before somebody is erased; their own copy. */
#include "app/privacy/privacy_pages.h"

#include "base/utf8.h"
#include "templates.h"

static str org_path(struct request *rq, const char *more)
{
    return str_printf(rq->arena, "/org/%lld%s", (long long)rq->org, more);
}

static str text_field(struct request *rq, const char *name)
{
    str s = str_trim(request_field(rq, name));

    return utf8_is_valid(s) && !str_is_absent(s) ? s : S("");
}

/* ---- rules ---- */

static str months_words(struct arena *a, int months)
{
    if (months == 0)
        return said("kept");
    if (months == 1)
        return said("1 month");
    return months % 12 || months == 12 ? words_printf(a, "%d months", months) : words_printf(a, "%d years", months / 12);
}

static code add_rules(struct request *rq, const struct retention_rules *rules, struct privacy_view *v, struct error *err)
{
    for (size_t i = 0; i < rules->n; i++) {
        struct rule_row row = {.rule = rules->items[i], .href = str_printf(rq->arena, STR_FMT "/due/%s", STR_ARG(v->self), rules->items[i].kind->name)};
        for (size_t k = 0; k < COUNT(retention_choices); k++)
            *list_add(rq->arena, &row.choices) = (struct month_choice){
                retention_choices[k], months_words(rq->arena, retention_choices[k]), retention_choices[k] == rules->items[i].months};
        v->due += row.rule.due;
        if (row.rule.kind->stays)
            TRY(retention_count_staying(rq->db, rq->org, &row.rule, &row.stays, err));
        *list_add(rq->arena, &v->rules) = row;
    }
    return OK;
}

static struct tag_view erasure_tag(const struct erasure *e)
{
    static const struct { const char *state, *kind, *icon, *words; } looks[] = {
        {"waiting", "info", "hourglass", "Waits"}, {"done", "good", "check", "Erased"}, {"undone", "", "arrow-back-up", "Taken back"},
        {"stopped", "warn", "alert-triangle", "Stopped"},
    };

    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(e->state, cstr(looks[i].state)))
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    return (struct tag_view){0};
}

static const char sql_badges[] = SQL(
    "SELECT c.id, v.name FROM achievement c JOIN achievement_version v ON v.id = c.version_id WHERE c.org_id = $1 AND c.state <> 'draft'"
    " ORDER BY lower(v.name), c.id LIMIT 1000");

static code add_badges(struct request *rq, struct privacy_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_badges, ARGS(v_int(rq->org)));

    while (rows_next(r))
        *list_add(rq->arena, &v->badges) = (struct badge_name){row_int(r, 0), row_str(r, 1, rq->arena)};
    return rows_end(r, err);
}

static code add_history(struct request *rq, struct privacy_view *v, struct error *err)
{
    struct erasures found = {0};
    struct retention_nights nights = {0};

    TRY(erasure_find(rq->db, rq->arena, rq->org, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v->erasures) = (struct erasure_row){
            found.items[i], str_printf(rq->arena, STR_FMT "/receipts/%lld", STR_ARG(v->self), (long long)found.items[i].id), erasure_tag(&found.items[i])};
    TRY(retention_nights(rq->db, rq->arena, rq->org, &nights, err));
    for (size_t i = 0; i < nights.n; i++) {
        const struct retention_kind *k = retention_kind_of(nights.items[i].kind);
        *list_add(rq->arena, &v->nights) = (struct night_row){nights.items[i].day, k ? said(k->label) : nights.items[i].kind, nights.items[i].n};
    }
    return OK;
}

static code load(struct request *rq, struct privacy_view *v, struct error *err)
{
    struct retention_rules rules = {0};

    v->base = org_path(rq, "");
    v->self = org_path(rq, "/settings/privacy");
    TRY(retention_load(rq->db, rq->arena, rq->org, clock_now(), &rules, &v->since, err));
    v->is_on = v->since > 0;
    TRY(add_rules(rq, &rules, v, err));
    TRY(hold_find(rq->db, rq->arena, rq->org, &v->holds, err));
    TRY(add_badges(rq, v, err));
    return add_history(rq, v, err);
}

static void show_with(struct request *rq, struct response *rs, struct privacy_view *v)
{
    struct error err = {0};

    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Privacy", "settings");
    tmpl_privacy(&o, v);
    app_send(rq, rs, &o);
    if (v->hold_error.n)
        rs->status = 422;
}

static void show(struct request *rq, struct response *rs)
{
    struct privacy_view v = {.hold_error = S(""), .hold_person = S(""), .hold_reason = S("")};

    show_with(rq, rs, &v);
}

static code save_rules(struct request *rq, struct error *err)
{
    for (const struct retention_kind *k = retention_kinds; k->name; k++) {
        str s = request_field(rq, k->name);
        int64_t months = -1;
        if (str_is_absent(s))
            continue;
        if (!str_to_int(s, &months))
            months = -1;
        TRY(retention_set(rq->db, rq->org, k, months, err));
    }
    return org_log(rq->db, rq->org, rq->session->account, "privacy.rules", S(""), S(""), err);
}

static void finish(struct request *rq, struct response *rs, code c, const struct error *err, const char *words)
{
    if (c != OK)
        app_fail(rq, rs, err);
    else
        app_done(rq, rs, org_path(rq, "/settings/privacy"), words);
}

static void save(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = db_begin(rq->db, &err);

    if (c == OK)
        c = db_end(rq->db, save_rules(rq, &err), &err);
    finish(rq, rs, c, &err, "The rules are saved.");
}

static void turn(struct request *rq, struct response *rs, bool on)
{
    struct error err = {0};
    code c = db_begin(rq->db, &err);

    if (c == OK)
        c = db_end(rq->db, retention_switch(rq->db, rq->arena, rq->org, rq->session->account, on, &err), &err);
    finish(rq, rs, c, &err, on ? "The rules delete from the coming night on." : "No rule deletes anything any more.");
}

static void turn_on(struct request *rq, struct response *rs) { turn(rq, rs, true); }
static void turn_off(struct request *rq, struct response *rs) { turn(rq, rs, false); }

static code add_stays(struct request *rq, struct due_view *v, struct error *err)
{
    int64_t n;

    TRY(retention_count_staying(rq->db, rq->org, &v->rule, &n, err));
    TRY(retention_staying(rq->db, rq->arena, rq->org, &v->rule, &v->stays, err));
    v->more_stays = n - (int64_t)v->stays.n;
    return OK;
}

static void show_due(struct request *rq, struct response *rs)
{
    struct due_view v = {.base = org_path(rq, ""), .back = org_path(rq, "/settings/privacy")};
    const struct retention_kind *k = retention_kind_of(request_param(rq, "kind"));
    struct retention_rules rules = {0};
    struct error err = {0};
    msec since;

    if (!k) {
        app_error_page(rq, rs, 404, "there is no such rule");
        return;
    }
    code c = retention_load(rq->db, rq->arena, rq->org, clock_now(), &rules, &since, &err);
    if (c == OK)
        v.rule = rules.items[k - retention_kinds];
    if (c == OK && v.rule.months)
        c = retention_find(rq->db, rq->arena, rq->org, &v.rule, &v.rows, &err);
    if (c == OK && v.rule.months && k->stays)
        c = add_stays(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.more = v.rule.due - (int64_t)v.rows.n;
    struct out o = app_page(rq, k->label, "settings");
    tmpl_privacy_due(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- holds ---- */

static void post_hold(struct request *rq, struct response *rs)
{
    struct privacy_view v = {.hold_error = S(""), .hold_person = text_field(rq, "person"), .hold_reason = text_field(rq, "reason")};
    struct hold_new h = {.org = rq->org, .by = rq->session->account, .person = v.hold_person, .reason = v.hold_reason};
    struct error err = {0};

    if (!str_to_int(request_field(rq, "badge"), &h.badge))
        h.badge = 0;
    code c = hold_add(rq->db, rq->arena, &h, &err);
    if (c == BAD_INPUT) {
        v.hold_error = app_sentence(rq->arena, err.text);
        show_with(rq, rs, &v);
        return;
    }
    finish(rq, rs, c, &err, "The hold stands: nothing of it is deleted.");
}

static void end_hold(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = hold_end(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err);

    finish(rq, rs, c, &err, "The hold has ended.");
}

/* ---- one person ---- */

static struct person_named named(struct request *rq)
{
    return (struct person_named){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static void show_check(struct request *rq, struct response *rs, str error)
{
    struct person_named p = named(rq);
    struct erase_view v = {.base = org_path(rq, ""), .error = error, .reference = text_field(rq, "reference"), .hold = S("")};
    struct error err = {0};
    code c = person_get(rq->db, rq->arena, rq->org, p.id, &v.person, &err);

    if (c == OK)
        c = privacy_count(rq->db, rq->arena, &p, &v.counts, &err);
    if (c == OK)
        c = hold_of(rq->db, rq->arena, &p, &v.hold, &err);
    if (c == OK)
        c = person_kept(rq->db, rq->arena, rq->org, p.id, &v.kept, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = v.person.name.n ? v.person.name : v.person.email;
    v.person_href = str_printf(rq->arena, STR_FMT "/people/%lld", STR_ARG(v.base), (long long)p.id);
    v.self = str_join(rq->arena, v.person_href, S("/erase"));
    struct out o = app_page(rq, "Erase a person", "people");
    tmpl_privacy_erase(&o, &v);
    app_send(rq, rs, &o);
    if (error.n)
        rs->status = 422;
}

static void erase_show(struct request *rq, struct response *rs)
{
    show_check(rq, rs, S(""));
}

static void erase_post(struct request *rq, struct response *rs)
{
    struct erasure_ask ask = {.who = named(rq), .reference = text_field(rq, "reference"), .at_once = str_eq(request_field(rq, "when"), S("now")),
                              .despite = str_eq(request_field(rq, "despite"), S("1"))};
    struct error err = {0};
    int64_t id = 0;

    if (!str_eq(str_lower(rq->arena, text_field(rq, "typed")), said("erase"))) {
        show_check(rq, rs, said("Type the word to show that you mean it."));
        return;
    }
    code c = erasure_ask(rq->db, rq->arena, &ask, &id, &err);
    if (c == BAD_INPUT || c == CONFLICT) {
        show_check(rq, rs, app_sentence(rq->arena, err.text));
        return;
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, str_printf(rq->arena, "/org/%lld/settings/privacy/receipts/%lld", (long long)rq->org, (long long)id), NULL);
}

static void receipt_show(struct request *rq, struct response *rs)
{
    struct receipt_view v = {.base = org_path(rq, "")};
    struct org org;
    struct error err = {0};
    code c = erasure_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.e, &err);

    if (c == OK)
        c = org_get(rq->db, rq->arena, rq->org, &org, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.org = org.name;
    v.self = str_printf(rq->arena, STR_FMT "/settings/privacy/receipts/%lld", STR_ARG(v.base), (long long)v.e.id);
    v.tag = erasure_tag(&v.e);
    v.may_undo = str_eq(v.e.state, S("waiting"));
    v.is_done = str_eq(v.e.state, S("done"));
    erasure_lines(rq->arena, v.e.receipt, &v.lines);
    struct out o = app_page(rq, "Receipt", "settings");
    tmpl_privacy_receipt(&o, &v);
    app_send(rq, rs, &o);
}

static void receipt_undo(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = erasure_undo(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err);

    finish(rq, rs, c, &err, "Taken back: the person is on the list again.");
}

static void copy_file(struct request *rq, struct response *rs)
{
    struct person_named p = named(rq);
    struct error err = {0};

    if (copy_write(app_of(rq), rq->db, rq->arena, &p, rs, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"person-%lld.zip\"", (long long)p.id));
}

const struct route privacy_routes[] = {
    {GET,  "/org/{org}/settings/privacy", MANAGE_ORG, show, NULL, 0},
    {POST, "/org/{org}/settings/privacy", MANAGE_ORG, save, NULL, FRESH},
    {POST, "/org/{org}/settings/privacy/on", MANAGE_ORG, turn_on, NULL, FRESH},
    {POST, "/org/{org}/settings/privacy/off", MANAGE_ORG, turn_off, NULL, 0},
    {GET,  "/org/{org}/settings/privacy/due/{kind}", MANAGE_ORG, show_due, NULL, 0},
    {POST, "/org/{org}/settings/privacy/holds", MANAGE_ORG, post_hold, NULL, 0},
    {POST, "/org/{org}/settings/privacy/holds/{id}/end", MANAGE_ORG, end_hold, NULL, FRESH},
    {GET,  "/org/{org}/settings/privacy/receipts/{id}", MANAGE_ORG, receipt_show, NULL, 0},
    {POST, "/org/{org}/settings/privacy/receipts/{id}/undo", MANAGE_ORG, receipt_undo, NULL, 0},
    {GET,  "/org/{org}/people/{id}/erase", MANAGE_ORG, erase_show, NULL, 0},
    {POST, "/org/{org}/people/{id}/erase", MANAGE_ORG, erase_post, NULL, FRESH},
    {GET,  "/org/{org}/people/{id}/copy.zip", MANAGE_ORG, copy_file, NULL, FRESH},
    {0},
};

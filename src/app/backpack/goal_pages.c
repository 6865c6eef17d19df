/* backpack/goal_pages.c — what somebody wants to reach: all of it, one with what it
 * asks for, and choosing another. */
#include "app/backpack/goal_view.h"

#include "store/search.h"
#include "templates.h"

static str goal_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/backpack/goals/%lld", (long long)id);
}

static bool mine(struct request *rq, struct response *rs, struct goal *g)
{
    struct error err = {0};

    if (goal_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), g, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* ---- all ---- */

static void goals_show(struct request *rq, struct response *rs)
{
    struct goals_view v = {0};
    struct goal_rows all = {0};
    struct error err = {0};
    code c = goal_rows_of(rq->db, rq->arena, rq->session->account, GOALS_MOST, &all, &err);

    if (c == OK)
        c = goal_ways_of(rq->db, rq->arena, rq->session->account, &v.ways, &err);
    if (c == OK)
        c = goals_of(rq->db, rq->arena, rq->session->account, true, &v.removed, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, all.items[i].s.is_done ? &v.reached : &v.open) = all.items[i];
    struct out o = app_page(rq, "My goals", "backpack");
    tmpl_goals(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- choosing ---- */

static const struct form_field fields[] = {
    {"title", FIELD_LINE, "What you want to reach", .max = 200},
    {"link", FIELD_URL, "Address of the badge", .max = 1000},
    {"until", FIELD_DATE, "Until"},
    {"note", FIELD_TEXT, "Note", .max = 2000},
};
static const struct form_spec goal_form = FORM(fields);

/* Of every catalogue that strangers may see: the first fifty that fit. */
static const char sql_offers[] = SQL(
    "SELECT b.public_id, v.name, o.name, coalesce(v.png_hash, '') FROM achievement b JOIN achievement_version v ON v.id = b.version_id"
    " JOIN org g ON g.id = b.org_id LEFT JOIN issuer i ON i.id = v.issuer_id JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"
    " LEFT JOIN shop s ON s.org_id = b.org_id LEFT JOIN shop_badge x ON x.achievement_id = b.id"
    " WHERE b.state = 'published' AND coalesce(s.is_closed, 0) = 0 AND coalesce(s.is_unlisted, 0) = 0 AND coalesce(x.is_hidden, 0) = 0"
    " AND (lower(v.name) LIKE $1 ESCAPE '!' OR lower(o.name) LIKE $1 ESCAPE '!') AND (lower(v.name) LIKE $2 ESCAPE '!' OR lower(o.name) LIKE $2 ESCAPE '!')"
    " ORDER BY lower(v.name), b.id LIMIT 50");

static code find_offers(struct request *rq, struct goal_new_view *v, struct error *err)
{
    str parts[2] = {S("%"), S("%")}, word, rest = str_lower(rq->arena, str_trim(v->search));

    for (size_t n = 0; n < COUNT(parts) && str_cut(&rest, ' ', &word);)
        if (!str_is_empty(word))
            parts[n++] = search_anywhere(rq->arena, word);
    struct rows *r = db_query(rq->db, sql_offers, ARGS(v_str(parts[0]), v_str(parts[1])));
    while (rows_next(r)) {
        str hash = row_str(r, 3, rq->arena);
        *list_add(rq->arena, &v->offers) = (struct goal_offer){
            row_str(r, 0, rq->arena), row_str(r, 1, rq->arena), row_str(r, 2, rq->arena), hash.n ? str_join(rq->arena, S("/images/"), hash) : S("")};
    }
    return rows_end(r, err);
}

static void show_new(struct request *rq, struct response *rs, struct form *f)
{
    struct goal_new_view v = {
        .form = f, .search = request_query(rq, "q"), .has_here = app_of(rq)->role == ROLE_ALL,
        .title = {.value = form_value(f, "title"), .label = "What you want to reach", .hint = "In your own words, if there is no badge for it.", .optional = true},
        .link = {.value = form_value(f, "link"), .label = "Address of a badge", .type = "url", .hint = "Of a badge here or on another site: what it asks for is read there.", .optional = true},
        .until = {.value = form_value(f, "until"), .label = "Until", .type = "date", .size = "medium", .optional = true},
        .note = {.value = form_value(f, "note"), .label = "Note", .rows = 2, .optional = true}};
    struct error err = {0};

    if (str_is_absent(v.search) || v.search.n > 200)
        v.search = S("");
    if (v.has_here && find_offers(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "New goal", "backpack");
    tmpl_goal_new(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &goal_form);
    str badge = request_query(rq, "badge");

    if (!str_is_empty(badge) && badge.n < 100)
        form_set(f, "link", app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/badges/"), badge)));
    show_new(rq, rs, f);
}

static code read_goal(struct request *rq, const struct form *f, struct goal *g, struct error *err)
{
    str link = form_text(f, "link"), badge = request_field(rq, "badge");

    *g = (struct goal){.achievement = S(""), .link = S(""), .picture = S(""), .issuer = S(""), .needs = S("")};
    if (!str_is_empty(badge) && badge.n < 100)
        link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/badges/"), badge));
    if (link.n)
        TRY(goal_read_link(app_of(rq), rq->db, rq->arena, link, g, err));
    if (form_text(f, "title").n && !link.n)
        g->title = form_text(f, "title");
    g->owner = rq->session->account;
    g->until = form_int(f, "until");
    g->note = form_text(f, "note");
    return goal_add(rq->db, rq->arena, g, err);
}

static void new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &goal_form);
    struct goal g = {0};
    struct error err = {0};

    if (f->ok && read_goal(rq, f, &g, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, goal_path(rq->arena, g.id), "It is among your goals.");
    else
        show_new(rq, rs, f);
}

/* ---- one ---- */

static void show_goal(struct request *rq, struct response *rs, const struct goal *g, struct form *f)
{
    struct goal_view v = {
        .g = *g, .self = goal_path(rq->arena, g->id), .needs = as_markdown(g->needs), .form = f,
        .until = {.value = form_value(f, "until"), .label = "Until", .type = "date", .size = "medium", .optional = true},
        .note = {.value = form_value(f, "note"), .label = "Note", .rows = 2, .optional = true}};
    struct error err = {0};

    if (goal_look(rq->db, rq->arena, g, &v.s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.left = v.s.needed > v.s.has ? v.s.needed - v.s.has : 0;
    v.badge = v.s.holding ? str_printf(rq->arena, "/backpack/badges/%lld", (long long)v.s.holding) : S("");
    struct out o = app_page(rq, str_z(rq->arena, g->title), "backpack");
    tmpl_goal(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void goal_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &goal_form);
    struct goal g;

    if (!mine(rq, rs, &g))
        return;
    if (g.until)
        form_set(f, "until", date_format(rq->arena, date_of(g.until)));
    form_set(f, "note", g.note);
    show_goal(rq, rs, &g, f);
}

static void goal_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &goal_form);
    struct goal g;
    struct error err = {0};

    if (!mine(rq, rs, &g))
        return;
    g.until = form_int(f, "until");
    g.note = form_text(f, "note");
    if (f->ok)
        app_done_or_fail(rq, rs, goal_set_until(rq->db, &g, &err), &err, goal_path(rq->arena, g.id), "Saved.");
    else
        show_goal(rq, rs, &g, f);
}

static void act_post(struct request *rq, struct response *rs)
{
    str go = request_field(rq, "go");
    struct goal g;
    struct error err = {0};

    if (!mine(rq, rs, &g))
        return;
    if (str_eq(go, S("remove")))
        app_done_or_fail(rq, rs, goal_set_removed(rq->db, g.owner, g.id, true, &err), &err, S("/backpack/goals"), "Removed. You can bring it back for 30 days.");
    else if (str_eq(go, S("restore")))
        app_done_or_fail(rq, rs, goal_set_removed(rq->db, g.owner, g.id, false, &err), &err, goal_path(rq->arena, g.id), "The goal is back.");
    else
        app_done_or_fail(rq, rs, goal_set_done(rq->db, g.owner, g.id, str_eq(go, S("done")), &err), &err, goal_path(rq->arena, g.id),
             str_eq(go, S("done")) ? "Well done." : "It is open again.");
}

const struct route goal_routes[] = {
    {GET,  "/backpack/goals",          SIGNED_IN, goals_show, NULL,       0},
    {POST, "/backpack/goals",          SIGNED_IN, new_post,   &goal_form, 0},
    {GET,  "/backpack/goals/new",      SIGNED_IN, new_show,   NULL,       0},
    {GET,  "/backpack/goals/{id}",     SIGNED_IN, goal_show,  NULL,       0},
    {POST, "/backpack/goals/{id}",     SIGNED_IN, goal_post,  &goal_form, 0},
    {POST, "/backpack/goals/{id}/act", SIGNED_IN, act_post,   NULL,       0},
    {0},
};

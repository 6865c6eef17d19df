/* show/sharing_pages.c — what the owner shares: the own page, links for one reader. */
#include "app/show/show_view.h"

#include "app/backpack/backpack_pages.h"
#include "app/mail/letter.h"
#include "templates.h"

/* ---- all that is shared ---- */

static str where_mine(struct arena *a, const struct reader_link *l)
{
    if (l->holding)
        return str_printf(a, "/backpack/badges/%lld", (long long)l->holding);
    return l->collection ? str_printf(a, "/backpack/collections/%lld", (long long)l->collection) : S("/backpack/profile");
}

static code fill_links(struct request *rq, struct sharing_view *v, struct error *err)
{
    struct reader_link_list all = {0};

    TRY(reader_links(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct reader_link *l = &all.items[i];
        *list_add(rq->arena, &v->links) = (struct shared_link){
            .link = *l, .address = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/r/"), l->token)), .mine = where_mine(rq->arena, l),
            .is_open = reader_link_is_open(l), .is_over = l->ended == 0 && !reader_link_is_open(l)};
    }
    return OK;
}

static struct request_row row_of(const struct ownership *q)
{
    bool waiting = q->answered == 0 && q->expires > clock_now();

    return (struct request_row){
        .id = q->id, .asker = q->asker, .title = q->title, .question = q->question, .asked = {q->asked}, .is_waiting = waiting,
        .is_confirmed = q->is_confirmed,
        .state = waiting ? said("Waits for you") : q->is_confirmed ? said("Confirmed") : q->answered ? said("Not confirmed") : said("Over")};
}

static code fill_requests(struct request *rq, struct sharing_view *v, struct error *err)
{
    struct ownership_list all = {0};

    TRY(ownerships(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->requests) = row_of(&all.items[i]);
    return OK;
}

/* Organisations that name people in public where these agree, and know the account's
 * person: by a proved address. */
static const char sql_namings[] = SQL(
    "SELECT DISTINCT p.org_id, p.id, coalesce(x.named_at, 0), v.name FROM account_email e JOIN person p ON p.folded = e.folded AND p.removed_at IS NULL"
    " JOIN shop s ON s.org_id = p.org_id AND s.tells_people = 1 JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id"
    " LEFT JOIN letter_choice x ON x.person_id = p.id WHERE e.account_id = $1 AND e.verified_at IS NOT NULL ORDER BY v.name, p.id");

static code fill_namings(struct request *rq, struct sharing_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct rows *r = db_query(rq->db, sql_namings, ARGS(v_int(rq->session->account)));

    while (rows_next(r))
        *list_add(a, &v->namings) = (struct naming){row_str(r, 3, a), letter_choices_path(a, app_of(rq), row_int(r, 0), row_int(r, 1)), row_int(r, 2)};
    return rows_end(r, err);
}

static const char sql_public_badges[] = SQL("SELECT count(*) FROM holding WHERE owner_id = $1 AND is_public = 1 AND removed_at IS NULL");
static const char sql_public_collections[] = SQL("SELECT count(*) FROM collection WHERE owner_id = $1 AND is_public = 1");

static code fill_sharing(struct request *rq, struct sharing_view *v, struct error *err)
{
    int64_t me = rq->session->account;

    TRY(showcase_get(rq->db, rq->arena, me, &v->page, err));
    v->page_link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/p/"), v->page.public_id));
    TRY(db_int(rq->db, sql_public_badges, ARGS(v_int(me)), &v->public_badges, err));
    TRY(db_int(rq->db, sql_public_collections, ARGS(v_int(me)), &v->public_collections, err));
    TRY(fill_links(rq, v, err));
    TRY(fill_namings(rq, v, err));
    return fill_requests(rq, v, err);
}

static void sharing(struct request *rq, struct response *rs)
{
    struct sharing_view v = {0};
    struct error err = {0};

    if (fill_sharing(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Sharing", "backpack");
    tmpl_sharing(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- the own page ---- */

static const struct form_field profile_fields[] = {
    {"is_public", FIELD_BOOL, "Shown"},
    {"name", FIELD_LINE, "Name", .max = 120},
    {"headline", FIELD_LINE, "In one line", .max = 160},
    {"about", FIELD_TEXT, "About me", .max = STORY_BYTES},
};
static const struct form_spec profile_form = FORM(profile_fields);

static void show_profile(struct request *rq, struct response *rs, struct form *f, const struct showcase *now)
{
    struct profile_edit_view v = {
        .form = f, .link = now->is_public ? str_join(rq->arena, S("/p/"), now->public_id) : S(""),
        .is_public = {.value = form_value(f, "is_public"), .label = "Anyone with the link can see it"},
        .name = {.value = form_value(f, "name"), .label = "Name", .autocomplete = "name", .hint = "As readers know you."},
        .headline = {.value = form_value(f, "headline"), .label = "In one line", .optional = true, .hint = "What you do: “Crane driver, Leith Docks”."},
        .about = {.value = form_value(f, "about"), .label = "About me", .rows = 6, .optional = true, .hint = "Markdown: **bold**, *italic*, lists and links."},
    };
    struct out o = app_page(rq, "My public page", "backpack");

    tmpl_profile_edit(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void profile(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &profile_form);
    struct showcase s;
    struct error err = {0};

    if (showcase_get(rq->db, rq->arena, rq->session->account, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set_int(f, "is_public", s.is_public);
    form_set(f, "name", s.name);
    form_set(f, "headline", s.headline);
    form_set(f, "about", s.about);
    show_profile(rq, rs, f, &s);
}

static void profile_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &profile_form);
    struct showcase s = {.account = rq->session->account, .is_public = form_bool(f, "is_public"), .name = form_text(f, "name"),
                         .headline = form_text(f, "headline"), .about = form_text(f, "about")};
    struct error err = {0};

    if (f->ok && showcase_save(rq->db, rq->arena, &s, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, S("/backpack/sharing"), s.is_public ? "Saved. Anyone with the link can see your page." : "Saved. Nobody sees the page.");
    else
        show_profile(rq, rs, f, &(struct showcase){0});
}

/* ---- a link for one reader ---- */

static const struct form_field link_fields[] = {
    {"reader", FIELD_LINE, "For whom", .max = 120, .required = true},
    {"days", FIELD_CHOICE, "How long", .required = true, .choices = "7|30|90|365|0"},
    {"badge", FIELD_INT, "Badge", .min = 1},
    {"collection", FIELD_INT, "Collection", .min = 1},
    {"shows", FIELD_MANY, "What the reader sees", .max = 3},
    {"told", FIELD_BOOL, "What the reader sees"},
};
static const struct form_spec link_form = FORM(link_fields);

/* What it opens, and where one came from. NOT_FOUND: another's. */
static code fill_new(struct request *rq, struct link_new_view *v, struct error *err)
{
    int64_t me = rq->session->account;
    struct collection c;
    struct holding h;

    v->title = S("");
    v->back = S("/backpack/sharing");
    if (v->badge > 0) {
        TRY(backpack_get(rq->db, rq->arena, me, v->badge, &h, err));
        v->title = h.title;
        v->back = str_printf(rq->arena, "/backpack/badges/%lld", (long long)h.id);
    } else if (v->collection > 0) {
        TRY(collection_get(rq->db, rq->arena, me, v->collection, &c, err));
        v->title = c.name;
        v->back = str_printf(rq->arena, "/backpack/collections/%lld", (long long)c.id);
    }
    return OK;
}

static void show_new(struct request *rq, struct response *rs, struct link_new_view *v, int64_t shows)
{
    struct error err = {0};

    if (fill_new(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    show_ticks(rq->arena, shows, &v->shows);
    v->reader = (struct input_view){.value = form_value(v->form, "reader"), .label = "For whom", .hint = "Only you read this: “Jo at Acme”."};
    struct out o = app_page(rq, "A link for one reader", "backpack");
    tmpl_link_new(&o, v);
    app_send(rq, rs, &o);
    rs->status = v->form->ok ? 200 : 422;
}

static int64_t query_number(const struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) && n > 0 ? n : 0;
}

static void link_new(struct request *rq, struct response *rs)
{
    struct link_new_view v = {.form = form_empty(rq->arena, &link_form), .badge = query_number(rq, "badge"), .collection = query_number(rq, "collection")};

    show_new(rq, rs, &v, SHOW_USUAL | SHOW_NAME);
}

static void link_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &link_form);
    struct reader_link l = {.owner = rq->session->account, .reader = form_text(f, "reader"), .holding = form_int(f, "badge"),
                            .collection = form_int(f, "collection"), .shows = form_bool(f, "told") ? show_ticked(f, "shows") : SHOW_USUAL};
    struct error err = {0};
    int64_t days = 0;
    code c = OK;

    if (l.holding > 0)
        l.collection = 0;
    if (str_to_int(form_text(f, "days"), &days) && days > 0)
        l.expires = clock_now() + days * DAY;
    if (f->ok)
        c = reader_link_make(rq->db, rq->arena, &l, &err);
    if (c == NOT_FOUND || c == FAULT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (c != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, S("/backpack/sharing#links"), "The link is ready. Give it to this one reader.");
    else
        show_new(rq, rs, &(struct link_new_view){.form = f, .badge = l.holding, .collection = l.collection}, l.shows);
}

static void set_ended(struct request *rq, struct response *rs, bool ended)
{
    struct error err = {0};

    if (reader_link_end(rq->db, rq->session->account, request_param_int(rq, "id"), ended, &err) == OK)
        app_done(rq, rs, S("/backpack/sharing#links"), ended ? "The link is ended: it opens nothing any more." : "The link is open again.");
    else
        app_fail(rq, rs, &err);
}

static void link_end(struct request *rq, struct response *rs) { set_ended(rq, rs, true); }
static void link_reopen(struct request *rq, struct response *rs) { set_ended(rq, rs, false); }

const struct route sharing_routes[] = {
    {GET,  "/backpack/sharing",         SIGNED_IN, sharing,      NULL,          0},
    {GET,  "/backpack/profile",         SIGNED_IN, profile,      NULL,          0},
    {POST, "/backpack/profile",         SIGNED_IN, profile_post, &profile_form, 0},
    {GET,  "/backpack/links/new",       SIGNED_IN, link_new,     NULL,          0},
    {POST, "/backpack/links",           SIGNED_IN, link_post,    &link_form,    0},
    {POST, "/backpack/links/{id}/end",  SIGNED_IN, link_end,     NULL,          0},
    {POST, "/backpack/links/{id}/open", SIGNED_IN, link_reopen,  NULL,          0},
    {0},
};

/* elsewhere/elsewhere_pages.c — connecting a Backpack elsewhere: its address, the
 * way there and back, and the end of it. */
#include "app/elsewhere/elsewhere_private.h"

#include "app/account/notice.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "templates.h"
#include "web/ticket.h"

#define TICKET "lapel-elsewhere"
#define TICKET_LIFE (15 * MINUTE)
#define SHOWN 50

static const struct form_field address_fields[] = {{"address", FIELD_LINE, "Address", .max = 500, .required = true}};
static const struct form_spec address_form = FORM(address_fields);
static const struct form_field push_fields[] = {{"on", FIELD_BOOL, "New awards"}};
static const struct form_spec push_form = FORM(push_fields);
static const struct form_field choose_fields[] = {{"holding", FIELD_MANY, "Badges"}, {"which", FIELD_CHOICE, "Which", .choices = "all|some"}};
static const struct form_spec choose_form = FORM(choose_fields);

/* ---- all of them ---- */

static void show_all(struct request *rq, struct response *rs, struct form *f)
{
    struct ties_view v = {.form = f};
    struct tie_list list = {0};
    struct error err = {0};

    if (tie_find(app_of(rq), rq->db, rq->arena, rq->session->account, &list, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < list.n; i++)
        *list_add(rq->arena, &v.lines) = (struct tie_line){list.items[i], tie_host(&list.items[i]), tie_path(rq->arena, list.items[i].public_id)};
    struct out o = app_page(rq, "Backpacks elsewhere", "backpack");
    tmpl_elsewhere(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void ties_show(struct request *rq, struct response *rs)
{
    show_all(rq, rs, form_empty(rq->arena, &address_form));
}

static void tie_new(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &address_form);
    struct error err = {0};
    str public_id;

    if (f->ok && tie_make(app_of(rq), rq->db, rq->arena, rq->session->account, form_text(f, "address"), &public_id, &err) != OK) {
        (void)fail(&err, err.code, "address", "%s", str_z(rq->arena, str_copy(rq->arena, cstr(err.text))));
        form_reject_error(f, &err, rq->arena);
    }
    if (f->ok)
        response_redirect(rs, tie_path(rq->arena, public_id));
    else
        show_all(rq, rs, f);
}

/* ---- one of them ---- */

static bool find(struct request *rq, struct response *rs, struct tie *t)
{
    struct error err = {0};

    if (tie_get(app_of(rq), rq->db, rq->arena, rq->session->account, request_param(rq, "id"), t, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static struct tag_view tag_of(const struct move *m)
{
    bool is_in = str_eq(m->direction, S("in"));

    if (str_eq(m->state, S("done")))
        return (struct tag_view){"good", "check", is_in ? said("Brought here") : said("Sent")};
    if (str_eq(m->state, S("same")))
        return (struct tag_view){NULL, "check", is_in ? said("Was here already") : said("Was there already")};
    if (str_eq(m->state, S("failed")))
        return (struct tag_view){"bad", "x", is_in ? said("Not brought") : said("Not sent")};
    return (struct tag_view){"info", "hourglass", said("On the way")};
}

static str host_of(str url)
{
    struct uri u;

    return uri_parse(url, &u, NULL) == OK ? u.authority : S("");
}

static code fill(struct request *rq, const struct tie *t, struct tie_view *v, struct error *err)
{
    struct move_list moves = {0};
    str scope = t->place.scope;

    *v = (struct tie_view){
        .t = *t, .self = tie_path(rq->arena, t->public_id), .host = tie_host(t), .sign_in_host = host_of(t->place.authorize),
        .is_new = str_eq(t->state, S("new")), .is_on = str_eq(t->state, S("on")), .is_lost = str_eq(t->state, S("lost")),
        .reads = oauth_scope_has(scope, S(OB30_SCOPE "credential.readonly")) || oauth_scope_has(scope, S(CLR20_SCOPE "credential.readonly")) ||
                 oauth_scope_has(scope, S(OB21_SCOPE "assertion.readonly")),
        .writes = oauth_scope_has(scope, S(OB30_SCOPE "credential.upsert")) || oauth_scope_has(scope, S(CLR20_SCOPE "credential.upsert")) ||
                  oauth_scope_has(scope, S(OB21_SCOPE "assertion.create")),
        .tells = ask_may_put_profile(t), .is_bringing = t->next_page.n > 0,
    };
    TRY(move_count(rq->db, t->id, &v->counts, err));
    TRY(move_recent(rq->db, rq->arena, t->id, SHOWN, &moves, err));
    for (size_t i = 0; i < moves.n; i++)
        *list_add(rq->arena, &v->moves) = (struct move_line){moves.items[i], tag_of(&moves.items[i]), str_eq(moves.items[i].direction, S("in"))};
    return OK;
}

static void tie_show(struct request *rq, struct response *rs)
{
    struct tie t;
    struct tie_view v;
    struct error err = {0};

    if (!find(rq, rs, &t))
        return;
    if (fill(rq, &t, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Backpack elsewhere", "backpack");
    tmpl_elsewhere_one(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- there and back ---- */

static void tie_go(struct request *rq, struct response *rs)
{
    struct tie_passage way = {random_token(rq->arena, 24), random_token(rq->arena, 32)};
    struct tie t;

    if (!find(rq, rs, &t))
        return;
    ticket_give(rs, &app_of(rq)->session, TICKET,
                str_printf(rq->arena, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(t.public_id), STR_ARG(way.state), STR_ARG(way.verifier)), TICKET_LIFE);
    response_header(rs, "Location", ask_authorize_url(app_of(rq), rq->arena, &t, &way));
    rs->status = 303;
}

static bool recall(struct request *rq, const struct tie *t, struct tie_passage *way)
{
    str text, id;

    return ticket_read(rq, &app_of(rq)->session, TICKET, &text) && str_cut(&text, '\n', &id) && str_eq(id, t->public_id) &&
           str_cut(&text, '\n', &way->state) && (way->verifier = text).n > 0;
}

/* Who answers? Each host has an address of its own to send people back to, and
 * whoever names itself must name the one we went to (RFC 9207, RFC 9700 §4.4). */
static code check_issuer(struct request *rq, const struct tie *t, struct error *err)
{
    str issuer = request_query(rq, "iss");
    bool fits = t->place.issuer.n ? str_eq(issuer, t->place.issuer) : str_eq(uri_origin(rq->arena, issuer), uri_origin(rq->arena, t->place.token));

    if (str_is_absent(issuer) ? t->place.names_itself : !fits)
        return fail(err, DENIED, "iss", "the answer comes from another host than the one you went to");
    return OK;
}

static code check_return(struct request *rq, const struct tie *t, struct tie_passage *way, struct error *err)
{
    str state = request_query(rq, "state"), word = oauth_refusal_word(request_query(rq, "error"));

    if (!recall(rq, t, way) || str_is_empty(state) || !crypto_equal(state, way->state))
        return fail(err, DENIED, "state", "this answer belongs to another try; begin again");
    TRY(check_issuer(rq, t, err));
    if (str_eq(word, S("access_denied")))
        return fail(err, DENIED, "error", "it was not allowed there");
    if (!str_is_absent(request_query(rq, "error")))
        return fail(err, DENIED, "error", "that host did not go along: %s", word.n ? str_z(rq->arena, word) : "it gives no reason");
    return request_query(rq, "code").n ? OK : fail(err, DENIED, "code", "that host sent no code");
}

static code connect(struct request *rq, struct tie *t, struct error *err)
{
    struct tie_passage way = {0};

    TRY(check_return(rq, t, &way, err));
    TRY(ask_redeem(app_of(rq), rq->db, rq->arena, t, &(struct tie_answer){request_query(rq, "code"), way}, err));
    t->who = ask_who(app_of(rq), rq->db, rq->arena, t);
    TRY(tie_keep(app_of(rq), rq->db, rq->arena, t, err));
    TRY(move_queue(rq->db, rq->arena, t->id, err));
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = t->account, .what = "elsewhere.new", .detail = t->place.name, .user_agent = session_agent(rq)}, err);
}

static void tie_came_back(struct request *rq, struct response *rs)
{
    struct tie t;
    struct error err = {0};

    if (!find(rq, rs, &t))
        return;
    code c = connect(rq, &t, &err);
    ticket_drop(rs, &app_of(rq)->session, TICKET);
    app_wake(app_of(rq));
    if (c == OK) {
        app_done(rq, rs, tie_path(rq->arena, t.public_id), "Connected. Badges can move now.");
    } else if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else {
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
        response_redirect(rs, tie_path(rq->arena, t.public_id));
    }
}

/* ---- moving ---- */

static void done_or_fail(struct request *rq, struct response *rs, const struct tie *t, code c, const struct error *err, const char *message)
{
    app_done_or_fail(rq, rs, c, err, tie_path(rq->arena, t->public_id), message);
}

static bool find_open(struct request *rq, struct response *rs, struct tie *t)
{
    struct error err = {0};

    if (!find(rq, rs, t))
        return false;
    if (str_eq(t->state, S("on")))
        return true;
    (void)fail(&err, CONFLICT, "", "this connection has to be allowed at the other host first");
    app_fail(rq, rs, &err);
    return false;
}

static void tie_bring(struct request *rq, struct response *rs)
{
    struct tie t;
    struct error err = {0};

    if (find_open(rq, rs, &t))
        done_or_fail(rq, rs, &t, move_bring(app_of(rq), rq->db, rq->arena, &t, &err), &err, "The badges from there are being brought here.");
}

static void show_choose(struct request *rq, struct response *rs, const struct tie *t, bool chose_none)
{
    struct tie_choose_view v = {.self = tie_path(rq->arena, t->public_id), .host = tie_host(t), .chose_none = chose_none};
    struct holding_list list = {0};
    struct error err = {0};

    if (backpack_list(rq->db, rq->arena, t->account, &(struct holding_filter){.at = {.limit = 201}}, &list, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_more = list.n > 200;
    for (size_t i = 0; i < list.n && i < 200; i++) {
        const struct holding *h = &list.items[i];
        *list_add(rq->arena, &v.rows) = (struct tie_choose_row){
            h->id, h->title, h->issuer_name, str_is_empty(h->image_hash) ? S("") : str_join(rq->arena, S("/images/"), h->image_hash)};
    }
    struct out o = app_page(rq, "Send badges", "backpack");
    tmpl_elsewhere_choose(&o, &v);
    app_send(rq, rs, &o);
    rs->status = chose_none ? 422 : 200;
}

static void tie_choose(struct request *rq, struct response *rs)
{
    struct tie t;

    if (find_open(rq, rs, &t))
        show_choose(rq, rs, &t, false);
}

static void tie_send(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &choose_form);
    const struct str_list *ticked = &form_value(f, "holding")->many;
    bool all = str_eq(form_text(f, "which"), S("all"));
    struct holding_ids ids = {0};
    struct tie t;
    struct error err = {0};
    int64_t id, n = 0;

    if (!find_open(rq, rs, &t))
        return;
    for (size_t i = 0; !all && i < ticked->n; i++)
        if (str_to_int(ticked->items[i], &id))
            *list_add(rq->arena, &ids) = id;
    if (!all && ids.n == 0)
        show_choose(rq, rs, &t, true);
    else
        done_or_fail(rq, rs, &t, move_add(app_of(rq), rq->db, rq->arena, &t, &ids, &n, &err), &err, "The badges are on their way.");
}

static void tie_again(struct request *rq, struct response *rs)
{
    struct tie t;
    struct error err = {0};

    if (find_open(rq, rs, &t))
        done_or_fail(rq, rs, &t, move_again(app_of(rq), rq->db, rq->arena, &t, &err), &err, "They are on their way once more.");
}

static void tie_push_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &push_form);
    bool on = form_bool(f, "on");
    struct tie t;
    struct error err = {0};

    if (find_open(rq, rs, &t))
        done_or_fail(rq, rs, &t, tie_push(rq->db, &t, on, &err), &err, on ? "New awards go there from now on." : "New awards do not go there any more.");
}

/* What that host says against it is told; the connection stays. */
static void tie_tell(struct request *rq, struct response *rs)
{
    struct tie t;
    struct error err = {0};

    if (!find_open(rq, rs, &t))
        return;
    code c = ask_put_profile(app_of(rq), rq->db, rq->arena, &t, &err);
    if (c == OK)
        app_done(rq, rs, tie_path(rq->arena, t.public_id), "Your name and addresses are there now. Addresses that are new to that host it may ask about by mail.");
    else if (c == FAULT)
        app_fail(rq, rs, &err);
    else {
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
        response_redirect(rs, tie_path(rq->arena, t.public_id));
    }
}

static void tie_remove(struct request *rq, struct response *rs)
{
    struct tie t;
    struct error err = {0};

    if (!find(rq, rs, &t))
        return;
    if (tie_end(app_of(rq), rq->db, rq->arena, &t, session_agent(rq), &err) == OK)
        app_done(rq, rs, S("/backpack/elsewhere"), "Disconnected. What moved stays where it is.");
    else
        app_fail(rq, rs, &err);
}

const struct route elsewhere_routes[] = {
    {GET,  "/backpack/elsewhere",             SIGNED_IN, ties_show,     NULL,          0},
    {POST, "/backpack/elsewhere",             SIGNED_IN, tie_new,       &address_form, 0},
    {GET,  "/backpack/elsewhere/{id}",        SIGNED_IN, tie_show,      NULL,          0},
    {GET,  "/backpack/elsewhere/{id}/go",     SIGNED_IN, tie_go,        NULL,          0},
    {GET,  "/backpack/elsewhere/{id}/back",   SIGNED_IN, tie_came_back, NULL,          0},
    {POST, "/backpack/elsewhere/{id}/bring",  SIGNED_IN, tie_bring,     NULL,          0},
    {GET,  "/backpack/elsewhere/{id}/send",   SIGNED_IN, tie_choose,    NULL,          0},
    {POST, "/backpack/elsewhere/{id}/send",   SIGNED_IN, tie_send,      &choose_form,  0},
    {POST, "/backpack/elsewhere/{id}/again",  SIGNED_IN, tie_again,     NULL,          0},
    {POST, "/backpack/elsewhere/{id}/push",   SIGNED_IN, tie_push_post, &push_form,    0},
    {POST, "/backpack/elsewhere/{id}/profile", SIGNED_IN, tie_tell,     NULL,          0},
    {POST, "/backpack/elsewhere/{id}/remove", SIGNED_IN, tie_remove,    NULL,          0},
    {0},
};

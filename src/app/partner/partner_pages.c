/* partner/partner_pages.c — the list of partners, and the page of one with all that is done
 * there; whoever may only look sees the same without the forms. */
#include "app/partner/partner_view.h"

#include "app/intake/intake_view.h"
#include "app/org/access.h"
#include "base/uri.h"
#include "templates.h"
#include "web/rate.h"

/* Each form of the page sends some of these. */
static const struct form_field fields[] = {
    {"reason", FIELD_TEXT, "Reason", .max = 1000},
    {"words", FIELD_TEXT, "What was found", .max = PARTNER_WORDS},
    {"link", FIELD_URL, "Address", .max = 2048},
    {"name", FIELD_LINE, "Name", .max = 200},
    {"ref", FIELD_LINE, "Address of the achievement", .max = 2048},
    {"about", FIELD_LINE, "What is endorsed", .max = 2048},
    {"comment", FIELD_TEXT, "What you say of it", .max = ENDORSE_COMMENT},
    {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES},
};
static const struct form_spec spec = FORM(fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/partners", (long long)rq->org);
}

static struct partner_of of(struct request *rq)
{
    return (struct partner_of){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)request_param_int(rq, "id"));
}

/* ---- all ---- */

static void partners_show(struct request *rq, struct response *rs)
{
    struct partners_view v = {.add = app_allow(rq, SET_STANDARDS, rq->org) == OK ? str_join(rq->arena, base_path(rq), S("/new")) : S(""),
                              .rules = str_printf(rq->arena, "/org/%lld/external/rules", (long long)rq->org), .back = str_printf(rq->arena, "/org/%lld/external", (long long)rq->org)};

    v.list = (struct list){.def = &partners_list_def, .address = base_path(rq),
                           .empty = {"building-bridge", "No partners yet", "Say who teaches your people: what they issue, what of it counts, and until when that is agreed.", v.add, "New partner"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Partners", "norms");
    tmpl_partners(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static str rule_path(struct request *rq, int64_t rule)
{
    return str_printf(rq->arena, "/org/%lld/external/rules/%lld", (long long)rq->org, (long long)rule);
}

/* The form of a new rule, with whose badge and which. */
static str new_rule_path(struct request *rq, const struct partner *p, const struct partner_badge *b)
{
    struct arena *a = rq->arena;

    return str_printf(a, "/org/%lld/external/rules/new?issuer=" STR_FMT "&pattern=" STR_FMT, (long long)rq->org, STR_ARG(uri_encode(a, partner_ref(p))),
                      STR_ARG(uri_encode(a, b->ref.n ? b->ref : b->name)));
}

static void add_issue(struct request *rq, const struct partner_issue *one, struct partner_view *v)
{
    struct arena *a = rq->arena;
    struct partner_issue_line *line = list_add(a, &v->issues);
    bool is_listed = one->badge.id > 0;

    *line = (struct partner_issue_line){
        .badge = one->badge, .seen = one->seen, .counts = one->counts, .href = one->badge.link.n ? one->badge.link : uri_is_http(one->badge.ref) ? one->badge.ref : S(""),
        .rule = v->may_change && !v->is_held ? new_rule_path(rq, &v->p, &one->badge) : S(""),
        .drop = v->may_change && is_listed ? str_printf(a, STR_FMT "/drop/%lld", STR_ARG(v->self), (long long)one->badge.id) : S(""),
        .list = v->may_change && !is_listed ? str_join(a, v->self, S("/badges")) : S("")};
    for (size_t i = 0; i < one->meets.n; i++)
        *list_add(a, &line->meets) = (struct partner_meet){rule_path(rq, one->meets.items[i].rule),
                                                           str_printf(a, STR_FMT " " STR_FMT, STR_ARG(one->meets.items[i].code), STR_ARG(one->meets.items[i].name))};
}

static bool is_shown(const struct partner_issues *all, int64_t rule)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].meets.n; k++)
            if (all->items[i].meets.items[k].rule == rule)
                return true;
    return false;
}

static code add_badges(struct request *rq, struct partner_view *v, struct error *err)
{
    struct partner_issues all = {0};
    struct intake_rules rules = {0};

    TRY(partner_issues(rq->db, rq->arena, &v->p, &all, err));
    TRY(partner_rules(rq->db, rq->arena, &v->p, &rules, err));
    for (size_t i = 0; i < all.n; i++)
        add_issue(rq, &all.items[i], v);
    for (size_t i = 0; i < rules.n; i++)
        if (!is_shown(&all, rules.items[i].id))
            *list_add(rq->arena, &v->other_rules) = (struct partner_rule_line){
                rule_path(rq, rules.items[i].id), str_printf(rq->arena, STR_FMT " " STR_FMT, STR_ARG(rules.items[i].code), STR_ARG(rules.items[i].name)), rules.items[i].pattern};
    return OK;
}

static void add_about(struct request *rq, struct partner_view *v, str id, str words)
{
    if (uri_is_http(id) || str_starts(id, S("did:")))
        *list_add(rq->arena, &v->abouts) = (struct partner_choice){id, words, str_eq(form_text(v->form, "about"), id)};
}

static code add_received(struct request *rq, struct partner_view *v, struct error *err)
{
    struct partner_received_list all = {0};

    TRY(partner_received(rq->db, rq->arena, &v->p, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct partner_received *e = &all.items[i];
        bool is_gone = str_eq(e->state, S("withdrawn")), is_over = e->until && e->until <= clock_now();
        *list_add(rq->arena, &v->received) = (struct partner_received_line){
            *e, is_gone ? (struct tag_view){NULL, "arrow-back-up", said("Taken back")} : is_over ? (struct tag_view){NULL, "clock-off", said("Ended")}
                : str_eq(e->state, S("shown")) ? (struct tag_view){"good", "eye", said("Shown")} : (struct tag_view){NULL, "eye-off", said("Not shown")},
            str_join(rq->arena, S("/endorsements/"), e->public_id)};
    }
    return OK;
}

static code add_given(struct request *rq, struct partner_view *v, struct error *err)
{
    struct given_list all = {0};

    TRY(partner_given(rq->db, rq->arena, &v->p, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct given *g = &all.items[i];
        bool is_over = g->until && g->until <= clock_now();
        v->living += !g->revoked && !is_over;
        *list_add(rq->arena, &v->given) = (struct partner_given_line){
            *g, str_join(rq->arena, S("/endorsements/"), g->public_id),
            g->revoked ? (struct tag_view){NULL, "arrow-back-up", said("Taken back")} : is_over ? (struct tag_view){NULL, "clock-off", said("Ended")}
                       : (struct tag_view){"good", "signature", said("Signed by us")}, v->may_change && !g->revoked, !g->revoked && !is_over};
    }
    TRY(add_received(rq, v, err));
    add_about(rq, v, v->p.profile, words_printf(rq->arena, "Their profile: " STR_FMT, STR_ARG(v->p.name)));
    if (!v->p.profile.n)
        add_about(rq, v, v->p.did, words_printf(rq->arena, "Their profile: " STR_FMT, STR_ARG(v->p.name)));
    for (size_t i = 0; i < v->issues.n; i++)
        if (v->issues.items[i].badge.id)
            add_about(rq, v, v->issues.items[i].badge.ref, v->issues.items[i].badge.name);
    return OK;
}

#define EVENTS_SHOWN 20

/* The newest; `*more`: there are earlier ones. */
static code add_events(struct request *rq, const struct partner *p, bool notes, struct partner_event_lines *out, bool *more, struct error *err)
{
    struct partner_events all = {0};

    TRY(partner_events(rq->db, rq->arena, &(struct partner_events_ask){p, notes, {.limit = EVENTS_SHOWN + 1}}, &all, err));
    *more = all.n > EVENTS_SHOWN;
    all.n -= *more;
    partner_event_lines_fill(rq->arena, &all, out);
    return OK;
}

static code add_files(struct request *rq, struct partner_view *v, struct error *err)
{
    struct evidence_folder folder;
    struct evidence_pieces all = {0};

    v->folder = S("");
    if (!v->p.folder)
        return OK;
    TRY(evidence_folder_get(rq->db, rq->arena, v->p.folder, &folder, err));
    TRY(evidence_of(rq->db, rq->arena, v->p.folder, &all, err));
    v->folder = evidence_path(rq->arena, &folder);
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].removed)
            *list_add(rq->arena, &v->files) = (struct partner_file_line){v->folder, all.items[i].title, all.items[i].by, all.items[i].created, all.items[i].views};
    return OK;
}

#define TAKEN_SHOWN 10

/* The newest; the whole is the list of external training, which is paged and knows how far a right goes. */
static code add_taken(struct request *rq, struct partner_view *v, struct error *err)
{
    struct partner_takings all = {0};

    v->taken_list = str_printf(rq->arena, "/org/%lld/external?partner=%lld&state=all", (long long)rq->org, (long long)v->p.id);
    TRY(partner_taken_count(rq->db, &v->p, &v->taken_all, err));
    TRY(partner_taken(rq->db, rq->arena, &(struct partner_taken_ask){&v->p, 0, TAKEN_SHOWN}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct partner_taking *x = &all.items[i];
        *list_add(rq->arena, &v->taken) = (struct partner_taken_line){
            str_printf(rq->arena, "/org/%lld/external/%lld", (long long)rq->org, (long long)x->id), x->who, x->title, x->counts_for, said(intake_trust_words(x->trust)), x->at, intake_tag(x->state)};
    }
    return OK;
}

static struct tag_view found_tag(str state)
{
    if (str_eq(state, S("good")))
        return (struct tag_view){"good", "shield-check", said("Looked at, and as it should be")};
    if (str_eq(state, S("other")))
        return (struct tag_view){"bad", "alert-triangle", said("Not what it should be")};
    if (str_eq(state, S("silent")))
        return (struct tag_view){"warn", "help-circle", said("Out of reach")};
    return (struct tag_view){NULL, "eye-off", said("Not looked at yet")};
}

static code load(struct request *rq, struct partner_view *v, struct error *err)
{
    msec today = date_start(date_of(clock_now()));
    const struct partner *p = &v->p;

    TRY(partner_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->p, err));
    v->base = base_path(rq);
    v->self = self_path(rq);
    v->rules = str_printf(rq->arena, "/org/%lld/external/rules", (long long)rq->org);
    v->ask = str_printf(rq->arena, "/org/%lld/endorsements/new?people=" STR_FMT, (long long)rq->org, STR_ARG(uri_encode(rq->arena, p->contact_email)));
    v->tag = partner_tag(p->trust);
    v->found = found_tag(p->found_state);
    v->may_change = app_allow(rq, SET_STANDARDS, rq->org) == OK;
    v->may_token = v->may_change && app_allow(rq, MANAGE_ORG, rq->org) == OK && partner_is(p, "trusted");
    v->is_held = partner_is_held(p);
    v->is_trusted = partner_is(p, "trusted");
    v->can_look = v->may_change && (p->profile.n || p->did.n);
    v->review_is_due = p->review != NO_DAY && p->review <= today && !partner_is(p, "ended");
    v->is_over = p->agreed_until != NO_DAY && p->agreed_until < today && !partner_is(p, "ended");
    v->is_ending = p->agreed_until != NO_DAY && !v->is_over && p->agreed_until <= today + PARTNER_ENDING_DAYS * DAY && !partner_is(p, "ended");
    v->found_why = partner_found_words(rq->arena, p->found_why);
    if (v->may_change)
        TRY(partner_last_decision(rq->db, rq->arena, p, &v->decision, err));
    TRY(add_badges(rq, v, err));
    TRY(add_given(rq, v, err));
    TRY(add_events(rq, p, true, &v->notes, &v->more_notes, err));
    TRY(add_events(rq, p, false, &v->events, &v->more_events, err));
    TRY(add_files(rq, v, err));
    TRY(add_taken(rq, v, err));
    return partner_tokens(rq->db, rq->arena, p, &v->tokens, err);
}

static void show(struct request *rq, struct response *rs, struct form *f, str secret)
{
    struct partner_view v = {.form = f, .secret = secret,
                             .file = {.value = form_value(f, "file"), .label = "File of the agreement", .title = "Choose a file", .hint = "PDF or picture, up to 5 MB",
                                      .accept = "application/pdf,image/*", .icon = "file-certificate", .small = true}};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.p.name), "norms");
    tmpl_partner(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void partner_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec), S(""));
}

/* What came of a form of the page: said there, or the page again. */
static void answer(struct request *rq, struct response *rs, struct form *f, code c, struct error *err, const char *done)
{
    if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED || c == CONFLICT)
        form_reject_error(f, err, rq->arena);
    if (!f->ok)
        show(rq, rs, f, S(""));
    else
        app_done_or_fail(rq, rs, c, err, self_path(rq), done);
}

/* ---- trusted or not ---- */

static const struct { const char *go, *trust, *done; } decisions[] = {
    {"trust", "trusted", "Trusted. Rules that name them take their badges; what waited is taken in ten minutes, unless you take this back."},
    {"suspend", "suspended", "Suspended: each of their badges waits for somebody who judges it."},
    {"end", "ended", "Ended. What counts already goes on counting."},
};

static code decide(struct request *rq, const char *trust, str reason, struct error *err)
{
    struct partner_decide d = {rq->org, request_param_int(rq, "id"), rq->session->account, trust, reason};

    TRY(db_begin(rq->db, err));
    return db_end(rq->db, partner_decide(rq->db, rq->arena, &d, err), err);
}

static void partner_decide_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    str go = request_field(rq, "go");
    struct error err = {0};

    for (size_t i = 0; i < COUNT(decisions); i++) {
        if (!str_eq(go, cstr(decisions[i].go)))
            continue;
        code c = f->ok ? decide(rq, decisions[i].trust, form_text(f, "reason"), &err) : OK;
        app_wake(app_of(rq));
        answer(rq, rs, f, c, &err, decisions[i].done);
        return;
    }
    fail(&err, NOT_FOUND, "go", "there is nothing of that name to do");
    app_fail(rq, rs, &err);
}

static code undecide(struct request *rq, struct error *err)
{
    struct partner_of o = of(rq);
    int64_t decision = 0;

    if (!str_to_int(request_field(rq, "decision"), &decision))
        return fail(err, CONFLICT, "partner", "somebody decided meanwhile: look at it again");
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, partner_undecide(rq->db, rq->arena, &o, decision, err), err);
}

static void partner_undecide_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = undecide(rq, &err);

    app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, &err, self_path(rq), "Taken back.");
}

/* ---- looked at ---- */

/* What others publish is fetched for us as seldom as strangers may have badges checked. */
static code enter(struct request *rq, str who, struct error *err)
{
    unsigned wait = 0;

    if (rate_enter(app_of(rq)->checks, who, 1, clock_now(), &wait))
        return OK;
    return fail(err, LIMIT, "link", "much was looked at just now: try again in %u seconds", wait);
}

static code look(struct request *rq, struct error *err)
{
    str who = str_printf(rq->arena, "org %lld", (long long)rq->org);
    struct partner_of o = of(rq);

    TRY(enter(rq, who, err));
    code c = partner_look(app_of(rq), rq->db, rq->arena, &o, err);
    rate_leave(app_of(rq)->checks, who);
    return c;
}

static void partner_look_post(struct request *rq, struct response *rs)
{
    struct error err = {0};

    app_done_or_fail(rq, rs, look(rq, &err), &err, self_path(rq), "Looked at.");
}

/* ---- what they issue ---- */

static code fetch_badge(struct request *rq, struct form *f, struct partner_badge *out, struct error *err)
{
    str who = str_printf(rq->arena, "org %lld", (long long)rq->org);
    struct partner p;

    TRY(partner_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, err));
    if (!form_text(f, "link").n)
        return fail(err, BAD_INPUT, "link", "write its address, or its name");
    TRY(enter(rq, who, err));
    code c = partner_badge_fetch(app_of(rq), rq->db, rq->arena, &p, form_text(f, "link"), out, err);
    rate_leave(app_of(rq)->checks, who);
    return c;
}

static void partner_badge_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct partner_badge_add n = {.of = of(rq), .badge = {.name = form_text(f, "name"), .ref = form_text(f, "ref"), .link = form_text(f, "link")}};
    struct error err = {0};
    code c = f->ok && !n.badge.name.n ? fetch_badge(rq, f, &n.badge, &err) : OK;

    if (f->ok && c == OK)
        c = partner_badge_add(rq->db, rq->arena, &n, &err);
    answer(rq, rs, f, c, &err, "Listed.");
}

static void partner_badge_drop_post(struct request *rq, struct response *rs)
{
    struct partner_of o = of(rq);
    struct error err = {0};
    code c = partner_badge_drop(rq->db, rq->arena, &o, request_param_int(rq, "badge"), &err);

    app_done_or_fail(rq, rs, c, &err, self_path(rq), "It is listed no more. Rules that name it stay.");
}

/* ---- notes, the agreement ---- */

static void partner_note_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    code c = f->ok ? partner_note(rq->db, rq->arena, &(struct partner_note){of(rq), form_text(f, "words")}, &err) : OK;

    answer(rq, rs, f, c, &err, "Noted.");
}

static void partner_agreement_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    const struct part *file = form_file(f, "file");
    struct intake_file in = {file ? file->value : S(""), file ? file->file_name : S("")};
    struct partner_of o = of(rq);
    struct error err = {0};
    code c = f->ok ? partner_agreement_add(rq->db, rq->arena, &o, &in, &err) : OK;

    answer(rq, rs, f, c, &err, "Kept. Who opens it is noted.");
}

/* ---- endorsed by us ---- */

static void partner_endorse_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct partner_endorse e = {of(rq), form_text(f, "about"), form_text(f, "comment")};
    struct error err = {0};
    code c = f->ok ? partner_endorse(app_of(rq), rq->db, rq->arena, &e, &err) : OK;

    answer(rq, rs, f, c, &err, "Signed. It has an address that stays.");
}

static void partner_take_back_post(struct request *rq, struct response *rs)
{
    struct partner_of o = of(rq);
    struct error err = {0};
    code c = partner_take_back(rq->db, rq->arena, &o, request_param_int(rq, "given"), &err);

    app_done_or_fail(rq, rs, c, &err, self_path(rq), "Taken back: whoever looks at it is told so.");
}

/* ---- their programs ---- */

/* The secret is part of this answer alone: it is stored nowhere. */
static void partner_token_post(struct request *rq, struct response *rs)
{
    struct partner_of o = of(rq);
    struct error err = {0};
    str secret;

    if (app_allow(rq, SET_STANDARDS, rq->org) != OK)
        fail(&err, DENIED, "token", "your role does not allow this");
    else if (partner_token_make(rq->db, rq->arena, &o, &secret, &err) == OK) {
        show(rq, rs, form_empty(rq->arena, &spec), secret);
        response_header(rs, "Cache-Control", S("no-store"));
        return;
    }
    app_fail(rq, rs, &err);
}

#define ALL "/org/{org}/partners"
#define ONE ALL "/{id}"

const struct route partner_routes[] = {
    {GET,  ALL, VIEW_STANDINGS, partners_show, NULL, 0},
    {GET,  ALL "/new", SET_STANDARDS, partner_new_show, NULL, 0},
    {POST, ALL "/new", SET_STANDARDS, partner_new_post, &partner_form, 0},
    {GET,  ONE, VIEW_STANDINGS, partner_show, NULL, 0},
    {GET,  ONE "/history", VIEW_STANDINGS, partner_history_show, NULL, 0},
    {GET,  ONE "/edit", SET_STANDARDS, partner_edit_show, NULL, 0},
    {POST, ONE "/edit", SET_STANDARDS, partner_edit_post, &partner_form, 0},
    {POST, ONE "/decide", SET_STANDARDS, partner_decide_post, &spec, 0},
    {POST, ONE "/undo", SET_STANDARDS, partner_undecide_post, NULL, 0},
    {POST, ONE "/look", SET_STANDARDS, partner_look_post, NULL, 0},
    {POST, ONE "/badges", SET_STANDARDS, partner_badge_post, &spec, 0},
    {POST, ONE "/drop/{badge}", SET_STANDARDS, partner_badge_drop_post, NULL, 0},
    {POST, ONE "/note", SET_STANDARDS, partner_note_post, &spec, 0},
    {POST, ONE "/agreement", SET_STANDARDS, partner_agreement_post, &spec, 0},
    {POST, ONE "/endorse", SET_STANDARDS, partner_endorse_post, &spec, 0},
    {POST, ONE "/given/take-back", SET_STANDARDS, partner_take_back_many_post, &partner_given_form, 0},
    {POST, ONE "/given/{given}/take-back", SET_STANDARDS, partner_take_back_post, NULL, 0},
    {POST, ONE "/token", MANAGE_ORG, partner_token_post, NULL, 0},
    {0},
};

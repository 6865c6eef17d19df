/* apply/apply_applicant_pages.c — the applicant's own pages: answers and evidence,
 * handing in, how it stands, messages. Their address is the proof of the mailbox. */
#include "app/apply/apply_private.h"
#include "app/brand.h"
#include "app/apply/apply_pages.h"

#include "base/crypto.h"
#include "templates.h"
#include "web/out.h"

#define ROW(n) {"answer" #n, FIELD_TEXT, "Answer", .max = APPLY_WORDS}

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"statement", FIELD_TEXT, "What you have done", .max = APPLY_WORDS},
    {"item", FIELD_LINE, "Criterion", .max = 10},
    ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10),
    ROW(11), ROW(12), ROW(13), ROW(14), ROW(15), ROW(16), ROW(17), ROW(18), ROW(19), ROW(20),
};
static const struct form_spec spec = FORM(fields);
static const struct form_field say_fields[] = {{"message", FIELD_TEXT, "Message", .max = APPLY_WORDS, .required = true}};
static const struct form_spec say_form = FORM(say_fields);

/* As the applicant may know it: what is not told yet is still being judged. */
static struct tag_view tag_of(const struct application *p)
{
    bool is_hidden = p->told == 0 && !str_eq(p->state, S("draft")) && !str_eq(p->state, S("withdrawn"));

    if (is_hidden)
        return (struct tag_view){"info", "hourglass", said("Being looked at")};
    if (str_eq(p->state, S("more")))
        return (struct tag_view){"warn", "message", said("Something is missing")};
    return apply_judge_tag(p->state, true);
}

/* ---- whose it is ---- */

struct own { struct application p; struct evidence_folder folder; struct evidence_viewer viewer; struct evidence_eye eye; struct badge_version_row b; str self, key; };

/* While it can be changed it follows the badge; then it stays with the version it was handed in for. */
static code open_own(struct request *rq, struct own *o, struct error *err)
{
    struct apply_form f;
    struct arena *a = rq->arena;

    o->key = request_param(rq, "key");
    TRY(application_by_public_id(rq->db, a, request_param(rq, "id"), &o->p, err));
    TRY(evidence_folder_get(rq->db, a, o->p.folder, &o->folder, err));
    if (!crypto_equal(o->key, evidence_key(a, app_of(rq), &o->folder)))
        return fail(err, NOT_FOUND, "application", "there is no such application: copy the address from your mail whole");
    o->viewer = (struct evidence_viewer){.account = 0, .is_owner = true};
    o->eye = (struct evidence_eye){app_of(rq), a, &o->folder, &o->viewer, o->key};
    o->self = str_printf(a, "/applications/" STR_FMT "/" STR_FMT, STR_ARG(o->p.public_id), STR_ARG(o->key));
    TRY(apply_form_get(rq->db, a, o->p.org, o->p.achievement, &f, err));
    return catalog_version(rq->db, a, application_is_open(&o->p) ? f.version : o->p.version, &o->b, err);
}

/* ---- what is shown ---- */

static str sentence_of(struct arena *a, const struct application *p)
{
    if (str_eq(p->state, S("draft")))
        return said("Nobody sees it before you hand it in. It is saved as you write.");
    if (str_eq(p->state, S("withdrawn")))
        return said("You withdrew it. You may apply again.");
    if (p->told == 0)
        return p->due ? words_printf(a, "It is being looked at. You get an answer by " STR_FMT ".", STR_ARG(out_day_said(a, p->due)))
                      : said("It is being looked at. You get a mail when there is an answer.");
    if (str_eq(p->state, S("passed")))
        return said("The badge is yours. A mail with it is on its way.");
    return p->reason;
}

static void fill(struct form *f, const struct own *o, const struct apply_answers *answers)
{
    form_set(f, "name", o->p.name);
    form_set(f, "statement", o->p.statement);
    for (size_t i = 0; i < o->b.items.n && i < CATALOG_CRITERIA; i++)
        for (size_t k = 0; k < answers->n; k++)
            if (str_eq(answers->items[k].item, o->b.items.items[i].id))
                apply_cell(f, "answer", i)->text = answers->items[k].words;
}

static code load(struct request *rq, const struct own *o, struct applicant_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct evidence_pieces pieces = {0};
    struct apply_form f;

    v->p = o->p;
    v->self = o->self;
    v->is_open = application_is_open(&o->p);
    v->may_withdraw = v->is_open || application_is_judged(&o->p);
    v->tag = tag_of(&o->p);
    v->sentence = sentence_of(a, &o->p);
    v->picture = apply_picture(a, o->p.png_hash);
    v->add = str_join(a, o->self, S("/add"));
    v->folder = str_printf(a, STR_FMT "?key=" STR_FMT, STR_ARG(evidence_path(a, &o->folder)), STR_ARG(o->key));
    TRY(apply_form_get(rq->db, a, o->p.org, o->p.achievement, &f, err));
    v->apply = str_join(a, S("/apply/"), f.public_id);
    TRY(evidence_of(rq->db, a, o->p.folder, &pieces, err));
    for (size_t i = 0; i < o->b.items.n && i < CATALOG_CRITERIA; i++) {
        const struct criterion *c = &o->b.items.items[i];
        struct apply_row *row = list_add(a, &v->rows);
        *row = (struct apply_row){.number = (int64_t)i + 1, .c = *c, .text = as_markdown(c->text), .answer = apply_cell(v->form, "answer", i),
                                  .add = str_printf(a, STR_FMT "?item=" STR_FMT, STR_ARG(v->add), STR_ARG(c->id))};
        evidence_show(&o->eye, &pieces, c->id, &row->evidence);
    }
    evidence_show(&o->eye, &pieces, S(""), &v->evidence);
    return application_messages(rq->db, a, o->p.id, &v->messages, err);
}

static code add_award(struct request *rq, struct applicant_view *v, struct error *err)
{
    struct award_row w;

    v->award = S("");
    if (v->p.award == 0 || v->p.told == 0)
        return OK;
    TRY(award_get(rq->db, rq->arena, v->p.org, v->p.award, &w, err));
    v->award = award_claim_path(rq->arena, app_of(rq), &w);
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct own *own, struct form *f, struct form *say)
{
    struct applicant_view v = {.form = f, .say_form = say};
    struct error err = {0};

    if (load(rq, own, &v, &err) != OK || add_award(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My application", "");
    brand_page_of(rq, &o, v.p.org, v.p.issuer);
    tmpl_applicant(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
    if (!f->ok || !say->ok)
        rs->status = 422;
}

static bool open_or_fail(struct request *rq, struct response *rs, struct own *o)
{
    struct error err = {0};

    if (open_own(rq, o, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

void applicant_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct apply_answers answers = {0};
    struct own o = {0};
    struct error err = {0};

    if (!open_or_fail(rq, rs, &o))
        return;
    if (application_answers(rq->db, rq->arena, o.p.id, &answers, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    fill(f, &o, &answers);
    show(rq, rs, &o, f, form_empty(rq->arena, &say_form));
}

/* ---- saving and handing in ---- */

static code save(struct request *rq, const struct own *o, struct form *f, struct error *err)
{
    struct apply_answers answers = {0};

    for (size_t i = 0; i < o->b.items.n && i < CATALOG_CRITERIA; i++)
        *list_add(rq->arena, &answers) = (struct apply_answer){o->b.items.items[i].id, apply_cell(f, "answer", i)->text};
    return application_save(rq->db, rq->arena, &(struct apply_draft){&o->p, form_text(f, "name"), form_text(f, "statement"), &answers}, err);
}

/* "Add evidence" saves what was typed, and leads on to where it is added. */
static void go_on(struct request *rq, struct response *rs, const struct own *o, str go)
{
    if (str_eq(go, S("auto")))
        response_text(rs, 200, S("saved"));
    else if (str_starts(go, S("add-")))
        response_redirect(rs, str_printf(rq->arena, STR_FMT "/add?item=" STR_FMT, STR_ARG(o->self), STR_ARG(str_from(go, 4))));
    else
        app_done(rq, rs, o->self, str_eq(go, S("submit")) ? "Handed in. You get a mail when there is an answer." : "Saved.");
}

void applicant_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    str go = request_field(rq, "go");
    struct own o = {0};
    struct error err = {0};
    code c = OK;

    if (!open_or_fail(rq, rs, &o))
        return;
    if (f->ok)
        c = save(rq, &o, f, &err);
    if (f->ok && c == OK && str_eq(go, S("submit")))
        c = application_submit(app_of(rq), rq->db, rq->arena, &o.p, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, &o, f, form_empty(rq->arena, &say_form));
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        go_on(rq, rs, &o, go);
}

/* ---- evidence ---- */

static const struct criterion *item_of(const struct own *o, str id)
{
    return str_is_empty(id) ? NULL : catalog_criterion(&o->b, id);
}

static void show_add(struct request *rq, struct response *rs, const struct own *own, struct form *f)
{
    struct arena *a = rq->arena;
    struct evidence_pieces pieces = {0};
    struct error err = {0};
    str item = form_text(f, "item");
    const struct criterion *c = item_of(own, item);
    struct apply_add_view v = {.p = own->p, .back = own->self, .title = c ? c->text : S("")};
    struct apply_form af;

    if (apply_form_get(rq->db, a, own->p.org, own->p.achievement, &af, &err) != OK ||
        evidence_of(rq->db, a, own->p.folder, &pieces, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.adding = (struct evidence_adding){.action = str_join(a, own->self, S("/add")), .item = c ? c->id : S(""), .form = f,
                                        .audience = form_text(f, "audience").n ? evidence_audience(form_text(f, "audience")) : af.audience};
    evidence_show(&own->eye, &pieces, v.adding.item, &v.there);
    struct out o = app_page(rq, "Add evidence", "");
    brand_page_of(rq, &o, own->p.org, own->p.issuer);
    tmpl_applicant_add(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
    if (!f->ok)
        rs->status = 422;
}

void applicant_add_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &evidence_form);
    struct own o = {0};
    str item = request_query(rq, "item");

    if (!open_or_fail(rq, rs, &o))
        return;
    if (item_of(&o, item))
        form_set(f, "item", item);
    show_add(rq, rs, &o, f);
}

static code add(struct request *rq, const struct own *o, const struct form *f, struct error *err)
{
    struct evidence_new n = {.folder = o->p.folder, .audience = TO_NAMED};

    if (!application_is_open(&o->p))
        return fail(err, CONFLICT, "application", "it is handed in, so nothing can be added now");
    evidence_read_form(f, &n);
    if (!item_of(o, n.item))
        n.item = S("");
    TRY(evidence_clean_photo(rq->arena, &n, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, evidence_add(rq->db, rq->arena, &n, err), err);
}

void applicant_add_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &evidence_form);
    struct own o = {0};
    struct error err = {0};
    code c = OK;

    if (!open_or_fail(rq, rs, &o))
        return;
    if (f->ok)
        c = add(rq, &o, f, &err);
    if (c == BAD_INPUT || c == UNSUPPORTED || (c == LIMIT && str_eq(cstr(err.where), S("file"))))
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, o.self, "Added.");
    else
        show_add(rq, rs, &o, f);
}

/* ---- withdrawing, messages, all of them ---- */

void applicant_withdraw(struct request *rq, struct response *rs)
{
    struct own o = {0};
    struct error err = {0};

    if (!open_or_fail(rq, rs, &o))
        return;
    if (application_withdraw(rq->db, rq->arena, &o.p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, o.self, "Withdrawn: nobody looks at it any more.");
}

void applicant_say(struct request *rq, struct response *rs)
{
    struct form *say = form_read(rq, &say_form), *f = form_empty(rq->arena, &spec);
    struct apply_answers answers = {0};
    struct own o = {0};
    struct error err = {0};
    code c = OK;

    if (!open_or_fail(rq, rs, &o))
        return;
    if (say->ok)
        c = application_say(app_of(rq), rq->db, rq->arena, &o.p, 0, form_text(say, "message"), &err);
    if (c == OK && !say->ok)
        c = application_answers(rq->db, rq->arena, o.p.id, &answers, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
    } else if (!say->ok) {
        fill(f, &o, &answers);
        show(rq, rs, &o, f, say);
    } else {
        app_done(rq, rs, o.self, "Sent.");
    }
}

static code load_mine(struct request *rq, struct mine_view *v, struct error *err)
{
    struct applications all = {0};

    TRY(applications_of(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct mine_line *line = list_add(rq->arena, &v->lines);
        *line = (struct mine_line){.name = all.items[i].badge_name, .picture = apply_picture(rq->arena, all.items[i].png_hash),
                                   .tag = tag_of(&all.items[i]), .at = all.items[i].changed};
        TRY(application_path(app_of(rq), rq->db, rq->arena, &all.items[i], &line->href, err));
    }
    return OK;
}

void applicant_mine(struct request *rq, struct response *rs)
{
    struct mine_view v = {0};
    struct error err = {0};

    if (load_mine(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My applications", "");
    tmpl_applicant_mine(&o, &v);
    app_send(rq, rs, &o);
}

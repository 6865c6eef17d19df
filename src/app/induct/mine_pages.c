/* induct/mine_pages.c — checklists as people see them on a phone: what comes first, whom to
 * meet, how far they are; and what waits for those who do and sign off parts of others'. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/evidence/evidence.h"
#include "base/utf8.h"
#include "templates.h"
#include "web/out.h"

static const struct form_field fields[] = {
    {"hash", FIELD_LINE, "Version", .max = 64},
    {"score", FIELD_INT, "Score", .max = 100},
    {"reason", FIELD_LINE, "What is missing", .max = 500},
    {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES},
};
static const struct form_spec spec = FORM(fields);

/* ---- all ---- */

static code add_mine(struct request *rq, struct induct_home_view *v, struct error *err)
{
    struct inducts all = {0};

    TRY(induct_mine(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct induct *u = &all.items[i];
        struct induct_steps steps = {0};
        TRY(induct_steps_of(rq->db, rq->arena, u, rq->session->account, &steps, err));
        struct induct_state s = induct_state_of(rq->arena, u, &steps);
        *list_add(rq->arena, &v->mine) = (struct induct_card){str_printf(rq->arena, "/induction/%lld", (long long)u->id), u->name,
                                                              s.next < s.n && !u->done ? steps.items[s.next].item.text : S(""), induct_tag(u, &s), s.done, s.n};
    }
    return OK;
}

void induct_home(struct request *rq, struct response *rs)
{
    struct induct_home_view v = {0};
    struct error err = {0};

    if (add_mine(rq, &v, &err) != OK || induct_waiting(rq->db, rq->arena, rq->session->account, &v.waiting, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My checklists", "");
    tmpl_induct_home(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static str who_did(struct arena *a, const struct induct_step *s)
{
    struct buf b = buf_new(a);

    if (s->facts.done)
        buf_printf(&b, STR_FMT " · " STR_FMT, STR_ARG(s->done_by_name.n ? s->done_by_name : said("by itself")), STR_ARG(out_day_said(a, s->facts.done)));
    if (s->item.pass_mark && s->facts.done)
        buf_printf(&b, " · %lld %%", (long long)s->score);
    if (s->facts.signed_off)
        buf_printf(&b, " · " STR_FMT, STR_ARG(words_printf(a, "signed off by " STR_FMT ", " STR_FMT, STR_ARG(s->signed_by_name), STR_ARG(out_day_said(a, s->facts.signed_off)))));
    return buf_done(&b);
}

static bool may_undo(const struct induct_step *s, int64_t account)
{
    msec since = clock_now() - ACT_UNDO_TIME;

    if (s->facts.signed_off)
        return s->signed_by == account && s->facts.signed_off >= since;
    return s->done_by == account && s->facts.done >= since;
}

/* Whom: who is named, else who does it; of what they do by themselves it alone is said. */
static void add_meeting(struct request *rq, struct induct_page_view *v, const struct induct_step *s)
{
    str whom = s->item.person_name.n ? s->item.person_name : str_eq(s->item.doer, S("newcomer")) ? S("") : s->owes;

    *list_add(rq->arena, &v->meet) = (struct induct_choice){whom.n ? whom : s->item.text, whom.n ? s->item.text : S(""), false};
}

static code add_files(struct request *rq, struct induct_step_view *v, struct error *err)
{
    struct evidence_pieces all = {0};

    TRY(induct_files(rq->db, rq->arena, &v->s, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct file_type *t = file_type_named(all.items[i].type);
        str href = str_printf(rq->arena, STR_FMT "/files/" STR_FMT, STR_ARG(v->self), STR_ARG(all.items[i].public_id));
        *list_add(rq->arena, &v->files) = (struct induct_file){all.items[i].title, href, t && t->is_picture ? str_join(rq->arena, href, S("/picture.png")) : S("")};
    }
    return OK;
}

static code add_step(struct request *rq, struct induct_page_view *v, const struct induct_step *s, struct error *err)
{
    int64_t me = rq->session->account;
    bool running = !v->u.done && !v->u.cancelled, sent = v->form && request_param_int(rq, "step") == s->id;
    enum step_state state = step_judge(&s->facts, v->u.zone_today);

    *list_add(rq->arena, &v->steps) = (struct induct_step_view){
        .s = *s, .document = as_markdown(s->item.document),
        .self = str_printf(rq->arena, STR_FMT "/steps/%lld", STR_ARG(v->self), (long long)s->id), .seal = utf8_cut(s->item.hash, 12), .tag = induct_step_tag(state),
        .who = who_did(rq->arena, s), .form = sent ? v->form : form_empty(rq->arena, &spec), .may_tick = running && !s->facts.done && s->is_doer,
        .may_sign = running && state == STEP_TO_SIGN && s->is_signer && s->done_by != me, .may_undo = running && may_undo(s, me), .is_mine = v->viewer.is_newcomer};
    if (str_eq(s->item.kind, S("meet")) && !s->facts.done && v->viewer.is_newcomer)
        add_meeting(rq, v, s);
    return add_files(rq, &v->steps.items[v->steps.n - 1], err);
}

/* Above the first of each phase that does not stand at the top of the page as what comes next. */
static void name_phases(struct induct_page_view *v)
{
    int named = -1;

    for (size_t i = 0; i < v->steps.n; i++)
        if (!v->steps.items[i].is_next && (int)v->steps.items[i].s.item.when.phase != named) {
            named = (int)v->steps.items[i].s.item.when.phase;
            v->steps.items[i].phase = induct_phases[named];
        }
}

static bool sees(const struct induct_viewer *viewer, const struct induct_step *s)
{
    return viewer->is_newcomer || viewer->is_manager || viewer->is_owner || s->is_doer || s->is_signer;
}

static code load(struct request *rq, struct induct_page_view *v, struct error *err)
{
    struct induct_steps all = {0};

    TRY(induct_open(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, &v->u, &v->viewer, err));
    TRY(induct_steps_of(rq->db, rq->arena, &v->u, rq->session->account, &all, err));
    v->state = induct_state_of(rq->arena, &v->u, &all);
    v->self = str_printf(rq->arena, "/induction/%lld", (long long)v->u.id);
    v->tag = induct_tag(&v->u, &v->state);
    v->words = as_markdown(v->u.words);
    for (size_t i = 0; i < all.n; i++)
        if (sees(&v->viewer, &all.items[i])) {
            TRY(add_step(rq, v, &all.items[i], err));
            v->steps.items[v->steps.n - 1].is_next = v->viewer.is_newcomer && i == v->state.next;
        }
    name_phases(v);
    return v->steps.n ? OK : fail(err, NOT_FOUND, "induction", "there is no such checklist");
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct induct_page_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.u.name), "");
    tmpl_induct_page(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void induct_page(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

/* ---- what is done on it ---- */

/* What was sent; a photograph is drawn anew before the transaction, as it takes a moment. */
struct sent { struct form *f; struct evidence_new file; };
typedef code step_fn(struct request *rq, const struct sent *s, const struct induct *u, struct error *err);

static code read_file(struct request *rq, struct sent *s, struct error *err)
{
    const struct part *file = form_file(s->f, "file");

    if (!file)
        return OK;
    s->file.file = file->value;
    s->file.file_name = file->file_name;
    return evidence_clean_photo(rq->arena, &s->file, err);
}

static code in_transaction(struct request *rq, const struct sent *s, step_fn *act, struct error *err)
{
    struct induct u;
    struct induct_viewer viewer = {0};

    TRY(db_begin(rq->db, err));
    code c = induct_open(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, &u, &viewer, err);
    return db_end(rq->db, c == OK ? act(rq, s, &u, err) : c, err);
}

static void act_on(struct request *rq, struct response *rs, step_fn *act, const char *done)
{
    struct sent s = {.f = form_read(rq, &spec), .file = {.file = S(""), .file_name = S("")}};
    struct error err = {0};
    code c = s.f->ok ? read_file(rq, &s, &err) : OK;

    if (s.f->ok && c == OK)
        c = in_transaction(rq, &s, act, &err);
    if (c == BAD_INPUT || c == UNSUPPORTED || (c == LIMIT && str_eq(cstr(err.where), S("file"))))
        form_reject_error(s.f, &err, rq->arena);
    if (!s.f->ok) {
        show(rq, rs, s.f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, str_printf(rq->arena, "/induction/%lld", (long long)request_param_int(rq, "id")), done);
    }
}

static code tick(struct request *rq, const struct sent *s, const struct induct *u, struct error *err)
{
    return induct_tick(rq->db, rq->arena,
                       &(struct induct_tick){.u = u, .step = request_param_int(rq, "step"), .account = rq->session->account, .hash = form_text(s->f, "hash"), .note = S(""),
                                             .file = s->file.file, .file_name = s->file.file_name, .score = form_int(s->f, "score"), .has_score = form_text(s->f, "score").n > 0},
                       err);
}

static struct induct_touch touch_of(struct request *rq, const struct sent *s, const struct induct *u)
{
    return (struct induct_touch){u, request_param_int(rq, "step"), rq->session->account, form_text(s->f, "reason")};
}

static code sign(struct request *rq, const struct sent *s, const struct induct *u, struct error *err)
{
    struct induct_touch t = touch_of(rq, s, u);

    return induct_sign(rq->db, rq->arena, &t, err);
}

static code send_back(struct request *rq, const struct sent *s, const struct induct *u, struct error *err)
{
    struct induct_touch t = touch_of(rq, s, u);

    return induct_send_back(rq->db, rq->arena, &t, err);
}

static code undo(struct request *rq, const struct sent *s, const struct induct *u, struct error *err)
{
    struct induct_touch t = touch_of(rq, s, u);

    return induct_undo(rq->db, rq->arena, &t, err);
}

void induct_tick_post(struct request *rq, struct response *rs)
{
    act_on(rq, rs, tick, "Done. For ten minutes it can be taken back.");
}

void induct_sign_post(struct request *rq, struct response *rs)
{
    act_on(rq, rs, sign, "Signed off, in your name. For ten minutes it can be taken back.");
}

void induct_back_post(struct request *rq, struct response *rs)
{
    act_on(rq, rs, send_back, "It is open again, with what you wrote.");
}

void induct_undo_post(struct request *rq, struct response *rs)
{
    act_on(rq, rs, undo, "Taken back.");
}

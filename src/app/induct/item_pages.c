/* induct/item_pages.c — one item of a working copy: its form; and all routes of the slice. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/catalog/catalog.h"
#include "app/people/people.h"
#include "templates.h"

#define MOST_BADGES 300

static const struct form_field fields[] = {
    {"text", FIELD_LINE, "What is to be done", .max = 300},
    {"kind", FIELD_CHOICE, "Kind", .choices = "read|do|meet|upload|quiz|badge"},
    {"phase", FIELD_INT, "When", .max = INDUCT_PHASES - 1},
    {"days", FIELD_INT, "Day", .max = 730, .min = -365},
    {"doer", FIELD_CHOICE, "Who does it", .choices = "newcomer|manager|named|owner"},
    {"signer", FIELD_CHOICE, "Who signs it off", .choices = "none|manager|named|owner"},
    {"person", FIELD_LINE, "Somebody by name", .max = 254},
    {"document", FIELD_TEXT, "What is read", .max = 40000},
    {"edition", FIELD_LINE, "Its version", .max = 60},
    {"pass_mark", FIELD_INT, "Score that is asked for", .max = 100},
    {"badge", FIELD_INT, "Badge"},
    {"mandatory", FIELD_BOOL, "Mandatory"},
    {"must", FIELD_BOOL, "Before work starts"},
};
static const struct form_spec spec = FORM(fields);

static str template_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/induction/templates/%lld", (long long)rq->org, (long long)request_param_int(rq, "template"));
}

static bool is_new(const struct request *rq)
{
    return str_is_absent(request_param(rq, "item"));
}

static void add_words(struct request *rq, struct induct_choices *out, const struct induct_word *all, str chosen)
{
    for (; all->name; all++)
        *list_add(rq->arena, out) = (struct induct_choice){cstr(all->name), said(all->words), str_eq(chosen, cstr(all->name))};
}

static code add_choices(struct request *rq, struct induct_item_form *v, struct error *err)
{
    struct badge_list badges = {0};
    struct induct_template t;

    TRY(induct_template_get(rq->db, rq->arena, rq->org, request_param_int(rq, "template"), &t, err));
    add_words(rq, &v->kinds, induct_kinds, form_text(v->form, "kind"));
    add_words(rq, &v->doers, induct_doers, form_text(v->form, "doer"));
    add_words(rq, &v->signers, induct_signers, form_text(v->form, "signer"));
    for (int64_t p = 0; p < INDUCT_PHASES; p++)
        *list_add(rq->arena, &v->phases) = (struct induct_choice){str_printf(rq->arena, "%lld", (long long)p), said(induct_phases[p]), form_int(v->form, "phase") == p};
    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        *list_add(rq->arena, &v->badges) = (struct induct_choice){str_printf(rq->arena, "%lld", (long long)badges.items[i].id), badges.items[i].v.name,
                                                                  badges.items[i].id == form_int(v->form, "badge")};
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct induct_item_form v = {.form = f, .back = template_path(rq), .is_new = is_new(rq)};
    struct error err = {0};

    v.action = v.is_new ? str_join(rq->arena, v.back, S("/items/new")) : str_printf(rq->arena, STR_FMT "/items/%lld", STR_ARG(v.back), (long long)request_param_int(rq, "item"));
    if (add_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_new ? "New item" : "Change the item", "norms");
    tmpl_induct_item(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void fill(struct form *f, const struct induct_item *i, str address)
{
    form_set(f, "text", i->text);
    form_set(f, "kind", i->kind);
    form_set_int(f, "phase", i->when.phase);
    if (i->when.has_days)
        form_set_int(f, "days", i->when.days);
    form_set(f, "doer", i->doer);
    form_set(f, "signer", i->signer);
    form_set(f, "person", address);
    form_set(f, "document", i->document);
    form_set(f, "edition", i->edition);
    if (i->pass_mark)
        form_set_int(f, "pass_mark", i->pass_mark);
    if (i->achievement)
        form_set_int(f, "badge", i->achievement);
    form_set_int(f, "mandatory", i->mandatory);
    form_set_int(f, "must", i->must);
}

static const struct induct_item usual = {.text = S(""), .kind = S("do"), .when = {.phase = PHASE_DAY}, .doer = S("newcomer"), .signer = S("none"), .document = S(""), .edition = S(""), .mandatory = true};

static void show_item(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct induct_item i = usual;
    struct person p = {.email = S("")};
    struct error err = {0};
    code c = is_new(rq) ? OK : induct_item_get(rq->db, rq->arena, rq->org, request_param_int(rq, "template"), request_param_int(rq, "item"), &i, &err);

    if (c == OK && i.person)
        c = person_get(rq->db, rq->arena, rq->org, i.person, &p, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    fill(f, &i, person_has_address(p.email) ? p.email : p.staff_number);
    show(rq, rs, f);
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct induct_item i = {
        .org = rq->org, .template = request_param_int(rq, "template"), .id = is_new(rq) ? 0 : request_param_int(rq, "item"), .text = form_text(f, "text"),
        .kind = form_text(f, "kind"), .when = {(enum induct_phase)form_int(f, "phase"), form_text(f, "days").n > 0, form_int(f, "days")}, .doer = form_text(f, "doer"),
        .signer = form_text(f, "signer"), .document = form_text(f, "document"), .edition = form_text(f, "edition"), .pass_mark = form_int(f, "pass_mark"),
        .achievement = form_int(f, "badge"), .mandatory = form_bool(f, "mandatory"), .must = form_bool(f, "must")};

    if (form_text(f, "person").n)
        TRY(person_by_words(rq->db, rq->arena, rq->org, form_text(f, "person"), &i.person, err));
    return induct_item_save(rq->db, rq->arena, &i, rq->session->account, err);
}

static void post_item(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    code c = f->ok ? save(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, template_path(rq), "Saved in the working copy. Nothing changes for anybody until you publish it.");
}

static struct induct_act act_of(struct request *rq)
{
    return (struct induct_act){rq->org, request_param_int(rq, "template"), rq->session->account};
}

static void drop_item(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};

    code done = induct_item_drop(rq->db, rq->arena, &c, request_param_int(rq, "item"), &err);
    app_done_or_fail(rq, rs, done, &err, template_path(rq), "Taken out of the working copy.");
}

static void up_item(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};

    if (induct_item_up(rq->db, rq->arena, &c, request_param_int(rq, "item"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, template_path(rq));
}

#define BASE "/org/{org}/induction"
#define ONE  BASE "/templates/{template}"
#define HERS "/org/{org}/people/{id}/induction"
#define STEP "/induction/{id}/steps/{step}"

const struct route induct_routes[] = {
    {GET, BASE, VIEW_STANDINGS, induct_all_show, NULL, 0, .within = IN_LISTS},
    {GET, BASE "/open", VIEW_STANDINGS, induct_open_show, NULL, 0, .within = IN_LISTS},
    {GET, BASE "/records", VIEW_STANDINGS, induct_signed_show, NULL, 0, .within = IN_LISTS},
    {GET, BASE "/templates", SET_STANDARDS, induct_templates_show, NULL, 0},
    {GET, BASE "/templates/new", SET_STANDARDS, induct_template_new, NULL, 0},
    {POST, BASE "/templates/new", SET_STANDARDS, induct_template_post, NULL, 0},
    {GET, ONE, SET_STANDARDS, induct_template_show, NULL, 0},
    {GET, ONE "/edit", SET_STANDARDS, induct_template_edit, NULL, 0},
    {POST, ONE "/edit", SET_STANDARDS, induct_template_post, NULL, 0},
    {POST, ONE "/publish", SET_STANDARDS, induct_publish_post, NULL, 0},
    {POST, ONE "/discard", SET_STANDARDS, induct_discard_post, NULL, 0},
    {POST, ONE "/archive", SET_STANDARDS, induct_archive_post, NULL, 0},
    {POST, ONE "/restore", SET_STANDARDS, induct_restore_post, NULL, 0},
    {GET, ONE "/items/new", SET_STANDARDS, show_item, NULL, 0},
    {POST, ONE "/items/new", SET_STANDARDS, post_item, NULL, 0},
    {GET, ONE "/items/{item}", SET_STANDARDS, show_item, NULL, 0},
    {POST, ONE "/items/{item}", SET_STANDARDS, post_item, NULL, 0},
    {POST, ONE "/items/{item}/drop", SET_STANDARDS, drop_item, NULL, 0},
    {POST, ONE "/items/{item}/up", SET_STANDARDS, up_item, NULL, 0},
    {GET, HERS, VIEW_STANDINGS, induct_person_show, NULL, 0, .within = OF_PERSON},
    {GET, HERS "/{induct}", VIEW_STANDINGS, induct_run_show, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{induct}/end", RECORD_PROOF, induct_cancel_post, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{induct}/resume", RECORD_PROOF, induct_resume_post, NULL, 0, .within = OF_PERSON},
    {GET, "/induction", SIGNED_IN, induct_home, NULL, 0},
    {GET, "/induction/{id}", SIGNED_IN, induct_page, NULL, 0},
    {GET, STEP "/files/{piece}", SIGNED_IN, induct_file_show, NULL, 0},
    {GET, STEP "/files/{piece}/picture.png", SIGNED_IN, induct_picture_show, NULL, 0},
    {POST, STEP "/done", SIGNED_IN, induct_tick_post, NULL, 0},
    {POST, STEP "/sign", SIGNED_IN, induct_sign_post, NULL, 0},
    {POST, STEP "/back", SIGNED_IN, induct_back_post, NULL, 0},
    {POST, STEP "/undo", SIGNED_IN, induct_undo_post, NULL, 0},
    {0},
};

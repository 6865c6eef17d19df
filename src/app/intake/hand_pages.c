/* intake/hand_pages.c — whose it is: handing in a badge or a certificate of others, and
 * seeing what becomes of it. */
#include "app/intake/intake_view.h"

#include "app/account/account.h"
#include "app/backpack/backpack.h"
#include "app/backpack/collect.h"
#include "base/uri.h"
#include "templates.h"

#define TRIES_PER_HOUR 60                        /* of one account */

static const struct form_field new_fields[] = {
    {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES},
    {"link", FIELD_URL, "Link", .max = 2048},
    {"text", FIELD_TEXT, "Text", .max = 1 << 20},
    {"badge", FIELD_INT, "Badge", .max = INT64_MAX},
    {"place", FIELD_INT, "Where", .max = INT64_MAX},
    {"requirement", FIELD_INT, "What for", .max = INT64_MAX},
    {"note", FIELD_TEXT, "Note", .max = 1000},
};
static const struct form_spec new_spec = FORM(new_fields);
static const struct form_field say_fields[] = {
    {"title", FIELD_LINE, "What it certifies", .max = 200, .required = true},
    {"issuer", FIELD_LINE, "Who gave it", .max = 200, .required = true},
    {"issued", FIELD_DATE, "Given on", .required = true},
    {"ends", FIELD_DATE, "Valid until"},
    {"number", FIELD_LINE, "Its number", .max = 100},
    {"requirement", FIELD_INT, "What for", .max = INT64_MAX},
    {"note", FIELD_TEXT, "Note", .max = 1000},
};
static const struct form_spec say_spec = FORM(say_fields);
static const struct form_field answer_fields[] = {{"words", FIELD_TEXT, "Answer", .max = 2000}, {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES}};
static const struct form_spec answer_spec = FORM(answer_fields);

static str one_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/training/%lld", (long long)id);
}

/* Where pieces of evidence for a requirement are added. */
static str pack_path(struct arena *a, const struct intake *i)
{
    return str_printf(a, "/standards/%lld/evidence", (long long)i->requirement);
}

static bool is_of_form(code c)
{
    return c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED;
}

/* ---- all of them ---- */

static void add_line(struct request *rq, const struct intake *i, struct training_view *v)
{
    struct arena *a = rq->arena;

    *list_add(a, &v->lines) = (struct intake_line){
        .href = intake_is(i, "draft") && intake_is_pack(i) ? pack_path(a, i) : intake_is(i, "draft") ? str_join(a, one_path(a, i->id), S("/say")) : one_path(a, i->id), .title = i->title.n ? i->title : said("A file"),
        .by = i->issuer, .about = i->code.n ? str_printf(a, STR_FMT " " STR_FMT, STR_ARG(i->code), STR_ARG(i->requirement_name)) : i->org_name, .tag = intake_tag(i->state)};
}

static void home_show(struct request *rq, struct response *rs)
{
    struct training_view v = {.next = S("")};
    struct intakes all = {0};
    struct intake_places places = {0};
    struct error err = {0};
    int64_t before = 0;

    if (!str_to_int(request_query(rq, "before"), &before) || before < 0)
        before = 0;
    if (intake_all_mine(rq->db, rq->arena, rq->session->account, before, &all, &err) != OK || intake_places(rq->db, rq->arena, rq->session->account, &places, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        add_line(rq, &all.items[i], &v);
    if (all.n == 50)
        v.next = str_printf(rq->arena, "/training?before=%lld", (long long)all.items[49].id);
    v.has_place = places.n > 0;
    struct out o = app_page(rq, "External training", "norms");
    tmpl_training_home(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- handing in ---- */

static code add_places(struct request *rq, struct training_new_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct intake_places places = {0};
    int64_t place = form_int(v->form, "place"), requirement = form_int(v->form, "requirement");

    TRY(intake_places(rq->db, a, rq->session->account, &places, err));
    v->has_place = places.n > 0;
    for (size_t i = 0; i < places.n; i++) {
        struct intake_requirements some = {0};
        const struct intake_place *p = &places.items[i];
        if (places.n > 1)
            *list_add(a, &v->places) = (struct intake_option){str_printf(a, "%lld", (long long)p->person), p->org_name, p->person == place};
        TRY(intake_requirements_find(rq->db, a, p->org, p->person, &some, err));
        intake_options_fill(a, &some, requirement, &v->requirements);
    }
    return OK;
}

#define FROM_BACKPACK 30

/* The newest of their Backpack that are good: others are of no use here. */
static code add_badges(struct request *rq, struct training_new_view *v, struct error *err)
{
    struct holding_list all = {0};
    int64_t chosen = form_int(v->form, "badge");

    if (app_of(rq)->role == ROLE_ISSUER)
        return OK;
    TRY(backpack_list(rq->db, rq->arena, rq->session->account, &(struct holding_filter){.search = S(""), .verdict = S(""), .at = {.limit = FROM_BACKPACK}}, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].standing, S("good")) || all.items[i].id == chosen)
            *list_add(rq->arena, &v->badges) = (struct intake_option){str_printf(rq->arena, "%lld", (long long)all.items[i].id),
                                                                     str_printf(rq->arena, STR_FMT ", " STR_FMT, STR_ARG(all.items[i].title), STR_ARG(all.items[i].issuer_name)), all.items[i].id == chosen};
    return OK;
}

static void show_new(struct request *rq, struct response *rs, struct form *f, const struct intake_no *no)
{
    struct training_new_view v = {
        .form = f, .no = no ? *no : (struct intake_no){.title = S(""), .why = S("")}, .action = S("/training/new"),
        .file = {.value = form_value(f, "file"), .label = "A badge, a certificate, a photo", .title = "Choose a file", .icon = "photo-up",
                 .hint = "PNG, SVG, JSON or JWT of a badge; a PDF or a picture of a certificate. Up to 5 MB.",
                 .accept = ".png,.svg,.json,.jsonld,.jwt,.jws,.txt,.pdf,.jpg,.jpeg,.webp,image/*,application/json,application/pdf"}};
    struct error err = {0};

    if (add_places(rq, &v, &err) != OK || add_badges(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Hand in proof from elsewhere", "norms");
    tmpl_training_new(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok || no)
        rs->status = 422;
}

static void new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &new_spec);

    if (!str_is_empty(request_query(rq, "badge")))
        form_set(f, "badge", request_query(rq, "badge"));
    if (!str_is_empty(request_query(rq, "requirement")))
        form_set(f, "requirement", request_query(rq, "requirement"));
    int64_t n = 0;
    if (str_to_int(form_text(f, "badge"), &n))
        form_set_int(f, "badge", n);
    if (str_to_int(form_text(f, "requirement"), &n))
        form_set_int(f, "requirement", n);
    show_new(rq, rs, f, NULL);
}

/* Where: the only place, else the one that was chosen. */
static code place_of(struct request *rq, const struct form *f, struct intake_new *n, struct error *err)
{
    struct intake_places all = {0};
    int64_t person = form_int(f, "place");

    TRY(intake_places(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.n == 1 || all.items[i].person == person) {
            n->org = all.items[i].org;
            n->person = all.items[i].person;
            return OK;
        }
    return all.n ? fail(err, BAD_INPUT, "place", "say where it is to count")
                 : fail(err, BAD_INPUT, "file", "no place where you work knows one of your proved addresses: add the one that it has to your account");
}

struct arrival { struct intake_done done; struct intake_no no; bool is_no, is_draft; };

static void say_no(struct arena *a, const struct collect_item *i, struct arrival *out)
{
    out->is_no = true;
    out->no = (struct intake_no){.title = i->title.n ? i->title : i->name, .issuer = i->issuer.p ? i->issuer : S(""), .why = i->why, .todo = i->todo, .prove = S("")};
    if (str_eq(i->outcome, S("other")))
        out->no.prove = i->address.n ? str_join(a, S("/account/addresses/new?email="), uri_encode(a, i->address)) : S("/account/addresses/new");
}

/* A badge goes through the Backpack, where it is judged, kept with its evidence, and looked at
 * again; what is none is a scan. */
static code take_item(struct request *rq, const struct intake_new *n, struct collect_item *i, struct arrival *out, struct error *err)
{
    TRY(collect_one(app_of(rq), rq->db, rq->arena, n->account, i, err));
    if (i->holding)
        return intake_badge(app_of(rq), rq->db, rq->arena, n, i->holding, &out->done, err);
    if (str_eq(i->outcome, S("paper"))) {
        out->is_draft = true;
        return intake_paper(rq->db, rq->arena, n, &(struct intake_file){i->bytes, i->name}, &out->done, err);
    }
    say_no(rq->arena, i, out);
    return OK;
}

static code take_in(struct request *rq, const struct form *f, struct arrival *out, struct error *err)
{
    struct intake_new n = {.account = rq->session->account, .requirement = form_int(f, "requirement"), .note = form_text(f, "note")};
    struct collect_item i = {.name = S(""), .link = S(""), .bytes = S(""), .outcome = S(""), .title = S(""), .issuer = S(""), .why = S(""), .todo = S(""), .address = S("")};
    const struct part *file = form_file(f, "file");
    int64_t badge = form_int(f, "badge");
    str link = form_text(f, "link"), typed = str_trim(form_text(f, "text"));

    TRY(throttle_try(rq->db, str_printf(rq->arena, "training %lld", (long long)n.account), TRIES_PER_HOUR, err));
    TRY(place_of(rq, f, &n, err));
    if (file && file->value.n) {
        i.bytes = file->value;
        i.name = file->file_name;
    } else if (link.n) {
        i.name = i.link = link;
    } else if (typed.n) {
        i.bytes = typed;
        i.name = said("pasted text");
    } else if (badge > 0) {
        return intake_badge(app_of(rq), rq->db, rq->arena, &n, badge, &out->done, err);
    } else {
        return fail(err, BAD_INPUT, "file", "choose a file or a badge, or give a link");
    }
    return take_item(rq, &n, &i, out, err);
}

static void answer_new(struct request *rq, struct response *rs, const struct arrival *got, code c)
{
    str path = one_path(rq->arena, got->done.id);

    app_wake(app_of(rq));
    if (c == CONFLICT)
        app_done(rq, rs, path, "You have handed this in already.");
    else if (got->is_draft)
        response_redirect(rs, str_join(rq->arena, path, S("/say")));
    else if (got->done.accepted)
        app_done(rq, rs, path, "It was verified and counts at once.");
    else
        app_done(rq, rs, path, "Handed in. You get a mail when somebody has looked at it.");
}

static void new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &new_spec);
    struct arrival got = {0};
    struct error err = {0};
    code c = f->ok ? take_in(rq, f, &got, &err) : OK;

    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok || got.is_no)
        show_new(rq, rs, f, got.is_no ? &got.no : NULL);
    else if (c != OK && !(c == CONFLICT && got.done.id))
        app_fail(rq, rs, &err);
    else
        answer_new(rq, rs, &got, c);
}

/* ---- what a file certifies ---- */

static bool mine(struct request *rq, struct response *rs, struct intake *out)
{
    struct error err = {0};

    if (intake_mine(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), out, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show_say(struct request *rq, struct response *rs, const struct intake *i, struct form *f)
{
    struct training_say_view v = {.form = f, .i = *i, .self = one_path(rq->arena, i->id), .file = S("")};
    struct intake_requirements all = {0};
    struct evidence_pieces files = {0};
    struct error err = {0};

    if (intake_requirements_find(rq->db, rq->arena, i->org, i->person, &all, &err) != OK || evidence_of(rq->db, rq->arena, i->folder, &files, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    intake_options_fill(rq->arena, &all, form_int(f, "requirement"), &v.requirements);
    if (files.n)
        v.file = files.items[0].title;
    struct out o = app_page(rq, "What it certifies", "norms");
    tmpl_training_say(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void say_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &say_spec);
    struct intake i;

    if (!mine(rq, rs, &i))
        return;
    if (!intake_is(&i, "draft") || intake_is_pack(&i)) {
        response_redirect(rs, one_path(rq->arena, i.id));
        return;
    }
    form_set_int(f, "requirement", i.requirement);
    form_set(f, "note", i.note);
    show_say(rq, rs, &i, f);
}

static void say_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &say_spec);
    struct error err = {0};
    struct intake i;

    if (!mine(rq, rs, &i))
        return;
    struct intake_paper_words w = {.account = rq->session->account, .id = i.id, .requirement = form_int(f, "requirement"), .title = form_text(f, "title"), .issuer = form_text(f, "issuer"),
                                   .number = form_text(f, "number"), .note = form_text(f, "note"), .issued = form_value(f, "issued")->number, .ends = form_value(f, "ends")->number};
    code c = f->ok ? intake_paper_say(rq->db, rq->arena, &w, &err) : OK;
    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_say(rq, rs, &i, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else {
        app_wake(app_of(rq));
        app_done(rq, rs, one_path(rq->arena, i.id), "Handed in. You get a mail when somebody has looked at it.");
    }
}

/* ---- one of them ---- */

static void show_one(struct request *rq, struct response *rs, const struct intake *i, struct form *f)
{
    struct intake_view v = {.i = *i, .form = f, .self = one_path(rq->arena, i->id), .back = S("/training"), .cell = S(""), .reads = true,
                            .file = {.value = form_value(f, "file"), .label = "Another file", .title = "Choose a file", .hint = "A PDF or a picture, up to 5 MB.", .small = true,
                                     .optional = true, .accept = "image/*,.pdf,application/pdf"}};
    struct error err = {0};

    if (intake_view_fill(rq, &v, str_join(rq->arena, v.self, S("/files/")), &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_answer = intake_is(i, "asked") && !v.is_pack;
    if (v.is_pack && i->requirement)
        v.add = pack_path(rq->arena, i);
    v.may_withdraw = intake_is(i, "waiting") || intake_is(i, "asked");
    v.may_look = i->holding && i->account == rq->session->account && !intake_is(i, "withdrawn");
    struct out o = app_page(rq, str_z(rq->arena, i->title.n ? i->title : said("A file")), "norms");
    tmpl_training_one(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void one_show(struct request *rq, struct response *rs)
{
    struct intake i;

    if (!mine(rq, rs, &i))
        return;
    if (intake_is(&i, "draft"))
        response_redirect(rs, intake_is_pack(&i) ? pack_path(rq->arena, &i) : str_join(rq->arena, one_path(rq->arena, i.id), S("/say")));
    else
        show_one(rq, rs, &i, form_empty(rq->arena, &answer_spec));
}

static void answer_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &answer_spec);
    const struct part *file = form_file(f, "file");
    struct intake_file given = {.bytes = file ? file->value : S(""), .name = file ? file->file_name : S("")};
    struct error err = {0};
    struct intake i;

    if (!mine(rq, rs, &i))
        return;
    code c = f->ok ? intake_answer(rq->db, rq->arena, &i, rq->session->account, form_text(f, "words"), &given, &err) : OK;
    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_one(rq, rs, &i, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, one_path(rq->arena, i.id), "Handed in again.");
}

static void withdraw_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct intake i;

    if (!mine(rq, rs, &i))
        return;
    if (intake_withdraw(rq->db, rq->arena, &i, rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/training"), "Withdrawn.");
}

static void file_show(struct request *rq, struct response *rs)
{
    struct intake i;

    if (mine(rq, rs, &i))
        intake_send_file(rq, rs, &i, request_param(rq, "file"), false);
}

/* Its issuer is asked now, as each night. */
static void again_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct intake i;
    bool told = false;

    if (!mine(rq, rs, &i))
        return;
    code c = throttle_try(rq->db, str_printf(rq->arena, "training %lld", (long long)rq->session->account), TRIES_PER_HOUR, &err);
    if (c == OK)
        c = backpack_recheck(app_of(rq), rq->db, rq->arena, rq->session->account, i.holding, &told, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, one_path(rq->arena, i.id), told ? "Looked at again." : "Nothing could be told now: what was seen before still counts.");
}

const struct route intake_routes[] = {
    {GET,  "/standards/{requirement}/evidence", SIGNED_IN, intake_pack_show, NULL, 0},
    {POST, "/standards/{requirement}/evidence/add", SIGNED_IN, intake_pack_post, &intake_piece_spec, 0},
    {POST, "/standards/{requirement}/evidence/send", SIGNED_IN, intake_pack_send_post, &intake_send_spec, 0},
    {POST, "/standards/{requirement}/evidence/{piece}/remove", SIGNED_IN, intake_pack_remove_post, NULL, 0},
    {GET,  "/training", SIGNED_IN, home_show, NULL, 0},
    {GET,  "/training/new", SIGNED_IN, new_show, NULL, 0},
    {POST, "/training/new", SIGNED_IN, new_post, &new_spec, 0},
    {GET,  "/training/{id}", SIGNED_IN, one_show, NULL, 0},
    {GET,  "/training/{id}/say", SIGNED_IN, say_show, NULL, 0},
    {POST, "/training/{id}/say", SIGNED_IN, say_post, &say_spec, 0},
    {POST, "/training/{id}/answer", SIGNED_IN, answer_post, &answer_spec, 0},
    {POST, "/training/{id}/withdraw", SIGNED_IN, withdraw_post, NULL, 0},
    {POST, "/training/{id}/again", SIGNED_IN, again_post, NULL, 0},
    {GET,  "/training/{id}/files/{file}", SIGNED_IN, file_show, NULL, 0},
    {GET,  "/org/{org}/external", VIEW_STANDINGS, intake_queue_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/external/rules", VIEW_STANDINGS, intake_rules_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/external/rules/new", SET_STANDARDS, intake_rule_new, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/external/rules/new", SET_STANDARDS, intake_rule_post, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/external/rules/{rule}", VIEW_STANDINGS, intake_rule_one, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/external/rules/{rule}", SET_STANDARDS, intake_rule_change, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/external/rules/{rule}/end", SET_STANDARDS, intake_rule_stop, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/external/{id}", VIEW_STANDINGS, intake_judge_show, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/external/{id}", RECORD_PROOF, intake_judge_post, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/external/{id}/undo", RECORD_PROOF, intake_judge_undo, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/external/{id}/files/{file}", VIEW_STANDINGS, intake_judge_file, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/team/external/{id}", SIGNED_IN, intake_led_show, NULL, 0},
    {POST, "/org/{org}/team/external/{id}", SIGNED_IN, intake_led_post, NULL, 0},
    {POST, "/org/{org}/team/external/{id}/undo", SIGNED_IN, intake_led_undo, NULL, 0},
    {GET,  "/org/{org}/team/external/{id}/files/{file}", SIGNED_IN, intake_led_file, NULL, 0},
    {0},
};

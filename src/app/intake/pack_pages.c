/* intake/pack_pages.c — handing in evidence for a requirement: the pieces that are there, adding
 * one, and sending them. The first piece makes the draft, so that nothing typed is lost. */
#include "app/intake/intake_view.h"

#include "app/account/account.h"
#include "templates.h"

#define TRIES_PER_HOUR 120                       /* pieces and sendings of one account */

static const struct form_field piece_fields[] = {
    {"type", FIELD_CHOICE, "Type", .choices = "observation|testimony|work-product|photo|discussion|test-result|certificate|badge|reflection|attendance", .required = true},
    {"made", FIELD_DATE, "Day", .required = true},
    {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES},
    {"url", FIELD_URL, "Link", .max = 1000},
    {"words", FIELD_TEXT, "In words", .max = EVIDENCE_WORDS},
    {"title", FIELD_LINE, "Title", .max = 150},
};
const struct form_spec intake_piece_spec = FORM(piece_fields);
static const struct form_field send_fields[] = {{"pieces", FIELD_LINE, "Pieces", .max = 10}, {"note", FIELD_TEXT, "Note", .max = 1000}};
const struct form_spec intake_send_spec = FORM(send_fields);

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/standards/%lld/evidence", (long long)request_param_int(rq, "requirement"));
}

static bool is_of_form(code c)
{
    return c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED;
}

static bool asked(struct request *rq, struct response *rs, struct intake_asked *q)
{
    struct error err = {0};

    if (intake_asked_find(rq->db, rq->arena, rq->session->account, request_param_int(rq, "requirement"), q, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void add_types(struct request *rq, struct pack_view *v)
{
    str chosen = form_text(v->form, "type");

    for (int t = 0; t < EVIDENCE_TYPES; t++) {
        str name = cstr(evidence_type_name((enum evidence_type)t));
        if (v->q.rule.evidence.takes[t])
            *list_add(rq->arena, &v->types) = (struct intake_option){name, said(evidence_type_words((enum evidence_type)t)), str_eq(name, chosen)};
    }
}

static code load(struct request *rq, struct pack_view *v, struct error *err)
{
    struct evidence_pieces all = {0};
    struct arena *a = rq->arena;

    TRY(intake_pack_open(rq->db, a, &v->q, &v->i, err));
    TRY(intake_pack_pieces(rq->db, a, &v->i, &all, err));
    for (size_t k = 0; k < all.n; k++)
        intake_piece_fill(a, &all.items[k], str_printf(a, "/training/%lld/files/", (long long)v->i.id), list_add(a, &v->pieces));
    for (size_t k = 0; k < v->pieces.n; k++)
        v->pieces.items[k].remove = str_printf(a, STR_FMT "/" STR_FMT "/remove", STR_ARG(v->self), STR_ARG(all.items[k].public_id));
    v->asks = requirement_evidence_words(a, &v->q.rule, v->q.version.sign_off);
    add_types(rq, v);
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct intake_asked *q, struct form *piece, struct form *send)
{
    struct pack_view v = {.q = *q, .form = piece, .send = send, .self = self_path(rq),
                          .file = {.value = form_value(piece, "file"), .label = "A file", .title = "Choose a file", .icon = "paperclip", .small = true, .optional = true, .accept = "",
                                   .hint = "PDF, picture, office document, text, sound or video. At most 5 MB."}};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (v.i.id && !intake_is(&v.i, "draft") && !intake_is(&v.i, "asked")) {
        response_redirect(rs, str_printf(rq->arena, "/training/%lld", (long long)v.i.id));
        return;
    }
    struct out o = app_page(rq, "Hand in evidence", "norms");
    tmpl_evidence_pack(&o, &v);
    app_send(rq, rs, &o);
    if (!piece->ok || !send->ok)
        rs->status = 422;
}

void intake_pack_show(struct request *rq, struct response *rs)
{
    struct intake_asked q;

    if (asked(rq, rs, &q))
        show(rq, rs, &q, form_empty(rq->arena, &intake_piece_spec), form_empty(rq->arena, &intake_send_spec));
}

static code try_again(struct request *rq, struct error *err)
{
    return throttle_try(rq->db, str_printf(rq->arena, "evidence pack %lld", (long long)rq->session->account), TRIES_PER_HOUR, err);
}

static code add(struct request *rq, const struct intake_asked *q, const struct form *f, struct error *err)
{
    const struct part *file = form_file(f, "file");
    struct evidence_new n = {.item = form_text(f, "type"), .made = form_value((struct form *)(uintptr_t)f, "made")->number, .title = form_text(f, "title"), .words = form_text(f, "words"),
                             .url = form_text(f, "url")};

    if (file && file->value.n) {
        n.file = file->value;
        n.file_name = file->file_name;
    }
    TRY(try_again(rq, err));
    return intake_pack_add(rq->db, rq->arena, q, &n, err);
}

void intake_pack_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &intake_piece_spec);
    struct error err = {0};
    struct intake_asked q;

    if (!asked(rq, rs, &q))
        return;
    code c = f->ok ? add(rq, &q, f, &err) : OK;
    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, &q, f, form_empty(rq->arena, &intake_send_spec));
    else
        app_done_or_fail(rq, rs, c, &err, self_path(rq), "Added. Nothing is handed in before you send it.");
}

void intake_pack_remove_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct intake_asked q;

    if (!asked(rq, rs, &q))
        return;
    code c = intake_pack_remove(rq->db, rq->arena, &q, request_param(rq, "piece"), &err);
    app_done_or_fail(rq, rs, c, &err, self_path(rq), "Removed.");
}

void intake_pack_send_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &intake_send_spec);
    struct error err = {0};
    struct intake_asked q;
    int64_t id = 0;

    if (!asked(rq, rs, &q))
        return;
    code c = f->ok ? try_again(rq, &err) : OK;
    if (f->ok && c == OK)
        c = intake_pack_send(rq->db, rq->arena, &q, form_text(f, "note"), &id, &err);
    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show(rq, rs, &q, form_empty(rq->arena, &intake_piece_spec), f);
        return;
    }
    app_wake(app_of(rq));
    app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, "/training/%lld", (long long)id), "Handed in. You get a mail when somebody has looked at it.");
}

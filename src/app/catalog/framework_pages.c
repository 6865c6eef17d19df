/* catalog/framework_pages.c — the frameworks of an organisation: which there
 * are, one more from a file, one taken out. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/framework.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200},
    {"file", FIELD_FILE, "File", .max = FRAMEWORK_BYTES},
};
static const struct form_spec spec = FORM(fields);

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/frameworks", (long long)rq->org);
}

static void page(struct request *rq, struct response *rs, struct form *f)
{
    struct frameworks_view v = {.base = catalog_base_path(rq), .self = self_path(rq), .form = f};
    struct framework_row_list all = {0};
    struct error err = {0};

    if (framework_all(rq->db, rq->arena, rq->org, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v.lines) = (struct framework_line){all.items[i].id, all.items[i].items, all.items[i].name, all.items[i].created};
    struct out o = app_page(rq, "Frameworks of skills", "badges");
    tmpl_catalog_frameworks(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
}

void frameworks_show(struct request *rq, struct response *rs)
{
    page(rq, rs, form_empty(rq->arena, &spec));
}

static code bring_in(struct request *rq, struct form *f, struct framework_file *file, struct error *err)
{
    const struct part *part = form_file(f, "file");

    if (!part)
        return fail(err, BAD_INPUT, "file", "choose a file");
    TRY(framework_read(rq->arena, part->value, form_text(f, "name"), file, err));
    return framework_add(rq->db, rq->arena, rq->org, rq->session->account, file, err);
}

void frameworks_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct framework_file file = {0};
    struct error err = {0};
    code c = f->ok ? bring_in(rq, f, &file, &err) : OK;

    if (c == BAD_INPUT) {
        form_reject_error(f, &err, rq->arena);
        c = OK;
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!f->ok) {
        page(rq, rs, f);
        return;
    }
    str said = words_printf(rq->arena, "%zu skills are here now.", file.items.n);
    if (file.wrong)
        said = words_printf(rq->arena, STR_FMT " %zu could not be taken, the first: " STR_FMT ".", STR_ARG(said), file.wrong,
                          STR_ARG(file.problems.items[0]));
    flash_set(rq, rs, &app_of(rq)->session, file.wrong ? "warn" : "good", said);
    response_redirect(rs, self_path(rq));
}

void frameworks_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (framework_remove(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "The framework is gone; badges keep the skills that they took from it.");
}

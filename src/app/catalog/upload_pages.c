/* catalog/upload_pages.c — the editor's second step: a picture that somebody has.
 * It is drawn anew in the sandbox; the file itself is not kept. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/picture.h"
#include "app/draw.h"
#include "templates.h"

static const struct form_field upload_fields[] = {
    {.name = "picture", .kind = FIELD_FILE, .label = "Picture", .max = DRAW_MAX_PNG},
};
static const struct form_spec upload_form = FORM(upload_fields);

static void upload_page(struct request *rq, struct response *rs, struct upload_view *v)
{
    v->is_drawn = !str_is_empty(v->e.b.v.studio);
    v->picture = catalog_picture(rq->arena, &v->e.b.v);
    struct out o = app_page(rq, "Picture", "badges");
    tmpl_catalog_upload(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void upload_show(struct request *rq, struct response *rs)
{
    struct upload_view v = {.form = form_empty(rq->arena, &upload_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_PICTURE, &v.e, &err) != OK)
        app_fail(rq, rs, &err);
    else
        upload_page(rq, rs, &v);
}

/* The drawing program names what is wrong with the file; that belongs beside it. */
static bool upload_keep(struct request *rq, struct response *rs, struct upload_view *v, const struct part *file)
{
    struct badge_version_row changed = v->e.b.v;
    struct error err = {0};
    code c = picture_keep(rq->db, rq->arena, file->value, &changed, &err);

    if (c == OK) {
        v->e.b.v = changed;
        return edit_save(rq, rs, &v->e, v->form);
    }
    if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED) {
        fail(&err, c, "picture", "%s", str_z(rq->arena, cstr(err.text)));
        form_reject_error(v->form, &err, rq->arena);
    } else {
        app_fail(rq, rs, &err);
    }
    return false;
}

void upload_post(struct request *rq, struct response *rs)
{
    struct upload_view v = {.form = form_read(rq, &upload_form)};
    const struct part *file = form_file(v.form, "picture");
    struct error err = {0};

    if (edit_open(rq, STEP_PICTURE, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (v.form->ok && !file && str_is_empty(v.e.b.v.png_hash))
        form_reject(v.form, "picture", said("Choose a PNG or SVG file, or draw the picture here."));
    if (v.form->ok && (!file || upload_keep(rq, rs, &v, file)))
        edit_done(rq, rs, v.e.b.id, STEP_PICTURE);
    else if (!v.form->ok)
        upload_page(rq, rs, &v);
}

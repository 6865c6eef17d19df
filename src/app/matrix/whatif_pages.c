/* matrix/whatif_pages.c — what publishing the working copy would do, before it is done. */
#include "app/matrix/matrix_view.h"

#include "templates.h"

static void add_sides(struct arena *a, struct whatif_view *v)
{
    for (enum requirement_state s = STANDING_NOT_STARTED; s < STANDING_STATES; s++)
        if (v->w.before.n[s] || v->w.after.n[s])
            *list_add(a, &v->sides) = (struct whatif_side){.look = matrix_look(s), .before = v->w.before.n[s], .after = v->w.after.n[s]};
}

static void add_rows(struct arena *a, struct whatif_view *v)
{
    for (size_t i = 0; i < v->w.worse.n; i++) {
        const struct whatif_person *p = &v->w.worse.items[i];
        *list_add(a, &v->rows) = (struct whatif_row){
            .name = p->name, .href = str_printf(a, STR_FMT "/matrix/%lld/%lld", STR_ARG(v->base), (long long)p->id, (long long)v->id),
            .before = matrix_look(p->before.state), .after = matrix_look(p->after.state), .day = matrix_day(&p->after), .mail = p->mail};
    }
}

void matrix_whatif(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct whatif_view v = {.base = str_printf(a, "/org/%lld", (long long)rq->org), .self = rq->path, .id = request_param_int(rq, "id")};
    struct requirement r;
    struct requirement_moment at;
    struct error err = {0};
    code c = why_moment(request_query(rq, "at"), &at, &err);

    if (c == OK)
        c = requirement_get(rq->db, a, rq->org, v.id, &r, &err);
    if (at.day == NO_DAY)
        at.day = date_start(date_of(clock_now()));
    if (c == OK)
        c = whatif_find(rq->db, a, &(struct whatif_ask){rq->org, v.id, at.day}, &v.w, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.code = r.code;
    v.name = r.name;
    v.at = date_format(a, date_of(at.day));
    add_sides(a, &v);
    add_rows(a, &v);
    struct out o = app_page(rq, str_z(a, words_printf(a, "What if: " STR_FMT, STR_ARG(r.code))), "norms");
    tmpl_matrix_whatif(&o, &v);
    app_send(rq, rs, &o);
}

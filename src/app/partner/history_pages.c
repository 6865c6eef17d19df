/* partner/history_pages.c — what happened with a partner, page by page; and what we endorse of
 * one whom we hold back, taken back together. */
#include "app/partner/partner_view.h"

#include "templates.h"

#define PER_PAGE   50
#define AT_ONCE    500                           /* endorsements taken back together */

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/partners/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

/* ---- what happened ---- */

static const struct { const char *kind, *words; } kinds[] = {
    {"proposed", "Proposed"}, {"changed", "Changed"}, {"owner", "Given to somebody else"}, {"trusted", "Trusted"}, {"suspended", "Suspended"}, {"ended", "Ended"}, {"undone", "The decision was taken back"},
    {"agreement", "Agreement added"}, {"profile", "The profile was looked at"}, {"badge", "Badge listed"}, {"dropped", "Badge taken out"}, {"endorsed", "Endorsed by us"}, {"taken-back", "Endorsement taken back"}, {"token", "Token made"}, {"note", "Note on quality"},
};

static str said_of(struct arena *a, const struct partner_event *e)
{
    return str_eq(e->kind, S("profile")) ? partner_found_words(a, e->words) : e->words;
}

void partner_event_lines_fill(struct arena *a, const struct partner_events *all, struct partner_event_lines *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct partner_event *e = &all->items[i];
        struct partner_event_line line = {.words = e->kind, .said = said_of(a, e), .who = e->who, .at = e->at};
        for (size_t k = 0; k < COUNT(kinds); k++)
            if (str_eq(e->kind, cstr(kinds[k].kind)))
                line.words = said(kinds[k].words);
        *list_add(a, out) = line;
    }
}

static code load(struct request *rq, struct partner_history_view *v, struct error *err)
{
    struct paging paging = paging_of(rq, PER_PAGE);
    struct partner_events all = {0};
    struct partner p;

    TRY(partner_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, err));
    v->back = self_path(rq);
    v->name = p.name;
    v->notes = str_eq(request_query(rq, "of"), S("notes"));
    TRY(partner_events(rq->db, rq->arena, &(struct partner_events_ask){&p, v->notes, paging.at}, &all, err));
    paging_arrange(&paging, &all);
    partner_event_lines_fill(rq->arena, &all, &v->lines);
    v->pages = paging_links(rq->arena, &paging, &(struct paged){.address = str_join(rq->arena, v->back, v->notes ? S("/history?of=notes") : S("/history?")), .n = all.n,
                                                                .first = all.n ? all.items[0].id : 0, .last = all.n ? all.items[all.n - 1].id : 0});
    return OK;
}

void partner_history_show(struct request *rq, struct response *rs)
{
    struct partner_history_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.notes ? "Notes on quality" : "What happened", "norms");
    tmpl_partner_history(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- what we endorse of one whom we hold back ---- */

static const struct form_field fields[] = {{"given", FIELD_MANY, "What you endorse", .max = 20}};
const struct form_spec partner_given_form = FORM(fields);

static code take_back(struct request *rq, const struct str_list *ticked, struct error *err)
{
    struct partner_of o = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct id_list ids = {0};
    int64_t id;

    for (size_t i = 0; i < ticked->n && ids.n < AT_ONCE; i++)
        if (str_to_int(ticked->items[i], &id))
            *list_add(rq->arena, &ids) = id;
    return ids.n ? partner_take_back_all(rq->db, rq->arena, &o, &ids, err) : fail(err, CONFLICT, "given", "tick what is to be taken back");
}

void partner_take_back_many_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &partner_given_form);
    struct error err = {0};
    code c = take_back(rq, &form_value(f, "given")->many, &err);

    app_done_or_fail(rq, rs, c, &err, self_path(rq), "Taken back: whoever looks at it is told so.");
}

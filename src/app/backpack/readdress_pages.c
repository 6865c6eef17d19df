/* backpack/readdress_pages.c — somebody whose address changed says to which of the
 * proved ones the badges go. */
#include "app/app.h"
#include "app/backpack/readdress.h"
#include "templates.h"
#include "web/form.h"

static const struct form_field fields[] = {
    {"to", FIELD_LINE, "Address", .max = 300, .required = true},
    {"award", FIELD_MANY, "Badges"},
};
static const struct form_spec spec = FORM(fields);

static code load(struct request *rq, str to, struct readdress_view *v, struct error *err)
{
    struct account_address_list all = {0};

    TRY(account_addresses(rq->db, rq->arena, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        bool now = all.items[i].is_verified && (str_eq(all.items[i].address, to) || (str_is_empty(to) && all.items[i].is_primary));
        if (all.items[i].is_verified)
            *list_add(rq->arena, &v->addresses) = (struct readdress_choice){all.items[i].address, now};
        if (now)
            v->to = all.items[i].address;
    }
    return readdress_find(rq->db, rq->arena, rq->session->account, v->to, &v->awards, err);
}

void readdress_show(struct request *rq, struct response *rs)
{
    struct readdress_view v = {.to = S("")};
    struct error err = {0};

    if (load(rq, request_query(rq, "to"), &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Badges to another address", "backpack");
    tmpl_backpack_readdress(&o, &v);
    app_send(rq, rs, &o);
}

static void say(struct request *rq, struct response *rs, const struct readdress_done *d)
{
    str moved = words_printf(rq->arena, d->moved == 1 ? "%lld badge is made out to the new address now." : "%lld badges are made out to the new address now.",
                             (long long)d->moved);

    flash_set(rq, rs, &app_of(rq)->session, d->moved ? "good" : "warn",
              d->why.n ? str_printf(rq->arena, STR_FMT " " STR_FMT, STR_ARG(moved), STR_ARG(app_sentence(rq->arena, str_z(rq->arena, d->why)))) : moved);
}

void readdress_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct readdress_wish wish = {form_text(f, "to"), &form_value(f, "award")->many};
    struct readdress_done done;
    struct error err = {0};

    if (readdress_do(app_of(rq), rq->db, rq->arena, rq->session->account, &wish, &done, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    say(rq, rs, &done);
    response_redirect(rs, S("/backpack/addresses"));
}

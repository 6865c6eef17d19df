/* shop/shop_website_pages.c — what an organisation copies into its own website, with
 * the frame as visitors will see it. */
#include "app/shop/shop_view.h"

#include "app/org/org_pages.h"
#include "templates.h"
#include "web/policy.h"

static void add_choice(struct request *rq, struct shop_choices *to, str path, str label)
{
    bool chosen = str_eq(request_query(rq, "show"), path);

    *list_add(rq->arena, to) = (struct shop_choice){.value = path, .label = label, .chosen = chosen};
}

/* Each profile has a catalogue and a card of its own. */
static void add_windows(struct request *rq, const struct org_issuer_list *profiles, struct website_view *v)
{
    struct arena *a = rq->arena;

    for (size_t i = 0; i < profiles->n; i++) {
        const struct org_issuer *p = &profiles->items[i];
        str path = str_join(a, S("/i/"), p->slug);
        if (i > 0 && p->badges == 0)
            continue;
        add_choice(rq, &v->windows, path, words_printf(a, "Catalogue of " STR_FMT, STR_ARG(p->name)));
        add_choice(rq, &v->windows, str_join(a, path, S("/card")), words_printf(a, "Card of " STR_FMT, STR_ARG(p->name)));
    }
}

static const struct shop_choice *find_chosen(const struct shop_choices *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].chosen)
            return &all->items[i];
    return NULL;
}

static str page_of(struct arena *a, str path)
{
    return str_ends(path, S("/card")) ? str_copy(a, (str){path.p, path.n - strlen("/card")}) : path;
}

static void show_chosen(struct request *rq, struct website_view *v)
{
    struct arena *a = rq->arena;
    const struct shop_choice *c = find_chosen(&v->windows);

    if (!c)
        c = find_chosen(&v->badges);
    if (!c) {
        v->windows.items[0].chosen = true;
        c = &v->windows.items[0];
    }
    v->embed = shop_embed(rq, c->value, c->label);
    v->snippet = embed_snippet(a, &v->embed);
    v->frame = str_join(a, c->value, S("/embed"));
    v->address = app_url(a, app_of(rq), page_of(a, c->value));
}

static code load(struct request *rq, struct website_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct org_issuer_list profiles = {0};
    struct shop_card_list cards = {0};
    struct shop s;

    TRY(org_issuers(rq->db, a, rq->org, &profiles, err));
    TRY(shop_get(rq->db, a, rq->org, &s, err));
    TRY(shop_cards(rq->db, a, rq->org, true, &cards, err));
    v->base = org_base(rq);
    v->self = rq->path;
    v->is_closed = s.is_closed;
    v->may_settle = app_allow(rq, MANAGE_ORG, rq->org) == OK;
    v->feed = app_url(a, app_of(rq), str_printf(a, "/i/" STR_FMT "/badges.atom", STR_ARG(profiles.items[0].slug)));
    v->awards_feed = s.tells_people ? app_url(a, app_of(rq), str_printf(a, "/i/" STR_FMT "/awards.atom", STR_ARG(profiles.items[0].slug))) : S("");
    TRY(shop_named_people(rq->db, rq->org, &v->named, err));
    add_windows(rq, &profiles, v);
    for (size_t i = 0; i < cards.n; i++)
        add_choice(rq, &v->badges, str_join(a, S("/badges/"), cards.items[i].b.public_id), cards.items[i].b.v.name);
    show_chosen(rq, v);
    return OK;
}

void shop_website_show(struct request *rq, struct response *rs)
{
    struct website_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Your website", "settings");
    tmpl_shop_website(&o, &v);
    app_send(rq, rs, &o);
    policy_own_frame(rs);
}

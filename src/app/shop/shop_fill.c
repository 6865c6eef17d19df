/* shop/shop_fill.c — the window as a page shows it: what fits the filter, in
 * sections, page by page; and what can be chosen in the filter. */
#include "app/shop/shop_view.h"

#include "app/endorse/endorse.h"
#include "base/uri.h"
#include "base/utf8.h"

#define PER_PAGE  60
#define MOST_WORDS 120                           /* bytes of what is looked for */

/* ---- what is wished ---- */

static str asked(const struct request *rq, const char *name)
{
    str s = request_query(rq, name);

    if (str_is_absent(s) || !utf8_is_valid(s))
        return S("");
    return str_trim(utf8_cut(s, MOST_WORDS));
}

struct shop_wish shop_wish_of(const struct request *rq)
{
    struct shop_wish w = {.words = asked(rq, "q"), .skill = asked(rq, "skill"), .level = asked(rq, "level"), .section = -1};
    int64_t section;

    if (str_to_int(asked(rq, "section"), &section) && section >= 0)
        w.section = section;
    return w;
}

static bool is_set(const struct shop_wish *w)
{
    return w->words.n || w->skill.n || w->level.n || w->section >= 0;
}

/* The address of the same wish, for another page of it. */
static str address_of(struct arena *a, str self, const struct shop_wish *w, int64_t page)
{
    struct buf b = buf_new(a);

    buf_printf(&b, STR_FMT "?q=" STR_FMT "&skill=" STR_FMT "&level=" STR_FMT, STR_ARG(self), STR_ARG(uri_encode(a, w->words)),
               STR_ARG(uri_encode(a, w->skill)), STR_ARG(uri_encode(a, w->level)));
    if (w->section >= 0)
        buf_printf(&b, "&section=%lld", (long long)w->section);
    buf_printf(&b, "&page=%lld", (long long)page);
    return buf_done(&b);
}

/* ---- what can be chosen ---- */

static void add_levels(struct arena *a, const struct shop_card_list *cards, const struct shop_wish *w, struct shop_choices *out)
{
    for (size_t i = 0; i < shop_level_count; i++) {
        struct shop_choice c = {.value = cstr(shop_levels[i].name), .label = cstr(words(shop_levels[i].words))};
        for (size_t k = 0; k < cards->n; k++)
            c.n += str_eq(cards->items[k].shop.level, c.value);
        c.chosen = str_eq(w->level, c.value);
        if (c.n)
            *list_add(a, out) = c;
    }
}

static void add_skills(struct arena *a, const struct shop_card_list *cards, const struct shop_wish *w, struct shop_choices *out)
{
    struct shop_count_list skills = {0};

    shop_skills(a, cards, &skills);
    for (size_t i = 0; i < skills.n; i++)
        *list_add(a, out) = (struct shop_choice){skills.items[i].name, skills.items[i].name, skills.items[i].n,
                                                 str_eq(utf8_fold(a, skills.items[i].name), utf8_fold(a, w->skill))};
}

static int64_t in_section(const struct shop_card_list *cards, int64_t section)
{
    int64_t n = 0;

    for (size_t i = 0; i < cards->n; i++)
        n += cards->items[i].shop.section == section;
    return n;
}

static void add_sections(struct arena *a, const struct shop_card_list *cards, const struct shop_section_list *sections,
                         const struct shop_wish *w, struct shop_choices *out)
{
    int64_t rest = in_section(cards, 0);

    for (size_t i = 0; i < sections->n; i++) {
        const struct shop_section *s = &sections->items[i];
        int64_t n = in_section(cards, s->id);
        if (n)
            *list_add(a, out) = (struct shop_choice){str_printf(a, "%lld", (long long)s->id), s->name, n, w->section == s->id};
    }
    if (out->n && rest)
        *list_add(a, out) = (struct shop_choice){S("0"), said("More badges"), rest, w->section == 0};
}

/* ---- the shelves ---- */

static struct badge_card card_of(struct arena *a, const struct shop_card *c)
{
    str level = cstr(words(shop_level_words(c->shop.level)));

    return (struct badge_card){
        .href = str_join(a, S("/badges/"), c->b.public_id), .title = c->b.v.name, .by = c->b.v.description,
        .picture = str_is_empty(c->b.v.png_hash) ? S("") : str_join(a, S("/images/"), c->b.v.png_hash),
        .foot = level.n && c->shop.takes.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(level), STR_ARG(c->shop.takes))
                : level.n ? level : c->shop.takes};
}

static struct shelf *shelf_for(struct arena *a, const struct shop_section_list *sections, int64_t id, struct shelves *out)
{
    struct shelf *s;

    if (out->items.n && out->items.items[out->items.n - 1].id == id)
        return &out->items.items[out->items.n - 1];
    s = list_add(a, &out->items);
    *s = (struct shelf){.id = id, .name = S(""), .about = S("")};
    for (size_t i = 0; i < sections->n; i++)
        if (sections->items[i].id == id) {
            s->name = sections->items[i].name;
            s->about = sections->items[i].about;
        }
    return s;
}

/* With a filter there is one shelf: few are found, and their order is told by the sections anyway. */
static void add_shelves(struct arena *a, const struct shop_card_list *found, const struct shop_section_list *sections, bool as_one,
                        struct shop_page_view *out, int64_t page)
{
    size_t from = (size_t)(page - 1) * PER_PAGE, to = from + PER_PAGE < found->n ? from + PER_PAGE : found->n;

    for (size_t i = from; i < to; i++) {
        const struct shop_card *c = &found->items[i];
        struct shelf *s = shelf_for(a, sections, as_one ? 0 : c->shop.section, &out->shelves);
        *list_add(a, &s->cards) = card_of(a, c);
    }
}

static void add_pages(struct arena *a, str self, const struct shop_wish *w, int64_t page, struct shop_page_view *out)
{
    int64_t last = (out->found + PER_PAGE - 1) / PER_PAGE, to = page * PER_PAGE;

    out->has_pages = last > 1;
    out->pages = (struct pagination){.from = (page - 1) * PER_PAGE + 1, .to = to < out->found ? to : out->found, .total = out->found,
                                     .previous = page > 1 ? address_of(a, self, w, page - 1) : S(""),
                                     .next = page < last ? address_of(a, self, w, page + 1) : S("")};
}

/* ---- the whole ---- */

/* The other profiles of the organisation, where there is something to see. */
static code add_others(struct request *rq, const struct org *o, struct shop_page_view *v, struct error *err)
{
    struct org_issuer_list all = {0};

    TRY(org_issuers(rq->db, rq->arena, o->id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id != o->issuer && all.items[i].badges > 0)
            *list_add(rq->arena, &v->others) = all.items[i];
    return OK;
}

static void fill_head(struct arena *a, const struct org *o, const struct shop *s, struct shop_page_view *out)
{
    *out = (struct shop_page_view){
        .name = o->name, .description = o->description, .url = o->url, .is_closed = s->is_closed, .welcome = as_markdown(s->welcome),
        .logo = str_is_empty(o->logo_hash) ? S("") : str_join(a, S("/images/"), o->logo_hash), .anchor = org_profile_url(a, o),
        .did = org_did(a, o), .offline = str_printf(a, "/i/" STR_FMT "/offline.json", STR_ARG(o->slug)),
        .filter.self = str_join(a, S("/i/"), o->slug)};
}

static void keep_fitting(struct arena *a, const struct shop_card_list *all, const struct shop_wish *w, struct shop_card_list *out)
{
    for (size_t i = 0; i < all->n; i++)
        if (shop_fits(a, &all->items[i], w))
            *list_add(a, out) = all->items[i];
}

static void fill_filter(struct arena *a, const struct shop_card_list *all, const struct shop_section_list *sections, const struct shop_wish *w,
                        struct shop_filter *out)
{
    out->words = w->words;
    out->is_set = is_set(w);
    add_skills(a, all, w, &out->skills);
    add_levels(a, all, w, &out->levels);
    add_sections(a, all, sections, w, &out->sections);
}

code shop_fill(struct request *rq, const struct shop_filling *f, struct shop_page_view *out, struct shop_card_list *shown, struct error *err)
{
    struct arena *a = rq->arena;
    struct shop_card_list every = {0}, mine = {0};
    struct shop_section_list sections = {0};
    struct shop_wish w = *f->wish, any = {.section = -1, .issuer = f->o->issuer};

    fill_head(a, f->o, f->shop, out);
    TRY(add_others(rq, f->o, out, err));
    if (f->shop->is_closed)
        return OK;
    TRY(shop_cards(rq->db, a, f->o->id, false, &every, err));
    TRY(shop_translate(rq->db, a, f->o->id, request_language(rq), &every, err));
    TRY(shop_sections(rq->db, a, f->o->id, &sections, err));
    keep_fitting(a, &every, &any, &mine);
    w.issuer = f->o->issuer;
    keep_fitting(a, &mine, &w, shown);
    fill_filter(a, &mine, &sections, &w, &out->filter);
    out->all = (int64_t)mine.n;
    out->found = (int64_t)shown->n;
    int64_t page = f->page < 1 || (f->page - 1) * PER_PAGE >= out->found ? 1 : f->page;
    add_shelves(a, shown, &sections, out->filter.is_set, out, page);
    add_pages(a, out->filter.self, &w, page, out);
    return OK;
}

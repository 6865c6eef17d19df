/* show/show_pages.c — the pages that readers see, and what other sites embed of them.
 * Links for one reader lead here too, with `private` set. */
#include "app/show/show_view.h"

#include "app/backpack/backpack_pages.h"
#include "app/effort.h"
#include "app/learnlog/learnlog.h"
#include "base/uri.h"
#include "templates.h"

/* ---- ways to carry it on ---- */

static void fill_share(struct request *rq, str path, str title, struct share_view *out)
{
    struct arena *a = rq->arena;
    str link = app_url(a, app_of(rq), path);

    *out = (struct share_view){
        .link = link, .title = title,
        .snippet = embed_snippet(a, &(struct embed){str_join(a, link, S("/embed")), title, 400, 220}),
    };
    share_links(a, link, title, &out->networks);
}

/* Pages that name people are shown by them, and found by nobody else. */
static void unlisted(struct response *rs)
{
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

static void secret(struct response *rs)
{
    response_header(rs, "Cache-Control", S("no-store"));
}

static struct out page_of(struct request *rq, str title, str description, str picture, const struct share_view *share)
{
    struct out o = app_page(rq, str_z(rq->arena, title), "");
    struct page *p = (struct page *)(uintptr_t)o.page;

    p->is_unlisted = true;
    if (!share)
        return o;
    p->canonical = share->link;
    p->description = description;
    p->image = str_is_empty(picture) ? S("") : app_url(rq->arena, app_of(rq), picture);
    p->oembed = oembed_address(rq->arena, app_of(rq), share->link);
    return o;
}

static bool is_mine(const struct request *rq, int64_t owner)
{
    return rq->session && rq->session->account == owner;
}

static str ask_for(struct arena *a, str path)
{
    return str_join(a, S("/proof/ask?about="), uri_encode(a, path));
}

/* ---- a badge ---- */

static void certify(struct request *rq, const struct holding *h, struct badge_page_view *v)
{
    v->share.certification = linkedin_certification(rq->arena, &(struct certification){
        h->title, h->issuer_name, v->share.link, h->public_id, h->awarded, h->valid_until});
}

static void show_badge_page(struct request *rq, struct response *rs, const struct holding *h, struct badge_page_view *v, const struct sight *s)
{
    str story = v->badge.story.source;
    bool has_story = v->badge.has_story;

    show_badge(rq->arena, h, s, &v->badge);
    v->badge.story = as_markdown(show_masked(rq->arena, story, &s->addresses));
    v->badge.has_story = has_story;
    v->is_owner = is_mine(rq, h->owner);
    if (!v->is_private) {
        fill_share(rq, rq->path, v->badge.title, &v->share);
        if (v->is_owner)
            certify(rq, h, v);
    }
    if (!v->is_part)
        v->ask = ask_for(rq->arena, rq->path);
    if (!v->is_part && !v->is_owner && rq->session && rq->session->account > 0)
        v->wish = rq->path;
    struct out o = page_of(rq, v->badge.title, v->badge.description, v->badge.picture, v->is_private ? NULL : &v->share);
    tmpl_shown_badge(&o, v);
    app_send(rq, rs, &o);
    unlisted(rs);
    if (v->is_private)
        secret(rs);
}

static void badge_public(struct request *rq, struct response *rs)
{
    struct badge_page_view v = {0};
    struct holding h;
    struct sight s;
    struct error err = {0};
    int64_t shows;
    code c = show_find_badge(rq->db, rq->arena, request_param(rq, "id"), &h, &shows, &err);

    if (c == OK)
        c = sight_of(rq->db, rq->arena, h.owner, shows, &s, &err);
    if (c == OK)
        show_badge_page(rq, rs, &h, &v, &s);
    else
        app_fail(rq, rs, &err);
}

void show_from(struct request *rq, struct response *rs, const struct shown_from *f)
{
    struct badge_page_view v = {.is_private = true, .is_part = true, .back = f->back, .back_title = f->back_title};
    struct holding h;
    struct sight s;
    struct error err = {0};
    int64_t shows;
    code c = backpack_get(rq->db, rq->arena, f->owner, f->holding, &h, &err);

    if (c == OK && !show_may(&h))
        c = fail(&err, NOT_FOUND, "badge", "there is nothing to see here now");
    if (c == OK)
        c = show_bits(rq->db, f->owner, f->holding, &shows, &err);
    if (c == OK)
        c = sight_of(rq->db, rq->arena, f->owner, shows, &s, &err);
    if (c == OK)
        show_badge_page(rq, rs, &h, &v, &s);
    else
        app_fail(rq, rs, &err);
}

/* ---- a collection ---- */

#define ITEMS_A_PAGE 60

static code fill_items(struct request *rq, const struct collection *c, const struct sight *s, str self, struct collection_page_view *v, struct error *err)
{
    const struct collection_part part = {.of = c, .after = request_query(rq, "after"), .most = ITEMS_A_PAGE + 1};
    struct collection_item_list items = {0};

    TRY(collection_some(rq->db, rq->arena, &part, &items, err));
    if (items.n > ITEMS_A_PAGE) {
        items.n = ITEMS_A_PAGE;
        v->next = str_printf(rq->arena, STR_FMT "?after=" STR_FMT, STR_ARG(self), STR_ARG(items.items[items.n - 1].holding.public_id));
    }
    v->first = str_is_empty(part.after) ? S("") : self;
    for (size_t i = 0; i < items.n; i++) {
        const struct holding *h = &items.items[i].holding;
        if (!show_may(h))
            continue;
        str href = str_printf(rq->arena, STR_FMT "/" STR_FMT, STR_ARG(self), STR_ARG(h->public_id));
        str story = show_masked(rq->arena, items.items[i].story, &s->addresses);
        *list_add(rq->arena, &v->items) = (struct shown_item){show_card(rq->arena, h, s, href), as_markdown(story), story.n > 0};
        if (v->items.n == 1 && v->cover.n == 0)
            v->cover = v->items.items[0].card.picture;
    }
    return OK;
}

/* Without addresses too: somebody may be named by one. */
static code fill_deeds(struct request *rq, const struct collection *c, const struct sight *s, struct collection_page_view *v, struct error *err)
{
    struct log_shown_list all = {0};

    TRY(learnlog_in_collection(rq->db, rq->arena, c->owner, c->id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct log_shown *d = &all.items[i];
        *list_add(rq->arena, &v->deeds) = (struct shown_deed){
            show_masked(rq->arena, d->e.what, &s->addresses), d->e.minutes ? effort_time_words(rq->arena, d->e.minutes) : S(""),
            show_masked(rq->arena, d->e.words, &s->addresses), d->witnessed, d->e.day};
    }
    return OK;
}

/* `self`: its address for this reader. */
static code fill_collection(struct request *rq, const struct collection *c, int64_t shows, str self, struct collection_page_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct sight s;

    TRY(sight_of(rq->db, a, c->owner, shows, &s, err));
    str story = show_masked(a, c->story, &s.addresses);
    v->name = show_masked(a, c->name, &s.addresses);
    v->story = as_markdown(story);
    v->has_story = story.n > 0;
    v->person = s.person;
    v->cover = str_is_empty(c->cover_hash) ? S("") : str_join(a, S("/images/"), c->cover_hash);
    v->is_owner = is_mine(rq, c->owner);
    v->ask = ask_for(a, self);
    TRY(fill_items(rq, c, &s, self, v, err));
    if (v->first.n == 0)
        TRY(fill_deeds(rq, c, &s, v, err));
    if (!v->is_private)
        fill_share(rq, self, v->name, &v->share);
    return OK;
}

static void send_collection(struct request *rq, struct response *rs, struct collection_page_view *v)
{
    struct out o = page_of(rq, v->name, v->person, v->cover, v->is_private ? NULL : &v->share);

    tmpl_shown_collection(&o, v);
    app_send(rq, rs, &o);
    unlisted(rs);
    if (v->is_private)
        secret(rs);
}

static void collection_public(struct request *rq, struct response *rs)
{
    struct collection_page_view v = {0};
    struct collection c;
    struct error err = {0};
    code done = collection_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &c, &err);

    if (done == OK)
        done = fill_collection(rq, &c, c.shows, str_join(rq->arena, S("/c/"), c.public_id), &v, &err);
    if (done == OK)
        send_collection(rq, rs, &v);
    else
        app_fail(rq, rs, &err);
}

/* One of a collection, with what is told of it there. */
static code find_item(struct request *rq, const struct collection *c, str public_id, struct collection_item *out, struct error *err)
{
    TRY(collection_item_get(rq->db, rq->arena, c, public_id, out, err));
    return show_may(&out->holding) ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in this collection");
}

static code show_item(struct request *rq, struct response *rs, const struct collection *c, int64_t shows, struct badge_page_view *v, struct error *err)
{
    struct collection_item item;
    struct sight s;

    TRY(find_item(rq, c, request_param(rq, "badge"), &item, err));
    TRY(sight_of(rq->db, rq->arena, c->owner, shows, &s, err));
    v->badge.story = as_markdown(item.story);
    v->badge.has_story = item.story.n > 0;
    v->back_title = show_masked(rq->arena, c->name, &s.addresses);
    show_badge_page(rq, rs, &item.holding, v, &s);
    return OK;
}

static void item_public(struct request *rq, struct response *rs)
{
    struct collection c;
    struct error err = {0};
    code done = collection_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &c, &err);
    struct badge_page_view v = {.back = done == OK ? str_join(rq->arena, S("/c/"), c.public_id) : S("")};

    if (done == OK)
        done = show_item(rq, rs, &c, c.shows, &v, &err);
    if (done != OK)
        app_fail(rq, rs, &err);
}

/* ---- a person's own page ---- */

static code fill_profile(struct request *rq, const struct showcase *of, str self, struct profile_page_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct holding_list badges = {0};
    struct collection_list collections = {0};
    struct sight s;

    TRY(sight_of(rq->db, a, of->account, SHOW_USUAL, &s, err));
    TRY(showcase_badges(rq->db, a, of->account, &badges, err));
    TRY(showcase_collections(rq->db, a, of->account, &collections, err));
    v->name = show_masked(a, of->name, &s.addresses);
    v->headline = show_masked(a, of->headline, &s.addresses);
    v->about = as_markdown(show_masked(a, of->about, &s.addresses));
    v->has_about = of->about.n > 0;
    v->is_owner = is_mine(rq, of->account);
    v->ask = ask_for(a, self);
    for (size_t i = 0; i < badges.n; i++)
        *list_add(a, &v->cards) = show_card(a, &badges.items[i], &s, str_join(a, S("/h/"), badges.items[i].public_id));
    for (size_t i = 0; i < collections.n; i++)
        *list_add(a, &v->collections) = (struct shown_collection){
            show_masked(a, collections.items[i].name, &s.addresses), str_join(a, S("/c/"), collections.items[i].public_id), collections.items[i].count};
    if (!v->is_private)
        fill_share(rq, self, v->name, &v->share);
    return OK;
}

static void send_profile(struct request *rq, struct response *rs, struct profile_page_view *v)
{
    struct out o = page_of(rq, v->name, v->headline, v->cards.n ? v->cards.items[0].picture : S(""), v->is_private ? NULL : &v->share);

    tmpl_shown_profile(&o, v);
    app_send(rq, rs, &o);
    unlisted(rs);
    if (v->is_private)
        secret(rs);
}

static void profile_public(struct request *rq, struct response *rs)
{
    struct profile_page_view v = {0};
    struct showcase of;
    struct error err = {0};
    code c = showcase_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &of, &err);

    if (c == OK)
        c = fill_profile(rq, &of, str_join(rq->arena, S("/p/"), of.public_id), &v, &err);
    if (c == OK)
        send_profile(rq, rs, &v);
    else
        app_fail(rq, rs, &err);
}

/* ---- by a link for one reader ---- */

/* A further page is one behind a badge of the collection: anything else typed there is none. */
static code find_turn(struct request *rq, const struct reader_link *l, bool *turns, struct error *err)
{
    str after = request_query(rq, "after");
    struct collection_item item;
    struct collection c;

    *turns = false;
    if (str_is_empty(after) || !l->collection)
        return OK;
    code found = collection_get(rq->db, rq->arena, l->owner, l->collection, &c, err);
    if (found == OK)
        found = collection_item_get(rq->db, rq->arena, &c, after, &item, err);
    *turns = found == OK;
    return found == NOT_FOUND ? OK : found;
}

/* Its owner looking is no view, nor is a further page. */
static code count_view(struct request *rq, const struct reader_link *l, struct error *err)
{
    bool turns = false;

    if (is_mine(rq, l->owner))
        return OK;
    TRY(find_turn(rq, l, &turns, err));
    return turns ? OK : reader_link_count(rq->db, rq->arena, l, err);
}

static code open_badge(struct request *rq, struct response *rs, const struct reader_link *l, struct error *err)
{
    struct badge_page_view v = {.is_private = true};
    struct holding h;
    struct sight s;

    TRY(backpack_get(rq->db, rq->arena, l->owner, l->holding, &h, err));
    if (!show_may(&h))
        return fail(err, NOT_FOUND, "badge", "there is nothing to see here now");
    TRY(sight_of(rq->db, rq->arena, l->owner, l->shows, &s, err));
    show_badge_page(rq, rs, &h, &v, &s);
    return OK;
}

static code open_collection(struct request *rq, struct response *rs, const struct reader_link *l, struct error *err)
{
    struct collection_page_view v = {.is_private = true};
    struct collection c;

    TRY(collection_get(rq->db, rq->arena, l->owner, l->collection, &c, err));
    TRY(fill_collection(rq, &c, l->shows, rq->path, &v, err));
    send_collection(rq, rs, &v);
    return OK;
}

static code open_profile(struct request *rq, struct response *rs, const struct reader_link *l, struct error *err)
{
    struct profile_page_view v = {.is_private = true};
    struct showcase of;

    TRY(showcase_get(rq->db, rq->arena, l->owner, &of, err));
    TRY(fill_profile(rq, &of, rq->path, &v, err));
    send_profile(rq, rs, &v);
    return OK;
}

static void link_is_over(struct request *rq, struct response *rs, const struct reader_link *l, const struct error *err)
{
    if (l->id == 0)
        app_fail(rq, rs, err);
    else
        app_error_page(rq, rs, 410, err->text);
    unlisted(rs);
}

static void link_open(struct request *rq, struct response *rs)
{
    struct reader_link l = {0};
    struct error err = {0};
    code c = reader_link_open(rq->db, rq->arena, request_param(rq, "token"), &l, &err);

    if (c == NOT_FOUND) {
        link_is_over(rq, rs, &l, &err);
        return;
    }
    if (c == OK)
        c = count_view(rq, &l, &err);
    if (c == OK)
        c = l.holding ? open_badge(rq, rs, &l, &err) : l.collection ? open_collection(rq, rs, &l, &err) : open_profile(rq, rs, &l, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
}

static void link_item(struct request *rq, struct response *rs)
{
    struct reader_link l = {0};
    struct collection col;
    struct error err = {0};
    code c = reader_link_open(rq->db, rq->arena, request_param(rq, "token"), &l, &err);
    struct badge_page_view v = {.is_private = true, .back = str_join(rq->arena, S("/r/"), request_param(rq, "token"))};

    if (c == NOT_FOUND) {
        link_is_over(rq, rs, &l, &err);
        return;
    }
    if (c == OK)
        c = collection_get(rq->db, rq->arena, l.owner, l.collection, &col, &err);
    if (c == OK)
        c = show_item(rq, rs, &col, l.shows, &v, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
}

/* ---- in other sites' pages ---- */

static void send_embed(struct request *rq, struct response *rs, const struct embed_view *v)
{
    struct out o = app_page(rq, str_z(rq->arena, v->title), "");

    tmpl_shown_embed(&o, v);
    app_send(rq, rs, &o);
    unlisted(rs);
}

static code look_at_badge(struct request *rq, str id, struct embed_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct shown_badge b;
    struct holding h;
    struct sight s;
    int64_t shows;

    TRY(show_find_badge(rq->db, a, id, &h, &shows, err));
    TRY(sight_of(rq->db, a, h.owner, shows, &s, err));
    show_badge(a, &h, &s, &b);
    *v = (struct embed_view){.title = b.title, .person = b.person, .by = b.issuer, .picture = b.picture, .verdict = b.verdict, .day = b.awarded,
                             .has_day = b.has_awarded, .link = app_url(a, app_of(rq), str_join(a, S("/h/"), h.public_id))};
    return OK;
}

/* As show_may() has it. */
static const char sql_shown[] = SQL(
    "SELECT count(*) FROM collection_holding x JOIN holding h ON h.id = x.holding_id WHERE x.collection_id = $1 AND h.owner_id = $2"
    " AND h.removed_at IS NULL AND h.standing NOT IN ('doubtful', 'broken')");

static code look_at_collection(struct request *rq, str id, struct embed_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct collection_page_view page = {0};
    struct collection c;

    int64_t shown = 0;

    TRY(collection_by_public_id(rq->db, a, id, &c, err));
    TRY(fill_collection(rq, &c, c.shows, str_join(a, S("/c/"), c.public_id), &page, err));
    TRY(db_int(rq->db, sql_shown, ARGS(v_int(c.id), v_int(c.owner)), &shown, err));
    *v = (struct embed_view){.title = page.name, .person = page.person, .picture = page.cover, .n = shown, .is_many = true,
                             .link = page.share.link};
    return OK;
}

static code look_at_profile(struct request *rq, str id, struct embed_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct profile_page_view page = {0};
    struct showcase of;

    TRY(showcase_by_public_id(rq->db, a, id, &of, err));
    TRY(fill_profile(rq, &of, str_join(a, S("/p/"), of.public_id), &page, err));
    *v = (struct embed_view){.title = page.name, .by = page.headline, .picture = page.cards.n ? page.cards.items[0].picture : S(""),
                             .n = (int64_t)page.cards.n, .is_many = true, .link = page.share.link};
    return OK;
}

typedef code look_fn(struct request *rq, str id, struct embed_view *v, struct error *err);

static void embed(struct request *rq, struct response *rs, look_fn *look)
{
    struct embed_view v = {0};
    struct error err = {0};

    if (look(rq, request_param(rq, "id"), &v, &err) == OK)
        send_embed(rq, rs, &v);
    else
        app_fail(rq, rs, &err);
}

static void badge_embed(struct request *rq, struct response *rs) { embed(rq, rs, look_at_badge); }
static void collection_embed(struct request *rq, struct response *rs) { embed(rq, rs, look_at_collection); }
static void profile_embed(struct request *rq, struct response *rs) { embed(rq, rs, look_at_profile); }

static code oembed_of(struct request *rq, str rest, look_fn *look, struct oembed *out, struct error *err)
{
    struct arena *a = rq->arena;
    struct embed_view v = {0};
    str id = rest;

    if (str_find_byte(rest, '/') >= 0)
        return fail(err, NOT_FOUND, "url", "there is nothing at this address that could be embedded");
    TRY(look(rq, id, &v, err));
    *out = (struct oembed){
        .embed = {str_join(a, v.link, S("/embed")), v.title, 400, 220}, .title = v.title, .author = v.person,
        .thumbnail = str_is_empty(v.picture) ? S("") : app_url(a, app_of(rq), v.picture),
    };
    return OK;
}

static code oembed_badge(struct request *rq, str rest, struct oembed *out, struct error *err) { return oembed_of(rq, rest, look_at_badge, out, err); }
static code oembed_collection(struct request *rq, str rest, struct oembed *out, struct error *err) { return oembed_of(rq, rest, look_at_collection, out, err); }
static code oembed_profile(struct request *rq, str rest, struct oembed *out, struct error *err) { return oembed_of(rq, rest, look_at_profile, out, err); }

void show_start(void)
{
    oembed_serve("/h/", oembed_badge);
    oembed_serve("/c/", oembed_collection);
    oembed_serve("/p/", oembed_profile);
}

const struct route show_routes[] = {
    {GET, "/h/{id}",           EVERYBODY, badge_public,      NULL, 0},
    {GET, "/h/{id}/embed",     EVERYBODY, badge_embed,       NULL, NO_SESSION | EMBEDDABLE},
    {GET, "/c/{id}",           EVERYBODY, collection_public, NULL, 0},
    {GET, "/c/{id}/embed",     EVERYBODY, collection_embed,  NULL, NO_SESSION | EMBEDDABLE},
    {GET, "/c/{id}/{badge}",   EVERYBODY, item_public,       NULL, 0},
    {GET, "/p/{id}",           EVERYBODY, profile_public,    NULL, 0},
    {GET, "/p/{id}/embed",     EVERYBODY, profile_embed,     NULL, NO_SESSION | EMBEDDABLE},
    {GET, "/r/{token}",        EVERYBODY, link_open,         NULL, 0},
    {GET, "/r/{token}/{badge}", EVERYBODY, link_item,        NULL, 0},
    {0},
};

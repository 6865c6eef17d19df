/* show/show_badge.c — a badge as a reader sees it: what the kept report says, less
 * what its owner keeps back, and without any address of the owner. */
#include "app/show/show.h"

#include <string.h>

#include "app/backpack/backpack_pages.h"
#include "base/uri.h"
#include "format/json.h"

#define LISTED_MOST 50                           /* pieces of evidence, skills */

code sight_of(struct db *db, struct arena *a, int64_t owner, int64_t shows, struct sight *out, struct error *err)
{
    struct showcase of;

    *out = (struct sight){.owner = owner, .shows = shows, .person = S("")};
    TRY(show_addresses(db, a, owner, &out->addresses, err));
    if (!(shows & SHOW_NAME))
        return OK;
    TRY(showcase_get(db, a, owner, &of, err));
    out->person = show_masked(a, of.name, &out->addresses);
    return OK;
}

/* ---- out of the report ---- */

static str text_of(struct arena *a, const struct sight *s, const struct json *object, const char *name)
{
    str text = json_str(json_get(object, name));

    return str_is_absent(text) ? S("") : show_masked(a, text, &s->addresses);
}

/* A link that names an address is none to show. */
static str link_of(struct arena *a, const struct sight *s, const struct json *object)
{
    str url = json_str(json_get(object, "id"));

    return uri_is_http(url) && str_eq(show_masked(a, url, &s->addresses), url) ? url : S("");
}

static void fill_evidence(struct arena *a, const struct sight *s, const struct json *badge, struct shown_badge *out)
{
    const struct json *all = json_get(badge, "evidence");

    for (size_t i = 0; i < json_count(all) && i < LISTED_MOST; i++) {
        const struct json *e = json_item(all, i);
        struct show_evidence one = {text_of(a, s, e, "name"), text_of(a, s, e, "narrative"), link_of(a, s, e)};
        if (one.text.n == 0)
            one.text = text_of(a, s, e, "description");
        if (one.name.n || one.text.n || one.href.n)
            *list_add(a, &out->evidence) = one;
    }
}

static void fill_skills(struct arena *a, const struct sight *s, const struct json *badge, struct shown_badge *out)
{
    const struct json *all = json_get(json_get(badge, "achievement"), "alignments");

    for (size_t i = 0; i < json_count(all) && i < LISTED_MOST; i++) {
        str name = text_of(a, s, json_item(all, i), "targetName");
        if (name.n)
            *list_add(a, &out->skills) = name;
    }
}

/* Where dates are kept back, the check that tells them is too. */
static void fill_checks(struct arena *a, const struct sight *s, str report, struct shown_badge *out)
{
    struct check_list all = {0};

    holding_checks(a, report, &all);
    for (size_t i = 0; i < all.n; i++) {
        struct check c = all.items[i];
        if (!(s->shows & SHOW_DATES) && !strcmp(c.id, "dates"))
            continue;
        c.message = show_masked(a, c.message, &s->addresses);
        c.where = show_masked(a, c.where, &s->addresses);
        *list_add(a, &out->checks) = c;
    }
    out->has_checks = out->checks.n > 0;
}

static void fill_report(struct arena *a, const struct holding *h, const struct sight *s, struct shown_badge *out)
{
    const struct json *report, *badge;

    if (json_parse(a, h->report, NULL, &report, NULL) != OK)
        return;
    badge = json_get(report, "badge");
    if (s->shows & SHOW_WORDS)
        out->words = text_of(a, s, badge, "narrative");
    if (s->shows & SHOW_EVIDENCE)
        fill_evidence(a, s, badge, out);
    if (s->shows & SHOW_SKILLS)
        fill_skills(a, s, badge, out);
    if (s->shows & SHOW_CHECKS)
        fill_checks(a, s, h->report, out);
}

/* ---- the whole ---- */

void show_badge(struct arena *a, const struct holding *h, const struct sight *s, struct shown_badge *out)
{
    bool dates = s->shows & SHOW_DATES;

    *out = (struct shown_badge){
        .title = show_masked(a, h->title, &s->addresses), .issuer = show_masked(a, h->issuer_name, &s->addresses),
        .anchor = show_masked(a, h->issuer_anchor, &s->addresses), .description = show_masked(a, h->description, &s->addresses),
        .picture = str_is_empty(h->image_hash) ? S("") : str_join(a, S("/images/"), h->image_hash),
        .standard = str_printf(a, "Open Badges " STR_FMT, STR_ARG(h->version)),
        .verdict = holding_verdict(a, h), .person = s->person, .words = S(""), .checked = {h->checked},
        .awarded = {h->awarded}, .has_awarded = dates && h->awarded != 0,
        .valid_until = {h->valid_until}, .has_valid_until = dates && h->valid_until > 0,
    };
    out->verdict.sentence = dates ? show_masked(a, out->verdict.sentence, &s->addresses) : S("");   /* it tells dates */
    fill_report(a, h, s, out);
}

struct badge_card show_card(struct arena *a, const struct holding *h, const struct sight *s, str href)
{
    struct badge_card c = holding_card(a, h, href);

    c.title = show_masked(a, c.title, &s->addresses);
    c.by = show_masked(a, c.by, &s->addresses);
    if (!(s->shows & SHOW_DATES))
        c.day = 0;
    return c;
}

/* ---- by its public address ---- */

static const char sql_public_bits[] = SQL("SELECT shows FROM holding WHERE id = $1");

code show_find_badge(struct db *db, struct arena *a, str public_id, struct holding *out, int64_t *shows, struct error *err)
{
    TRY(backpack_by_public_id(db, a, public_id, out, err));
    return db_int(db, sql_public_bits, ARGS(v_int(out->id)), shows, err);
}

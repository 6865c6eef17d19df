/* cv/shown.c — what a CV names, looked up: badges, collections, and how times read. */
#include "app/cv/cv_view.h"

#include "app/effort.h"
#include "app/learnlog/learnlog.h"

/* ---- words ---- */

/* "2019-03" as "03/2019". */
static str month_words(struct arena *a, str t)
{
    if (t.n >= 10)
        return str_printf(a, STR_FMT "." STR_FMT "." STR_FMT, STR_ARG(str_slice(t, 8, 10)), STR_ARG(str_slice(t, 5, 7)), STR_ARG(str_slice(t, 0, 4)));
    return t.n >= 7 ? str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(str_slice(t, 5, 7)), STR_ARG(str_slice(t, 0, 4))) : t;
}

static str time_words(struct arena *a, const struct cv_entry *e)
{
    str from = month_words(a, e->from), until = month_words(a, e->until);

    if (str_is_empty(from))
        return until;
    if (str_is_empty(until))
        return words_printf(a, "since %.*s", STR_ARG(from));
    return str_eq(from, until) ? from : str_printf(a, STR_FMT " – " STR_FMT, STR_ARG(from), STR_ARG(until));
}

static str with_town(struct arena *a, const struct cv_entry *e)
{
    if (str_is_empty(e->town))
        return e->where;
    return str_is_empty(e->where) ? e->town : str_printf(a, STR_FMT ", " STR_FMT, STR_ARG(e->where), STR_ARG(e->town));
}

/* ---- badges ---- */

static const char sql_by_key[] = SQL(
    "SELECT h.id, h.public_id, h.title, h.issuer_name, h.image_hash, h.awarded_at, h.valid_until, h.verdict, h.report, h.credential_key"
    " FROM holding h WHERE h.owner_id = $1 AND h.credential_key = $2 AND h.removed_at IS NULL AND h.standing NOT IN ('doubtful', 'broken', 'paper')");
static const char sql_in_collection[] = SQL(
    "SELECT h.id, h.public_id, h.title, h.issuer_name, h.image_hash, h.awarded_at, h.valid_until, h.verdict, h.report, h.credential_key"
    " FROM holding h JOIN collection_holding x ON x.holding_id = h.id JOIN collection c ON c.id = x.collection_id"
    " WHERE c.owner_id = $1 AND c.public_id = $2 AND h.owner_id = $1 AND h.removed_at IS NULL AND h.standing NOT IN ('doubtful', 'broken', 'paper') ORDER BY x.place, x.holding_id");

static str badge_href(struct arena *a, str reader, const struct holding *h)
{
    return str_is_empty(reader) ? str_printf(a, "/backpack/badges/%lld", (long long)h->id)
                                : str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(reader), STR_ARG(h->public_id));
}

static code put_badges(struct rows *r, struct arena *a, int64_t entry, str reader, struct cv_part *p, struct error *err)
{
    while (rows_next(r)) {
        const struct holding h = {
            .id = row_int(r, 0), .public_id = row_str(r, 1, a), .title = row_str(r, 2, a), .issuer_name = row_str(r, 3, a),
            .image_hash = row_str(r, 4, a), .awarded = row_int(r, 5), .valid_until = row_int(r, 6), .verdict = row_str(r, 7, a), .report = row_str(r, 8, a)};
        struct badge_card card = holding_card(a, &h, badge_href(a, reader, &h));
        *list_add(a, &p->items) = (struct cv_item){
            .id = entry, .holding = h.id, .head = h.title, .sub = h.issuer_name, .picture = card.picture, .href = card.href,
            .public_id = h.public_id, .key = row_str(r, 9, a), .tag = card.tag, .awarded = h.awarded, .is_badge = true,
            .time = S(""), .text = S("")};
    }
    return rows_end(r, err);
}

static const char sql_collection[] = SQL("SELECT c.name, c.story FROM collection c WHERE c.owner_id = $1 AND c.public_id = $2");

static code put_collection(struct db *db, struct arena *a, const struct cv *c, const struct cv_entry *e, str reader, struct cv_part *p, struct error *err)
{
    struct rows *r = db_query(db, sql_collection, ARGS(v_int(c->owner), v_str(e->ref)));
    bool found = rows_next(r);

    if (found)
        *list_add(a, &p->items) = (struct cv_item){.id = e->id, .head = row_str(r, 0, a), .text = row_str(r, 1, a), .sub = S(""), .time = S("")};
    TRY(rows_end(r, err));
    return found ? put_badges(db_query(db, sql_in_collection, ARGS(v_int(c->owner), v_str(e->ref))), a, e->id, reader, p, err) : OK;
}

/* ---- the learning log ---- */

/* One that is removed, or its log, is left out. */
static code put_deed(struct db *db, struct arena *a, const struct cv *c, const struct cv_entry *e, struct cv_part *p, struct error *err)
{
    struct log_shown s = {0};
    code found = learnlog_shown(db, a, c->owner, e->ref, &s, err);

    if (found != OK)
        return found == NOT_FOUND ? OK : found;
    *list_add(a, &p->items) = (struct cv_item){
        .id = e->id, .head = s.e.what, .sub = s.witnessed, .text = s.e.words, .seen = s.witnessed.n > 0,
        .time = s.e.minutes ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(month_words(a, date_format(a, date_of(s.e.day)))), STR_ARG(effort_time_words(a, s.e.minutes)))
                            : month_words(a, date_format(a, date_of(s.e.day)))};
    return OK;
}

/* ---- parts ---- */

static code put_item(struct db *db, struct arena *a, const struct cv *c, const struct cv_entry *e, str reader, struct cv_part *p, struct error *err)
{
    if (str_eq(cstr(p->section->kind->name), S("log")))
        return put_deed(db, a, c, e, p, err);
    if (p->section->kind->how == CV_PICKED)
        return str_eq(cstr(p->section->kind->name), S("badges"))
                   ? put_badges(db_query(db, sql_by_key, ARGS(v_int(c->owner), v_str(e->ref))), a, e->id, reader, p, err)
                   : put_collection(db, a, c, e, reader, p, err);
    *list_add(a, &p->items) = (struct cv_item){.id = e->id, .head = e->what, .sub = with_town(a, e), .time = time_words(a, e), .text = e->text};
    return OK;
}

static code put_part(struct db *db, struct arena *a, const struct cv *c, const struct cv_section *s, str reader, struct cv_shown *out, struct error *err)
{
    struct cv_part p = {.section = s, .title = str_is_empty(s->title) ? said(s->kind->title) : s->title, .text = s->text};

    for (size_t i = 0; i < s->entries.n; i++)
        TRY(put_item(db, a, c, &s->entries.items[i], reader, &p, err));
    if (str_is_empty(reader) || p.items.n || !str_is_empty(p.text))
        *list_add(a, &out->parts) = p;
    return OK;
}

static void put_contact(struct arena *a, struct cv_shown *out, const char *scheme, str words)
{
    if (!str_is_empty(words))
        *list_add(a, &out->contacts) = (struct cv_contact){words, scheme ? str_join(a, cstr(scheme), words) : S("")};
}

code cv_fill(struct db *db, struct arena *a, const struct cv *c, str reader, struct cv_shown *out, struct error *err)
{
    *out = (struct cv_shown){.cv = c};
    put_contact(a, out, NULL, c->place);
    put_contact(a, out, "mailto:", c->email);
    put_contact(a, out, NULL, c->phone);
    put_contact(a, out, "", c->web);
    for (size_t i = 0; i < c->sections.n; i++)
        TRY(put_part(db, a, c, &c->sections.items[i], reader, out, err));
    return OK;
}

const struct cv_item *cv_item_of(const struct cv_part *p, int64_t entry)
{
    for (size_t i = 0; i < p->items.n; i++)
        if (p->items.items[i].id == entry)
            return &p->items.items[i];
    return NULL;
}

/* audit/pack_partners.c — who teaches: each partner with its agreement, what was true of it when,
 * all that was decided, and endorsements both ways; and on whom the records of the sample rest. */
#include "app/audit/pack_private.h"

#include "app/partner/partner.h"
#include "base/codec.h"
#include "format/csv.h"
#include "format/json.h"

#define EVENTS_AT_ONCE 500

static void put_day(struct pack *p, struct json_writer *w, const char *name, msec day)
{
    if (day != NO_DAY)
        json_put_member(w, name, date_format(p->item, date_of(day)));
}

static void put_time(struct pack *p, struct json_writer *w, const char *name, msec at)
{
    if (at)
        json_put_member(w, name, time_format(p->item, at));
}

static void put_some(struct json_writer *w, const char *name, str text)
{
    if (text.n)
        json_put_member(w, name, text);
}

/* ---- the agreement, and what was true when ---- */

static void put_terms(struct pack *p, struct json_writer *w, const struct intake_terms *t)
{
    json_put_member(w, "name", t->name);
    json_put_member(w, "trust", t->trust);
    put_time(p, w, "trustSince", t->trusted);
    put_some(w, "scope", t->scope);
    put_day(p, w, "agreedFrom", t->from);
    put_day(p, w, "agreedUntil", t->until);
}

static code put_all_terms(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct partner_terms_list all = {0};

    TRY(partner_terms(p->db, p->item, one, &all, err));
    json_put_key(w, "terms");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(w);
        json_put_member_int(w, "id", all.items[i].was.id);
        put_time(p, w, "from", all.items[i].at);
        put_terms(p, w, &all.items[i].was);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

/* By its hash alone: who may see the file holds it against that. */
static code put_agreement(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct evidence_pieces all = {0};

    if (one->folder)
        TRY(evidence_of(p->db, p->item, one->folder, &all, err));
    json_put_key(w, "agreement");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct evidence_piece *e = &all.items[i];
        json_open_object(w);
        json_put_member(w, "title", e->title);
        put_some(w, "sha256", e->hash.n ? hex_encode(p->item, base64url_decode(p->item, e->hash)) : S(""));
        json_put_member_int(w, "bytes", e->bytes);
        put_some(w, "addedBy", e->by);
        put_time(p, w, "added", e->created);
        put_time(p, w, "removed", e->removed);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

/* ---- what they issue, and what it meets ---- */

static code put_issues(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct partner_issues all = {0};

    TRY(partner_issues(p->db, p->item, one, &all, err));
    json_put_key(w, "issues");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct partner_issue *x = &all.items[i];
        json_open_object(w);
        json_put_member(w, "name", x->badge.name);
        put_some(w, "achievement", x->badge.ref);
        json_put_member_bool(w, "listed", x->badge.id > 0);
        json_put_member_int(w, "handedIn", x->seen);
        json_put_member_int(w, "counting", x->counts);
        json_put_key(w, "meets");
        json_open_array(w);
        for (size_t k = 0; k < x->meets.n; k++)
            json_put_str(w, x->meets.items[k].code);
        json_close_array(w);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

/* ---- decided, noted, endorsed ---- */

static code put_history(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct partner_events_ask q = {.partner = one, .at = {.limit = EVENTS_AT_ONCE}};
    struct partner_events some;

    json_put_key(w, "history");
    json_open_array(w);
    do {
        some = (struct partner_events){0};
        TRY(partner_events(p->db, p->item, &q, &some, err));
        for (size_t i = 0; i < some.n; i++) {
            const struct partner_event *e = &some.items[i];
            json_open_object(w);
            put_time(p, w, "at", e->at);
            json_put_member(w, "what", e->kind);
            put_some(w, "words", e->words);
            put_some(w, "by", e->who);
            json_close_object(w);
        }
        q.at.after = some.n ? some.items[some.n - 1].id : 0;
    } while (some.n == EVENTS_AT_ONCE);
    json_close_array(w);
    return OK;
}

static code put_given(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct given_list all = {0};

    TRY(partner_given(p->db, p->item, one, &all, err));
    json_put_key(w, "endorsementsMade");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct given *g = &all.items[i];
        json_open_object(w);
        json_put_member(w, "id", given_url(p->item, g));
        json_put_member(w, "about", g->about);
        json_put_member(w, "title", g->title);
        put_some(w, "comment", g->comment);
        put_some(w, "by", g->who);
        put_time(p, w, "signed", g->at);
        put_time(p, w, "until", g->until);
        put_time(p, w, "takenBack", g->revoked);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_received(struct pack *p, const struct partner *one, struct json_writer *w, struct error *err)
{
    struct partner_received_list all = {0};

    TRY(partner_received(p->db, p->item, one, &all, err));
    json_put_key(w, "endorsementsReceived");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct partner_received *e = &all.items[i];
        json_open_object(w);
        json_put_member(w, "about", e->about);
        json_put_member(w, "by", e->who);
        put_some(w, "comment", e->comment);
        json_put_member(w, "state", e->state);
        put_time(p, w, "signed", e->at);
        put_time(p, w, "until", e->until);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

/* ---- one partner, one file ---- */

static void put_facts(struct pack *p, const struct partner *one, struct json_writer *w)
{
    json_put_member_int(w, "id", one->id);
    json_put_member(w, "name", one->name);
    put_some(w, "profile", one->profile);
    put_some(w, "did", one->did);
    put_some(w, "host", one->host);
    json_put_member(w, "trust", one->trust);
    put_time(p, w, "trustSince", one->trusted);
    put_some(w, "trustWhy", one->trust_why);
    put_some(w, "scope", one->scope);
    put_day(p, w, "agreedFrom", one->agreed_from);
    put_day(p, w, "agreedUntil", one->agreed_until);
    put_day(p, w, "reviewOn", one->review);
    put_some(w, "answersForIt", one->owner_name);
}

static code put_partner(struct pack *p, int64_t id, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);
    struct partner one;

    TRY(partner_get(p->db, p->item, p->q->org, id, &one, err));
    json_open_object(&w);
    put_facts(p, &one, &w);
    TRY(put_agreement(p, &one, &w, err));
    TRY(put_all_terms(p, &one, &w, err));
    TRY(put_issues(p, &one, &w, err));
    TRY(put_given(p, &one, &w, err));
    TRY(put_received(p, &one, &w, err));
    TRY(put_history(p, &one, &w, err));
    json_close_object(&w);
    TRY(pack_add(p, str_printf(p->item, "partners/%lld.json", (long long)id), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

static const char sql_partners[] = SQL("SELECT id FROM partner WHERE org_id = $1 ORDER BY id");

static code put_partners(struct pack *p, struct error *err)
{
    struct id_list ids = {0};
    struct rows *r = db_query(p->db, sql_partners, ARGS(v_int(p->q->org)));

    while (rows_next(r))
        *list_add(p->a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(put_partner(p, ids.items[i], err));
    return OK;
}

/* ---- which records of the sample rest on whom ---- */

static str number(struct arena *a, int64_t n)
{
    return n ? str_printf(a, "%lld", (long long)n) : S("");
}

static str day(struct arena *a, msec d)
{
    return d != NO_DAY ? date_format(a, date_of(d)) : S("");
}

static void put_record(struct pack *p, int64_t record, const struct intake *i, struct buf *b)
{
    struct arena *a = p->item;
    const struct intake_terms *t = &i->terms;
    const str cells[] = {number(a, record), number(a, i->person), i->code, i->title, i->issuer, number(a, t->partner), t->name, number(a, t->id), t->trust, day(a, t->from), day(a, t->until),
                         i->decided ? time_format(a, i->decided) : S(""), i->rule ? S("rule") : i->method, i->decided_name};

    for (size_t k = 0; k < COUNT(cells); k++)
        csv_put(b, cells[k], k == 0);
    csv_end_row(b);
}

static code put_records(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);

    buf_putz(&b, "record,person,requirement,title,issuer,partner,partner name,terms,trust then,agreed from,agreed until,accepted,how,by\r\n");
    for (size_t k = 0; k < p->records.n; k++) {
        struct intake one;
        code c = intake_of_record(p->db, p->item, p->q->org, p->records.items[k], &one, err);
        if (c == OK)
            put_record(p, p->records.items[k], &one, &b);
        else if (c != NOT_FOUND)
            return c;
    }
    TRY(pack_add(p, S("partner-records.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

/* Whoever sees a part of the organisation alone does not read partners. */
code pack_put_partners(struct pack *p, struct error *err)
{
    if (!p->sight.everything)
        return OK;
    TRY(put_partners(p, err));
    return put_records(p, err);
}

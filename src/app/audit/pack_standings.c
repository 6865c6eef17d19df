/* audit/pack_standings.c — of each line of the sample: why it stands so, what was waived,
 * which evidence there is. */
#include "app/audit/pack_private.h"

#include "format/csv.h"

static void add_once(struct arena *a, struct id_list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return;
    *list_add(a, ids) = id;
}

static void note(struct pack *p, const struct why *w)
{
    const struct requirement_standing *s = &w->x.standing;

    add_once(p->a, &p->requirements, w->ask.requirement);
    for (size_t i = 0; i < w->x.records.n; i++)
        if (w->x.records.items[i].from == FROM_AWARD)
            add_once(p->a, &p->awards, w->x.records.items[i].id);
        else if (w->x.records.items[i].kind == PROOF_EXTERNAL)
            add_once(p->a, &p->records, w->x.records.items[i].id);
    p->counts.n[s->state]++;
    p->counts.all++;
    p->counts.met += requirement_state_is_met(s->state);
}

/* As it was drawn: by what was known then. */
static code put_why(struct pack *p, const struct sample_line *l, struct error *err)
{
    struct why_ask ask = {.org = p->q->org, .person = l->person, .requirement = l->requirement, .at = {p->sample.day, p->sample.created}};
    struct why w;

    TRY(why_find(p->db, p->item, &ask, &w, err));
    note(p, &w);
    return pack_add(p, str_printf(p->item, "why/%lld-%lld.json", (long long)l->person, (long long)l->requirement), why_json(p->item, p->db, &w), err);
}

static void put_cells(struct buf *b, const str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_put(b, cells[i], i == 0);
    csv_end_row(b);
}

static str number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

static str day(struct arena *a, msec d)
{
    return d ? date_format(a, date_of(d)) : S("");
}

/* ---- waivers ---- */

static const char *const waiver_heads[] = {"person", "requirement", "what", "from", "until", "reason", "granted by", "granted", "taken back", "why"};

static code put_waivers_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct exception_lines all = {0};
    struct arena *a = p->item;

    TRY(requirement_exceptions(p->db, a, &(struct requirement_person){p->q->org, l->requirement, l->person, 0}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct exception_line *x = &all.items[i];
        const str cells[] = {number(a, l->person), l->code, cstr(exception_kind_name(x->kind)), day(a, x->first), day(a, x->last), x->reason, x->who,
                             time_format(a, x->recorded), x->ended ? time_format(a, x->ended) : S(""), x->ended_why};
        put_cells(b, cells, COUNT(cells));
    }
    return OK;
}

/* ---- evidence ---- */

static const char *const evidence_heads[] = {"person", "requirement", "title", "kind", "sha256", "bytes", "added"};
static const char sql_evidence[] = SQL(
    "SELECT e.title, e.kind, e.hash, e.bytes, e.created_at FROM evidence e JOIN evidence_folder f ON f.id = e.folder_id WHERE f.org_id = $1 AND e.removed_at IS NULL"
    " AND f.id IN (SELECT r.folder_id FROM requirement_record r WHERE r.requirement_id = $2 AND r.person_id = $3 AND r.folder_id IS NOT NULL"
    " UNION ALL SELECT z.folder_id FROM evidence_award z JOIN award w ON w.id = z.award_id JOIN requirement_part q ON q.kind = 'badge' AND q.ref_id = w.achievement_id"
    " JOIN requirement_version v ON v.id = q.version_id WHERE v.requirement_id = $2 AND w.person_id = $3 AND w.org_id = $1) ORDER BY e.id");

static code put_evidence_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct arena *a = p->item;
    struct rows *r = db_query(p->db, sql_evidence, ARGS(v_int(p->q->org), v_int(l->requirement), v_int(l->person)));

    while (rows_next(r)) {
        const str cells[] = {number(a, l->person), l->code, row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a), number(a, row_int(r, 3)), time_format(a, row_int(r, 4))};
        put_cells(b, cells, COUNT(cells));
    }
    return rows_end(r, err);
}

typedef code of_line(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err);

static code put_table(struct pack *p, const char *name, const char *const *heads, size_t n, of_line *each, struct error *err)
{
    struct buf b = buf_new(p->item);

    for (size_t i = 0; i < n; i++)
        csv_put(&b, cstr(heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < p->lines.n; i++)
        if (p->lines.items[i].person && p->lines.items[i].requirement)
            TRY(each(p, &p->lines.items[i], &b, err));
    TRY(pack_add(p, cstr(name), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

code pack_put_standings(struct pack *p, struct error *err)
{
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct sample_line *l = &p->lines.items[i];
        if (l->person && l->requirement)
            TRY(put_why(p, l, err));
        arena_reset(p->item);
        TRY(p->q->tell(p->q->ctx, (int64_t)i + 1, (int64_t)p->lines.n, err));
    }
    TRY(put_table(p, "waivers.csv", waiver_heads, COUNT(waiver_heads), put_waivers_of, err));
    return put_table(p, "evidence.csv", evidence_heads, COUNT(evidence_heads), put_evidence_of, err);
}

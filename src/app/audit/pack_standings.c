/* audit/pack_standings.c — of each line of the sample: why it stands so, and what was waived. */
#include "app/audit/pack_private.h"

static void note(struct pack *p, const struct why *w)
{
    const struct requirement_standing *s = &w->x.standing;

    pack_once(p->a, &p->requirements, w->ask.requirement);
    for (size_t i = 0; i < w->x.records.n; i++)
        if (w->x.records.items[i].from == FROM_AWARD)
            pack_once(p->a, &p->awards, w->x.records.items[i].id);
        else if (w->x.records.items[i].kind == PROOF_EXTERNAL)
            pack_once(p->a, &p->records, w->x.records.items[i].id);
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

/* ---- waivers ---- */

static const char *const waiver_heads[] = {"person", "requirement", "what", "from", "until", "reason", "granted by", "granted", "taken back", "why"};

static code put_waivers_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct exception_lines all = {0};
    struct arena *a = p->item;

    TRY(requirement_exceptions(p->db, a, &(struct requirement_person){p->q->org, l->requirement, l->person, 0}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct exception_line *x = &all.items[i];
        const str cells[] = {pack_number(a, l->person), l->code, cstr(exception_kind_name(x->kind)), pack_day(a, x->first), pack_day(a, x->last), x->reason, x->who,
                             time_format(a, x->recorded), pack_time(a, x->ended), x->ended_why};
        pack_row(b, cells, COUNT(cells));
    }
    return OK;
}

static const struct pack_table waivers = {"waivers.csv", waiver_heads, COUNT(waiver_heads), put_waivers_of};

code pack_put_standings(struct pack *p, struct error *err)
{
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct sample_line *l = &p->lines.items[i];
        if (l->person && l->requirement)
            TRY(put_why(p, l, err));
        arena_reset(p->item);
        TRY(p->q->tell(p->q->ctx, (int64_t)i + 1, (int64_t)p->lines.n, err));
    }
    return pack_put_table(p, &waivers, err);
}

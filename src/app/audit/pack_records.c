/* audit/pack_records.c — what each line of the sample was recorded, corrected and judged by:
 * who did it, when, and for applications and external training each of the four questions. */
#include "app/audit/pack_private.h"

#include "app/apply/apply.h"
#include "app/intake/intake.h"

/* ---- records, with what took their place ---- */

static const char *const record_heads[] = {"person", "requirement", "record", "proves", "source", "which", "completed", "ends", "back-dated", "note", "corrects", "voids", "recorded by", "recorded"};

static code put_records_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct arena *a = p->item;
    struct record_lines all = {0};

    TRY(requirement_records(p->db, a, &(struct requirement_person){p->q->org, l->requirement, l->person, 0}, &all, err));
    for (size_t i = all.n; i > 0; i--) {         /* the first one first */
        const struct record_line *r = &all.items[i - 1];
        str other = r->corrects ? pack_number(a, r->corrects) : S("");
        const str cells[] = {pack_number(a, l->person), l->code, pack_number(a, r->id), r->kind, r->source, r->what, pack_day(a, r->completed), pack_day(a, r->ends),
                             pack_yes(r->back_dated), r->note, r->voids ? S("") : other, r->voids ? other : S(""), r->who, time_format(a, r->recorded)};
        pack_row(b, cells, COUNT(cells));
    }
    return OK;
}

/* ---- judgements ---- */

static const char *const judgement_heads[] = {"person", "requirement", "of", "number", "round", "judge", "who", "judged", "verdict", "criterion", "valid", "authentic", "current", "sufficient",
                                              "words", "method", "looked at", "reason"};

/* One row: of a criterion, or of all. `ticks` as applications have them. */
struct judged { const char *of, *judge; int64_t number, round, ticks; str who, verdict, item, words, method, seen, reason; msec at; };

static void put_judged(struct pack *p, const struct sample_line *l, const struct judged *j, struct buf *b)
{
    struct arena *a = p->item;
    const str cells[] = {pack_number(a, l->person), l->code, cstr(j->of), pack_number(a, j->number), pack_number(a, j->round), cstr(j->judge), j->who, pack_time(a, j->at), j->verdict, j->item,
                         pack_yes(j->ticks & TICK_VALID), pack_yes(j->ticks & TICK_AUTHENTIC), pack_yes(j->ticks & TICK_CURRENT), pack_yes(j->ticks & TICK_SUFFICIENT),
                         j->words, j->method, j->seen, j->reason};

    pack_row(b, cells, COUNT(cells));
}

static code read_ids(struct rows *r, struct arena *a, struct id_list *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

/* ---- of applications ---- */

/* Handed in once at least, by any address that leads to them, for a badge that some version asks for. */
static const char sql_applications[] = SQL(
    "SELECT x.id FROM application x WHERE x.org_id = $1 AND x.round > 0 AND x.folded IN (" ACCESS_NAMES("$3") ")"
    " AND x.achievement_id IN (SELECT q.ref_id FROM requirement_part q JOIN requirement_version v ON v.id = q.version_id WHERE v.requirement_id = $2 AND q.kind = 'badge') ORDER BY x.id");

static const char *judge_of(int64_t stage)
{
    return stage == 1 ? "first" : stage == 2 ? "second" : "settles it";
}

static void put_judgement(struct pack *p, const struct sample_line *l, int64_t application, const struct judgement *j, struct buf *b)
{
    struct judged row = {.of = "application", .number = application, .round = j->round, .judge = judge_of(j->stage), .who = j->who, .at = j->at, .verdict = j->verdict,
                         .item = S(""), .words = S(""), .method = S(""), .seen = S(""), .reason = j->reason};

    for (size_t i = 0; i < j->items.n; i++) {
        row.item = j->items.items[i].item;
        row.ticks = j->items.items[i].ticks;
        row.words = j->items.items[i].words;
        put_judged(p, l, &row, b);
    }
    if (j->items.n == 0)
        put_judged(p, l, &row, b);
}

static code put_applications_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct id_list ids = {0};

    TRY(read_ids(db_query(p->db, sql_applications, ARGS(v_int(p->q->org), v_int(l->requirement), v_int(l->person))), p->item, &ids, err));
    for (size_t i = 0; i < ids.n; i++) {
        struct judgements all = {0};
        TRY(application_judgements(p->db, p->item, ids.items[i], &all, err));
        for (size_t k = 0; k < all.n; k++)
            put_judgement(p, l, ids.items[i], &all.items[k], b);
    }
    return OK;
}

/* ---- of external training, and of evidence ---- */

static const char sql_intakes[] = SQL("SELECT i.id FROM intake i WHERE i.org_id = $1 AND i.requirement_id = $2 AND i.person_id = $3 AND i.decided_at IS NOT NULL ORDER BY i.id");

/* "valid authentic current sufficient": those that hold. */
static int64_t ticks_of(str judged)
{
    static const struct { const char *word; int64_t tick; } names[] = {
        {"valid", TICK_VALID}, {"authentic", TICK_AUTHENTIC}, {"current", TICK_CURRENT}, {"sufficient", TICK_SUFFICIENT}};
    int64_t ticks = 0;
    str word;

    while (str_cut(&judged, ' ', &word))
        for (size_t i = 0; i < COUNT(names); i++)
            if (str_eq(word, cstr(names[i].word)))
                ticks |= names[i].tick;
    return ticks;
}

static const char *name_of(const struct intake *i)
{
    return intake_is_pack(i) ? "evidence" : "external training";
}

/* Of evidence that was drawn for a second judge the first is anybody who may. */
static code put_firsts_of(struct pack *p, const struct sample_line *l, const struct intake *i, bool *has_first, struct buf *b, struct error *err)
{
    struct intake_firsts all = {0};

    TRY(intake_firsts_of(p->db, p->item, i->id, &all, err));
    for (size_t k = all.n; k > 0; k--) {
        const struct intake_first *f = &all.items[k - 1];
        *has_first |= f->ended == 0;
        put_judged(p, l, &(struct judged){.of = name_of(i), .number = i->id, .judge = intake_is_pack(i) ? "first" : "first, who leads them", .who = f->who, .at = f->at, .verdict = f->verdict, .item = S(""),
                                          .words = f->ended ? S("judged anew since") : S(""), .method = f->method, .seen = f->seen, .reason = f->reason}, b);
    }
    return OK;
}

static code put_intakes_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct id_list ids = {0};

    TRY(read_ids(db_query(p->db, sql_intakes, ARGS(v_int(p->q->org), v_int(l->requirement), v_int(l->person))), p->item, &ids, err));
    for (size_t k = 0; k < ids.n; k++) {
        struct intake i;
        bool has_first = false;
        TRY(intake_get(p->db, p->item, p->q->org, ids.items[k], &i, err));
        TRY(put_firsts_of(p, l, &i, &has_first, b, err));
        put_judged(p, l, &(struct judged){.of = name_of(&i), .number = i.id, .judge = i.rule ? "a rule" : has_first ? "second" : "first", .who = i.decided_name, .at = i.decided,
                                          .verdict = i.state, .ticks = ticks_of(i.judged), .item = S(""), .words = S(""), .method = i.method, .seen = i.seen, .reason = i.reason}, b);
    }
    return OK;
}

static code put_judgements_of(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    TRY(put_applications_of(p, l, b, err));
    return put_intakes_of(p, l, b, err);
}

static const struct pack_table records = {"records.csv", record_heads, COUNT(record_heads), put_records_of};
static const struct pack_table judgements = {"judgements.csv", judgement_heads, COUNT(judgement_heads), put_judgements_of};

code pack_put_records(struct pack *p, struct error *err)
{
    TRY(pack_put_table(p, &records, err));
    return pack_put_table(p, &judgements, err);
}

/* demo/demo_ahead.c — what is on its way in the sample: a list that goes in some
 * days, awards that were renewed, evidence behind some of them. */
#include "app/demo/demo_private.h"

#include "app/award/award_bulk.h"
#include "app/evidence/evidence.h"

/* ---- a list for a day to come ---- */

#define COURSE_BADGE 3                           /* first aider */
#define COURSE_PEOPLE 8

/* Everybody who is there to the end; who holds the badge gets it anew. */
static str course_list(struct arena *a)
{
    struct buf b = buf_new(a);
    int n = 0;

    for (size_t i = 11; i < demo_person_count && n < COURSE_PEOPLE; i += 3)
        if (demo_people[i].left == 0) {
            buf_printf(&b, "%s <%s>\n", demo_people[i].name, demo_people[i].email);
            n++;
        }
    return buf_done(&b);
}

static code plan_course(const struct demo_ahead *in, struct error *err)
{
    const struct bulk_source s = {.org = in->org, .achievement = in->badges[COURSE_BADGE], .account = in->account, .text = course_list(in->a),
                                  .narrative = S("Refresher day with the ambulance service: resuscitation, bleeding, burns."), .evidence_url = S(""),
                                  .results = S(""), .awarded_on = clock_now() / DAY * DAY, .renews = true};
    struct bulk_act act = {.org = in->org, .by = in->account};

    TRY(bulk_create(in->db, in->a, &s, &act.list, err));
    return bulk_start_at(in->app, in->db, in->a, &act, &(struct bulk_time){(clock_now() / DAY + 4) * DAY + 8 * HOUR, true}, err);
}

/* ---- renewed ---- */

/* Those that end soonest. */
static const char sql_ending[] = SQL(
    "SELECT w.id FROM award w WHERE w.org_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL AND w.valid_until > $3"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) AND NOT EXISTS (SELECT 1 FROM award_successor x WHERE x.award_id = w.id)"
    " ORDER BY w.valid_until, w.id LIMIT 3");

static code ending(const struct demo_ahead *in, int64_t badge, int64_t *ids, size_t *n, struct error *err)
{
    struct rows *r = db_query(in->db, sql_ending, ARGS(v_int(in->org), v_int(badge), v_int(clock_now())));

    for (*n = 0; *n < 3 && rows_next(r); ++*n)
        ids[*n] = row_int(r, 0);
    return rows_end(r, err);
}

static code renew(const struct demo_ahead *in, struct error *err)
{
    static const size_t badges[] = {1, 4};       /* information security, fire warden: each year anew */
    int64_t ids[3], next;
    size_t n;

    for (size_t b = 0; b < COUNT(badges); b++) {
        TRY(ending(in, in->badges[badges[b]], ids, &n, err));
        for (size_t i = 0; i < n; i++)
            TRY(award_renew_now(in->app, in->db, in->a, &(struct award_renewal){in->org, ids[i], in->account}, &next, err));
    }
    return OK;
}

/* ---- evidence ---- */

static const struct { size_t badge; const char *title, *words, *url; enum audience audience; } pieces[] = {
    {2, "Practical test", "Drove the course with a load of 900 kg in 6 minutes 40, no touch, looked back before each reverse.", NULL, TO_ORG},
    {2, "Assessor’s note", "Asked twice about the slope at gate 3 and answered right both times.", NULL, TO_NAMED},
    {11, "The idea", "A mirror and a painted line at dock 4: since then nobody walks behind a reversing truck.", NULL, TO_EVERYBODY},
    {11, "What it changed", NULL, "https://intranet.example/ideas/dock-4", TO_ORG},
};
static const char sql_newest[] = SQL(
    "SELECT w.id, w.public_id, p.email FROM award w JOIN person p ON p.id = w.person_id WHERE w.org_id = $1 AND w.achievement_id = $2"
    " AND w.revoked_at IS NULL ORDER BY w.id DESC LIMIT 1");

static code open_folder(const struct demo_ahead *in, size_t badge, int64_t *folder, struct error *err)
{
    struct rows *r = db_query(in->db, sql_newest, ARGS(v_int(in->org), v_int(in->badges[badge])));
    bool found = rows_next(r);
    int64_t award = found ? row_int(r, 0) : 0;
    str email = found ? row_str(r, 2, in->a) : S("");

    *folder = 0;
    TRY(rows_end(r, err));
    if (award == 0)
        return OK;
    TRY(evidence_open(in->db, in->a, &(struct evidence_owner){in->org, email, cstr(demo_badges[badge].name)}, folder, err));
    return evidence_give_award(in->db, *folder, award, err);
}

static code add_piece(const struct demo_ahead *in, int64_t folder, size_t i, struct error *err)
{
    const struct evidence_new piece = {
        .folder = folder, .account = in->account, .item = S(""), .title = cstr(pieces[i].title), .words = cstr(pieces[i].words ? pieces[i].words : ""),
        .url = cstr(pieces[i].url ? pieces[i].url : ""), .audience = pieces[i].audience};

    return evidence_add(in->db, in->a, &piece, err);
}

static code add_evidence(const struct demo_ahead *in, struct error *err)
{
    int64_t folder = 0;

    for (size_t i = 0; i < COUNT(pieces); i++) {
        if (i == 0 || pieces[i].badge != pieces[i - 1].badge)
            TRY(open_folder(in, pieces[i].badge, &folder, err));
        if (folder)
            TRY(add_piece(in, folder, i, err));
    }
    return OK;
}

static code in_one(const struct demo_ahead *in, struct error *err)
{
    TRY(renew(in, err));
    return add_evidence(in, err);
}

code demo_ahead_make(const struct demo_ahead *in, struct error *err)
{
    TRY(db_begin(in->db, err));
    TRY(db_end(in->db, in_one(in, err), err));
    return plan_course(in, err);
}

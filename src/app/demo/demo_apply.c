/* demo/demo_apply.c — a badge that people apply for, and one application in each
 * state, with evidence of each kind. */
#include "app/demo/demo_private.h"

#include "app/apply/apply.h"
#include "store/blob.h"


static const struct criterion criteria[] = {
    {S("m1"), S("Has led three new colleagues through their first month"), S("Their names and the days, or a word from their team leader"), S("Ask the team leader where it is vague."), true},
    {S("m2"), S("Explains a risk so that others act on it"), S("A picture, a short film or a description"), S("Look for what the others did afterwards."), true},
    {S("m3"), S("Has written something down that others use"), S("The file, or a link to it"), S(""), false},
};

/* verdicts: by the first and the second judge; NULL: not yet. */
static const struct {
    const char *name, *email, *answers[2], *first, *second, *reason;
    bool is_draft, is_late, is_taken, is_withdrawn, is_told;
} stories[] = {
    {"Ingrid Solberg", "ingrid.solberg@visitors.example", {"Three in spring: Jo, Max and Amal.", "The blind corner at dock 4: we moved the mirror."}, .is_late = true},
    {"Mateus Prado", "mateus.prado@visitors.example", {"Since March, with the night shift.", "How to stack when it is wet."}, .is_taken = true},
    {"Hana Kobayashi", "hana.kobayashi@visitors.example", {"Four colleagues, two of them drivers.", "The new lock-out tags."}, .first = "pass"},
    {"Tom Adeyemi", "tom.adeyemi@visitors.example", {"Two so far.", "I talk to them."}, .first = "more", .reason = "Who are the two, and what changed on the floor after your talk?", .is_told = true},
    {"Leila Haddad", "leila.haddad@visitors.example", {"Five in two years.", "Pallets that lean: we now send them back."}, .first = "pass", .second = "pass", .reason = "Led five colleagues through their first month and changed how pallets are checked."},
    {"Ruben Vos", "ruben.vos@visitors.example", {"None yet.", "I watched a film about it."}, .first = "decline", .second = "decline", .reason = "It takes three colleagues that you led yourself. Come back when you have.", .is_told = true},
    {"Nadia Petrova", "nadia.petrova@visitors.example", {"Two, a third is coming.", ""}, .is_draft = true},
    {"Samuel Adeyemi", "samuel.adeyemi@example.com", {"Yusuf, Elif and Tomás.", "Who drives looks up at each corner of the racks."}},
    {"Sean Doyle", "sean.doyle@visitors.example", {"Three.", "Changed my mind about it."}, .is_withdrawn = true},
};

static code make_badge(const struct demo_apply *in, int64_t *badge, struct error *err)
{
    struct badge_row like;
    struct badge_version_row v = {.name = S("Mentor on the floor"), .description = S("Leads new colleagues through their first weeks, so that they work safely and stay."),
                                  .criteria = S(""), .type = S("Badge"), .tags = S("mentoring"), .validity_months = 36};

    TRY(catalog_get(in->db, in->a, in->org, in->picture_of, &like, err));
    v.png_hash = like.v.png_hash;
    v.svg_hash = like.v.svg_hash;
    for (size_t i = 0; i < COUNT(criteria); i++)
        *list_add(in->a, &v.items) = criteria[i];
    TRY(catalog_create(in->db, in->a, in->org, &v, badge, err));
    return catalog_publish(in->db, in->a, in->org, *badge, err);
}

static code add_evidence(const struct demo_apply *in, const struct application *p, struct error *err)
{
    struct badge_row like;
    struct blob picture;

    TRY(catalog_get(in->db, in->a, in->org, in->picture_of, &like, err));
    TRY(blob_get(in->db, in->a, like.v.png_hash, &picture, err));
    const struct evidence_new pieces[] = {
        {.item = S("m1"), .title = S(""), .words = S(""), .url = S(""), .file = S("Week 1: walk round, exits, first lift.\nWeek 2: docks.\nWeek 3: on their own, I stand by.\n"), .file_name = S("first-month.txt"), .audience = TO_NAMED},
        {.item = S("m2"), .title = S("The mirror at dock 4"), .words = S("Before, nobody saw the walkway."), .url = S(""), .file = picture.bytes, .file_name = S("dock4.png"), .audience = TO_EVERYBODY},
        {.item = S("m3"), .title = S("Our checklist"), .words = S(""), .url = S("https://intranet.example/checklists/first-month"), .audience = TO_ORG},
    };
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct evidence_new n = pieces[i];
        n.folder = p->folder;
        TRY(evidence_add(in->db, in->a, &n, err));
    }
    return OK;
}

static const char sql_application[] = SQL(
    "INSERT INTO application (org_id, achievement_id, version_id, folder_id, public_id, name, email, folded, state, statement, round,"
    " is_sampled, reason, created_at, changed_at, submitted_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, '', $9, $10, '', $11, $11, $12, $13)"
    " RETURNING id");
static const char sql_answer[] = SQL("INSERT INTO application_answer (application_id, item, words) VALUES ($1, $2, $3)");
static const char sql_taken[] = SQL("UPDATE apply_form SET taken = taken + 1 WHERE achievement_id = $1");
static const char sql_told[] = SQL("UPDATE application SET told_at = $2 WHERE id = $1");

/* Written as if it had been handed in some days ago. */
static code hand_in(const struct demo_apply *in, const struct apply_form *f, size_t n, struct application *p, struct error *err)
{
    msec then = clock_now() - (msec)(n + 1) * DAY - (stories[n].is_late ? 20 * DAY : 0);
    bool draft = stories[n].is_draft, two = stories[n].second || (stories[n].first && !stories[n].reason);
    str email = cstr(stories[n].email), public_id = str_printf(in->a, "demo-application-%zu", n + 1);
    int64_t folder, id;

    TRY(evidence_open(in->db, in->a, &(struct evidence_owner){in->org, email, f->badge_name}, &folder, err));
    TRY(db_int(in->db, sql_application,
               ARGS(v_int(in->org), v_int(f->achievement), v_int(f->version), v_int(folder), v_str(public_id), v_str(cstr(stories[n].name)), v_str(email),
                    v_str(draft ? S("draft") : stories[n].is_withdrawn ? S("withdrawn") : S("waiting")), v_int(draft ? 0 : 1), v_int(two), v_int(then),
                    v_int_if(!draft, then), v_int_if(!draft, then + f->days * DAY)),
               &id, err));
    for (size_t i = 0; i < 2; i++)
        TRY(db_run(in->db, sql_answer, ARGS(v_int(id), v_str(criteria[i].id), v_str(cstr(stories[n].answers[i]))), NULL, err));
    if (!draft && !stories[n].is_withdrawn)
        TRY(db_run(in->db, sql_taken, ARGS(v_int(f->achievement)), NULL, err));
    TRY(application_get(in->db, in->a, in->org, id, p, err));
    return add_evidence(in, p, err);
}

static code judge(const struct demo_apply *in, int64_t id, int64_t judge, const char *verdict, const char *reason, struct error *err)
{
    struct application p;
    struct judged_items items = {0};
    bool pass = strcmp(verdict, "pass") == 0;

    for (size_t i = 0; i < COUNT(criteria); i++)
        *list_add(in->a, &items) = (struct judged_item){criteria[i].id, S(""), pass ? TICKS_ALL : TICK_VALID | TICK_AUTHENTIC};
    TRY(application_get(in->db, in->a, in->org, id, &p, err));
    return application_judge(in->db, in->a, &p,
                             &(struct judge_act){judge, cstr(verdict), cstr(reason ? reason : ""), pass ? S("Convincing.") : S("Not there yet."), &items}, err);
}

static code tell(const struct demo_apply *in, const struct apply_form *f, size_t n, struct error *err)
{
    struct application p;

    TRY(hand_in(in, f, n, &p, err));
    if (stories[n].is_taken)
        return application_assign(in->db, in->a, &(struct apply_assign){in->org, p.id, in->judges[0], in->judges[0]}, err);
    if (stories[n].first)
        TRY(judge(in, p.id, in->judges[0], stories[n].first, stories[n].reason, err));
    if (stories[n].second)
        TRY(judge(in, p.id, in->judges[1], stories[n].second, stories[n].reason, err));
    return stories[n].is_told ? db_run(in->db, sql_told, ARGS(v_int(p.id), v_int(clock_now())), NULL, err) : OK;
}

static code tell_all(const struct demo_apply *in, const struct apply_form *f, struct error *err)
{
    for (size_t n = 0; n < COUNT(stories); n++)
        TRY(tell(in, f, n, err));
    return OK;
}

static const char sql_judge[] = SQL(
    "SELECT g.account_id FROM member_role g WHERE g.org_id = $1 AND g.role = 'checker'"
    " ORDER BY (SELECT count(*) FROM member_role x WHERE x.org_id = $1 AND x.account_id = g.account_id AND x.role = 'admin'), g.account_id LIMIT 2");

code demo_apply_make(struct demo_apply *in, struct error *err)
{
    struct apply_form f = {.org = in->org, .account = in->account, .days = 14, .sample = 20, .audience = TO_NAMED,
                           .words = S("You need not be a supervisor. Tell us whom you helped to start, and what they do differently because of you.")};
    struct rows *r = db_query(in->db, sql_judge, ARGS(v_int(in->org)));

    for (size_t i = 0; i < 2 && rows_next(r); i++)
        in->judges[i] = row_int(r, 0);
    TRY(rows_end(r, err));
    TRY(make_badge(in, &f.achievement, err));
    TRY(apply_form_save(in->db, in->a, &f, err));
    TRY(apply_form_get(in->db, in->a, in->org, f.achievement, &f, err));
    TRY(db_begin(in->db, err));
    return db_end(in->db, tell_all(in, &f, err), err);
}

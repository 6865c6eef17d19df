/* demo/demo.c — the two years played through: each award by the same code that
 * awards real ones, its dates then set back to the day of the story. */
#include "app/catalog/results.h"
#include "app/catalog/translation.h"
#include "app/demo/demo_private.h"

#include "app/award/award.h"
#include "app/catalog/studio.h"
#include "app/draw.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/privacy/privacy.h"
#include "app/reports/compliance.h"
#include "format/email.h"
#include "store/blob.h"

#define PICTURE_SIZE 600
#define SCRATCH ((size_t)64 << 20)
#define KEY_DAY 403                              /* the signing key is changed */
#define EDIT_DAY 380                             /* a badge gets its second version */
#define STANDARDS_DAY 330                        /* what is asked of people is written down here */
#define RECENT_DAYS 12                           /* mails younger than this wait in the outbox */
#define REVOKE_ONE_IN 85

struct revocation { int64_t award; int day; };
LIST_OF(revocation_list, struct revocation);

struct filling {
    struct app *app;
    struct db *db;
    struct arena *a;                             /* to the end */
    struct arena *scratch;                       /* of one step */
    int64_t org, account, academy;               /* academy: a profile */
    msec start;                                  /* 00:00 UTC of day 0 */
    int64_t badges[24];                          /* ids, in the order of demo_badges */
    struct revocation_list revocations;
    size_t revoked;                              /* so many are done */
    struct demo_dice dice;
    bool key_changed, badge_edited;
};

static msec at_day(const struct filling *f, int day, msec time)
{
    return f->start + day * DAY + time;
}

/* ---- setting dates back ---- */

struct marks { int64_t mail, log; };

/* The newest rows before a step: what is behind them belongs to it. */
static const char sql_last_mail[] = SQL("SELECT coalesce(max(id), 0) FROM mail WHERE org_id = $1");
static const char sql_last_log[] = SQL("SELECT coalesce(max(id), 0) FROM org_log WHERE org_id = $1");

static code mark(struct filling *f, struct marks *m, struct error *err)
{
    TRY(db_int(f->db, sql_last_mail, ARGS(v_int(f->org)), &m->mail, err));
    return db_int(f->db, sql_last_log, ARGS(v_int(f->org)), &m->log, err);
}

static const char sql_date_log[] = SQL("UPDATE org_log SET at = $3 WHERE org_id = $1 AND id > $2");
/* In the transaction that queued them, so that not one reaches a mail server. */
static const char sql_date_mails[] = SQL(
    "UPDATE mail SET created_at = $3, due_at = $3, attempts = 1, state = 'sent', sent_at = CAST($3 AS BIGINT) + 4000"
    " WHERE org_id = $1 AND id > $2");
static const char sql_keep_mails[] = SQL(
    "UPDATE mail SET created_at = $3, due_at = $3, state = 'outbox' WHERE org_id = $1 AND id > $2");

static code set_back(struct filling *f, const struct marks *m, msec at, struct error *err)
{
    bool is_recent = at > at_day(f, DEMO_DAYS - RECENT_DAYS, 0);

    TRY(db_run(f->db, is_recent ? sql_keep_mails : sql_date_mails, ARGS(v_int(f->org), v_int(m->mail), v_int(at)), NULL, err));
    return db_run(f->db, sql_date_log, ARGS(v_int(f->org), v_int(m->log), v_int(at)), NULL, err);
}

/* ---- people and badges ---- */

static const char sql_person[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org_id, folded) DO NOTHING");

static code add_people(struct filling *f, struct error *err)
{
    for (size_t i = 0; i < demo_person_count; i++) {
        const struct demo_person *p = &demo_people[i];
        str email = cstr(p->email);
        TRY(db_run(f->db, sql_person,
                   ARGS(v_int(f->org), v_str(cstr(p->name)), v_str(email), v_str(email_fold(f->scratch, email)),
                        v_int(at_day(f, p->joined, 8 * HOUR))),
                   NULL, err));
    }
    return OK;
}

static code add_directory(struct filling *f, struct error *err)
{
    struct marks m;

    TRY(mark(f, &m, err));
    TRY(demo_directory_make(&(struct demo_directory){f->db, f->scratch, f->org, f->account, f->start}, err));
    return set_back(f, &m, f->start, err);
}

static code draw_badge(struct filling *f, const char *preset, struct badge_version_row *v, struct error *err)
{
    const struct studio *s = studio_preset(cstr(preset));
    str png, svg;

    if (!s)
        return fail(err, FAULT, preset, "the studio has no such preset");
    svg = studio_svg(f->scratch, s);
    TRY(draw_png_from_svg(f->scratch, svg, PICTURE_SIZE, &png, err));
    TRY(blob_put(f->db, f->scratch, png, S("image/png"), f->start, &v->png_hash, err));
    TRY(blob_put(f->db, f->scratch, svg, S("image/svg+xml"), f->start, &v->svg_hash, err));
    v->studio = studio_write(f->scratch, s);
    return OK;
}

static struct badge_version_row version_of(struct arena *a, const struct demo_badge *b)
{
    struct badge_version_row v = {
        .name = cstr(b->name), .description = cstr(b->description), .criteria = cstr(b->criteria), .type = cstr(b->type),
        .tags = cstr(b->tags), .validity_months = b->validity_months, .language = S("en"),
    };

    for (size_t i = 0; i < COUNT(b->skills) && !str_is_empty(b->skills[i].target_name); i++)
        *list_add(a, &v.alignments) = b->skills[i];
    return v;
}

static code badge_log(struct filling *f, int64_t id, const char *what, const char *name, struct error *err)
{
    return org_log(f->db, f->org, f->account, what, str_printf(f->scratch, "badge %lld", (long long)id), cstr(name), err);
}

/* How well: the quiz in percent, the practical test by levels. */
static const struct { const char *preset, *from, *key, *name, *needed; } measured[] = {
    {"security", "percent", "quiz", "Quiz", "80"}, {"forklift", "rubric", "test", "Practical test", NULL},
};

static code add_measured(struct arena *a, const char *preset, struct badge_version_row *v, struct error *err)
{
    for (size_t i = 0; i < COUNT(measured); i++) {
        struct result_description d;
        if (!str_eq(cstr(preset), cstr(measured[i].preset)))
            continue;
        TRY(result_from_template(a, cstr(measured[i].from), &d, err));
        d.id = cstr(measured[i].key);
        d.name = cstr(measured[i].name);
        for (size_t k = 0; k < d.levels.n; k++)
            d.levels.items[k].id = str_printf(a, "level-%zu", k + 1);
        d.required_value = measured[i].needed ? cstr(measured[i].needed) : S("");
        d.required_level = measured[i].needed ? S("") : S("level-2");
        *list_add(a, &v->results) = d;
    }
    return OK;
}

/* Always the same, without a throw of the dice: the sample is one. */
static str result_for(struct arena *a, const char *preset, size_t person, int day)
{
    if (str_eq(cstr(preset), S("security")))
        return str_printf(a, "[[\"quiz\",\"v\",\"%zu\"]]", 80 + (person * 7 + (size_t)day * 3) % 21);
    if (str_eq(cstr(preset), S("forklift")))
        return str_printf(a, "[[\"test\",\"l\",\"level-%zu\"]]", 2 + (person + (size_t)day) % 5 / 4);
    return (str){0};
}

/* One whole in German, and begun in Spanish. */
static code add_words(struct filling *f, const char *preset, int64_t id, const struct badge_version_row *v, struct error *err)
{
    static const str german[] = {
        S("Staplerfahrer"), S("Fährt Gegengewichts- und Schubmaststapler sicher, mit und ohne Last, auch wo Menschen gehen."),
        S("Zwei Tage Schulung und eine praktische Prüfung bei einem anerkannten Ausbilder:\n\n"
          "- tägliche Kontrolle, Batteriewechsel, Abstellen\n- Stapeln bis 6 m, Lkw beladen über die Rampe\n"
          "- Vorfahrt, Tempo und unübersichtliche Ecken im **gemischten Verkehr**\n\nHöchstens 2 leichte Fehler in der Prüfung."),
        S("Praktische Prüfung"), S("Lernend"), S("Kann es, wenn jemand dabei ist."), S("Könnend"), S("Kann es allein und richtig."),
        S("Erfahren"), S("Kann es auch, wenn es schwierig ist, und zeigt es anderen."),
    };
    struct str_list de = {(str *)(uintptr_t)german, COUNT(german), COUNT(german)}, es = {0};

    if (!str_eq(cstr(preset), S("forklift")))
        return OK;
    *list_add(f->scratch, &es) = S("Operador de carretilla elevadora");
    TRY(translation_save(f->db, f->scratch, f->org, id, S("de"), v, &de, err));
    return translation_save(f->db, f->scratch, f->org, id, S("es"), v, &es, err);
}

static code add_badge(struct filling *f, size_t i, struct error *err)
{
    const struct demo_badge *b = &demo_badges[i];
    struct badge_version_row v = version_of(f->scratch, b);

    v.issuer = demo_is_taught(b->preset) ? f->academy : 0;
    TRY(draw_badge(f, b->preset, &v, err));
    TRY(add_measured(f->scratch, b->preset, &v, err));
    TRY(catalog_create(f->db, f->scratch, f->org, &v, &f->badges[i], err));
    TRY(catalog_publish(f->db, f->scratch, f->org, f->badges[i], err));
    TRY(add_words(f, b->preset, f->badges[i], &v, err));
    return badge_log(f, f->badges[i], "badge.publish", b->name, err);
}

static const char sql_date_badges[] = SQL("UPDATE achievement SET created_at = $2, changed_at = $2 WHERE org_id = $1");

static code add_badges(struct filling *f, struct error *err)
{
    struct marks m;

    TRY(mark(f, &m, err));
    for (size_t i = 0; i < demo_badge_count; i++)
        TRY(add_badge(f, i, err));
    TRY(set_back(f, &m, at_day(f, 0, 9 * HOUR), err));
    return db_run(f->db, sql_date_badges, ARGS(v_int(f->org), v_int(at_day(f, 0, 9 * HOUR))), NULL, err);
}

/* One more that nobody has yet: how a draft looks. */
static code add_draft(struct filling *f, struct error *err)
{
    struct badge_version_row v = {
        .name = S("Crane operator"), .type = S("License"), .tags = S("vehicles, warehouse"), .validity_months = 36,
        .description = S("Lifts loads with the overhead crane, with a banksman and alone."),
        .criteria = S(""), .alignments = {0},
    };
    int64_t id;

    TRY(add_measured(f->scratch, "forklift", &v, err));
    TRY(catalog_create(f->db, f->scratch, f->org, &v, &id, err));
    return badge_log(f, id, "badge.create", "Crane operator", err);
}

/* ---- a list of awards ---- */

static const char sql_batch[] = SQL(
    "INSERT INTO award_batch (org_id, achievement_id, account_id, state, awarded_on, narrative, evidence_url,"
    " rows_total, rows_done, n_award, created_at, started_at, ended_at)"
    " VALUES ($1, $2, $3, 'done', $4, $5, '', $6, $6, $6, $7, $7, CAST($7 AS BIGINT) + 2000) RETURNING id");

static code begin_list(struct filling *f, const struct demo_session *s, struct award_request *r, msec at, struct error *err)
{
    return db_int(f->db, sql_batch,
                  ARGS(v_int(f->org), v_int(r->achievement), v_int(f->account),
                       v_int(r->awarded / DAY * DAY), v_str(str_is_absent(r->narrative) ? S("") : r->narrative),
                       v_int((int64_t)s->people.n), v_int(at)),
                  &r->batch, err);
}

static code award_one(struct filling *f, struct award_context *c, struct award_request *r, size_t number, int day, struct error *err)
{
    int64_t id;

    r->line = (int64_t)number + 1;
    TRY(award_issue(c, f->db, f->scratch, r, &id, err));
    if (demo_roll(&f->dice, REVOKE_ONE_IN) == 0)
        *list_add(f->a, &f->revocations) = (struct revocation){id, day + 4 + (int)demo_roll(&f->dice, 30)};
    return OK;
}

static code award_session(struct filling *f, const struct demo_session *s, struct award_context *c, struct error *err)
{
    const struct demo_badge *b = &demo_badges[s->badge];
    msec at = at_day(f, s->day, 9 * HOUR + (msec)demo_roll(&f->dice, 7 * 60) * MINUTE);
    struct award_request r = {
        .org = f->org, .achievement = f->badges[s->badge], .account = f->account, .awarded = at - 30 * MINUTE,
        .created = at, .narrative = cstr(b->narrative),
    };
    struct marks m;

    TRY(mark(f, &m, err));
    TRY(begin_list(f, s, &r, at, err));
    for (size_t i = 0; i < s->people.n; i++) {
        const struct demo_person *p = &demo_people[s->people.items[i]];
        r.name = cstr(p->name);
        r.email = cstr(p->email);
        r.results = result_for(f->scratch, b->preset, i, s->day);
        TRY(award_one(f, c, &r, i, s->day, err));
    }
    TRY(org_log(f->db, f->org, f->account, "award.list", str_printf(f->scratch, "list %lld", (long long)r.batch),
                str_printf(f->scratch, "%s: %zu", b->name, s->people.n), err));
    return set_back(f, &m, at, err);
}

static code in_one_transaction(struct filling *f, const struct demo_session *s, struct error *err)
{
    struct award_context *c = NULL;

    TRY(db_begin(f->db, err));
    code result = award_context_open(f->app, f->db, f->scratch, f->org, f->badges[s->badge], &c, err);
    if (result == OK)
        result = award_session(f, s, c, err);
    award_context_close(c);
    return db_end(f->db, result, err);
}

/* ---- what else happens ---- */

static const char *const reasons[] = {
    "Awarded by mistake: the practical test was not taken",
    "Given to the wrong person of the same name",
    "The training provider has withdrawn the certificate of this course",
    "The medical certificate that this needs was not renewed",
    "Signed in for the course, but was not there",
};
static const char sql_date_revoked[] = SQL("UPDATE award SET revoked_at = $3 WHERE org_id = $1 AND id = $2");

static code revoke_due(struct filling *f, int day, struct error *err)
{
    for (size_t i = 0; i < f->revocations.n; i++) {
        struct revocation *r = &f->revocations.items[i];
        struct marks m;
        if (r->award == 0 || r->day > day)
            continue;
        msec at = at_day(f, r->day, 14 * HOUR);
        TRY(mark(f, &m, err));
        TRY(award_revoke(f->db, f->scratch, f->org, r->award, f->account, cstr(reasons[f->revoked++ % COUNT(reasons)]), err));
        TRY(db_run(f->db, sql_date_revoked, ARGS(v_int(f->org), v_int(r->award), v_int(at)), NULL, err));
        TRY(set_back(f, &m, at, err));
        r->award = 0;
    }
    return OK;
}

/* ---- held back ---- */

/* Three awards of some time ago, as they stand today. */
static const struct { size_t badge; int days_ago; const char *reason; } suspensions[] = {
    {2, 9, "The eyesight test that this needs is three months late"},
    {3, 2, "The course is being looked into: the register of its second day is missing"},
    {6, 1, "The permit for work on switchgear is being renewed"},
};
static const char sql_newest_good[] = SQL(
    "SELECT coalesce(max(w.id), 0) FROM award w WHERE w.org_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $3) AND w.awarded_at < $4");
static const char sql_date_suspension[] = SQL("UPDATE award_suspension SET since = $3 WHERE org_id = $1 AND award_id = $2");

static code suspend_some(struct filling *f, struct error *err)
{
    for (size_t i = 0; i < COUNT(suspensions); i++) {
        const struct award_act act = {f->account, cstr(suspensions[i].reason)};
        msec at = clock_now() - suspensions[i].days_ago * DAY;
        struct marks m;
        int64_t id = 0;
        TRY(db_int(f->db, sql_newest_good, ARGS(v_int(f->org), v_int(f->badges[suspensions[i].badge]), v_int(clock_now()), v_int(at - 30 * DAY)), &id, err));
        if (id == 0)
            continue;
        TRY(mark(f, &m, err));
        TRY(award_suspend(f->db, f->scratch, f->org, id, &act, err));
        TRY(db_run(f->db, sql_date_suspension, ARGS(v_int(f->org), v_int(id), v_int(at)), NULL, err));
        TRY(set_back(f, &m, at, err));
    }
    return OK;
}

static const char sql_date_key[] = SQL(
    "UPDATE org_key SET created_at = $2 WHERE org_id = $1 AND state = 'active'");
static const char sql_date_new_key[] = SQL(
    "UPDATE org_key SET created_at = $2 WHERE org_id = $1 AND state = 'active' AND issuer_id = 0");
static const char sql_date_old_key[] = SQL(
    "UPDATE org_key SET ended_at = $2 WHERE org_id = $1 AND state = 'retired'");

static code change_key(struct filling *f, struct error *err)
{
    struct marks m;
    struct org o;
    msec at = at_day(f, KEY_DAY, 11 * HOUR);

    f->key_changed = true;
    TRY(mark(f, &m, err));
    TRY(org_get(f->db, f->scratch, f->org, &o, err));
    TRY(org_rotate_key(f->app, f->db, f->scratch, &o, S("EdDSA"), f->account, err));
    TRY(db_run(f->db, sql_date_new_key, ARGS(v_int(f->org), v_int(at)), NULL, err));
    TRY(db_run(f->db, sql_date_old_key, ARGS(v_int(f->org), v_int(at)), NULL, err));
    return set_back(f, &m, at, err);
}

/* The first-aid course grew: those who hold the first version keep it. */
static code edit_badge(struct filling *f, struct error *err)
{
    size_t i = 3;
    struct badge_row b;

    f->badge_edited = true;
    TRY(catalog_get(f->db, f->scratch, f->org, f->badges[i], &b, err));
    b.v.criteria = str_join(f->scratch, b.v.criteria, S("- first aid for the mind: a colleague in a crisis\n"));
    return catalog_save(f->db, f->scratch, f->org, f->badges[i], &b.v, err);
}

static const char sql_person_id[] = SQL("SELECT id FROM person WHERE org_id = $1 AND folded = $2");
static const char sql_leave[] = SQL("UPDATE person SET leaves_at = $3, ended_at = $3 WHERE org_id = $1 AND id = $2");

static code say_goodbye(struct filling *f, const struct demo_person *p, struct error *err)
{
    int64_t id = 0;
    msec at = at_day(f, p->left, 16 * HOUR);
    struct marks m;

    TRY(mark(f, &m, err));
    TRY(db_int(f->db, sql_person_id, ARGS(v_int(f->org), v_str(email_fold(f->scratch, cstr(p->email)))), &id, err));
    TRY(db_run(f->db, sql_leave, ARGS(v_int(f->org), v_int(id), v_int(at / DAY * DAY)), NULL, err));
    TRY(org_log(f->db, f->org, f->account, "person.leave", str_printf(f->scratch, "person %lld", (long long)id), cstr(p->email), err));
    return set_back(f, &m, at, err);
}

static code goodbyes_due(struct filling *f, int after, int day, struct error *err)
{
    for (size_t i = 0; i < demo_person_count; i++)
        if (demo_people[i].left > 0 && demo_people[i].left > after && demo_people[i].left <= day)
            TRY(say_goodbye(f, &demo_people[i], err));
    return OK;
}

/* What came due since the session of day `after`. */
static code between(struct filling *f, int after, int day, struct error *err)
{
    if (day >= EDIT_DAY && !f->badge_edited)
        TRY(edit_badge(f, err));
    if (day >= KEY_DAY && !f->key_changed)
        TRY(change_key(f, err));
    TRY(goodbyes_due(f, after, day, err));
    return revoke_due(f, day, err);
}

/* ---- the story ---- */

static code play(struct filling *f, struct error *err)
{
    struct demo_plan plan = {0};
    int day = -1;

    demo_plan_make(f->a, &plan);
    for (size_t i = 0; i < plan.n; i++) {
        arena_reset(f->scratch);
        TRY(between(f, day, plan.items[i].day, err));
        TRY(in_one_transaction(f, &plan.items[i], err));
        day = plan.items[i].day;
    }
    TRY(between(f, day, DEMO_DAYS - 1, err));
    return suspend_some(f, err);
}

/* Three in four take their badge within a week. */
static const char sql_claimed[] = SQL(
    "INSERT INTO award_claim (award_id, at) SELECT w.id, w.created_at + 86400000 * (w.id % 7) FROM award w"
    " WHERE w.org_id = $1 AND w.id % 4 > 0 ON CONFLICT (award_id) DO NOTHING");

/* Somebody who is off the list already asked to be erased; one badge is held. */
static const char sql_gone[] = SQL("SELECT id FROM person WHERE org_id = $1 ORDER BY CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END, coalesce(leaves_at, created_at + 9000000000000), id LIMIT 1");

static code add_privacy(struct filling *f, struct error *err)
{
    int64_t person, id;

    TRY(db_int(f->db, sql_gone, ARGS(v_int(f->org)), &person, err));
    TRY(erasure_ask(f->db, f->scratch, &(struct erasure_ask){{f->org, person, f->account}, S("Request 2026-14"), .despite = true}, &id, err));
    return hold_add(f->db, f->scratch, &(struct hold_new){.org = f->org, .by = f->account, .badge = f->badges[1], .reason = S("Fire of 3 May: the insurer asks who was trained")}, err);
}

static code claim_most(struct filling *f, struct error *err)
{
    return db_run(f->db, sql_claimed, ARGS(v_int(f->org)), NULL, err);
}

static const char sql_date_org[] = SQL("UPDATE org SET created_at = $2 WHERE id = $1");
/* A version is as old as its first award. */
static const char sql_date_versions[] = SQL(
    "UPDATE achievement_version SET frozen_at = (SELECT min(w.awarded_at) FROM award w WHERE w.version_id = achievement_version.id)"
    " WHERE frozen_at IS NOT NULL AND achievement_id IN (SELECT id FROM achievement WHERE org_id = $1)"
    " AND EXISTS (SELECT 1 FROM award w WHERE w.version_id = achievement_version.id)");

/* The log of what is asked, and of how people came to stand, on days of the story. */
static code add_standards(struct filling *f, struct error *err)
{
    const struct demo_standards in = {f->app, f->db, f->scratch, f->org, f->account, f->badges};
    struct marks m;

    TRY(mark(f, &m, err));
    TRY(demo_standards_make(&in, err));
    TRY(demo_skills_make(&in, err));
    TRY(demo_roles_make(&in, err));
    TRY(set_back(f, &m, at_day(f, STANDARDS_DAY, 10 * HOUR), err));
    TRY(mark(f, &m, err));
    TRY(demo_standing_make(&in, err));
    TRY(months_count(f->db, f->org, err));
    return set_back(f, &m, at_day(f, DEMO_DAYS - 5, 10 * HOUR), err);
}

static code fill(struct filling *f, struct error *err)
{
    TRY(db_run(f->db, sql_date_org, ARGS(v_int(f->org), v_int(f->start)), NULL, err));
    TRY(demo_academy_make(&(struct demo_shop){f->app, f->db, f->scratch, f->org, f->account, NULL}, &f->academy, err));
    TRY(db_run(f->db, sql_date_key, ARGS(v_int(f->org), v_int(f->start)), NULL, err));
    TRY(add_people(f, err));
    TRY(add_directory(f, err));
    TRY(add_badges(f, err));
    TRY(play(f, err));
    TRY(add_draft(f, err));
    TRY(demo_claims_make(&(struct demo_claims){f->app, f->db, f->scratch, f->org, f->account, f->badges[0]}, err));
    TRY(demo_set_make(&(struct demo_set){f->db, f->scratch, f->org, f->account, f->badges[8], {f->badges[3], f->badges[4], f->badges[7]}}, err));
    TRY(demo_endorsements_make(&(struct demo_endorsements){f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(demo_drafts_make(&(struct demo_drafts){f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(claim_most(f, err));
    TRY(add_privacy(f, err));
    TRY(demo_interfaces_make(&(struct demo_interfaces){f->app, f->db, f->scratch, f->org, f->account, f->badges[0]}, err));
    TRY(demo_learn_make(&(struct demo_learn){f->app, f->db, f->scratch, f->org, f->account, f->badges[0]}, err));
    TRY(demo_apply_make(&(struct demo_apply){f->app, f->db, f->scratch, f->org, f->account, f->badges[3], {0}}, err));
    TRY(demo_recognise_make(&(struct demo_recognise){f->app, f->db, f->scratch, f->org, f->account, f->badges[11]}, err));
    TRY(demo_remind_make(&(struct demo_remind){f->app, f->db, f->scratch, f->org}, err));
    TRY(demo_shop_make(&(struct demo_shop){f->app, f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(demo_ahead_make(&(struct demo_ahead){f->app, f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(add_standards(f, err));
    TRY(demo_induct_make(&(struct demo_induct){f->app, f->db, f->scratch, f->org, f->account, f->badges[0]}, err));
    TRY(demo_pathway_make(&(struct demo_pathway){f->app, f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(demo_campaign_make(&(struct demo_campaign){f->db, f->scratch, f->org, f->account, f->badges}, err));
    TRY(mail_recount(f->db, f->org, err));
    return db_run(f->db, sql_date_versions, ARGS(v_int(f->org)), NULL, err);
}

static const char sql_awards[] = SQL("SELECT count(*) FROM (SELECT 1 FROM award WHERE org_id = $1 LIMIT 1) AS first_one");

code demo_fill(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t account, struct error *err)
{
    int64_t has_awards = 0;

    TRY(db_int(db, sql_awards, ARGS(v_int(org)), &has_awards, err));
    if (has_awards)
        return fail(err, CONFLICT, "organisation", "it has awarded badges already: sample data would mix with yours");
    struct filling f = {
        .app = app, .db = db, .a = a, .scratch = arena_new(SCRATCH), .org = org, .account = account,
        .start = (clock_now() / DAY - DEMO_DAYS) * DAY, .dice = {41},
    };
    code c = fill(&f, err);
    arena_free(f.scratch);
    return c;
}

/* demo/demo_standards.c — what is asked, published as anybody would, and then dated back:
 * its versions, and since when it is asked of whom. */
#include "app/demo/demo_private.h"

#include "app/people/directory.h"
#include "app/requirement/requirement.h"

#define SECOND_DAYS_AGO 20                       /* the briefing got a second version */
#define RENEW_IN 45                              /* days in which everybody has to hear it anew */

/* ---- the rule ---- */

static const char sql_mentor[] = SQL(
    "SELECT b.id FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND v.name = 'Mentor on the floor'");

static code named(const struct demo_standards *in, str name, int64_t *id, struct error *err)
{
    struct requirement r;

    if (str_eq(name, S("mentor")))
        return db_int(in->db, sql_mentor, ARGS(v_int(in->org)), id, err);
    for (size_t i = 0; i < demo_badge_count; i++)
        if (str_eq(name, cstr(demo_badges[i].preset))) {
            *id = in->badges[i];
            return OK;
        }
    TRY(requirement_by_code(in->db, in->a, in->org, name, &r, err));
    *id = r.id;
    return OK;
}

static size_t name_length(str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != ',' && s.p[n] != '}')
        n++;
    return n;
}

static code rule_text(const struct demo_standards *in, str rule, str *out, struct error *err)
{
    struct buf b = buf_new(in->a);
    int64_t id = 0;

    for (ptrdiff_t at; (at = str_find_byte(rule, '@')) >= 0;) {
        buf_put(&b, str_slice(rule, 0, (size_t)at));
        rule = str_from(rule, (size_t)at + 1);
        TRY(named(in, str_slice(rule, 0, name_length(rule)), &id, err));
        buf_printf(&b, "%lld", (long long)id);
        rule = str_from(rule, name_length(rule));
    }
    buf_put(&b, rule);
    *out = buf_done(&b);
    return OK;
}

/* ---- whom it is for ---- */

static const char sql_person[] = SQL("SELECT min(id) FROM person WHERE org_id = $1 AND name = $2");

static code place(const struct demo_standards *in, enum place_kind kind, str words, int64_t *id, struct error *err)
{
    return place_find(in->db, in->a, &(struct place_wanted){in->org, in->account, kind, words, false}, id, err);
}

static code one_rule(const struct demo_standards *in, const struct demo_audience *x, struct audience_rule *out, struct error *err)
{
    *out = (struct audience_rule){x->leaves_out, FOR_EVERYBODY, 0, cstr(x->words)};
    if (!audience_kind_named(cstr(x->kind), &out->kind))
        return fail(err, FAULT, x->kind, "there is no such kind of audience");
    switch (out->kind) {
    case FOR_DEPARTMENT: return place(in, DEPARTMENT, out->words, &out->ref, err);
    case FOR_SITE: return place(in, SITE, out->words, &out->ref, err);
    case FOR_TEAM: return place(in, TEAM, out->words, &out->ref, err);
    case FOR_PERSON: return db_int(in->db, sql_person, ARGS(v_int(in->org), v_str(out->words)), &out->ref, err);
    default: return OK;
    }
}

static code set_audience(const struct demo_standards *in, const struct demo_asked *x, const struct requirement_act *act, struct error *err)
{
    struct audience_rules all = {0};

    for (size_t i = 0; i < COUNT(x->audience) && x->audience[i].kind; i++)
        TRY(one_rule(in, &x->audience[i], list_add(in->a, &all), err));
    return requirement_audience_set(in->db, in->a, act, &all, err);
}

/* ---- published ---- */

static code write_copy(const struct demo_standards *in, const struct demo_asked *x, const struct requirement_act *act, struct error *err)
{
    struct requirement_version v;

    TRY(requirement_working(in->db, in->a, act, &v, err));
    TRY(rule_text(in, cstr(x->rule), &v.rule, err));
    v.words = cstr(x->words);
    v.basis = cstr(x->basis);
    v.basis_ref = cstr(x->ref);
    v.basis_url = cstr(x->url);
    v.basis_version = cstr(x->edition);
    v.criticality = cstr(x->criticality);
    v.sign_off = x->sign_off ? cstr(x->sign_off) : S("any");
    v.retain_years = x->retain_years;
    v.changed_by = in->account;
    TRY(requirement_working_save(in->db, in->a, &v, err));
    return set_audience(in, x, act, err);
}

static code publish(const struct demo_standards *in, const struct demo_asked *x, struct error *err)
{
    struct requirement_act act = {in->org, 0, in->account};
    int64_t number;

    TRY(requirement_add(in->db, in->a, &(struct requirement_new){in->org, in->account, cstr(x->code), cstr(x->name)}, &act.id, err));
    TRY(write_copy(in, x, &act, err));
    TRY(requirement_save(in->db, in->a, &(struct requirement_change){.org = in->org, .id = act.id, .by = in->account, .owner = in->account, .code = cstr(x->code), .usual = x->usual}, err));
    return requirement_publish(in->db, in->a, &(struct requirement_publish){.org = in->org, .id = act.id, .by = in->account}, &number, err);
}

/* The alarm is new: each year now, wardens need no briefing, and what was heard before
 * counts for some weeks more. */
static code publish_second(const struct demo_standards *in, int64_t *id, struct error *err)
{
    struct requirement r;
    struct requirement_version v;
    int64_t number;

    TRY(requirement_by_code(in->db, in->a, in->org, S("FIRE-01"), &r, err));
    TRY(requirement_working(in->db, in->a, &(struct requirement_act){in->org, r.id, in->account}, &v, err));
    v.words = S("What to do when the **new alarm** speaks, which way out, and where the meeting point is: it has moved to the gate."
                " Half an hour with a walk, given by the warden of the area.");
    v.changed_by = in->account;
    TRY(rule_text(in, S("{\"proof\":{\"any\":[{\"record\":\"briefing\"},{\"badge\":@fire-safety}]},\"due\":[{\"from\":\"hired\",\"after\":\"P7D\"}],"
                        "\"notice\":14,\"validity\":\"P12M\",\"window\":60}"), &v.rule, err));
    TRY(requirement_working_save(in->db, in->a, &v, err));
    *id = r.id;
    return requirement_publish(in->db, in->a,
                               &(struct requirement_publish){.org = in->org, .id = r.id, .by = in->account, .renew_by = (clock_now() / DAY + RENEW_IN) * DAY}, &number, err);
}

/* What comes next of another is thought about still: what it would change can be looked at. */
static code begin_next(const struct demo_standards *in, struct error *err)
{
    struct requirement r;
    struct requirement_version v;

    TRY(requirement_by_code(in->db, in->a, in->org, S("MAN-01"), &r, err));
    TRY(requirement_working(in->db, in->a, &(struct requirement_act){in->org, r.id, in->account}, &v, err));
    v.words = S("Lifting, carrying, pushing: half a day on the floor with the loads of one’s own place, each two years.");
    v.rule = S("{\"proof\":{\"record\":\"half a day\"},\"due\":[{\"from\":\"hired\",\"after\":\"P14D\"}],\"notice\":60,\"validity\":\"P24M\",\"window\":90}");
    v.changed_by = in->account;
    return requirement_working_save(in->db, in->a, &v, err);
}

/* ---- dated back ---- */

static const char sql_date_requirement[] = SQL("UPDATE requirement SET created_at = $3 WHERE org_id = $1 AND id = $2");
static const char sql_date_version[] = SQL(
    "UPDATE requirement_version SET changed_at = $4, published_at = $4, published_on = $5 WHERE org_id = $1 AND requirement_id = $2 AND number = $3");
/* Of everybody since then, or since they came. */
static const char sql_date_assigned[] = SQL(
    "UPDATE requirement_assignment SET created_at = $3, from_on = (SELECT CASE WHEN coalesce(p.starts_at, p.created_at) > $4"
    " THEN coalesce(p.starts_at, p.created_at) / 86400000 * 86400000 ELSE $4 END FROM person p WHERE p.id = person_id) WHERE org_id = $1 AND requirement_id = $2");

static code date_version(const struct demo_standards *in, int64_t id, int64_t number, int days_ago, struct error *err)
{
    msec day = (clock_now() / DAY - days_ago) * DAY;

    return db_run(in->db, sql_date_version, ARGS(v_int(in->org), v_int(id), v_int(number), v_int(day + 10 * HOUR), v_int(day)), NULL, err);
}

static code date_back(const struct demo_standards *in, int64_t second, struct error *err)
{
    struct requirement r;

    for (size_t i = 0; i < demo_asked_count; i++) {
        msec day = (clock_now() / DAY - demo_asked[i].days_ago) * DAY, at = day + 10 * HOUR;
        TRY(requirement_by_code(in->db, in->a, in->org, cstr(demo_asked[i].code), &r, err));
        TRY(db_run(in->db, sql_date_requirement, ARGS(v_int(in->org), v_int(r.id), v_int(at)), NULL, err));
        TRY(date_version(in, r.id, 1, demo_asked[i].days_ago, err));
        TRY(db_run(in->db, sql_date_assigned, ARGS(v_int(in->org), v_int(r.id), v_int(at), v_int(day)), NULL, err));
    }
    TRY(date_version(in, second, 2, SECOND_DAYS_AGO, err));
    return requirement_touch(in->db, in->a, in->org, 0, 0, err);
}

code demo_standards_make(const struct demo_standards *in, struct error *err)
{
    int64_t second = 0;

    for (size_t i = 0; i < demo_asked_count; i++)
        TRY(publish(in, &demo_asked[i], err));
    TRY(publish_second(in, &second, err));
    TRY(begin_next(in, err));
    TRY(requirement_settle(in->db, in->a, in->org, err));
    TRY(db_begin(in->db, err));
    return db_end(in->db, date_back(in, second, err), err);
}

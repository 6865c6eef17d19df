/* learn/learn_rule.c — rules: made, switched, and what of a statement meets one. */
#include "app/learn/learn_private.h"

#include "base/uri.h"

#define IRI_MOST 1000
#define VERBS "http://adlnet.gov/expapi/verbs/"

const struct learn_verb learn_verbs[] = {
    {"passed", VERBS "passed", "passed", "A test, or a course with one."},
    {"completed", VERBS "completed", "completed", "Seen or done to the end, however well."},
    {"mastered", VERBS "mastered", "mastered", "Everything of it was reached."},
    {"satisfied", "https://w3id.org/xapi/adl/verbs/satisfied", "met all that the course asks for", "Told by a cmi5 course when its moveOn is met."},
    {"scored", VERBS "scored", "graded", "A grade of a course: say how good it must be."},
    {"own", NULL, "another verb", "By its IRI."}, {NULL, NULL, NULL, NULL},
};

str learn_verb_words(struct arena *a, str iri, str name)
{
    (void)a;
    for (const struct learn_verb *v = learn_verbs; v->iri; v++)
        if (str_eq(iri, cstr(v->iri)))
            return said(v->label);
    if (!str_is_empty(name))
        return name;
    for (size_t i = iri.n; i > 0; i--)
        if (iri.p[i - 1] == '/' || iri.p[i - 1] == '#')
            return str_from(iri, i);
    return iri;
}

/* ---- does it fit? ---- */

static bool has(const struct str_list *l, str what)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i], what))
            return true;
    return false;
}

static bool activity_fits(const struct learn_rule *r, str id)
{
    return r->is_start ? str_starts(id, r->activity) : str_eq(id, r->activity);
}

/* What a cmi5 course tells is about an id of that one launch; the publisher's own
 * stands in the context (cmi5 §10.2.1). */
static bool is_of_activity(const struct learn_rule *r, const struct xapi_statement *s)
{
    if (s->kind != XAPI_ACTIVITY)
        return false;
    if (activity_fits(r, s->object))
        return true;
    for (size_t i = 0; has(&s->categories, S("https://w3id.org/xapi/cmi5/context/categories/cmi5")) && i < s->within.n; i++)
        if (activity_fits(r, s->within.items[i]))
            return true;
    return false;
}

enum learn_answer learn_match(const struct learn_rule *r, const struct xapi_statement *s)
{
    double percent;

    if (!str_eq(r->verb, s->verb))
        return LEARN_VERB;
    if (!is_of_activity(r, s))
        return LEARN_ACTIVITY;
    if (s->actor.is_group)
        return LEARN_GROUP;
    if (r->percent >= 0) {
        if (!xapi_percent(&s->score, &percent))
            return LEARN_NO_SCORE;
        if (!(percent + 1e-9 >= (double)r->percent))
            return LEARN_SCORE;
    }
    if (r->needs_success && !s->success)
        return LEARN_SUCCESS;
    return r->needs_completion && !s->completion ? LEARN_COMPLETION : LEARN_MET;
}

str learn_answer_words(enum learn_answer answer)
{
    static const char *const all[] = {
        [LEARN_MET] = "It meets the rule.", [LEARN_VERB] = "It is another verb.", [LEARN_ACTIVITY] = "It is another activity.",
        [LEARN_NO_SCORE] = "It says no score.", [LEARN_SCORE] = "The score is too low.", [LEARN_SUCCESS] = "It does not say that it was a success.",
        [LEARN_COMPLETION] = "It does not say that it was completed.", [LEARN_GROUP] = "It is about a group, not about one person.",
    };

    return said(all[answer]);
}

/* ---- finding ---- */

#define RULE "SELECT r.id, r.org_id, r.achievement_id, coalesce(r.account_id, 0), r.verb, r.activity, r.is_start, r.percent, r.needs_success," \
    " r.needs_completion, r.gives_evidence, r.is_on, v.name, v.png_hash FROM learn_rule r JOIN achievement b ON b.id = r.achievement_id" \
    " JOIN achievement_version v ON v.id = b.version_id"

static void read_rule(struct rows *r, struct arena *a, struct learn_rule *out)
{
    *out = (struct learn_rule){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3), .verb = row_str(r, 4, a),
        .activity = row_str(r, 5, a), .is_start = row_bool(r, 6), .percent = row_int(r, 7), .needs_success = row_bool(r, 8),
        .needs_completion = row_bool(r, 9), .gives_evidence = row_bool(r, 10), .is_on = row_bool(r, 11), .badge_name = row_str(r, 12, a),
        .png_hash = row_str(r, 13, a),
    };
}

static const char sql_find[] = SQL(RULE " WHERE r.org_id = $1 ORDER BY lower(v.name), r.id");

code learn_rules(struct db *db, struct arena *a, int64_t org, struct learn_rule_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        read_rule(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_get[] = SQL(RULE " WHERE r.org_id = $1 AND r.id = $2");

code learn_rule_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_rule *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    *out = (struct learn_rule){0};
    if (found)
        read_rule(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "rule", "there is no such rule");
}

/* ---- saving ---- */

static bool is_iri(str s)
{
    struct uri u;

    return s.n && s.n <= IRI_MOST && uri_parse(s, &u, NULL) == OK && !str_is_absent(u.scheme);
}

static code check(struct db *db, struct arena *a, const struct learn_rule *r, struct error *err)
{
    struct badge_row b;
    code c = catalog_get(db, a, r->org, r->achievement, &b, NULL);

    if (c == NOT_FOUND || (c == OK && !str_eq(b.state, S("published"))))
        return fail(err, BAD_INPUT, "badge", "choose a badge that is published");
    TRY(c);
    if (!is_iri(r->verb))
        return fail(err, BAD_INPUT, "own_verb", "a verb is an IRI, such as http://adlnet.gov/expapi/verbs/passed");
    if (!is_iri(r->activity))
        return fail(err, BAD_INPUT, "activity", "an activity is an IRI, such as https://learning.example.org/courses/7");
    if (r->percent < -1 || r->percent > 100)
        return fail(err, BAD_INPUT, "percent", "between 0 and 100");
    return OK;
}

static const char sql_count[] = SQL("SELECT count(*) FROM learn_rule WHERE org_id = $1");
static const char sql_make[] = SQL(
    "INSERT INTO learn_rule (org_id, achievement_id, account_id, verb, activity, is_start, percent, needs_success, needs_completion,"
    " gives_evidence, is_on, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11) RETURNING id");
static const char sql_save[] = SQL(
    "UPDATE learn_rule SET achievement_id = $2, account_id = $3, verb = $4, activity = $5, is_start = $6, percent = $7, needs_success = $8,"
    " needs_completion = $9, gives_evidence = $10, is_on = 0, changed_at = $11 WHERE org_id = $1 AND id = $12 RETURNING id");

static code write(struct db *db, const struct learn_rule *r, int64_t *id, struct error *err)
{
    int64_t n = 0;

    if (r->id == 0) {
        TRY(db_int(db, sql_count, ARGS(v_int(r->org)), &n, err));
        if (n >= LEARN_RULES_MOST)
            return fail(err, LIMIT, "badge", "there are %d rules already: delete one that is not used", LEARN_RULES_MOST);
        return db_int(db, sql_make, ARGS(v_int(r->org), v_int(r->achievement), v_int_if(r->account > 0, r->account), v_str(r->verb), v_str(r->activity),
                                         v_int(r->is_start), v_int(r->percent), v_int(r->needs_success), v_int(r->needs_completion),
                                         v_int(r->gives_evidence), v_int(clock_now())), id, err);
    }
    code c = db_int(db, sql_save, ARGS(v_int(r->org), v_int(r->achievement), v_int_if(r->account > 0, r->account), v_str(r->verb), v_str(r->activity),
                                       v_int(r->is_start), v_int(r->percent), v_int(r->needs_success), v_int(r->needs_completion),
                                       v_int(r->gives_evidence), v_int(clock_now()), v_int(r->id)), id, err);
    return c == NOT_FOUND ? fail(err, NOT_FOUND, "rule", "there is no such rule") : c;
}

static code note(struct db *db, struct arena *a, const struct learn_change *c, const char *what, struct error *err)
{
    struct learn_rule r;

    TRY(learn_rule_get(db, a, c->org, c->id, &r, err));
    return org_log(db, c->org, c->by, what, str_printf(a, "learning-rule %lld", (long long)c->id), r.badge_name, err);
}

static code save(struct db *db, struct arena *a, const struct learn_rule *r, int64_t *id, struct error *err)
{
    TRY(check(db, a, r, err));
    TRY(write(db, r, id, err));
    TRY(learn_drop_held(db, *id, err));
    return note(db, a, &(struct learn_change){r->org, *id, r->account}, "learning.change", err);
}

code learn_rule_save(struct db *db, struct arena *a, const struct learn_rule *r, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, r, id, err), err);
}

/* ---- on, off, away ---- */

static const char sql_switch[] = SQL("UPDATE learn_rule SET is_on = $3 WHERE org_id = $1 AND id = $2");

static code switch_rows(struct db *db, struct arena *a, const struct learn_change *c, bool on, struct error *err)
{
    struct learn_rule r;
    struct badge_row b;

    TRY(learn_rule_get(db, a, c->org, c->id, &r, err));
    TRY(catalog_get(db, a, c->org, r.achievement, &b, err));
    if (on && !str_eq(b.state, S("published")))
        return fail(err, CONFLICT, "badge", "publish the badge before it is awarded by a rule");
    TRY(db_run(db, sql_switch, ARGS(v_int(c->org), v_int(c->id), v_int(on)), NULL, err));
    if (!on)
        TRY(learn_drop_held(db, c->id, err));
    return note(db, a, c, on ? "learning.on" : "learning.off", err);
}

code learn_rule_switch(struct db *db, struct arena *a, const struct learn_change *c, bool on, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, switch_rows(db, a, c, on, err), err);
}

static const char sql_remove[] = SQL("DELETE FROM learn_rule WHERE org_id = $1 AND id = $2");

static code remove_rows(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    TRY(note(db, a, c, "learning.remove", err));
    TRY(learn_drop_held(db, c->id, err));
    return db_run(db, sql_remove, ARGS(v_int(c->org), v_int(c->id)), NULL, err);
}

code learn_rule_remove(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, c, err), err);
}

/* intake/rule.c — rules of equivalence: does one fit, and their rows. */
#include "app/intake/rule.h"

#include "base/uri.h"
#include "base/utf8.h"
#include "format/did.h"

/* ---- does it fit? ---- */

bool intake_pattern_fits(str pattern, str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, mark = 0;

    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.n && pattern.p[p] == text.p[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;                        /* the last * takes one more */
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

static bool is_address(str s)
{
    return str_contains(s, S("://")) || str_starts(s, S("did:")) || str_starts(s, S("urn:"));
}

/* Is this the host that was proved? An anchor is a host as an origin has it, or as its issuer writes it. */
static bool is_on_host(struct arena *a, str address, str anchor)
{
    str scheme = str_slice(address, 0, (size_t)str_find(address, S("://")) + 3), origin = uri_origin(a, address);

    return !str_is_empty(origin) && str_eq(origin, uri_origin(a, str_join(a, scheme, anchor)));
}

str intake_anchor_of(struct arena *a, str issuer)
{
    str url = str_starts(issuer, S("did:")) ? S("") : uri_origin(a, issuer);

    if (str_starts(issuer, S("did:web:")))
        return did_web_url(a, issuer, true, &url, NULL) == OK ? did_web_place(url) : S("");
    return str_is_empty(url) ? issuer : str_from(url, (size_t)str_find(url, S("://")) + 3);
}

/* A DID of the web is proved by its host, which may have others too: it has to be this one. */
static bool is_did(struct arena *a, str did, const struct intake_facts *f)
{
    if (str_starts(did, S("did:web:")))
        return str_eq(did, f->issuer) && str_eq(intake_anchor_of(a, did), f->anchor);
    return str_eq(did, f->anchor);
}

/* A platform may issue for many: who is named by an address is that one alone. What a badge
 * of 1.x calls its issuer is its own word: it counts on the host that was proved alone. */
static bool fits_issuer(struct arena *a, const struct intake_rule *r, const struct intake_facts *f)
{
    if (str_is_empty(f->anchor))
        return false;
    if (str_contains(r->issuer, S("://")))
        return str_eq(r->issuer, f->issuer) && is_on_host(a, r->issuer, f->anchor);
    return str_starts(r->issuer, S("did:")) ? is_did(a, r->issuer, f) : str_eq_nocase(r->issuer, f->anchor);
}

void intake_fold_rule(struct arena *a, struct intake_rule *r)
{
    r->folded = utf8_fold(a, r->pattern);
}

void intake_fold_facts(struct arena *a, struct intake_facts *f)
{
    f->folded = utf8_fold(a, str_trim(f->name));
}

static bool fits_achievement(struct arena *a, const struct intake_rule *r, const struct intake_facts *f)
{
    if (is_address(r->pattern))
        return intake_pattern_fits(r->pattern, f->achievement);
    if (str_is_empty(f->name))
        return false;
    return intake_pattern_fits(str_is_absent(r->folded) ? utf8_fold(a, r->pattern) : r->folded, str_is_absent(f->folded) ? utf8_fold(a, str_trim(f->name)) : f->folded);
}

static bool is_too_old(const struct intake_rule *r, const struct intake_facts *f, msec today)
{
    return r->max_months && (f->awarded == NO_DAY || span_after(f->awarded, (struct span){SPAN_MONTHS, (int)r->max_months}, 1) < today);
}

static bool is_over(const struct intake_rule *r, msec today)
{
    return r->ended || (r->until != NO_DAY && r->until < today);
}

bool intake_rule_names(struct arena *a, const struct intake_rule *r, str achievement, str name, msec today)
{
    struct intake_facts f = {.achievement = achievement, .name = name};

    return !is_over(r, today) && fits_achievement(a, r, &f);
}

enum intake_fit intake_fit(struct arena *a, const struct intake_rule *r, const struct intake_facts *f, msec today)
{
    if (is_over(r, today))
        return INTAKE_RULE_OVER;
    if (!fits_issuer(a, r, f))
        return INTAKE_OTHER_ISSUER;
    if (!fits_achievement(a, r, f))
        return INTAKE_OTHER_ACHIEVEMENT;
    return is_too_old(r, f, today) ? INTAKE_TOO_OLD : INTAKE_FITS;
}

/* ---- held back ---- */

static intake_gate_fn *gate;

void intake_set_gate(intake_gate_fn *fn)
{
    gate = fn;
}

code intake_held_back(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, str *why, struct error *err)
{
    *why = S("");
    return gate ? gate(db, a, org, f, why, err) : OK;
}

str intake_held_text(struct arena *a, str trust, str name, str why)
{
    return str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(trust), STR_ARG(name), STR_ARG(why));
}

str intake_held_words(struct arena *a, str text)
{
    str why = text, trust, name;

    if (!str_cut(&why, '\n', &trust) || !(str_eq(trust, S("suspended")) || str_eq(trust, S("ended"))) || !str_cut(&why, '\n', &name))
        return text;                             /* a sentence of before it was kept so */
    return words_printf(a, str_eq(trust, S("ended")) ? "The partnership with " STR_FMT " has ended: " STR_FMT : "The partner " STR_FMT " is suspended: " STR_FMT, STR_ARG(name), STR_ARG(why));
}

code intake_rule_held(struct db *db, struct arena *a, const struct intake_rule *r, str *why, struct error *err)
{
    struct intake_facts f = {.anchor = intake_anchor_of(a, r->issuer), .issuer = is_address(r->issuer) ? r->issuer : S(""), .achievement = S(""), .name = S(""), .awarded = NO_DAY};

    TRY(intake_held_back(db, a, r->org, &f, why, err));
    *why = intake_held_words(a, *why);
    return OK;
}

/* ---- rows ---- */

#define NEWEST "(SELECT v.name FROM requirement_version v WHERE v.requirement_id = q.id ORDER BY v.number DESC LIMIT 1)"
#define RULE                                                                                                                     \
    "SELECT r.id, r.org_id, CASE WHEN r.root_id = 0 THEN r.id ELSE r.root_id END, r.requirement_id, r.issuer, r.pattern, r.words, q.code, " NEWEST "," \
    " coalesce(c.name, ''), r.max_months, r.until_on, r.created_at, r.ended_at, r.account_id FROM intake_rule r JOIN requirement q ON q.id = r.requirement_id"  \
    " LEFT JOIN account c ON c.id = r.account_id WHERE r.org_id = $1"
static const char sql_all[] = SQL(RULE " AND r.ended_at IS NULL ORDER BY q.folded, r.id");
static const char sql_one[] = SQL(RULE " AND r.id = $2");

static void read_rule(struct rows *r, struct arena *a, struct intake_rule *out)
{
    *out = (struct intake_rule){
        .id = row_int(r, 0), .org = row_int(r, 1), .root = row_int(r, 2), .requirement = row_int(r, 3), .issuer = row_str(r, 4, a), .pattern = row_str(r, 5, a),
        .words = row_str(r, 6, a), .code = row_str(r, 7, a), .name = row_str(r, 8, a), .who = row_str(r, 9, a), .max_months = row_int(r, 10),
        .until = row_int(r, 11), .created = row_int(r, 12), .ended = row_int(r, 13), .by = row_int(r, 14)};
}

code intake_rules_find(struct db *db, struct arena *a, int64_t org, struct intake_rules *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        read_rule(r, a, list_add(a, out));
    return rows_end(r, err);
}

code intake_rule_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct intake_rule *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_rule(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "rule", "there is no such rule");
}

/* Some that do not are among them: the rule itself is asked. */
static const char sql_takers[] = SQL(
    "SELECT q.id, q.code, v.name, v.rule FROM requirement q JOIN requirement_version v ON v.requirement_id = q.id AND v.number ="
    " (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = q.id) WHERE q.org_id = $1 AND q.archived_at IS NULL AND v.number > 0 AND v.rule LIKE '%external%'"
    " AND ($2 = 0 OR EXISTS (SELECT 1 FROM requirement_assignment x WHERE x.requirement_id = q.id AND x.person_id = $2 AND x.until_on IS NULL))"
    " ORDER BY q.folded LIMIT 1000");

static bool takes_external(struct arena *a, str text)
{
    struct requirement_rule rule;
    struct proof_leaves leaves = {0};

    if (rule_read(a, text, &rule, NULL) != OK)
        return false;
    proof_tree_leaves(a, &rule.proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        if (leaves.items[i]->kind == PROOF_EXTERNAL)
            return true;
    return false;
}

code intake_requirements_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_requirements *out, struct error *err)
{
    struct rows *r = db_query(db, sql_takers, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        if (takes_external(a, row_str(r, 3, a)))
            *list_add(a, out) = (struct intake_requirement){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

/* ---- saved ---- */

static code check_requirement(struct db *db, struct arena *a, const struct intake_rule *r, struct error *err)
{
    struct intake_requirements all = {0};

    TRY(intake_requirements_find(db, a, r->org, 0, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == r->requirement)
            return OK;
    return fail(err, BAD_INPUT, "requirement", "choose a requirement that takes proof from elsewhere");
}

code intake_check_names(str issuer, str pattern, const char *where, struct error *err)
{
    if (str_is_empty(issuer) || issuer.n > INTAKE_PATTERN || str_find_byte(issuer, ' ') >= 0 || str_find_byte(issuer, '*') >= 0)
        return fail(err, BAD_INPUT, where ? where : "issuer", "write the host, the DID or the address of one issuer, such as academy.example");
    if (str_is_empty(pattern) || pattern.n > INTAKE_PATTERN)
        return fail(err, BAD_INPUT, where ? where : "pattern", "say which achievement: its name or address, * for anything");
    return OK;
}

static code check(struct db *db, struct arena *a, const struct intake_rule *r, struct error *err)
{
    TRY(intake_check_names(r->issuer, r->pattern, NULL, err));
    if (r->max_months < 0 || r->max_months > SPAN_MOST)
        return fail(err, BAD_INPUT, "months", "between 0 and %d months", SPAN_MOST);
    if (r->words.n > 2000)
        return fail(err, BAD_INPUT, "words", "this is too long");
    return check_requirement(db, a, r, err);
}

static const char sql_end[] = SQL("UPDATE intake_rule SET ended_at = $3 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL");
static const char sql_count[] = SQL("SELECT count(*) FROM intake_rule WHERE org_id = $1 AND ended_at IS NULL");
static const char sql_add[] = SQL(
    "INSERT INTO intake_rule (org_id, root_id, requirement_id, issuer, pattern, max_months, until_on, words, account_id, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id");

static code end_row(struct db *db, const struct intake_rule *r, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(r->org), v_int(r->id), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "rule", "this rule was changed or ended meanwhile");
}

static code save(struct db *db, struct arena *a, const struct intake_rule *r, int64_t *id, struct error *err)
{
    struct intake_rule was = {0};
    int64_t n = 0;

    if (r->id) {
        TRY(intake_rule_get(db, a, r->org, r->id, &was, err));
        TRY(end_row(db, r, err));
    }
    TRY(db_int(db, sql_count, ARGS(v_int(r->org)), &n, err));
    if (n >= INTAKE_RULES)
        return fail(err, LIMIT, "rule", "there are %d rules: end one first", INTAKE_RULES);
    TRY(db_int(db, sql_add,
               ARGS(v_int(r->org), v_int(was.root), v_int(r->requirement), v_str(r->issuer), v_str(r->pattern), v_int(r->max_months),
                    v_int_if(r->until != NO_DAY, r->until), v_str(r->words.n ? r->words : S("")), v_int_if(r->by != 0, r->by), v_int(clock_now())), id, err));
    return org_log(db, r->org, r->by, r->id ? "intake.rule-change" : "intake.rule", str_printf(a, "rule %lld", (long long)*id),
                   str_printf(a, STR_FMT ": " STR_FMT ", requirement %lld", STR_ARG(r->issuer), STR_ARG(r->pattern), (long long)r->requirement), err);
}

code intake_rule_save(struct db *db, struct arena *a, const struct intake_rule *given, int64_t *id, struct error *err)
{
    struct intake_rule r = *given;

    r.issuer = str_trim(r.issuer);
    r.pattern = str_trim(r.pattern);
    TRY(check(db, a, &r, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, &r, id, err), err);
}

static code end(struct db *db, struct arena *a, const struct intake_rule *r, struct error *err)
{
    TRY(end_row(db, r, err));
    return org_log(db, r->org, r->by, "intake.rule-end", str_printf(a, "rule %lld", (long long)r->id), S(""), err);
}

code intake_rule_end(struct db *db, struct arena *a, const struct intake_rule *r, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end(db, a, r, err), err);
}

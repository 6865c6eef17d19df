/* partner/partner.c — partners: kept, changed, trusted or not, and what happened to each. */
#include "app/partner/partner_private.h"

#include "app/org/members.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/did.h"
#include "format/email.h"

#define NAME_MOST    200
#define ADDRESS_MOST 2048
#define HOST_MOST    260
#define REASON_MOST  1000

bool partner_is(const struct partner *p, const char *trust)
{
    return str_eq(p->trust, cstr(trust));
}

bool partner_is_held(const struct partner *p)
{
    return partner_is(p, "suspended") || partner_is(p, "ended");
}

str partner_ref(const struct partner *p)
{
    return p->host.n ? p->host : p->profile.n ? p->profile : p->did;
}

/* ---- read ---- */

#define PARTNER                                                                                                             \
    "SELECT p.id, p.org_id, p.owner_id, p.folder_id, p.name, p.profile_url, p.did, p.host, p.trust, p.trust_why, p.contact, p.contact_email, p.scope, p.found_state,"  \
    " p.found_name, p.found_why, coalesce(c.name, ''), p.trust_at, p.agreed_from, p.agreed_until, p.review_on, p.found_at, p.created_at, p.changed_at"   \
    " FROM partner p LEFT JOIN account c ON c.id = p.owner_id"
static const char sql_get[] = SQL(PARTNER " WHERE p.org_id = $1 AND p.id = $2");

static void read_partner(struct rows *r, struct arena *a, struct partner *p)
{
    *p = (struct partner){
        .id = row_int(r, 0), .org = row_int(r, 1), .owner = row_int(r, 2), .folder = row_int(r, 3), .name = row_str(r, 4, a), .profile = row_str(r, 5, a), .did = row_str(r, 6, a),
        .host = row_str(r, 7, a), .trust = row_str(r, 8, a), .trust_why = row_str(r, 9, a), .contact = row_str(r, 10, a), .contact_email = row_str(r, 11, a),
        .scope = row_str(r, 12, a), .found_state = row_str(r, 13, a), .found_name = row_str(r, 14, a), .found_why = row_str(r, 15, a), .owner_name = row_str(r, 16, a),
        .trusted = row_int(r, 17), .agreed_from = row_int(r, 18), .agreed_until = row_int(r, 19), .review = row_int(r, 20), .found = row_int(r, 21),
        .created = row_int(r, 22), .changed = row_int(r, 23)};
}

code partner_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct partner *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_partner(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "partner", "there is no such partner");
}

/* ---- what happened ---- */

static const char sql_event[] = SQL("INSERT INTO partner_event (org_id, partner_id, kind, words, was, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)");

code partner_tell(struct db *db, const struct partner_happened *h, struct error *err)
{
    return db_run(db, sql_event,
                  ARGS(v_int(h->p->org), v_int(h->p->id), v_str(cstr(h->kind)), v_str(h->words), v_str(h->was.p ? h->was : S("")), v_int_if(h->account != 0, h->account),
                       v_int(clock_now())), NULL, err);
}

#define EVENTS(than, order)                                                                                                 \
    "SELECT e.id, e.kind, e.words, coalesce(c.name, ''), e.at FROM partner_event e LEFT JOIN account c ON c.id = e.account_id WHERE +e.org_id = $1 AND e.partner_id = $2" \
    " AND ($3 = 0 OR e.kind = 'note') AND e.id " than " $4 ORDER BY e.id " order " LIMIT $5"
static const char sql_events[] = SQL(EVENTS("<", "DESC")), sql_events_back[] = SQL(EVENTS(">", "ASC"));

code partner_events(struct db *db, struct arena *a, const struct partner_events_ask *q, struct partner_events *out, struct error *err)
{
    struct rows *r = db_query(db, keyset_is_back(&q->at) ? sql_events_back : sql_events,
                              ARGS(v_int(q->partner->org), v_int(q->partner->id), v_int(q->notes), v_int(keyset_row(&q->at, INT64_MAX)), v_int(q->at.limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct partner_event){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_int(r, 4)};
    return rows_end(r, err);
}

static code note(struct db *db, struct arena *a, const struct partner *p, const struct partner_note *n, struct error *err)
{
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "note", .words = n->words, .account = n->of.by}, err));
    return org_log(db, p->org, n->of.by, "partner.note", str_printf(a, "partner %lld", (long long)p->id), p->name, err);
}

code partner_note(struct db *db, struct arena *a, const struct partner_note *n, struct error *err)
{
    struct partner p;

    if (str_is_empty(str_trim(n->words)) || n->words.n > PARTNER_WORDS)
        return fail(err, BAD_INPUT, "words", "say what you found");
    TRY(partner_get(db, a, n->of.org, n->of.id, &p, err));
    TRY(db_begin(db, err));
    return db_end(db, note(db, a, &p, n, err), err);
}

/* ---- saved ---- */

static bool is_host(str s)
{
    struct uri u;
    char first = s.n ? s.p[0] : '.';

    return s.n <= HOST_MOST && !str_starts(s, S("did:")) && first != '.' && first != '-' && str_find_byte(s, '/') < 0 && str_find_byte(s, '@') < 0 && str_find_byte(s, '*') < 0 && str_find_byte(s, '?') < 0 &&
           str_find_byte(s, '#') < 0 && uri_parse((str){s.p, s.n}, &u, NULL) == OK && (str_find_byte(s, '.') > 0 || str_find_byte(s, ':') > 0);
}

static code check_refs(const struct partner *p, struct error *err)
{
    struct did_url d;

    if (p->profile.n && (p->profile.n > ADDRESS_MOST || !uri_is_http(p->profile) || str_find_byte(p->profile, '*') >= 0))
        return fail(err, BAD_INPUT, "profile", "write the address of their profile, such as https://academy.example/issuer");
    if (p->did.n && (p->did.n > ADDRESS_MOST || did_parse(p->did, &d, NULL) != OK || !str_is_empty(d.fragment)))
        return fail(err, BAD_INPUT, "did", "write their DID, such as did:web:academy.example");
    if (p->host.n && !is_host(p->host))
        return fail(err, BAD_INPUT, "host", "write a host alone, such as academy.example");
    return p->profile.n || p->did.n || p->host.n ? OK : fail(err, BAD_INPUT, "profile", "say by what their badges are told: their profile, their DID or their host");
}

static code check(const struct partner *p, struct error *err)
{
    if (str_is_empty(p->name) || p->name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "say what they are called");
    TRY(check_refs(p, err));
    if (p->contact.n > PARTNER_WORDS)
        return fail(err, BAD_INPUT, "contact", "this is too long");
    if (p->scope.n > PARTNER_WORDS)
        return fail(err, BAD_INPUT, "scope", "this is too long");
    if (p->agreed_until != NO_DAY && p->agreed_from != NO_DAY && p->agreed_until < p->agreed_from)
        return fail(err, BAD_INPUT, "until", "the agreement would end before it begins");
    return OK;
}

static const char sql_others[] = SQL("SELECT p.profile_url, p.did, p.host FROM partner p WHERE p.org_id = $1 AND p.id <> $2");
static const char sql_count[] = SQL("SELECT count(*) FROM partner WHERE org_id = $1");

/* What is proved of either: a DID of the web and a profile are on a host, which may be another's alone. */
static const char *told_alike(struct arena *a, const struct partner *p, const struct partner *other)
{
    if (p->profile.n && str_eq(p->profile, other->profile))
        return "profile";
    if (p->did.n && str_eq(p->did, other->did))
        return "did";
    if (p->host.n && (str_eq(p->host, other->host) || str_eq(p->host, intake_anchor_of(a, other->profile)) || str_eq(p->host, intake_anchor_of(a, other->did))))
        return "host";
    if (other->host.n && str_eq(other->host, intake_anchor_of(a, p->profile)))
        return "profile";
    return other->host.n && str_eq(other->host, intake_anchor_of(a, p->did)) ? "did" : NULL;
}

/* One badge is of one partner: else whoever trusts the one would not see that the other is suspended. */
static code check_alone(struct db *db, struct arena *a, const struct partner *p, struct error *err)
{
    struct rows *r = db_query(db, sql_others, ARGS(v_int(p->org), v_int(p->id)));
    const char *where = NULL;
    int64_t n = 0;

    while (!where && rows_next(r))
        where = told_alike(a, p, &(struct partner){.profile = row_str(r, 0, a), .did = row_str(r, 1, a), .host = row_str(r, 2, a)});
    TRY(rows_end(r, err));
    if (where)
        return fail(err, CONFLICT, where, "another partner is told by this already");
    if (p->id)
        return OK;
    TRY(db_int(db, sql_count, ARGS(v_int(p->org)), &n, err));
    return n < PARTNERS ? OK : fail(err, LIMIT, "name", "there are %d partners already", PARTNERS);
}

static const char sql_add[] = SQL(
    "INSERT INTO partner (org_id, owner_id, name, folded, profile_url, did, host, trust, trust_why, trust_at, contact, contact_email, scope, agreed_from, agreed_until, review_on,"
    " found_state, found_name, found_why, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', '', $8, $9, $10, $11, $12, $13, $14, '', '', '', $8, $8) RETURNING id");
static const char sql_change[] = SQL(
    "UPDATE partner SET owner_id = $2, name = $3, folded = $4, profile_url = $5, did = $6, host = $7, changed_at = $8, contact = $9, contact_email = $10, scope = $11,"
    " agreed_from = $12, agreed_until = $13, review_on = $14, found_state = CASE WHEN profile_url = $5 AND did = $6 THEN found_state ELSE '' END,"
    " found_name = CASE WHEN profile_url = $5 AND did = $6 THEN found_name ELSE '' END, found_why = CASE WHEN profile_url = $5 AND did = $6 THEN found_why ELSE '' END,"
    " found_at = CASE WHEN profile_url = $5 AND did = $6 THEN found_at END WHERE id = $15 AND org_id = $1 RETURNING id");

static code write(struct db *db, struct arena *a, const struct partner *p, int64_t *id, struct error *err)
{
    const struct value all[] = {
        v_int(p->org), v_int_if(p->owner != 0, p->owner), v_str(p->name), v_str(utf8_fold(a, p->name)), v_str(p->profile), v_str(p->did), v_str(p->host), v_int(clock_now()),
        v_str(p->contact), v_str(p->contact_email), v_str(p->scope), v_int_if(p->agreed_from != NO_DAY, p->agreed_from), v_int_if(p->agreed_until != NO_DAY, p->agreed_until),
        v_int_if(p->review != NO_DAY, p->review), v_int(p->id)};

    return db_int(db, p->id ? sql_change : sql_add, (struct args){all, COUNT(all) - (p->id ? 0 : 1)}, id, err);
}

/* "old → new" of each of the three that is another now; empty: none is. `gone`: one that it was told by. */
static str told_changes(struct arena *a, const struct partner *was, const struct partner *p, bool *gone)
{
    const str pairs[][2] = {{was->profile, p->profile}, {was->did, p->did}, {was->host, p->host}};
    struct buf b = buf_new(a);

    *gone = false;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (str_eq(pairs[i][0], pairs[i][1]))
            continue;
        *gone |= pairs[i][0].n > 0;
        buf_printf(&b, "%s" STR_FMT " → " STR_FMT, b.n ? "\n" : "", STR_ARG(pairs[i][0].n ? pairs[i][0] : S("—")), STR_ARG(pairs[i][1].n ? pairs[i][1] : S("—")));
    }
    return buf_done(&b);
}

static const char sql_propose[] = SQL("UPDATE partner SET trust = 'proposed', trust_why = '', trust_at = $3 WHERE org_id = $1 AND id = $2 AND trust = 'trusted'");

static code change(struct db *db, struct arena *a, const struct partner_save *s, const struct partner *p, struct error *err)
{
    struct partner was;
    int64_t id = p->id;
    bool gone;

    TRY(partner_get(db, a, p->org, p->id, &was, err));
    str words = told_changes(a, &was, p, &gone), why = str_is_absent(s->why) ? S("") : str_trim(s->why);
    if (partner_is_held(&was) && gone && (!why.n || why.n > REASON_MOST))
        return fail(err, BAD_INPUT, "why", "say why: what was held back till now would be held back no more");
    TRY(write(db, a, p, &id, err));
    if (words.n && partner_is(&was, "trusted"))
        TRY(db_run(db, sql_propose, ARGS(v_int(p->org), v_int(p->id), v_int(clock_now())), NULL, err));
    TRY(partner_terms_keep(db, p, err));
    if (words.n && why.n)
        words = str_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(words), STR_ARG(why));
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "changed", .words = words, .account = s->by}, err));
    return org_log(db, p->org, s->by, "partner.change", str_printf(a, "partner %lld", (long long)p->id), words.n ? words : p->name, err);
}

static code propose(struct db *db, struct arena *a, const struct partner_save *s, const struct partner *p, int64_t *id, struct error *err)
{
    struct partner kept = *p;

    TRY(write(db, a, p, id, err));
    kept.id = *id;
    TRY(partner_terms_keep(db, &kept, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = &kept, .kind = "proposed", .words = S(""), .account = s->by}, err));
    return org_log(db, p->org, s->by, "partner.propose", str_printf(a, "partner %lld", (long long)*id), p->name, err);
}

static code save(struct db *db, struct arena *a, const struct partner_save *s, const struct partner *p, int64_t *id, struct error *err)
{
    TRY(check_alone(db, a, p, err));
    *id = p->id;
    return p->id ? change(db, a, s, p, err) : propose(db, a, s, p, id, err);
}

static str or_none(str s)
{
    return str_is_absent(s) ? S("") : str_trim(s);
}

code partner_save(struct db *db, struct arena *a, const struct partner_save *s, int64_t *id, struct error *err)
{
    struct partner p = *s->p;

    p.name = or_none(p.name);
    p.profile = or_none(p.profile);
    p.did = or_none(p.did);
    p.host = str_lower(a, or_none(p.host));
    p.contact = or_none(p.contact);
    p.contact_email = or_none(p.contact_email);
    p.scope = or_none(p.scope);
    TRY(check(&p, err));
    if (p.owner && !org_is_member(db, p.org, p.owner))
        return fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation");
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, s, &p, id, err), err);
}

/* ---- trusted or not ---- */

/* What waits, and is theirs, is held against all rules in force then, unless they are held. */
static code rules_later(struct db *db, struct arena *a, const struct partner *p, msec when, struct error *err)
{
    return job_add(db, S("partner.rules"), str_printf(a, "%lld %lld", (long long)p->org, (long long)p->id),
                   str_printf(a, "partner.rules %lld %lld", (long long)p->id, (long long)when), when, err);
}

static const char sql_decide[] = SQL("UPDATE partner SET trust = $3, trust_why = $4, trust_at = $5, changed_at = $5 WHERE org_id = $1 AND id = $2 AND trust = $6");

/* "trusted LF why": what is put back. */
static str as_was(struct arena *a, const struct partner *p)
{
    return str_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(p->trust), STR_ARG(p->trust_why));
}

code partner_decide(struct db *db, struct arena *a, const struct partner_decide *d, struct error *err)
{
    struct partner p;
    str reason = or_none(d->reason);
    bool needs_reason = str_eq(cstr(d->trust), S("suspended")) || str_eq(cstr(d->trust), S("ended"));
    int64_t n = 0;

    if ((needs_reason && !reason.n) || reason.n > REASON_MOST)
        return fail(err, BAD_INPUT, "reason", "say why: it stands where a badge of theirs is not taken");
    TRY(partner_get(db, a, d->org, d->id, &p, err));
    if (partner_is(&p, d->trust))
        return fail(err, CONFLICT, "partner", "it stands so already");
    TRY(db_run(db, sql_decide, ARGS(v_int(p.org), v_int(p.id), v_str(cstr(d->trust)), v_str(reason), v_int(clock_now()), v_str(p.trust)), &n, err));
    if (!n)
        return fail(err, CONFLICT, "partner", "somebody decided meanwhile: look at it again");
    TRY(partner_terms_keep(db, &p, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = &p, .kind = d->trust, .words = reason, .was = as_was(a, &p), .account = d->by}, err));
    if (partner_is_held(&p) && str_eq(cstr(d->trust), S("trusted")))
        TRY(rules_later(db, a, &p, clock_now() + ACT_UNDO_TIME, err));
    return org_log(db, p.org, d->by, str_z(a, str_printf(a, "partner.%s", d->trust)), str_printf(a, "partner %lld", (long long)p.id), p.name, err);
}

static const char sql_last[] = SQL(
    "SELECT e.kind, e.was, e.at, e.id FROM partner_event e WHERE e.org_id = $1 AND e.partner_id = $2 AND e.kind IN ('trusted', 'suspended', 'ended', 'undone') ORDER BY e.id DESC LIMIT 1");

/* What the last decision took the place of, if it can still be put back. */
static code find_last(struct db *db, struct arena *a, const struct partner *p, str *was, int64_t *event, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(p->org), v_int(p->id)));

    *was = S("");
    *event = 0;
    if (rows_next(r) && str_eq(row_str(r, 0, a), p->trust) && row_int(r, 2) > clock_now() - ACT_UNDO_TIME) {
        *was = row_str(r, 1, a);
        *event = row_int(r, 3);
    }
    return rows_end(r, err);
}

code partner_undecide(struct db *db, struct arena *a, const struct partner_of *o, int64_t decision, struct error *err)
{
    struct partner p;
    str rest, trust = S("");
    int64_t n = 0, newest = 0;

    TRY(partner_get(db, a, o->org, o->id, &p, err));
    TRY(find_last(db, a, &p, &rest, &newest, err));
    if (newest && newest != decision)
        return fail(err, CONFLICT, "partner", "somebody decided meanwhile: look at it again");
    if (!rest.n || !str_cut(&rest, '\n', &trust))
        return fail(err, CONFLICT, "partner", "it is too late to take the decision back: decide anew");
    TRY(db_run(db, sql_decide, ARGS(v_int(p.org), v_int(p.id), v_str(trust), v_str(rest), v_int(clock_now()), v_str(p.trust)), &n, err));
    if (!n)
        return fail(err, CONFLICT, "partner", "somebody decided meanwhile: look at it again");
    TRY(partner_terms_keep(db, &p, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = &p, .kind = "undone", .words = S(""), .account = o->by}, err));
    if (partner_is_held(&p))
        TRY(rules_later(db, a, &p, clock_now(), err));
    return org_log(db, p.org, o->by, "partner.undo", str_printf(a, "partner %lld", (long long)p.id), p.name, err);
}

code partner_last_decision(struct db *db, struct arena *a, const struct partner *p, int64_t *decision, struct error *err)
{
    str was;

    return find_last(db, a, p, &was, decision, err);
}

/* ---- what waited for it ---- */

static code apply_rules(struct db *db, struct arena *a, int64_t org, int64_t id, bool *accepted, struct error *err)
{
    struct partner p;
    int64_t decision = 0, after = 0, n = 0;

    *accepted = false;
    TRY(partner_get(db, a, org, id, &p, err));
    TRY(partner_last_decision(db, a, &p, &decision, err));
    if (partner_is_held(&p) || (decision && partner_is(&p, "trusted")))
        return OK;                               /* that one can still be taken back: it has a job of its own */
    do {
        TRY(intake_apply_to(db, &(struct intake_told){org, p.profile, p.did, p.host}, &after, &n, err));
        *accepted |= n > 0;
    } while (after);
    return OK;
}

static enum job_result run_rules(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;
    bool accepted = false;

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    code c = apply_rules(db, a, org, id, &accepted, err);
    if (accepted)
        app_wake(ctx);
    return c == OK || c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
}

const struct job_kind partner_jobs[] = {{"partner.rules", run_rules}, {0}};

/* ---- the agreement ---- */

static const char sql_folder[] = SQL("UPDATE partner SET folder_id = $3, changed_at = $4 WHERE org_id = $1 AND id = $2 AND folder_id IS NULL");

static code add_agreement(struct db *db, struct arena *a, struct partner *p, const struct evidence_new *file, struct error *err)
{
    struct evidence_new n = *file;
    int64_t taken = 1;

    if (!p->folder) {
        struct evidence_owner o = {p->org, S(""), p->name};
        TRY(evidence_open(db, a, &o, &p->folder, err));
        TRY(db_run(db, sql_folder, ARGS(v_int(p->org), v_int(p->id), v_int(p->folder), v_int(clock_now())), &taken, err));
    }
    if (!taken)
        return fail(err, CONFLICT, "file", "somebody added one just now: look at it again");
    n.folder = p->folder;
    TRY(evidence_add(db, a, &n, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "agreement", .words = n.file_name, .account = n.account}, err));
    return org_log(db, p->org, n.account, "partner.agreement", str_printf(a, "partner %lld", (long long)p->id), p->name, err);
}

/* Members see it; each look is noted, as of any evidence. */
code partner_agreement_add(struct db *db, struct arena *a, const struct partner_of *o, const struct intake_file *f, struct error *err)
{
    struct evidence_new n = {.account = o->by, .audience = TO_ORG, .item = S(""), .title = S(""), .words = S(""), .url = S(""), .file = f->bytes, .file_name = f->name};
    struct partner p;

    if (!f->bytes.n)
        return fail(err, BAD_INPUT, "file", "choose the file of the agreement");
    TRY(partner_get(db, a, o->org, o->id, &p, err));
    TRY(evidence_clean_photo(a, &n, err));
    TRY(db_begin(db, err));
    return db_end(db, add_agreement(db, a, &p, &n, err), err);
}

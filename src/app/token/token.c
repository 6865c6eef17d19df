/* token/token.c — tokens made, found, revoked, and recognised by their secret. */
#include "app/token/token.h"

#include "base/crypto.h"

#define SECRET_START "lapel_"                    /* so that scanners of code find one that was left there */
#define HINT_BYTES   10
#define NAME_MOST    80
#define USED_STEP    MINUTE

/* ---- what they may do ---- */

const struct token_scope token_scopes[] = {
    {"org:read", "See the organisation", "Its profile as it is published.", VIEW_ORG},
    {"badges:read", "See badges", "Drafts and archived ones too.", VIEW_ORG},
    {"badges:write", "Make and change badges", "Publish and archive them too.", DESIGN_BADGES},
    {"awards:read", "See awards", "Who has which, and how far a list is.", VIEW_AWARDS},
    {"awards:write", "Award badges", "To one person or a list; links and codes for badges.", AWARD_BADGES},
    {"awards:revoke", "Revoke and suspend awards", "And give suspended ones back.", REVOKE_BADGES},
    {"standings:read", "See who stands how", "With what is asked of people at work, and why.", VIEW_STANDINGS},
    {"pathways:read", "See pathways", "Their versions, and who is where on them.", VIEW_STANDINGS},
    {"applications:read", "See applications", "What was handed in, and what judges found.", SEE_QUEUE},
    {"applications:judge", "Judge applications", "In your name.", JUDGE_EVIDENCE},
    {"people:read", "See people and groups", "Names, addresses, where they work.", VIEW_PEOPLE},
    {"people:write", "Add and change people", "And mark who has left.", MANAGE_PEOPLE},
    {"views", "Use saved views of lists", "Yours, and those shared with the organisation.", VIEW_ORG},
    {"verify", "Check badges", "Anybody’s, as the page for everybody does.", VIEW_ORG},
    {"webhooks", "Set up webhooks", "And see and repeat what they were told.", MANAGE_ORG},
    {"members:read", "See members and their roles", "Who works here with the badges.", MANAGE_ORG},
    {"members:write", "Invite and remove members, give roles", "Whoever has this token can make anybody an administrator.", MANAGE_ORG},
    {"org:write", "Change the organisation’s profile", "Name, description, addresses.", MANAGE_ORG},
    {"statements:write", "Tell what people learnt", "Statements (xAPI) that rules make awards of.", AWARD_BADGES},
    {"intake:write", "Send awards of one partner", "For people who work here, from that partner’s own programs.", SET_STANDARDS, .of_partner = true},
    {"scim", "Keep people in step with a company directory", "SCIM 2.0: users and groups.", MANAGE_PEOPLE},
    {NULL},
};

const struct token_scope *token_scope(str name)
{
    for (const struct token_scope *s = token_scopes; s->name; s++)
        if (str_eq(name, cstr(s->name)))
            return s;
    return NULL;
}

str token_key(struct arena *a, int64_t id)
{
    return str_printf(a, "lapel-%lld", (long long)id);
}

bool token_has(const struct token *t, const char *scope)
{
    str rest = t->scopes, one;

    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, cstr(scope)))
            return true;
    return false;
}

/* ---- making ---- */

/* Known ones, each once, in the order of the table. */
static str plain_scopes(struct arena *a, const struct token *t)
{
    struct buf b = buf_new(a);

    for (const struct token_scope *s = token_scopes; s->name; s++) {
        if (!token_has(t, s->name))
            continue;
        if (b.n)
            buf_byte(&b, ' ');
        buf_putz(&b, s->name);
    }
    return buf_done(&b);
}

static code check(const struct token *t, str scopes, struct error *err)
{
    if (str_is_empty(t->name))
        return fail(err, BAD_INPUT, "name", "give it a name by which you know later what it is for");
    if (t->name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "a name of a token has at most %d letters", NAME_MOST);
    if (scopes.n == 0)
        return fail(err, BAD_INPUT, "scopes", "choose at least one thing that it may do");
    if (t->expires && t->expires <= clock_now())
        return fail(err, BAD_INPUT, "expires", "the day on which it ends is past");
    return OK;
}

static const char sql_working[] = SQL(
    "SELECT count(*) FROM token WHERE org_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)");
static const char sql_insert[] = SQL(
    "INSERT INTO token (org_id, account_id, name, hash, hint, scopes, created_at, expires_at, used_from, people, badges)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10) RETURNING id");

static code insert(struct db *db, struct arena *a, const struct token *t, str secret, int64_t *id, struct error *err)
{
    msec now = clock_now();
    int64_t n = 0;

    TRY(db_int(db, sql_working, ARGS(v_int(t->org), v_int(now)), &n, err));
    if (n >= TOKENS_MOST)
        return fail(err, LIMIT, "name", "there are %d tokens already: revoke one that is not used", TOKENS_MOST);
    TRY(db_int(db, sql_insert,
               ARGS(v_int(t->org), v_int(t->account), v_str(t->name), v_str(sha256_hex(a, secret)),
                    v_str(str_slice(secret, 0, HINT_BYTES)), v_str(t->scopes), v_int(now), v_int_if(t->expires > 0, t->expires),
                    v_str(t->some_departments ? S("departments") : S("all")), v_str(t->some_badges ? S("some") : S("all"))),
               id, err));
    return org_log(db, t->org, t->account, "token.create", str_printf(a, "token %lld", (long long)*id), t->name, err);
}

/* ---- narrowed ---- */

static bool token_fits(const struct token *t, const struct token_scope *s)
{
    return access_limits_fit(&(struct access_limits){t->id, t->some_departments, t->some_badges}, s->right);
}

static code check_fits(const struct token *t, struct error *err)
{
    for (const struct token_scope *s = token_scopes; s->name; s++)
        if (token_has(t, s->name) && !token_fits(t, s))
            return fail(err, BAD_INPUT, "scopes", "“%s” is about the whole organisation: a token for a part of it cannot have it", words(s->label));
    return OK;
}

/* What is not of this organisation is no part. */
static const char sql_department[] = SQL(
    "INSERT INTO token_part (token_id, kind, ref_id) SELECT $1, 'department', d.id FROM department d WHERE d.org_id = $2 AND d.id = $3"
    " ON CONFLICT DO NOTHING");
static const char sql_badge[] = SQL(
    "INSERT INTO token_part (token_id, kind, ref_id) SELECT $1, 'badge', b.id FROM achievement b WHERE b.org_id = $2 AND b.id = $3"
    " ON CONFLICT DO NOTHING");

static code add_parts(struct db *db, const char *sql, const struct token *t, const struct id_list *ids, int64_t *n, struct error *err)
{
    for (size_t i = 0; ids && i < ids->n && i < GRANT_PARTS_MOST; i++) {
        int64_t added = 0;
        TRY(db_run(db, sql, ARGS(v_int(t->id), v_int(t->org), v_int(ids->items[i])), &added, err));
        *n += added;
    }
    return OK;
}

static code insert_narrow(struct db *db, struct arena *a, struct token *t, const struct token_reach *reach, str secret, struct error *err)
{
    int64_t departments = 0, badges = 0;

    TRY(insert(db, a, t, secret, &t->id, err));
    TRY(add_parts(db, sql_department, t, reach->departments, &departments, err));
    TRY(add_parts(db, sql_badge, t, reach->badges, &badges, err));
    if (t->some_departments && departments == 0)
        return fail(err, BAD_INPUT, "departments", "choose at least one department");
    if (t->some_badges && badges == 0)
        return fail(err, BAD_INPUT, "badges", "choose at least one badge");
    return OK;
}

code token_make_narrow(struct db *db, struct arena *a, const struct token *t, const struct token_reach *reach, int64_t *id, str *secret,
                       struct error *err)
{
    struct token made = *t;

    made.name = str_trim(t->name);
    made.scopes = plain_scopes(a, t);
    made.some_departments = reach->departments != NULL;
    made.some_badges = reach->badges != NULL;
    TRY(check(&made, made.scopes, err));
    TRY(check_fits(&made, err));
    *secret = str_join(a, S(SECRET_START), random_token(a, 32));
    TRY(db_begin(db, err));
    TRY(db_end(db, insert_narrow(db, a, &made, reach, *secret, err), err));
    *id = made.id;
    return OK;
}

code token_make(struct db *db, struct arena *a, const struct token *t, int64_t *id, str *secret, struct error *err)
{
    return token_make_narrow(db, a, t, &(struct token_reach){NULL, NULL}, id, secret, err);
}

static const char sql_parts[] = SQL(
    "SELECT x.kind, coalesce(d.name, v.name) FROM token_part x LEFT JOIN department d ON x.kind = 'department' AND d.id = x.ref_id"
    " LEFT JOIN achievement b ON x.kind = 'badge' AND b.id = x.ref_id LEFT JOIN achievement_version v ON v.id = b.version_id"
    " WHERE x.token_id = $1 AND coalesce(d.name, v.name) IS NOT NULL ORDER BY x.kind, x.ref_id");

code token_parts(struct db *db, struct arena *a, const struct token *t, struct token_parts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_parts, ARGS(v_int(t->id)));

    while (rows_next(r))
        *list_add(a, str_eq(row_str(r, 0, a), S("badge")) ? &out->badges : &out->departments) = row_str(r, 1, a);
    return rows_end(r, err);
}

/* ---- finding ---- */

#define TOKEN_COLUMNS                                                          \
    "t.id, t.org_id, t.account_id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.used_at, t.revoked_at, t.used_from," \
    " (SELECT c.name FROM account c WHERE c.id = t.account_id), t.people, t.badges"

static void read_token(struct rows *r, struct arena *a, struct token *out)
{
    *out = (struct token){
        .id = row_int(r, 0), .org = row_int(r, 1), .account = row_int(r, 2), .name = row_str(r, 3, a), .hint = row_str(r, 4, a),
        .scopes = row_str(r, 5, a), .created = row_int(r, 6), .expires = row_int(r, 7), .used = row_int(r, 8),
        .revoked = row_int(r, 9), .used_from = row_str(r, 10, a), .maker = row_str(r, 11, a),
        .some_departments = !str_eq(row_str(r, 12, a), S("all")), .some_badges = !str_eq(row_str(r, 13, a), S("all")),
    };
}

static const char sql_find[] = SQL(
    "SELECT " TOKEN_COLUMNS " FROM token t WHERE t.org_id = $1 ORDER BY CASE WHEN t.revoked_at IS NULL AND"
    " (t.expires_at IS NULL OR t.expires_at > $2) THEN 0 ELSE 1 END, t.id DESC LIMIT $3");

code token_find(struct db *db, struct arena *a, int64_t org, struct token_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(clock_now()), v_int(TOKENS_SHOWN)));

    while (rows_next(r))
        read_token(r, a, list_add(a, out));
    return rows_end(r, err);
}

static code one_token(struct rows *r, struct arena *a, struct token *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_token(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "token", "there is no such token");
}

static const char sql_get[] = SQL("SELECT " TOKEN_COLUMNS " FROM token t WHERE t.org_id = $1 AND t.id = $2");

code token_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct token *out, struct error *err)
{
    return one_token(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

/* ---- revoking ---- */

static const char sql_revoke[] = SQL("UPDATE token SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL");

code token_revoke_within(struct db *db, struct arena *a, const struct token_revoke *r, struct error *err)
{
    struct token t;
    int64_t changed = 0;

    TRY(token_get(db, a, r->org, r->id, &t, err));
    TRY(db_run(db, sql_revoke, ARGS(v_int(r->org), v_int(r->id), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "token", "this token was revoked before");
    return org_log(db, r->org, r->by, "token.revoke", str_printf(a, "token %lld", (long long)r->id), t.name, err);
}

code token_revoke(struct db *db, struct arena *a, const struct token_revoke *r, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, token_revoke_within(db, a, r, err), err);
}

/* ---- recognising ---- */

static const char sql_by_hash[] = SQL("SELECT " TOKEN_COLUMNS " FROM token t WHERE t.hash = $1");
static const char sql_used[] = SQL("UPDATE token SET used_at = $2, used_from = $3 WHERE id = $1");

/* Who tries words has 256 random bits before him: no count of tries is kept. */
code token_check(struct db *db, struct arena *a, const struct token_use *u, struct token *out, struct error *err)
{
    bool is_ours = str_starts(u->secret, S(SECRET_START)) && u->secret.n < 100;
    struct rows *r = db_query(db, sql_by_hash, ARGS(v_str(is_ours ? sha256_hex(a, u->secret) : S("none"))));
    code c = one_token(r, a, out, err);

    if (c == NOT_FOUND)
        return fail(err, DENIED, "token", "this token is not known here");
    TRY(c);
    if (out->revoked)
        return fail(err, DENIED, "token", "this token was revoked");
    if (out->expires && out->expires <= u->now)
        return fail(err, DENIED, "token", "this token has expired");
    if (out->account == 0)
        return fail(err, DENIED, "token", "whoever made this token is not here any more");
    if (u->now - out->used < USED_STEP && str_eq(out->used_from, u->from))
        return OK;
    return db_run(db, sql_used, ARGS(v_int(out->id), v_int(u->now), v_str(u->from)), NULL, err);
}
